"""Grids of the trades (警务, 综治, 应急, 城管) and the composite grids that merge them (多格合一).

A grid of a trade belongs to the composite grid with which it shares the most land. It nests when it lies in
that one alone; where it doesn't, the pieces in other composite grids, and outside all, are told and shown.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import psycopg
import shapely
from psycopg.rows import tuple_row

from layers.errors import NotFound
from layers.grids.check_measure import Shape, Shapes, square_metres, thick
from layers.schema.grids import TRADES

__all__ = ["Bound", "Composite", "Nesting", "Share", "TradeGrid", "bind", "nesting"]


class Share(NamedTuple):
    """What of a trade's grid lies in one composite grid."""

    composite_grid_code: str | None
    """None for what lies outside all of them."""
    square_metres: float
    share: float
    """Of the trade's grid, 0 to 1."""
    shape: Shape


class TradeGrid(NamedTuple):
    """A grid of a trade, and how it lies in composite grids."""

    code: str
    kind: str
    name: str
    bound_to: str | None
    """The composite grid that it is bound to now."""
    shares: list[Share]
    """The largest first; noise is left out."""

    @property
    def largest(self) -> str | None:
        """The composite grid with which it shares the most land, of equal ones the lowest code."""
        return next((one.composite_grid_code for one in self.shares if one.composite_grid_code), None)

    @property
    def nests(self) -> bool:
        """Whether all of it lies in one composite grid."""
        return len(self.shares) == 1 and self.largest is not None

    @property
    def pieces(self) -> list[Share]:
        """What lies elsewhere than the most of it."""
        return [one for one in self.shares if one.composite_grid_code != self.largest or self.largest is None]


class Composite(NamedTuple):
    """A composite grid, and which trades have a grid in it."""

    code: str
    name: str
    missing: list[str]
    """The trades of which no grid is bound to it."""


class Nesting(NamedTuple):
    """How the grids of the trades lie in composite grids."""

    composites: list[Composite]
    grids: list[TradeGrid]


class Bound(NamedTuple):
    """What became of the bonds."""

    bound: int
    loosed: int
    nowhere: list[str]
    """Grids of trades that lie in no composite grid."""


COMPOSITES: Final = """
SELECT code, name, ST_AsBinary(geom) FROM onemap.composite_grid ORDER BY code COLLATE "C"
"""
GRIDS: Final = """
SELECT t.code, t.kind, t.name, ST_AsBinary(t.geom), p.composite_grid_code FROM onemap.trade_grid t
LEFT JOIN LATERAL (
  SELECT composite_grid_code FROM onemap.composite_grid_part
  WHERE kind = t.kind AND grid_code = t.code ORDER BY composite_grid_code COLLATE "C" LIMIT 1
) AS p ON true
WHERE %(code)s::text IS NULL OR t.geom && (SELECT geom FROM onemap.composite_grid WHERE code = %(code)s)
  OR p.composite_grid_code = %(code)s
ORDER BY t.kind, t.code COLLATE "C"
"""
PARTS: Final = "SELECT composite_grid_code, kind FROM onemap.composite_grid_part"
LOOSE: Final = """
DELETE FROM onemap.composite_grid_part p USING unnest(%(kinds)s::text[], %(grids)s::text[], %(to)s::text[])
  AS wanted (kind, grid_code, composite_grid_code)
WHERE p.kind = wanted.kind AND p.grid_code = wanted.grid_code
  AND p.composite_grid_code IS DISTINCT FROM wanted.composite_grid_code
"""
BIND: Final = """
INSERT INTO onemap.composite_grid_part (composite_grid_code, kind, grid_code)
SELECT composite_grid_code, kind, grid_code FROM unnest(%(kinds)s::text[], %(grids)s::text[], %(to)s::text[])
  AS wanted (kind, grid_code, composite_grid_code)
WHERE composite_grid_code IS NOT NULL ON CONFLICT DO NOTHING
"""


def nesting(conn: psycopg.Connection, composite: str | None = None) -> Nesting:
    """How the grids of the trades lie in composite grids.

    Args:
        conn: an open connection.
        composite: code of the one composite grid that is asked about, with the grids that lie in it or are
            bound to it; None for all.

    Raises:
        NotFound: there is no such composite grid.
    """
    with conn.cursor(row_factory=tuple_row) as cur:
        wholes = cur.execute(COMPOSITES).fetchall()
        rows = cur.execute(GRIDS, {"code": composite}).fetchall()
        parts = set(cur.execute(PARTS).fetchall())
    codes = [code for code, _, _ in wholes]
    if composite is not None and composite not in codes:
        raise NotFound(f"no composite grid {composite[:40]!r}", hint="the layer composite_grid lists them")
    tree = shapely.STRtree(_shapes([wkb for *_, wkb in wholes]))
    shapes = _shapes([wkb for *_, wkb, _ in rows])
    grids = [
        TradeGrid(code, kind, name, bound, _shares(shape, codes, tree))
        for (code, kind, name, _, bound), shape in zip(rows, shapes, strict=True)
    ]
    composites = [
        Composite(code, name, [kind for kind in TRADES if (code, kind) not in parts])
        for code, name, _ in wholes
        if composite in {None, code}
    ]
    return Nesting(composites, [one for one in grids if _concerns(one, composite)])


def bind(conn: psycopg.Connection) -> Bound:
    """Bind every grid of a trade to the composite grid with which it shares the most land.

    Bonds that are right already are not touched; those of grids that no layer has are left alone.
    """
    grids = nesting(conn).grids
    wanted = {
        "kinds": [one.kind for one in grids],
        "grids": [one.code for one in grids],
        "to": [one.largest for one in grids],
    }
    loosed = conn.execute(LOOSE, wanted).rowcount
    bound = conn.execute(BIND, wanted).rowcount
    return Bound(bound, loosed, [one.code for one in grids if one.largest is None])


def _shapes(given: Sequence[bytes]) -> Shapes:
    shapes = np.empty(len(given), dtype=np.object_)
    shapes[:] = shapely.from_wkb(list(given)) if given else []
    return shapes


def _shares(shape: Shape, codes: Sequence[str], tree: shapely.STRtree) -> list[Share]:
    """What of a shape lies in each composite grid, and outside all, the largest first."""
    near = np.sort(tree.query(shape, predicate="intersects"))
    pieces = {codes[n]: thick(shape.intersection(tree.geometries[n])) for n in near}
    outside = thick(shape.difference(shapely.union_all(tree.geometries[near])))
    total = square_metres(shape)
    found = [
        Share(code, area, area / total, piece)
        for code, piece in [*pieces.items(), (None, outside)]
        if (area := square_metres(piece)) > 0
    ]
    return sorted(found, key=lambda one: -one.square_metres)


def _concerns(grid: TradeGrid, composite: str | None) -> bool:
    inside = {one.composite_grid_code for one in grid.shares}
    return composite is None or composite == grid.bound_to or composite in inside
