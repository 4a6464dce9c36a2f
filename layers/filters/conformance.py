"""The conformance classes of CQL2 that hold for every filter of the project."""

__all__ = ["CONFORMANCE"]

CLASS = "http://www.opengis.net/spec/cql2/1.0/conf/"

CONFORMANCE: dict[str, str] = {
    f"{CLASS}cql2-text": "the text encoding",
    f"{CLASS}cql2-json": "the JSON encoding",
    f"{CLASS}basic-cql2": "AND, OR, NOT, = <> < > <= >=, IS NULL",
    f"{CLASS}advanced-comparison-operators": "LIKE, BETWEEN, IN",
    f"{CLASS}case-insensitive-comparison": "CASEI",
    f"{CLASS}accent-insensitive-comparison": "ACCENTI",
    f"{CLASS}basic-spatial-functions": "S_INTERSECTS with points and boxes",
    f"{CLASS}basic-spatial-functions-plus": "S_INTERSECTS with all geometries",
    f"{CLASS}spatial-functions": "the other seven relations of places",
    f"{CLASS}temporal-functions": "the fifteen relations of times",
    f"{CLASS}array-functions": "the four relations of arrays, where a layer has an array",
    f"{CLASS}property-property": "properties and values on either side",
    f"{CLASS}arithmetic": "+ - * / % div ^",
}
"""Address of a class: what it brings. The class `functions` does not hold: there are none of our own."""
