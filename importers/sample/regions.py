"""Regions of the plan made into streets (街道), communities (社区) and duty grids (责任网格)."""

import heapq
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from importers.sample.layout import Plan, Region, cut_cells
from importers.sample.plane import area_of
from importers.sample.setting import STREETS, Setting

__all__ = ["Grouping", "group"]

CELL_AREA = 10_000.0
"""A unit grid is the grid of ten thousand square metres (万米单元网格)."""
DUTY_CELLS = 16
"""Unit grids of a duty grid at most; about twelve on the average."""


class Grouping:
    """Which block, community, street and duty grid each cell belongs to, by number."""

    def __init__(self) -> None:
        """Begin with nothing; `add` fills it."""
        self.faces: list[int] = []
        self.block: list[int] = []
        self.duty: list[int] = []
        self.community: list[int] = []
        self.street_of_community: list[int] = []
        self.blocks = 0
        self.duties = 0

    def add(self, cells: Iterable[Region], community: int, duty: int) -> None:
        """Take the cells of one block."""
        for cell in cells:
            self.faces.append(cell.face)
            self.block.append(self.blocks)
            self.duty.append(duty)
            self.community.append(community)
        self.blocks += 1


def group(setting: Setting, plan: Plan) -> Grouping:
    """Cut all blocks into cells and gather them; the river's come last, as yet with no community (-1)."""
    rng = setting.stream("cells")
    streets = _largest_first(plan.banks, STREETS)
    shares = _shares(streets, setting.communities)
    communities = [_largest_first([street], n) for street, n in zip(streets, shares, strict=True)]
    blocks = [list(region) for street in communities for region in street]
    for block in [block for community in blocks for block in community] + plan.river:
        cut_cells(rng, plan.plane, block, round(area_of(plan.plane.ring(block.face)) / CELL_AREA))
    found = Grouping()
    for street, members in enumerate(communities):
        for region in members:
            region.count()
            _take(found, region, blocks[len(found.street_of_community)])
            found.street_of_community.append(street)
    for piece in plan.river:
        found.add(piece, -1, -1)
    return found


def _take(found: Grouping, region: Region, blocks: list[Region]) -> None:
    """Add the cells of a community, duty grid by duty grid."""
    community = len(found.street_of_community)
    duty_of: dict[int, int] = {}
    for duty in _at_most(region, DUTY_CELLS):
        duty_of |= {cell.face: found.duties for cell in duty}
        found.duties += 1
    for block in blocks:
        cells = list(block)
        found.add(cells, community, -1)
        found.duty[-len(cells) :] = [duty_of[cell.face] for cell in cells]


def _at_most(region: Region, most: int) -> list[Region]:
    if region.leaves <= most or not region.parts:
        return [region]
    return [found for part in region.parts for found in _at_most(part, most)]


def _largest_first(regions: list[Region], wanted: int) -> list[Region]:
    """Take the largest region apart until there are enough, or nothing more can be; in the tree's order."""
    heap = [(-region.leaves, number, region) for number, region in enumerate(regions)]
    heapq.heapify(heap)
    number = len(heap)
    while len(heap) < wanted and heap[0][0] < -1:
        for part in heapq.heappop(heap)[2].parts:
            number += 1
            heapq.heappush(heap, (-part.leaves, number, part))
    return [region for _, _, region in sorted(heap, key=lambda entry: entry[1])]


def _shares(streets: list[Region], wanted: int) -> NDArray[np.int64]:
    """How many communities each street has: one at least, the rest by size."""
    sizes = np.array([street.leaves for street in streets], dtype=float)
    shares = np.maximum(1, np.floor(sizes / sizes.sum() * wanted)).astype(np.int64)
    order = np.argsort(-(sizes / sizes.sum() * wanted - shares))
    for street in order[: max(0, wanted - int(shares.sum()))]:
        shares[street] += 1
    return np.asarray(shares)
