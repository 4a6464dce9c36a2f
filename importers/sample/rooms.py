"""Rows of the rooms of one street (街道)."""

import numpy as np
import pyarrow as pa
import shapely
from numpy.random import Generator

from importers.sample.addresses import Homes
from importers.sample.arrays import Ints, Shapes, texts, texts_or_none
from importers.sample.buildings import Built, Codes
from importers.sample.tables import Columns, hex_wkb, multi, table, to_4490

__all__ = ["room_table"]


def room_table(rng: Generator, source: str, homes: Homes, built: Built, known: Codes) -> pa.Table:
    """Rooms and flats; some have a floor plan."""
    floor = homes.room_floor
    unit = homes.floor_unit[floor]
    owner = homes.unit_building[unit]
    number = homes.unit_number[unit]
    codes = built.codes[owner]
    area = np.round(rng.normal(96, 22, len(floor)).clip(38, 190), 1)
    floors = homes.floor_number[floor].tolist()
    numbers = zip(codes.tolist(), number.tolist(), strict=True)
    unit_codes = texts_or_none(f"{code}U{n}" if n else None for code, n in numbers)
    columns: Columns = {
        "code": built.room_codes,
        "storey_code": texts(f"{code}F{n:02d}" for code, n in zip(codes, floors, strict=True)),
        "unit_code": pa.array(unit_codes, pa.string()),
        "address_code": [known[key] for key in zip(built.area_code[owner], homes.room_text, strict=True)],
        "number": texts(name[:-1] for name in homes.room_name),
        "name": homes.room_name,
        "use": built.use[owner],
        "area_measured": area,
        "area_declared": np.round(area * rng.normal(1, 0.01, len(area)), 1),
        "geom": pa.array(hex_wkb(_footprints(homes, built, owner)).tolist(), pa.string()),
    }
    return table(source, columns)


def _footprints(homes: Homes, built: Built, owner: Ints) -> Shapes:
    """Equal slices of the first building of each compound for its rooms; None for the others."""
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
