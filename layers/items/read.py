"""Reading the features of a layer, page by page, as the public or an insider may see them.

Pages follow each other by the permanent number `id`: a page costs the same however far on it is, and rows
that are added or taken away meanwhile repeat or hide none. Features leave the database as finished text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import psycopg
from psycopg import sql

from layers.catalogue import Kind, Layer
from layers.errors import Invalid, NotFound
from layers.items import statement
from layers.items.crs import CRS84, ItemCrs
from layers.items.query import Feature, Page, Query

__all__ = ["Form", "expressible", "feature", "page"]


class Form(StrEnum):
    """How a feature is written."""

    GEOJSON = "geojson"
    JSONFG = "jsonfg"


# Put together as text: the shapes are text already and need not be read again to be written again.
PAGE = """
SELECT {distinct} id, {version},
  {head} || ',"properties":' || (SELECT to_json(p) FROM (SELECT {fields}) AS p) || '}}'
FROM {rows} AS f
WHERE true{first}
"""
# Of a layer with history it stands in both branches, too, so that neither is read further than a page goes.
FIRST = " AND {bound}{rules} ORDER BY {order} LIMIT %(limit)s + 1"

HEADS = {
    Form.GEOJSON: """'{{"type":"Feature","id":' || to_json({key}) || ',"geometry":' || {shape}""",
    Form.JSONFG: """'{{"type":"Feature","id":' || to_json({key}) || ',"time":{{"interval":['
  || to_json(valid_from) || ',".."]}},"place":' || {place} || ',"geometry":' || {plain}""",
}
"""By form; JSON-FG has the shape in its own system in `place`, and in CRS84 in `geometry`, never both."""

TEXT = "coalesce(ST_AsGeoJSON({shape}, {digits}, 0), 'null')"


def page(
    conn: psycopg.Connection,
    layer: Layer,
    query: Query,
    *,
    internal: bool = False,
    form: Form = Form.GEOJSON,
) -> Page:
    """One page of the features of a layer, in the order of `id`.

    With an interval of time a feature comes once, as the latest of its versions in it. A layer without a
    place of its own has nothing in any area.

    Raises:
        Invalid: a place can't be expressed in the system that is wanted.
    """
    if query.placed and layer.geometry is Kind.NONE:
        return Page([], None)
    found = _fetch(conn, layer, query, form, internal=internal)
    kept = found[: query.limit]
    more = len(found) > query.limit
    if query.before is not None:
        kept.reverse()
        first, last = (kept[0][0], kept[-1][0]) if kept else (None, query.before - 1)
        return Page([text for _, _, text in kept], last, first if more else None)
    before = (kept[0][0] if kept else query.after + 1) if query.after else None
    return Page([text for _, _, text in kept], kept[-1][0] if more else None, before)


def feature(
    conn: psycopg.Connection,
    layer: Layer,
    key: str,
    *,
    at: datetime | None = None,
    internal: bool = False,
    crs: ItemCrs = CRS84,
    form: Form = Form.GEOJSON,
) -> Feature:
    """The feature with this key, now or at a time.

    Raises:
        NotFound: there is none.
        Invalid: its place can't be expressed in the system that is wanted.
    """
    wanted = {statement.key_of(layer, internal=internal): key}
    query = Query(limit=1, equal=wanted, start=at, end=at, timed=at is not None, crs=crs)
    found = _fetch(
        conn,
        layer,
        replace(query, limit=0),
        form,
        internal=internal,
        version="NULL" if at else statement.VERSION,
    )
    if not found:
        raise NotFound(f"no feature {key!r} in layer {layer.name!r}")
    _, version, text = found[0]
    return Feature(text, version)


@contextmanager
def expressible(crs: ItemCrs) -> Iterator[None]:
    """Say it plainly when PROJ can't convert a place.

    Raises:
        Invalid: then.
    """
    try:
        yield
    except psycopg.errors.InternalError_:
        raise Invalid(
            f"a place among these can't be expressed in {crs.title}",
            hint="ask for fewer places, or for CRS84",
        ) from None


def _fetch(
    conn: psycopg.Connection,
    layer: Layer,
    query: Query,
    form: Form,
    *,
    internal: bool,
    version: str = "NULL",
) -> list[tuple[int, str | None, str]]:
    """At most one row more than the limit: id, version, text."""
    distinct, order = statement.order_of(query)
    first = sql.SQL(FIRST).format(
        bound=sql.SQL("id > %(after)s" if query.before is None else "id < %(before)s"),
        rules=statement.rules(layer, query, internal=internal),
        order=sql.SQL(order),
    )
    composed = sql.SQL(PAGE).format(
        distinct=sql.SQL(distinct),
        version=sql.SQL(version),
        head=_head(layer, query.crs, form, internal=internal),
        fields=sql.SQL(", ").join(map(sql.Identifier, statement.names_of(layer, internal=internal))),
        rows=statement.rows(layer, query, internal=internal, first=first),
        first=first,
    )
    bound = statement.values(layer, query, internal=internal)
    bound |= {"after": query.after, "before": query.before, "limit": query.limit}
    with expressible(query.crs):
        return conn.execute(composed, bound).fetchall()


def _head(layer: Layer, crs: ItemCrs, form: Form, *, internal: bool) -> sql.Composed:
    nothing = sql.SQL("'null'")
    shape = _text(crs) if layer.geometry is not Kind.NONE else nothing
    own = crs != CRS84
    return sql.SQL(HEADS[form]).format(
        key=sql.Identifier(statement.key_of(layer, internal=internal)),
        shape=shape,
        place=shape if own else nothing,
        plain=nothing if own else shape,
    )


def _text(crs: ItemCrs) -> sql.Composed:
    return sql.SQL(TEXT).format(shape=statement.geometry(crs), digits=sql.Literal(crs.digits))
