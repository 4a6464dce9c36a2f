"""Address rows of one street (街道), from its roads and villages down to the rooms."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from importers.sample.arrays import Ints, Texts, either, texts
from importers.sample.ground import to_lonlat
from importers.sample.tables import Column
from importers.sample.town import Town, street_of_block
from importers.sample.world import World

__all__ = ["Homes", "address_rows", "make_homes"]

NOWHERE = None


@dataclass(frozen=True)
class Homes:
    """What is inside the complex buildings of one street (街道), every level pointing to the one above."""

    building: Ints
    """Numbers of the buildings in `town.complexes`."""
    serial: Ints
    """Number of each building in its compound, from 1."""
    building_text: Texts
    unit_building: Ints
    """Place in `building` of each unit."""
    unit_number: Ints
    """From 1; 0 is the single, unnamed stairwell of a building without flats."""
    unit_text: Texts
    floor_unit: Ints
    floor_number: Ints
    floor_text: Texts
    room_floor: Ints
    room_name: Texts
    room_text: Texts


def make_homes(world: World, town: Town, street: int) -> Homes:
    """Number and name everything inside the buildings of a street."""
    all_of = town.complexes
    building = np.flatnonzero(street_of_block(world)[all_of.block] == street)
    block = all_of.block[building]
    serial = np.arange(len(block)) - np.searchsorted(block, block) + 1
    flats = all_of.units[building] > 0
    compound = _compound_text(town, block)
    sign = either(flats, "栋", "号楼")
    building_text = compound + _join(serial, sign)
    units = np.maximum(1, all_of.units[building])
    ub = np.repeat(np.arange(len(building)), units)
    number = np.where(flats[ub], np.arange(len(ub)) - np.repeat(np.cumsum(units) - units, units) + 1, 0)
    unit_text = building_text[ub] + either(flats[ub], _join(number, "单元"), "")
    storeys = all_of.storeys[building][ub]
    fu = np.repeat(np.arange(len(ub)), storeys)
    floor = np.arange(len(fu)) - np.repeat(np.cumsum(storeys) - storeys, storeys) + 1
    floor_text = unit_text[fu] + _join(floor, "层")
    rooms = all_of.flats[building][ub][fu]
    rf = np.repeat(np.arange(len(fu)), rooms)
    place = np.arange(len(rf)) - np.repeat(np.cumsum(rooms) - rooms, rooms) + 1
    name = texts(f"{f}{n:02d}室" for f, n in zip(floor[rf].tolist(), place.tolist(), strict=True))
    return Homes(
        building,
        serial,
        building_text,
        ub,
        number,
        unit_text,
        fu,
        floor,
        floor_text,
        rf,
        name,
        floor_text[rf] + name,
    )


def _join(numbers: Ints, sign: Texts | str) -> Texts:
    return np.asarray(texts(numbers.tolist()) + sign, dtype=object)


def _compound_text(town: Town, block: Ints) -> Texts:
    return np.asarray(town.plates.text[town.gate_plate[block]] + town.compound[block], dtype=object)


def address_rows(world: World, town: Town, homes: Homes, street: int) -> pa.Table:
    """Rows for `address.tree.load`, parents before children."""
    ground = world.ground
    plates = town.plates
    mine = np.flatnonzero(ground.street_of_community[ground.community[plates.cell]] == street)
    blocks = np.unique(np.flatnonzero((street_of_block(world) == street) & (town.gate_plate >= 0)))
    compound = _compound_text(town, blocks)
    gate = town.gate_plate[blocks]
    spot = to_lonlat(shapely.get_coordinates(shapely.centroid(town.complexes.shape[homes.building])))
    block = town.complexes.block[homes.building]
    community = _community(world, town, block)
    flats = town.complexes.units[homes.building] > 0
    sign = either(flats, "栋", "号楼")
    at = homes.unit_building
    named = homes.unit_number > 0
    fb = at[homes.floor_unit]
    rb = fb[homes.room_floor]
    parts = [
        *_above_plates(world, town, mine),
        _rows(world, ground.community[plates.cell[mine]], "plate", plates.name[mine], plates.text[mine],
              plates.parent[mine], to_lonlat(plates.xy[mine]), "plate"),
        _rows(world, _community(world, town, blocks), "compound", town.compound[blocks], compound,
              plates.text[gate], to_lonlat(plates.xy[gate]), "plate"),
        _rows(world, community, "building", _join(homes.serial, sign), homes.building_text,
              _compound_text(town, block), spot, "building"),
        _rows(world, community[at[named]], "unit", _join(homes.unit_number[named], "单元"),
              homes.unit_text[named], homes.building_text[at[named]], spot[at[named]], "building"),
        _rows(world, community[fb], "floor", _join(homes.floor_number, "层"), homes.floor_text,
              homes.unit_text[homes.floor_unit], spot[fb], "building"),
        _rows(world, community[rb], "room", homes.room_name, homes.room_text,
              homes.floor_text[homes.room_floor], spot[rb], "building"),
    ]  # fmt: skip
    return pa.concat_tables(parts)


def _community(world: World, town: Town, block: Ints) -> Ints:
    """The community of the gate of each block."""
    return world.ground.community[town.plates.cell[town.gate_plate[block]]]


def _above_plates(world: World, town: Town, mine: Ints) -> list[pa.Table]:
    """The roads, lanes and villages that the plates of each community are counted along."""
    plates = town.plates
    community = world.ground.community[plates.cell[mine]].tolist()
    above: Mapping[str, dict[tuple[int, str], str | None]] = {"road": {}, "estate": {}, "lane": {}}
    rows = zip(
        community,
        plates.kind[mine].tolist(),
        plates.parent[mine].tolist(),
        plates.road[mine].tolist(),
        strict=True,
    )
    for where, kind, parent, road in rows:
        name = None
        if kind == "lane":
            name = str(world.road_name[road])
            above["road"][where, name] = None
        above[kind][where, parent] = name
    return [_parents(world, level, found) for level, found in above.items()]


def _parents(world: World, level: str, found: Mapping[tuple[int, str], str | None]) -> pa.Table:
    where = np.array([community for community, _ in found], dtype=np.int64)
    texts = np.array([text for _, text in found], dtype=object)
    names = [text.removeprefix(up or "") for (_, text), up in found.items()]
    return _rows(world, where, level, names, texts, list(found.values()), None, NOWHERE)


def _rows(
    world: World, community: Ints, level: str, name: Column, text: Texts, parent: Column,
    lonlat: NDArray[np.float64] | None, accuracy: str | None,
) -> pa.Table:  # fmt: skip
    length = len(text)
    nothing = pa.nulls(length, pa.float64())
    return pa.table(
        {
            "area_code": pa.array(world.community_code[community], pa.string()),
            "level": pa.repeat(level, length),
            "name": pa.array(name, pa.string()),
            "local_text": pa.array(text, pa.string()),
            "parent_local_text": pa.array(parent, pa.string()),
            "lon": nothing if lonlat is None else pa.array(lonlat[:, 0]),
            "lat": nothing if lonlat is None else pa.array(lonlat[:, 1]),
            "accuracy": pa.repeat(accuracy, length).cast(pa.string())
            if accuracy
            else pa.nulls(length, pa.string()),
        }
    )
