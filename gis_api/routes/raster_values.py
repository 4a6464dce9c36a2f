"""Values of rasters: at a point, along a line, within areas, as contours (栅格取值)."""

from functools import partial
from typing import Annotated, Any

import numpy as np
from anyio import to_thread
from fastapi import APIRouter, Body, Query

from gis_api.auth import Anyone
from gis_api.db import DbLater
from gis_api.models.raster_values import RasterContours, RasterProfile, RasterValue, RasterZones
from gis_api.parameters import BboxQuery, CrsQuery, Lat, Lon
from gis_api.rasters import BandsQuery, CodePath, Found, Room, Version
from gis_api.state import Catalogued
from layers.errors import Invalid
from layers.points import one_point, points
from layers.rasters import Kind, Open, Raster
from layers.rasters.areas import MOST_SHAPES, shapes_of, shapes_said
from layers.rasters.contours import contours
from layers.rasters.plane import check_bands
from layers.rasters.values import MOST_SAMPLES, profile, values_at
from layers.rasters.zones import Zone, zone

__all__ = ["router"]

router = APIRouter(prefix="/rasters", tags=["rasters"])

MOST_CORNERS = 200
SQUARE = {"type": "Polygon", "coordinates": [[[114.8, 30.8], [114.9, 30.8], [114.9, 30.9], [114.8, 30.8]]]}

Band = Annotated[int, Query(ge=1, le=64, description="Number of the band.", examples=[1])]
Interval = Annotated[
    float, Query(gt=0, lt=1e9, description="From line to line, in the unit of the values.", examples=[5])
]
Line = Annotated[
    str,
    Query(
        max_length=8000,
        description=f"Corners of the line, at most {MOST_CORNERS}: `lon,lat;lon,lat;...`",
        examples=["114.80,30.84;114.82,30.85"],
    ),
]
Samples = Annotated[int, Query(ge=2, le=MOST_SAMPLES, description="Points, both ends counted.")]
Codes = Annotated[
    str,
    Query(
        max_length=4000,
        description=f"Keys of areas, separated by commas; at most {MOST_SHAPES}.",
        examples=["420117001001,420117001002"],
    ),
]
Shapes = Annotated[
    dict[str, Any],
    Body(description="GeoJSON polygon, feature or collection of features.", examples=[SQUARE]),
]
Smooth = Annotated[
    bool | None,
    Query(description="Interpolate between the four nearest cells; usual for elevation."),
]


@router.get("/{code}/value", operation_id="raster_value")
async def read_value(
    find: Found,
    room: Room,
    code: CodePath,
    lon: Lon,
    lat: Lat,
    crs: CrsQuery,
    bands: BandsQuery,
    v: Version = None,
) -> RasterValue:
    """The values of the cell that a point lies in; null where the raster has none or doesn't reach."""
    raster = await find(code, v)
    place = np.array([one_point(lon, lat, crs)])

    def task(one: Open) -> RasterValue:
        return RasterValue.of(raster, check_bands(one, bands), values_at(one, place, bands))

    return await room.work(raster, task)


@router.get("/{code}/profile", operation_id="raster_profile")
async def read_profile(
    find: Found,
    room: Room,
    code: CodePath,
    line: Line,
    crs: CrsQuery,
    samples: Samples = 200,
    band: Band = 1,
    interpolate: Smooth = None,
    v: Version = None,
) -> RasterProfile:
    """Values along a line, which is straight in degrees, at points equally far from each other."""
    raster = await find(code, v)
    between = raster.kind == Kind.ELEVATION if interpolate is None else interpolate
    corners = _corners(line)
    placed = points([x for x, _ in corners], [y for _, y in corners], crs)
    if np.isnan(placed).any():
        raise Invalid("a corner of the line is not on the map")

    def task(one: Open) -> RasterProfile:
        return RasterProfile.of(raster, profile(one, placed, samples, band, between=between))

    return await room.work(raster, task)


def _corners(line: str) -> list[tuple[float, float]]:
    try:
        found = [(float(x), float(y)) for x, y in (corner.split(",") for corner in line.split(";"))]
    except ValueError:
        raise Invalid("line is lon,lat;lon,lat;...", given=line[:60]) from None
    if not 2 <= len(found) <= MOST_CORNERS:
        raise Invalid(f"a line has 2 to {MOST_CORNERS} corners", given=len(found))
    return found


@router.get("/{code}/zones", operation_id="raster_zones")
async def read_zones(
    find: Found,
    room: Room,
    connect: DbLater,
    catalogue: Catalogued,
    caller: Anyone,
    code: CodePath,
    codes: Codes,
    layer: Annotated[str, Query(max_length=100, examples=["community"])] = "community",
    band: Band = 1,
    v: Version = None,
) -> RasterZones:
    """Figures of the values within areas of a layer; a cell on the border counts by its share inside."""
    raster = await find(code, v)
    areas = catalogue.get(layer, internal=caller.internal)
    async with connect() as conn:
        shapes = await to_thread.run_sync(shapes_of, conn, areas, codes.split(","))
    return await room.work(raster, partial(_zones, raster, band, shapes))


@router.post("/{code}/zones", operation_id="raster_zones_of")
async def read_zones_of(
    find: Found, room: Room, code: CodePath, given: Shapes, crs: CrsQuery, band: Band = 1, v: Version = None
) -> RasterZones:
    """The same within polygons that are sent."""
    raster = await find(code, v)
    shapes = await to_thread.run_sync(shapes_said, given, crs)
    return await room.work(raster, partial(_zones, raster, band, shapes))


def _zones(raster: Raster, band: int, shapes: list[tuple[str, Any]], one: Open) -> RasterZones:
    found: list[tuple[str, Zone]] = [(code, zone(one, shape, band)) for code, shape in shapes]
    return RasterZones.of(raster, band, found)


@router.get("/{code}/contours", operation_id="raster_contours")
async def read_contours(
    find: Found,
    room: Room,
    code: CodePath,
    interval: Interval,
    box: BboxQuery,
    band: Band = 1,
    v: Version = None,
) -> RasterContours:
    """Lines of equal value as GeoJSON, at whole multiples of the interval, in a box or everywhere."""
    raster = await find(code, v)

    def task(one: Open) -> RasterContours:
        return RasterContours.of(contours(one, band, interval, box))

    return await room.work(raster, task)
