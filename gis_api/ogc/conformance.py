"""Which parts of the standards are there."""

from itertools import chain
from typing import Final

from layers.filters import CONFORMANCE as CQL2

__all__ = ["CONFORMANCE"]

SPEC: Final = "http://www.opengis.net/spec"
CLASSES: Final = {
    "ogcapi-common-1/1.0": ("core", "landing-page", "json", "html", "oas30"),
    "ogcapi-common-2/1.0": ("collections",),
    "ogcapi-features-1/1.0": ("core", "oas30", "html", "geojson"),
    "ogcapi-features-2/1.0": ("crs",),
    "ogcapi-features-3/1.0": ("queryables", "queryables-query-parameters", "filter", "features-filter"),
    "ogcapi-features-4/1.0": (
        "create-replace-delete",
        "update",
        "features",
        "optimistic-locking-etags",
    ),
    "ogcapi-features-5/1.0": ("schemas", "core-roles-features", "returnables-and-receivables", "queryables"),
    "ogcapi-tiles-1/1.0": (
        "core",
        "tileset",
        "tilesets-list",
        "dataset-tilesets",
        "geodata-tilesets",
        "collections-selection",
        "datetime",
        "mvt",
        "oas30",
    ),
    "ogcapi-styles-1/0.0": ("core", "mapbox-style", "html"),
    "tms/2.0": ("tilematrixset", "json-tilematrixset", "tilematrixsetlimits", "json-tilematrixsetlimits"),
    "json-fg-1/0.3": ("core",),
}

FROM_CLASSES: Final = chain.from_iterable(
    (f"{SPEC}/{standard}/conf/{name}" for name in names) for standard, names in CLASSES.items()
)
CONFORMANCE: Final = {"conformsTo": [*FROM_CLASSES, *CQL2]}
