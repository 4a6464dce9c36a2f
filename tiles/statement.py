"""The SQL of vector tiles: one constant text for a shape of subjects, so that the server can keep its plan.

Only the places of tiles and other values vary, and they are bound. A statement makes any number of tiles of
one zoom; each layer is a branch of one UNION ALL, so a map of many layers is one round trip. A branch finds
rows by an index in the system that the table has, so nothing is transformed before it is drawn, and takes a
margin of 64/4096 around the tile, which is what ST_AsMVTGeom keeps. ST_AsMVT leaves out what has no shape
there; to ask for it in a condition would have every shape made twice.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from psycopg import sql

from layers.catalogue import Field, Kind, Layer
from layers.columns import column_type
from layers.filters import Filter, compile_filter
from tiles import thinning
from tiles.choice import applied, carried
from tiles.matrix import MatrixSet
from tiles.place import Place
from tiles.rows import bounds, last, rows
from tiles.subject import Subject
from tiles.thinning import COMPLETE_FROM, THINNED

__all__ = ["LABEL", "Statement", "compose", "has_label"]

LABEL = "_label"
"""The property that says that the label of an area belongs into this tile."""

# What a snapshot has seen is said by the same snapshot, and that subquery is run once.
TILES = """
SELECT here.n, part.layer, part.found, part.there, part.mvt,
       (SELECT coalesce(max(seq), 0) FROM onemap.change_log) AS made_at
FROM (
  SELECT n, b[n + 1] AS west, b[n + 2] AS south, b[n + 3] AS east, b[n + 4] AS north,
         ST_MakeEnvelope(b[n + 1], b[n + 2], b[n + 3], b[n + 4])::box2d AS box,
         ST_MakeEnvelope(b[n + 5], b[n + 6], b[n + 7], b[n + 8], {srid}) AS search
  FROM (SELECT {edges}::float8[]) AS bound (b), generate_series(0, cardinality(b) - 8, 8) AS n
  OFFSET 0
) AS here
CROSS JOIN LATERAL ({branches}) AS part
"""

BRANCH = """
SELECT {name}::text AS layer, count(*) AS found, {there} AS there,
       ST_AsMVT(feature.*, {name}, 4096, '_shape'{numbered}) AS mvt
