"""Grids that the trades drew for themselves (警务, 综治, 应急, 城管), and what of them composite grids merge.

The civil-order grids are the composite ones, and an emergency grid is a community, so these nest. The police
walk beats of whole duty grids that know no community, and city management counts by blocks: some of theirs
lie across the border of two composite grids, as they do in a real city.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.random import Generator

from importers.sample.areas import Grids
from importers.sample.arrays import Floats, Ints, Texts, serials, texts
from importers.sample.bodies import Bodies
from importers.sample.ground import dissolve
from importers.sample.tables import Columns, hex_wkb, multi, table
from importers.sample.world import World

__all__ = ["trade_tables"]

BEAT_DUTIES = 8
"""Duty grids of a police beat, about."""


class Trade(NamedTuple):
    """The grids of one trade."""

    kind: str
    letter: str
    name: str
    of_cell: Ints
    """The grid of each cell."""
    owner: Ints
    """The street or community that each grid belongs to, in order."""
    owner_code: Texts
    owner_name: Texts
    body: Texts
    """The body of each owner."""

    @property
    def codes(self) -> Texts:
        """Codes of the grids, counted inside their owners."""
        owners = zip(self.owner_code[self.owner], serials(self.owner), strict=True)
        return texts(f"{code}{self.letter}{n + 1:02d}" for code, n in owners)

    def rows(self, world: World) -> pa.Table:
        """Rows of `trade_grid`."""
        owners = zip(self.owner_name[self.owner], serials(self.owner), strict=True)
        shapes = dissolve(world.ground.cells_4490, self.of_cell, len(self.owner))
        columns: Columns = {
            "kind": self.kind,
            "code": self.codes,
            "name": texts(f"{name}第{n + 1}{self.name}" for name, n in owners),
            "body_code": self.body[self.owner],
            "geom": hex_wkb(multi(shapes)),
        }
        return table(world.setting.source, columns)


def trade_tables(world: World, grids: Grids, bodies: Bodies) -> Iterator[tuple[str, pa.Table]]:
    """Rows of `trade_grid`, then of `composite_grid_part`."""
    composite = grids.composite_of_duty[world.ground.duty]
    parts = []
    for trade in _trades(world, grids, bodies):
        yield "trade_grid", trade.rows(world)
        whole, part = _bound(composite, trade.of_cell)
        bound = (grids.composite_code[whole].tolist(), [trade.kind] * len(whole), trade.codes[part].tolist())
        parts.append(pa.table(dict(zip(("composite_grid_code", "kind", "grid_code"), bound, strict=True))))
    yield "composite_grid_part", pa.concat_tables(parts)


def _trades(world: World, grids: Grids, bodies: Bodies) -> Iterator[Trade]:
    ground, rng = world.ground, world.setting.stream("trades")
    streets = (texts(one.code for one in world.streets), texts(one.name for one in world.streets))
    yield Trade("police", "J", "警务网格", *_beats(rng, world, grids), *streets, bodies.station)
    communities, street = (world.community_code, world.community_name), ground.street_of_community
    own = (grids.composite_of_duty[ground.duty], grids.community_of_composite)
    yield Trade("civil_order", "Z", "综治网格", *own, *communities, bodies.office[street])
    own = (ground.community, np.arange(len(street)))
    yield Trade("emergency", "Y", "应急网格", *own, *communities, bodies.office[street])
    own = _rounds(rng, world, grids)
    yield Trade("city_management", "C", "城管网格", *own, *communities, bodies.enforcement[street])


def _beats(rng: Generator, world: World, grids: Grids) -> tuple[Ints, Ints]:
    """Whole duty grids of a street, by the nearest of some places; and the street of each beat."""
    ground = world.ground
    street = ground.street_of_community[grids.community_of_duty]
    wanted = np.maximum(1, np.bincount(street) // BEAT_DUTIES)
    centre = _centres(world, ground.duty, len(street))
    found, owner = _nearest(rng, centre, street, wanted)
    return found[ground.duty], owner


def _rounds(rng: Generator, world: World, grids: Grids) -> tuple[Ints, Ints]:
    """Whole blocks of a community, as many groups as it has composite grids; and the community of each."""
    ground = world.ground
    pairs = ground.community * (int(ground.block.max()) + 1) + ground.block
    _, first, block = np.unique(pairs, return_index=True, return_inverse=True)
    community = ground.community[first]
    wanted = np.bincount(grids.community_of_composite)
    found, owner = _nearest(rng, _centres(world, block, len(first)), community, wanted)
    return found[block], owner


def _centres(world: World, member: Ints, count: int) -> Floats:
    """The mean of the cells' middles of each group, metres."""
    middle = shapely.get_coordinates(shapely.centroid(world.ground.cells))
    size = np.bincount(member, minlength=count)
    east, north = (np.bincount(member, middle[:, axis], count) / size for axis in (0, 1))
    return np.column_stack((east, north))


def _nearest(rng: Generator, centre: Floats, owner: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Divide the things of each owner among some of them, each to the nearest; and the groups' owners."""
    found = np.zeros(len(owner), dtype=np.int64)
    owners: list[int] = []
    for one, count in enumerate(wanted.tolist()):
        mine = np.flatnonzero(owner == one)
        seeds = centre[rng.choice(mine, min(count, len(mine)), replace=False)]
        found[mine] = len(owners) + np.hypot(*(centre[mine, None] - seeds).T).argmin(axis=0)
        owners += [one] * len(seeds)
    return found, np.array(owners)


def _bound(composite: Ints, trade: Ints) -> tuple[Ints, Ints]:
    """Which composite grids merge which: each of either kind with the one that has most of its cells."""
    pairs, shared = np.unique(np.column_stack((composite, trade)), axis=0, return_counts=True)
    kept = np.zeros(len(pairs), dtype=bool)
    for side in (0, 1):
        order = np.lexsort((-shared, pairs[:, side]))
        first = np.unique(pairs[order, side], return_index=True)[1]
        kept[order[first]] = True
    return pairs[kept, 0], pairs[kept, 1]
