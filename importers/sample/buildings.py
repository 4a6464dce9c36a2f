"""Rows of buildings, storeys, units and rooms of one street (街道)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.addresses import Homes
from importers.sample.ground import Ints, Shapes
from importers.sample.landuse import Use
from importers.sample.model import Modelled
from importers.sample.relief import height_at
from importers.sample.setting import AS_OF
from importers.sample.tables import hex_wkb, multi, table, to_4490
from importers.sample.town import Town
from importers.sample.world import Texts, World

__all__ = ["Built", "building_tables", "make_built"]

STOREY = 3.0
"""Metres from floor to floor."""
USES = {
    Use.ESTATE: "residential", Use.TOWER: "residential", Use.OLD_TOWN: "residential", Use.VILLAGE: "residential",
    Use.COMMERCE: "commercial", Use.OFFICE: "office", Use.SCHOOL: "education", Use.HOSPITAL: "health",
    Use.INDUSTRY: "industrial",
}  # fmt: skip
Codes = Mapping[tuple[str, str], str]
"""Address code by area code and local text."""


@dataclass(frozen=True)
class Built:
    """The buildings of a street: first those of `homes`, then the houses along roads."""

    codes: Texts
    shape: Shapes
    storeys: Ints
    area_code: Texts
    text: Texts
    """Local text of each building's address."""
    use: Texts
    house: Ints
    """Numbers of the houses in `town.house`."""
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
    codes = _texts(f"{area}{n:05d}" for area, n in zip(area_code, number, strict=True))
    at = -1 if model is None or model.number not in homes.building else homes.building.tolist().index(model.number)
    use = world.use[np.append(block, ground.block[cell[house]])]
    storeys = np.append(town.complexes.storeys[homes.building], rng.choice((2, 3, 3, 4), len(house)))
    text = np.append(homes.building_text, town.plates.text[town.house_plate[house]])
    return Built(
        codes, np.append(town.complexes.shape[homes.building], town.house[house]), storeys, area_code, text,
        _texts(USES[u] for u in use), house, _room_codes(homes, codes), model, at,
    )  # fmt: skip


def _room_codes(homes: Homes, codes: Texts) -> Texts:
    unit = homes.floor_unit[homes.room_floor]
    building = codes[homes.unit_building[unit]]
    number = homes.unit_number[unit]
    rows = zip(building.tolist(), number.tolist(), homes.room_name.tolist(), strict=True)
    return _texts(f"{code}U{n}R{name[:-1]}" for code, n, name in rows)


def building_tables(
    rng: Generator, world: World, homes: Homes, built: Built, known: Codes
) -> Iterator[tuple[str, pa.Table]]:
    """All four tables, in the order in which they refer to each other."""
    source = world.setting.source
    yield "building", _buildings(rng, source, built, known)
    yield "storey", _storeys(source, homes, built, known)
    yield "building_unit", _units(source, homes, built, known)
    yield "room", _rooms(rng, source, homes, built, known)


def _buildings(rng: Generator, source: str, built: Built, known: Codes) -> pa.Table:
    count = len(built.codes)
    area = np.round(shapely.area(built.shape), 1)
    centre = shapely.get_coordinates(shapely.centroid(built.shape))
    year = rng.integers(1985, AS_OF.year, count)
    columns = {
        "code": built.codes, "name": built.text,
        "address_code": [known[key] for key in zip(built.area_code, built.text, strict=True)],
        "model_code": _only(built, built.model.model_code if built.model else None),
        "model_guid": _only(built, built.model.guid if built.model else None),
        "use": built.use, "base_height": np.round(height_at(centre), 2), "height": built.storeys * STOREY,
        "storeys_above": built.storeys, "storeys_below": (built.storeys > 10).astype(np.int64), "year_built": year,
        "area_measured": area, "area_declared": np.round(area * rng.normal(1, 0.01, count), 1),
        "cim_level": np.full(count, 4), "geom": hex_wkb(multi(to_4490(built.shape))),
    }  # fmt: skip
    return table(source, columns)