FROM (
  SELECT {columns}{counted} FROM {rows} AS row
  WHERE {place} && here.search{rules}{order} LIMIT {limit}
) AS row
CROSS JOIN LATERAL (
  SELECT {fields}, ST_AsMVTGeom({shape}, here.box, 4096, 64) AS _shape
) AS feature
"""

CASTS: dict[type, str] = {
    datetime: "to_json({0}) #>> '{{}}'",  # RFC 3339, whatever DateStyle says
    date: "to_json({0}) #>> '{{}}'",
    Decimal: "{0}::float8",
    object: "{0}::text",  # JSON, of which SQLAlchemy says no more
    list: "to_json({0})::text",
    UUID: "{0}::text",
}
"""What ST_AsMVT would write otherwise than wanted, by the type of the column."""

BOUND = re.compile(r"%\(([^)]*)\)s")


@dataclass(frozen=True)
class Statement:
    """SQL with places $1, $2 ...: the first takes the edges of tiles, the others the values."""

    text: bytes
    values: tuple[object, ...]


def compose(
    layers: Sequence[Layer], subject: Subject, matrix: MatrixSet, z: int, *, ranked: bool | None = None
) -> Statement:
    """The statement that makes tiles of a subject at a zoom.

    It is given 8 numbers a tile: its edges, and those of where its features are looked for. It answers a row
    (n, layer, found, there, mvt, made_at) for each tile and layer: n is the place of its first number, found
    are rows that were taken, there those that could have been, as far as anybody looked.

    Args:
        layers: those of the subject that are drawn there, at least one.
        subject: what is wanted.
        matrix: its tile matrix set.
        z: a zoom of it.
        ranked: whether of too many rows the most important are taken, and all are counted; if not, one more
            than allowed is taken, and nothing sorted. None: as the zoom has it.
    """
    scale = matrix.scale(z)
    branch = _Branch(subject, matrix, scale, scale < COMPLETE_FROM if ranked is None else ranked)
    text = sql.SQL(TILES).format(
        srid=sql.Literal(matrix.search_crs.epsg),
        edges=sql.Placeholder("edges"),
        branches=sql.SQL(" UNION ALL ").join([branch.of(layer) for layer in layers]),
    )
    return _numbered(text.as_string(None), bounds(subject) | {"pixel": matrix.pixel(z)} | branch.values)


def has_label(layer: Layer) -> bool:
    """Whether features of the layer say in which tile their label belongs."""
    return layer.label is not None and layer.geometry is Kind.POLYGON


@dataclass
class _Branch:
    """Makes the branches of one statement, and gathers what is bound to them."""

    subject: Subject
    matrix: MatrixSet
    scale: int
    ranked: bool
    values: dict[str, object] = field(default_factory=dict)

    def of(self, layer: Layer) -> sql.Composable:
        """The branch of one layer."""
        place, wanted = Place(layer, self.matrix), carried(layer, self.subject)
        columns = sql.SQL(", ").join(map(sql.Identifier, ["id", *(one.name for one in wanted)]))
        with_place = sql.SQL("{}, {}").format(columns, place.column)
        return sql.SQL(BRANCH).format(
            name=sql.Literal(layer.name),
            numbered=sql.SQL(", 'id'" if column_type(layer, "id") is int else ""),
            columns=with_place,
            rows=rows(layer.table, self._read(layer, place), self.subject),
            place=place.column,
            rules=sql.SQL("").join(self._rules(layer, place)),
            fields=sql.SQL(", ").join(_fields(layer, wanted, place)),
            shape=place.shape,
            **self._cut(place),
        )

    def _cut(self, place: Place) -> dict[str, sql.Composable]:
        """How it is ordered, counted and cut."""
        if not self.ranked:
            rest = {"there": "count(*)", "counted": "", "order": ""}
            return {"limit": sql.Literal(thinning.CAP + 1)} | {
                name: sql.SQL(text) for name, text in rest.items()
            }
        return {
            "limit": sql.Literal(thinning.CAP),
            "there": sql.SQL("coalesce(max(row._there), 0)"),
            "counted": sql.SQL(", count(*) OVER () AS _there"),
            "order": sql.SQL(" ORDER BY {}").format(place.order),
        }

    def _read(self, layer: Layer, place: Place) -> sql.Composable:
        """The columns that are read of a table whose rows are those of another time."""
        names = {one.name for one in layer.visible(internal=self.subject.internal)}
        names |= {"id", "valid_from", "geom", place.name, *layer.where}
        names |= {THINNED[layer.table].column} if layer.table in THINNED else set()
        return sql.SQL(", ").join(map(sql.Identifier, sorted(names)))

    def _rules(self, layer: Layer, place: Place) -> Iterator[sql.Composable]:
        """The conditions beside the place."""
        yield place.drawable
        for column, value in layer.where.items():
            yield self._compare(column, " AND row.{} = {}", value)
        if rule := THINNED.get(layer.table):
            shown = rule.shown(self.scale)
            if len(shown) < len(rule.zooms):
                yield self._compare(rule.column, " AND row.{} = ANY ({}::text[])", shown)
        if layer.geometry is Kind.POLYGON and self.scale < COMPLETE_FROM:
            yield sql.SQL(" AND {} >= {}::float8").format(place.extent, sql.Placeholder("pixel"))
        if (wanted := applied(layer, self.subject)) is not None:
            yield self._filtered(layer, wanted)
        yield last(layer.table, self.subject)

    def _compare(self, column: str, text: str, value: object) -> sql.Composable:
        name = f"value {len(self.values)}"
        self.values[name] = value
        return sql.SQL(text).format(sql.Identifier(column), sql.Placeholder(name))

    def _filtered(self, layer: Layer, wanted: Filter) -> sql.Composable:
        condition, values = compile_filter(
            wanted, layer, internal=self.subject.internal, prefix=f"filter {len(self.values)}", alias="row"
        )
        self.values |= values
        return sql.SQL(" AND {}").format(condition)


def _fields(layer: Layer, wanted: Sequence[Field], place: Place) -> Iterator[sql.Composable]:
    """What a feature carries: its number, its fields, and whether its label belongs here."""
    yield _column(layer, "id")
    for one in wanted:
        yield _column(layer, one.name)
    if has_label(layer):
        label = sql.Identifier(LABEL)
        yield sql.SQL("CASE WHEN {} THEN true END AS {}").format(place.centred, label)


def _column(layer: Layer, name: str) -> sql.Composable:
    value = sql.SQL(CASTS.get(column_type(layer, name), "{0}")).format(sql.Identifier(name))
    return sql.SQL("{} AS {}").format(value, sql.Identifier(name))


def _numbered(text: str, values: Mapping[str, object]) -> Statement:
    """Names of places to numbers, which a server understands as they are; `edges` is the first."""
    numbers = {"edges": 1}

    def number(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(found[1], len(numbers) + 1)}"

    numbered = BOUND.sub(number, text)
    return Statement(numbered.encode(), tuple(values[name] for name in numbers if name != "edges"))
