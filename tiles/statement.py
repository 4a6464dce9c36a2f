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

from psycopg import sql

from layers.catalogue import Layer
from layers.columns import column_type
from layers.filters import Filter, compile_filter
from layers.steps import COMPLETE_FROM, PIXELS, Drawn, Step
from tiles.choice import applied, carried
from tiles.clusters import CLUSTERS, clustered
from tiles.matrix import MatrixSet
from tiles.place import Place
from tiles.rows import bounds, last, rows
from tiles.subject import Subject
from tiles.values import fields, names

__all__ = ["BRANCH", "TILES", "Statement", "compose"]

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
SELECT {name}::text AS layer, {found} AS found, {there} AS there,
       ST_AsMVT(feature.*, {name}, 4096, '_shape'{numbered}) AS mvt
FROM (
  SELECT {columns}{counted} FROM {rows} AS row
  WHERE {place} && here.search{rules}{order} LIMIT {limit}
) AS row
CROSS JOIN LATERAL (
  SELECT {fields}, ST_AsMVTGeom({shape}, here.box, 4096, 64) AS _shape
) AS feature
"""

BOUND = re.compile(r"%\(([^)]*)\)s")


@dataclass(frozen=True)
class Statement:
    """SQL with places $1, $2 ...: the first takes the edges of tiles, the others the values."""

    text: bytes
    values: tuple[object, ...]
    ranked: bool
    """Whether of too many rows it takes the most important."""


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
    ranked = matrix.scale(z) < COMPLETE_FROM if ranked is None else ranked
    branch = _Branch(subject, matrix, z, ranked)
    text = sql.SQL(TILES).format(
        srid=sql.Literal(matrix.search_crs.epsg),
        edges=sql.Placeholder("edges"),
        branches=sql.SQL(" UNION ALL ").join([branch.of(layer) for layer in layers]),
    )
    return _numbered(text.as_string(None), bounds(subject) | branch.values, ranked=ranked)


@dataclass
class _Branch:
    """Makes the branches of one statement, and gathers what is bound to them."""

    subject: Subject
    matrix: MatrixSet
    z: int
    ranked: bool
    values: dict[str, object] = field(default_factory=dict)

    def of(self, layer: Layer) -> sql.Composable:
        """The branch of one layer."""
        step, place = layer.step(self.matrix.scale(self.z)), Place(layer, self.matrix)
        wanted = carried(layer, self.subject, step)
        common = {
            "name": sql.Literal(layer.name),
            "numbered": sql.SQL(", 'id'" if column_type(layer, "id") is int else ""),
            "rows": rows(layer.table, self._read(layer, place), self.subject),
            "place": place.column,
            "rules": sql.SQL("").join(self._rules(layer, place, step)),
        }
        if step.kind is Drawn.CLUSTERS:
            return sql.SQL(CLUSTERS).format(**common, **clustered(layer, wanted, place, step))
        return sql.SQL(BRANCH).format(
            **common,
            columns=sql.SQL("{}, {}").format(names(wanted), place.column),
            fields=sql.SQL(", ").join(fields(layer, wanted, place)),
            shape=place.simplified(step.simplify / PIXELS) if step.simplify else place.shape,
            **self._cut(place, step),
        )

    def _cut(self, place: Place, step: Step) -> dict[str, sql.Composable]:
        """How it is ordered, counted and cut."""
        cap = sql.Literal(step.cap)
        if not self.ranked:
            return {
                "limit": sql.Literal(step.cap + 1),
                "found": sql.SQL("least(count(*), {})").format(cap),
                "there": sql.SQL("count(*)"),
                "counted": sql.SQL(""),
                "order": sql.SQL(""),
            }
        by = sql.SQL("row.{} DESC NULLS LAST, id").format(sql.Identifier(step.order)) if step.order else None
        return {
            "limit": cap,
            "found": sql.SQL("count(*)"),
            "there": sql.SQL("coalesce(max(row._there), 0)"),
            "counted": sql.SQL(", count(*) OVER () AS _there"),
            "order": sql.SQL(" ORDER BY {}").format(by or place.order),
        }

    def _read(self, layer: Layer, place: Place) -> sql.Composable:
        """The columns that are read of a table whose rows are those of another time."""
        read = {one.name for one in layer.visible(internal=self.subject.internal)}
        read |= {"id", "valid_from", "geom", place.name, *layer.where}
        return sql.SQL(", ").join(map(sql.Identifier, sorted(read)))

    def _rules(self, layer: Layer, place: Place, step: Step) -> Iterator[sql.Composable]:
        """The conditions beside the place."""
        yield place.drawable
        for column, value in layer.where.items():
            yield self._compare(column, " AND row.{} = {}", value)
        for column, shown in step.only.items():
            yield self._compare(column, " AND row.{} = ANY ({}::text[])", list(shown))
        if step.least:
            least = self._bound(step.least * self.matrix.pixel(self.z))
            yield sql.SQL(" AND {} >= {}::float8").format(place.extent, least)
        if (wanted := applied(layer, self.subject)) is not None:
            yield self._filtered(layer, wanted)
        yield last(layer.table, self.subject)

    def _compare(self, column: str, text: str, value: object) -> sql.Composable:
        return sql.SQL(text).format(sql.Identifier(column), self._bound(value))

    def _bound(self, value: object) -> sql.Placeholder:
        name = f"value {len(self.values)}"
        self.values[name] = value
        return sql.Placeholder(name)

    def _filtered(self, layer: Layer, wanted: Filter) -> sql.Composable:
        condition, values = compile_filter(
            wanted, layer, internal=self.subject.internal, prefix=f"filter {len(self.values)}", alias="row"
        )
        self.values |= values
        return sql.SQL(" AND {}").format(condition)


def _numbered(text: str, values: Mapping[str, object], *, ranked: bool) -> Statement:
    """Names of places to numbers, which a server understands as they are; `edges` is the first."""
    numbers = {"edges": 1}

    def number(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(found[1], len(numbers) + 1)}"

    numbered = BOUND.sub(number, text)
    return Statement(numbered.encode(), tuple(values[name] for name in numbers if name != "edges"), ranked)
