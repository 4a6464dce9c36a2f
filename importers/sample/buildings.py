"""Rows of buildings, storeys and units of one street (街道)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from numpy.random import Generator

from importers.sample.addresses import Homes
from importers.sample.arrays import Ints, Shapes, Texts, texts
from importers.sample.landuse import Use
from importers.sample.model import Modelled
from importers.sample.relief import height_at
from importers.sample.setting import DAY
from importers.sample.tables import Columns, hex_wkb, multi, table, to_4490
from importers.sample.town import Town
from importers.sample.world import World

__all__ = ["Built", "building_tables", "make_built"]

STOREY = 3.0
"""Metres from floor to floor."""
USES = {
    Use.ESTATE: "residential",
    Use.TOWER: "residential",
    Use.OLD_TOWN: "residential",
    Use.VILLAGE: "residential",
    Use.COMMERCE: "commercial",
    Use.OFFICE: "office",
    Use.SCHOOL: "education",
    Use.HOSPITAL: "health",
    Use.INDUSTRY: "industrial",
}
Codes = Mapping[tuple[str, str], str]
"""Address code by area code and local text."""


@dataclass(frozen=True)
class Built:
    """The buildings of a street: first those of `homes`, then the houses along roads."""

    codes: Texts
    shape: Shapes
    storeys: Ints
    area_code: Texts
    name: Texts
    """阳光花园3栋, or the plate of a house."""
    text: Texts
    """Local text of each building's address."""
    use: Texts
    room_codes: Texts
    """Codes of the rooms of `homes`."""
    model: Modelled | None
    """The building that has a model of its own, when it is in this street."""
    model_at: int
    """Its place, or -1."""


def make_built(
    rng: Generator, world: World, town: Town, homes: Homes, street: int, model: Modelled | None
) -> Built:
    """Code the buildings: community, then five digits."""
    ground = world.ground
    cell = town.plates.cell[town.house_plate]
    house = np.flatnonzero(ground.street_of_community[ground.community[cell]] == street)
    block = town.complexes.block[homes.building]
    gate = town.plates.cell[town.gate_plate[block]]
    community = np.append(ground.community[gate], ground.community[cell[house]])
    order = np.argsort(community, kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order)) - np.searchsorted(community[order], community[order]) + 1
    area_code = world.community_code[community]
    codes = texts(f"{area}{n:05d}" for area, n in zip(area_code, number, strict=True))
    mine = np.flatnonzero(homes.building == (-1 if model is None else model.number))
    use = world.use[np.append(block, ground.block[cell[house]])]
    storeys = np.append(town.complexes.storeys[homes.building], rng.choice((2, 3, 3, 4), len(house)))
    plate = town.plates.text[town.house_plate[house]]
    gates = town.plates.text[town.gate_plate[block]].tolist()
    short = texts(text.removeprefix(gate) for text, gate in zip(homes.building_text, gates, strict=True))
    return Built(
        codes,
        np.append(town.complexes.shape[homes.building], town.house[house]),
        storeys,
        area_code,
        np.append(short, plate),
        np.append(homes.building_text, plate),
        texts(USES[u] for u in use),
        _room_codes(homes, codes),
        model,
        int(mine[0]) if len(mine) else -1,
    )


def _room_codes(homes: Homes, codes: Texts) -> Texts:
    unit = homes.floor_unit[homes.room_floor]
    building = codes[homes.unit_building[unit]]
    number = homes.unit_number[unit]
    rows = zip(building.tolist(), number.tolist(), homes.room_name.tolist(), strict=True)
    return texts(f"{code}U{n}R{name[:-1]}" for code, n, name in rows)


def building_tables(
    rng: Generator, world: World, homes: Homes, built: Built, known: Codes
) -> Iterator[tuple[str, pa.Table]]:
    """The tables down to the unit, in the order in which they refer to each other."""
    source = world.setting.source
    yield "building", _buildings(rng, source, built, known)
    yield "storey", _storeys(source, built, known)
    yield "building_unit", _units(source, homes, built, known)


def _buildings(rng: Generator, source: str, built: Built, known: Codes) -> pa.Table:
    count = len(built.codes)
    area = np.round(shapely.area(built.shape), 1)
    centre = shapely.get_coordinates(shapely.centroid(built.shape))
    year = rng.integers(1985, DAY.year, count)
    columns: Columns = {
        "code": built.codes,
        "name": built.name,
        "address_code": [known[key] for key in zip(built.area_code, built.text, strict=True)],
        "model_code": _only(built, built.model.model_code if built.model else None),
        "model_guid": _only(built, built.model.guid if built.model else None),
        "use": built.use,
        "base_height": np.round(height_at(centre), 2),
        "height": built.storeys * STOREY,
        "storeys_above": built.storeys,
        "storeys_below": (built.storeys > 10).astype(np.int64),
        "year_built": year,
        "area_measured": area,
        "area_declared": np.round(area * rng.normal(1, 0.01, count), 1),
        "cim_level": np.full(count, 4),
        "geom": hex_wkb(multi(to_4490(built.shape))),
    }
    return table(source, columns)


def _only(built: Built, value: str | None) -> pa.Array:
    """A column that is empty but for the building that has a model."""
    return pa.array([value if n == built.model_at else None for n in range(len(built.codes))], pa.string())


def _storeys(source: str, built: Built, known: Codes) -> pa.Table:
    """Storeys; a building of one stairwell has an address for each, one of several only for the flats."""
    count = built.storeys
    owner = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + 1
    areas, label = built.area_code[owner], built.text[owner] + texts(f"{n}层" for n in number.tolist())
    columns: Columns = {
        "code": texts(f"{code}F{n:02d}" for code, n in zip(built.codes[owner], number.tolist(), strict=True)),
        "building_code": built.codes[owner],
        "number": number,
        "label": texts(f"{n}F" for n in number.tolist()),
        "address_code": pa.array([known.get(key) for key in zip(areas, label, strict=True)], pa.string()),
        "base_height": (number - 1) * STOREY,
        "height": np.full(len(owner), STOREY),
    }
    return table(source, columns)


def _units(source: str, homes: Homes, built: Built, known: Codes) -> pa.Table:
    at = np.flatnonzero(homes.unit_number > 0)
    owner = homes.unit_building[at]
    numbers = homes.unit_number[at].tolist()
    columns: Columns = {
        "code": texts(f"{code}U{n}" for code, n in zip(built.codes[owner], numbers, strict=True)),
        "building_code": built.codes[owner],
        "name": texts(f"{n}单元" for n in numbers),
        "address_code": [known[key] for key in zip(built.area_code[owner], homes.unit_text[at], strict=True)],
    }
    return table(source, columns)
