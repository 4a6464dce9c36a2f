"""The SQL by which features are found: names from the layer file, values bound."""

from collections.abc import Iterator, Sequence

from psycopg import sql

from layers.catalogue import Kind, Layer
from layers.filters import compile_filter
from layers.history import as_of, during
from layers.items.crs import CRS84, ItemCrs
from layers.items.query import Query

__all__ = ["VERSION", "geometry", "key_of", "names_of", "order_of", "rows", "rules", "values"]

# The && is for the planner's sake, which ST_Intersects alone would tell too little about selectivity.
MEETS = "(geom && {box} AND ST_Intersects(geom, {box}))"
# An envelope of a line, so that a box without width is a line or a point and still meets things.
BOX = """ST_SetSRID(ST_Envelope(ST_MakeLine(
  ST_MakePoint(%(west{0})s, %(south{0})s), ST_MakePoint(%(east{0})s, %(north{0})s))), 4490)"""
# Whatever changes a row gives it another place in the table, by another transaction.
VERSION = "md5(concat(f.xmin, f.ctid))"
OUTLINE = "ST_GeomFromWKB(%(outline)s, 4490)"


def names_of(layer: Layer, *, internal: bool) -> list[str]:
    """The columns that a caller sees."""
    return [one.name for one in layer.visible(internal=internal)]


def key_of(layer: Layer, *, internal: bool) -> str:
    """The column that names a feature: the key of the layer, unless the caller may not see it."""
    return layer.key if layer.key in names_of(layer, internal=internal) else "id"


def geometry(crs: ItemCrs, *, flipped: bool | None = None) -> sql.Composable:
    """The column `geom` in a system, its axes in the order that the system has, or as is said."""
    shape: sql.Composable = sql.SQL("geom")
    if crs.epsg != CRS84.epsg:
        shape = sql.SQL("ST_Transform(geom, {})").format(sql.Literal(crs.epsg))
    if crs.flipped if flipped is None else flipped:
        shape = sql.SQL("ST_FlipCoordinates({})").format(shape)
    return shape


def rows(
    layer: Layer, query: Query, *, internal: bool, first: sql.Composable | None = None
) -> sql.Composable:
    """The relation that features are taken from; with `first` (see `during`) only as much as a page needs."""
    if not query.timed:
        return as_of(layer.table, sql.SQL(""))
    columns = {"id", "valid_from", *names_of(layer, internal=internal), *layer.where, *query.equal}
    columns |= {"geom"} if layer.geometry is not Kind.NONE else set()
    columns |= query.filter.fields if query.filter else set()
    start, end = sql.Placeholder("start"), sql.Placeholder("end")
    return during(layer.table, _list(sorted(columns)), start, end, first)


def order_of(query: Query) -> tuple[str, str]:
    """What stands behind SELECT and what behind ORDER BY, with the bound of the page."""
    way = "id DESC" if query.before is not None else "id"
    return ("DISTINCT ON (id)", f"{way}, valid_from DESC") if query.timed else ("", way)


def rules(layer: Layer, query: Query, *, internal: bool) -> sql.Composed:
    """The conditions beside the page, each with AND before it."""
    return sql.SQL("").join(
        sql.SQL(" AND {}").format(rule) for rule in _rules(layer, query, internal=internal)
    )


def _rules(layer: Layer, query: Query, *, internal: bool) -> Iterator[sql.Composable]:
    for prefix, compared in (("where", layer.where), ("equal", query.equal)):
        for name in compared:
            bound = sql.Placeholder(f"{prefix} {name}")
            yield sql.SQL("{} = {}").format(sql.Identifier(name), bound)
    if query.boxes:
        meets = [sql.SQL(MEETS).format(box=sql.SQL(BOX.format(n))) for n in range(len(query.boxes))]
        yield sql.SQL("({})").format(sql.SQL(" OR ").join(meets))
    if query.outline is not None:
        yield sql.SQL(MEETS).format(box=sql.SQL(OUTLINE))
    if query.filter is not None:
        yield compile_filter(query.filter, layer, internal=internal)[0]


def values(layer: Layer, query: Query, *, internal: bool) -> dict[str, object]:
    """What is bound to the relation and its conditions."""
    bound: dict[str, object] = {f"where {name}": value for name, value in layer.where.items()}
    bound |= {f"equal {name}": value for name, value in query.equal.items()}
    for n, box in enumerate(query.boxes):
        bound |= {f"{side}{n}": degrees for side, degrees in box._asdict().items()}
    if query.outline is not None:
        bound["outline"] = query.outline
    if query.filter is not None:
        bound |= compile_filter(query.filter, layer, internal=internal)[1]
    if query.timed:
        bound |= {"start": query.start or "-infinity", "end": query.end or "infinity"}
    return bound


def _list(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
