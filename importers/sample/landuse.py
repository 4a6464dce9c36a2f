"""What each block is used for: towns in the middle, villages, fields, woods and lakes around them."""

from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.ground import Ground
from importers.sample.setting import Setting

__all__ = ["BUILT", "Use", "neighbours", "uses"]


class Use(StrEnum):
    """Land use of a block, as `unit_grid.land_use` says it."""

    ESTATE = "住宅小区"
    TOWER = "高层住宅"
    OLD_TOWN = "老城居住"
    COMMERCE = "商业服务"
    OFFICE = "行政办公"
    SCHOOL = "教育"
    HOSPITAL = "医疗"
    INDUSTRY = "工业"
    VILLAGE = "村庄"
    PARK = "公园绿地"
    FIELD = "耕地"
    WOOD = "林地"
    LAKE = "湖泊"
    RIVER = "河流"


BUILT = frozenset(Use) - {Use.PARK, Use.FIELD, Use.WOOD, Use.LAKE, Use.RIVER}
"""Where there are buildings, and so kerbs and lamps."""

ORDER = (
    Use.ESTATE, Use.TOWER, Use.OLD_TOWN, Use.COMMERCE, Use.OFFICE, Use.SCHOOL, Use.HOSPITAL, Use.INDUSTRY,
    Use.VILLAGE, Use.PARK, Use.FIELD, Use.WOOD,
)  # fmt: skip

# Shares of each use, in that order, from the open country (urbanity 0) to the middle of a town (1).
HEAT = (0.0, 0.2, 0.45, 0.7, 1.0)
SHARES = (
    (0.01, 0.00, 0.00, 0.00, 0.00, 0.01, 0.00, 0.04, 0.28, 0.01, 0.45, 0.20),
    (0.06, 0.00, 0.05, 0.02, 0.01, 0.02, 0.01, 0.16, 0.22, 0.04, 0.32, 0.09),
    (0.21, 0.04, 0.18, 0.07, 0.03, 0.05, 0.02, 0.20, 0.09, 0.04, 0.06, 0.01),
    (0.28, 0.09, 0.29, 0.13, 0.06, 0.05, 0.03, 0.03, 0.00, 0.04, 0.00, 0.00),
    (0.21, 0.11, 0.29, 0.23, 0.07, 0.04, 0.02, 0.00, 0.00, 0.03, 0.00, 0.00),
)


def uses(setting: Setting, ground: Ground) -> NDArray[np.object_]:
    """The use of each block, by block number; at least one each of what a town cannot do without."""
    rng = setting.stream("landuse")
    total = len(ground.urbanity)
    chance = np.column_stack([np.interp(ground.urbanity, HEAT, row) for row in np.transpose(SHARES)])
    chance /= chance.sum(axis=1, keepdims=True)
    drawn = (chance.cumsum(axis=1) < rng.random(total)[:, None]).sum(axis=1)
    found: NDArray[np.object_] = np.array(ORDER, dtype=object)[np.minimum(drawn, len(ORDER) - 1)]
    near = neighbours(ground)
    _spread(rng, found, near, ground, Use.LAKE, max(1, round(total / 130)), most=4)
    _spread(rng, found, near, ground, Use.PARK, max(1, round(total / 200)), most=3)
    found[ground.river_from :] = Use.RIVER
    _provide(found, ground)
    return found


def neighbours(ground: Ground) -> list[list[int]]:
    """The blocks that share a border with each block, in order."""
    inside = (ground.edges.left >= 0) & (ground.edges.right >= 0)
    pairs = np.column_stack(
        (ground.block[ground.edges.left[inside]], ground.block[ground.edges.right[inside]])
    )
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    near: list[list[int]] = [[] for _ in ground.urbanity]
    for a, b in pairs.tolist():
        near[a].append(b)
        near[b].append(a)
    return near


def _spread(
    rng: Generator,
    found: NDArray[np.object_],
    near: list[list[int]],
    ground: Ground,
    use: Use,
    times: int,
    most: int,
) -> None:
    """Let a use take some clusters of neighbouring blocks; lakes stay out of the towns."""
    heat = ground.urbanity[: ground.river_from]
    weight = (1 - heat) ** 3 if use is Use.LAKE else heat + 0.1
    for start in rng.choice(len(weight), times, replace=False, p=weight / weight.sum()):
        cluster = [int(start)]
        while len(cluster) < rng.integers(1, most + 1):
            rim = [b for a in cluster for b in near[a] if b not in cluster and b < ground.river_from]
            cluster.append(rim[int(rng.integers(len(rim)))])
        found[cluster] = use


def _provide(found: NDArray[np.object_], ground: Ground) -> None:
    """Make sure of the uses that a district cannot do without, in its most urban blocks."""
    order = np.argsort(-ground.urbanity[: ground.river_from], kind="stable")
    wanted = (
        Use.ESTATE,
        Use.TOWER,
        Use.OLD_TOWN,
        Use.COMMERCE,
        Use.OFFICE,
        Use.SCHOOL,
        Use.HOSPITAL,
        Use.PARK,
    )
    for block, use in zip(order[2:], (use for use in wanted if use not in found), strict=False):
        found[block] = use
