"""Reading the features of a layer, page by page, as the public or an insider may see them.

Pages follow each other by the permanent number `id`: a page costs the same however far on it is, rows that
are added meanwhile repeat or hide none, and nothing is ever counted. Features leave the database as
finished GeoJSON text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import psycopg
from psycopg import sql

from layers.catalogue import Kind, Layer
from layers.errors import NotFound
from layers.history import as_of, during

__all__ = ["MOST", "Box", "Page", "Query", "feature", "page"]

MOST = 10_000
"""Most features of one page."""


class Box(NamedTuple):
    """A rectangle in degrees; it does not cross the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Query:
    """Which features of a layer are wanted."""

    limit: int = 10
    after: int = 0
    """The last `id` that is known already."""
    boxes: Sequence[Box] = ()
    """The feature meets one of them; none is anywhere."""
    equal: Mapping[str, object] = field(default_factory=dict)
    """Column = value, as `layers.columns.parse` made it."""
    start: datetime | None = None
    end: datetime | None = None
    timed: bool = False
    """Whether start and end are meant: features as they were then, not as they are."""


class Page(NamedTuple):
    """A page of features."""

    features: list[str]
    """Each the JSON text of a GeoJSON feature."""
    next: int | None
    """The `id` after which the next page begins; None when this is the last."""


PAGE = """
SELECT {distinct} id, json_build_object('type', 'Feature', 'id', {key}, 'geometry', {geometry},
  'properties', (SELECT to_json(p) FROM (SELECT {fields}) AS p))::text
FROM {rows} AS f
WHERE id > %(after)s{rules}
ORDER BY {order} LIMIT %(limit)s + 1
"""

# The && is for the planner's sake, which ST_Intersects alone would tell too little about selectivity.
MEETS = "(geom && {box} AND ST_Intersects(geom, {box}))"
# An envelope of a line, so that a box without width is a line or a point and still meets things.
BOX = """ST_SetSRID(ST_Envelope(ST_MakeLine(
  ST_MakePoint(%(west{0})s, %(south{0})s), ST_MakePoint(%(east{0})s, %(north{0})s))), 4490)"""
GEOJSON = "ST_AsGeoJSON(geom, 7, 0)::json"


def page(conn: psycopg.Connection, layer: Layer, query: Query, *, internal: bool = False) -> Page:
    """One page of the features of a layer, in the order of `id`.

    With an interval of time a feature comes once, as the latest of its versions in it. A layer without a
    place of its own has nothing in any box.
    """
    if query.boxes and layer.geometry is Kind.NONE:
        return Page([], None)
    rows = conn.execute(_statement(layer, query, internal=internal), _values(layer, query)).fetchall()
    kept = rows[: query.limit]
    return Page([text for _, text in kept], kept[-1][0] if len(rows) > query.limit else None)


def feature(
    conn: psycopg.Connection, layer: Layer, key: str, *, at: datetime | None = None, internal: bool = False
) -> str:
    """The JSON text of the feature with this key, now or at a time.

    Raises:
        NotFound: there is none.
    """
    query = Query(
        limit=1, equal={_key(layer, internal=internal): key}, start=at, end=at, timed=at is not None
    )
    found = page(conn, layer, query, internal=internal)
    if not found.features:
        raise NotFound(f"no feature {key!r} in layer {layer.name!r}")
    return found.features[0]


def _key(layer: Layer, *, internal: bool) -> str:
    """The column that names a feature: the key of the layer, unless the caller may not see it."""
    seen = {one.name for one in layer.visible(internal=internal)}
    return layer.key if layer.key in seen else "id"


def _statement(layer: Layer, query: Query, *, internal: bool) -> sql.Composed:
    names = [one.name for one in layer.visible(internal=internal)]
    placed = layer.geometry is not Kind.NONE
    return sql.SQL(PAGE).format(
        distinct=sql.SQL("DISTINCT ON (id)" if query.timed else ""),
        key=sql.Identifier(_key(layer, internal=internal)),
        geometry=sql.SQL(GEOJSON if placed else "NULL"),
        fields=_list(names),
        rows=_rows(
            layer,
            query,
            {"id", "valid_from", *names, *layer.where, *query.equal} | ({"geom"} if placed else set()),
        ),
        rules=sql.SQL("").join(_rules(layer, query)),
        order=sql.SQL("id, valid_from DESC" if query.timed else "id"),
    )


def _list(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _rows(layer: Layer, query: Query, columns: set[str]) -> sql.Composable:
    if query.timed:
        return during(layer.table, _list(sorted(columns)), query.start, query.end)
    return as_of(layer.table, _list(sorted(columns)))


def _rules(layer: Layer, query: Query) -> Iterator[sql.Composable]:
    """The conditions beside the page."""
    for prefix, values in (("where", layer.where), ("equal", query.equal)):
        for name in values:
            bound = sql.Placeholder(f"{prefix} {name}")
            yield sql.SQL(" AND {} = {}").format(sql.Identifier(name), bound)
    if query.boxes:
        meets = [sql.SQL(MEETS).format(box=sql.SQL(BOX.format(n))) for n in range(len(query.boxes))]
        yield sql.SQL(" AND ({})").format(sql.SQL(" OR ").join(meets))


def _values(layer: Layer, query: Query) -> dict[str, object]:
    values: dict[str, object] = {"after": query.after, "limit": query.limit}
    values |= {f"where {name}": value for name, value in layer.where.items()}
    values |= {f"equal {name}": value for name, value in query.equal.items()}
    for n, box in enumerate(query.boxes):
        values |= {f"{side}{n}": degrees for side, degrees in box._asdict().items()}
    return values
