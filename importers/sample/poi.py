"""Points of interest: institutions, shops, parks and stops."""

import numpy as np
import pyarrow as pa
import shapely

from importers.sample.landuse import Use
from importers.sample.scenery import clusters, park_names
from importers.sample.setting import DISTRICT
from importers.sample.tables import Columns, points_4490, table
from importers.sample.town import Town
from importers.sample.words import words
from importers.sample.world import World

__all__ = ["poi_table"]

KINDS = {
    Use.ESTATE: "estate", Use.TOWER: "estate", Use.COMMERCE: "mall", Use.OFFICE: "government",
    Use.SCHOOL: "school", Use.HOSPITAL: "hospital", Use.INDUSTRY: "factory",
}  # fmt: skip


def poi_table(world: World, town: Town) -> pa.Table:
    """What people look for on the map."""
    rng = world.setting.stream("poi")
    blocks = np.flatnonzero(town.gate_plate >= 0)
    gate = town.gate_plate[blocks]
    plates = town.house_plate
    use = world.use[world.ground.block[town.plates.cell[plates]]]
    chance = np.where(use == Use.COMMERCE, 0.7, np.where(use == Use.OLD_TOWN, 0.06, 0.12))
    shop = plates[(town.plates.kind[plates] == "road") & (rng.random(len(plates)) < chance)]
    names = [*town.compound[blocks], *_shop_names(world, len(shop))]
    kinds = [*(KINDS[u] for u in world.use[blocks]), *["shop"] * len(shop)]
    texts = np.append(town.plates.text[gate], town.plates.text[shop])
    xy = np.vstack((town.plates.xy[gate], town.plates.xy[shop]))
    parks = [world.blocks[members[0]] for members in clusters(world, Use.PARK)]
    xy = np.vstack((xy, shapely.get_coordinates(shapely.point_on_surface(parks))))
    names += park_names(world)
    columns: Columns = {
        "code": [f"{DISTRICT}K{n + 1:06d}" for n in range(len(names))],
        "name": names, "kind": kinds + ["park"] * len(parks),
        "address_text": pa.array([*texts, *[None] * len(parks)], pa.string()),
        "geom": points_4490(xy),
    }  # fmt: skip
    return table(world.setting.source, columns)


def _shop_names(world: World, count: int) -> list[str]:
    rng = world.setting.stream("shops")
    owner, trade = rng.choice(words("surnames"), count), rng.choice(words("shops"), count)
    return [f"{a}记{b}" for a, b in zip(owner.tolist(), trade.tolist(), strict=True)]