def _only(built: Built, value: str | None) -> pa.Array:
    """A column that is empty but for the building that has a model."""
    return pa.array([value if n == built.model_at else None for n in range(len(built.codes))], pa.string())


def _storeys(source: str, homes: Homes, built: Built, known: Codes) -> pa.Table:
    """Storeys; a building of one stairwell has an address for each, one of several only for the flats."""
    count = built.storeys
    owner = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + 1
    areas, texts = built.area_code[owner], built.text[owner] + _texts(f"{n}层" for n in number.tolist())
    columns = {
        "code": _texts(f"{code}F{n:02d}" for code, n in zip(built.codes[owner], number.tolist(), strict=True)),
        "building_code": built.codes[owner], "number": number, "label": _texts(f"{n}F" for n in number.tolist()),
        "address_code": pa.array([known.get(key) for key in zip(areas, texts, strict=True)], pa.string()),
        "base_height": (number - 1) * STOREY, "height": np.full(len(owner), STOREY),
    }  # fmt: skip
    return table(source, columns)


def _units(source: str, homes: Homes, built: Built, known: Codes) -> pa.Table:
    at = np.flatnonzero(homes.unit_number > 0)
    owner = homes.unit_building[at]
    numbers = homes.unit_number[at].tolist()
    columns = {
        "code": _texts(f"{code}U{n}" for code, n in zip(built.codes[owner], numbers, strict=True)),
        "building_code": built.codes[owner], "name": _texts(f"{n}单元" for n in numbers),
        "address_code": [known[key] for key in zip(built.area_code[owner], homes.unit_text[at], strict=True)],
    }  # fmt: skip
    return table(source, columns)


def _rooms(rng: Generator, source: str, homes: Homes, built: Built, known: Codes) -> pa.Table:
    floor = homes.room_floor
    unit = homes.floor_unit[floor]
    owner = homes.unit_building[unit]
    number = homes.unit_number[unit]
    codes = built.codes[owner]
    area = np.round(rng.normal(96, 22, len(floor)).clip(38, 190), 1)
    floors = homes.floor_number[floor].tolist()
    columns = {
        "code": built.room_codes,
        "storey_code": _texts(f"{code}F{n:02d}" for code, n in zip(codes, floors, strict=True)),
        "unit_code": pa.array([f"{c}U{n}" if n else None for c, n in zip(codes, number.tolist(), strict=True)], pa.string()),
        "address_code": [known[key] for key in zip(built.area_code[owner], homes.room_text, strict=True)],
        "number": _texts(name[:-1] for name in homes.room_name), "name": homes.room_name, "use": built.use[owner],
        "area_measured": area, "area_declared": np.round(area * rng.normal(1, 0.01, len(area)), 1),
        "geom": pa.array(hex_wkb(_footprints(homes, built, owner)).tolist(), pa.string()),
    }  # fmt: skip
    return table(source, columns)


def _footprints(homes: Homes, built: Built, owner: Ints) -> NDArray[np.object_]:
    """Equal slices of the building for the rooms of the first building of each compound; None for the others."""
    shown = np.flatnonzero(
        (homes.serial[owner] == 1) & (shapely.get_num_coordinates(built.shape[owner]) == 5)
    )
    found = np.full(len(owner), None, dtype=object)
    if not len(shown):
        return found
    floor = homes.room_floor[shown]
    key = owner[shown] * 1000 + homes.floor_number[floor]
    order = np.lexsort((np.arange(len(shown)), key))
    first, count = (np.searchsorted(key[order], key[order], side) for side in ("left", "right"))
    share = (np.arange(len(order)) - first) / (count - first)
    after = share + 1 / (count - first)
    corner = shapely.get_coordinates(built.shape[owner[shown][order]]).reshape(-1, 5, 2)
    low, high = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 3]
    a, b = share[:, None], after[:, None]
    ring = (corner[:, 0] + low * a, corner[:, 0] + low * b, corner[:, 3] + high * b, corner[:, 3] + high * a)
    found[shown[order]] = multi(to_4490(np.asarray(shapely.polygons(np.stack(ring, 1)), dtype=object)))
    return found


def _texts(values: Iterator[str]) -> Texts:
    return np.array(list(values), dtype=object)
