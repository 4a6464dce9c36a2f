"""The one building of the sample that has a model of its own: which it is, its file, and its row."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from importers.sample.ifc import Block, Placement, build, guid
from importers.sample.landuse import Use
from importers.sample.relief import height_at
from importers.sample.setting import DISTRICT, MARK
from importers.sample.tables import Columns, table
from importers.sample.town import Town
from importers.sample.world import World

__all__ = ["Modelled", "choose", "write_model"]

FOLDER = "models"
CODE = f"{DISTRICT}-model-1"
FITTING = (Use.OFFICE, Use.HOSPITAL, Use.SCHOOL, Use.COMMERCE)


@dataclass(frozen=True)
class Modelled:
    """The building that has a model."""

    number: int
    """Its number in `town.complexes`."""
    model_code: str
    guid: str
    block: Block
    placement: Placement


def choose(world: World, town: Town) -> Modelled | None:
    """An office building or the like with a rectangular plan and three to six storeys; None if none is."""
    built = town.complexes
    fits = (shapely.get_num_coordinates(built.shape) == 5) & (built.storeys >= 3) & (built.storeys <= 6)
    fits &= (
        (shapely.area(built.shape) > 250)
        & (shapely.area(built.shape) < 2500)
        & np.isin(world.use[built.block], FITTING)
    )
    if not fits.any():
        return None
    rank = np.array(
        [FITTING.index(use) if use in FITTING else len(FITTING) for use in world.use[built.block]]
    )
    number = int(np.lexsort((-built.storeys, rank, ~fits))[0])
    return _measure(town, number, f"sample-{world.setting.seed}-{world.setting.scale:g}-building")


def _measure(town: Town, number: int, name: str) -> Modelled:
    shape = town.complexes.shape[number]
    corner = shapely.get_coordinates(shapely.orient_polygons(shape))[:4]
    along = corner[1] - corner[0]
    length, depth = float(np.hypot(*along)), float(np.hypot(*(corner[3] - corner[0])))
    height = float(np.round(height_at(shapely.get_coordinates(shapely.centroid(shape)))[0], 2))
    place = Placement(float(corner[0, 0]), float(corner[0, 1]), height, *(float(v) for v in along / length))
    block = Block(name, length, depth, int(town.complexes.storeys[number]), int(town.complexes.flats[number]))
    return Modelled(number, CODE, guid(name, "building"), block, place)


def write_model(world: World, modelled: Modelled, home: Path) -> pa.Table:
    """Write the IFC file below `home`, and give the row of table `source_model`."""
    text = build(modelled.block, modelled.placement).to_string().encode()
    path = home / FOLDER / f"{modelled.block.name}.ifc"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(text)
    unfinished.replace(path)
    columns: Columns = {
        "code": [modelled.model_code], "title": f"新洲区示例办公楼（{MARK}）", "format": "ifc",
        "file_name": f"{FOLDER}/{path.name}", "sha256": sha256(text).hexdigest(), "crs": "EPSG:4547",
        "georeference": "IfcMapConversion",
    }  # fmt: skip
    return table(world.setting.source, columns)
