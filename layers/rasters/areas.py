"""Polygons that figures of a raster are wanted for."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import psycopg
import shapely
import shapely.wkb
from psycopg import sql
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from layers.catalogue import Kind, Layer
from layers.crs import CGCS2000, Crs, transform_geometry
from layers.errors import Invalid, NotFound
from layers.points import on_the_map

__all__ = ["MOST_CORNERS", "MOST_SHAPES", "shapes_of", "shapes_said"]

MOST_SHAPES: Final = 50
"""Polygons of one call."""
MOST_CORNERS: Final = 50_000
"""Corners of all polygons that are sent."""

OF_LAYER = "SELECT {key}, ST_AsBinary(geom) FROM {table} WHERE {key} = ANY (%s) AND geom IS NOT NULL {rules}"


def shapes_of(conn: psycopg.Connection, layer: Layer, codes: Sequence[str]) -> list[tuple[str, BaseGeometry]]:
    """The polygons of a layer with these codes, in the order in which they are asked for.

    Raises:
        Invalid: too many, or the layer has no polygons.
        NotFound: the layer hasn't got one of them.
    """
    if not 1 <= len(codes) <= MOST_SHAPES:
        raise Invalid(f"1 to {MOST_SHAPES} codes in one call", given=len(codes))
    if layer.geometry is not Kind.POLYGON:
        raise Invalid(f"layer {layer.name!r} has no polygons")
    rules = [
        sql.SQL(" AND {} = {}").format(sql.Identifier(k), sql.Literal(v)) for k, v in layer.where.items()
    ]
    statement = sql.SQL(OF_LAYER).format(
        key=sql.Identifier(layer.key),
        table=sql.Identifier("onemap", layer.table),
        rules=sql.SQL("").join(rules),
    )
    rows = conn.execute(statement, (list(codes),)).fetchall()
    found: dict[str, BaseGeometry] = {code: shapely.wkb.loads(shape) for code, shape in rows}
    if missing := [code for code in codes if code not in found]:
        raise NotFound(f"layer {layer.name!r} has no polygon {missing[0][:40]!r}")
    return [(code, found[code]) for code in dict.fromkeys(codes)]


def shapes_said(given: Mapping[str, Any], crs: Crs) -> list[tuple[str, BaseGeometry]]:
    """The polygons of a GeoJSON geometry, feature or collection of features, in CGCS2000, numbered from 0.

    Raises:
        Invalid: it is none, too much, off the map, or something else than valid polygons.
    """
    features = given.get("features") if given.get("type") == "FeatureCollection" else [given]
    if not isinstance(features, list) or not 1 <= len(features) <= MOST_SHAPES:
        raise Invalid(f"wanted 1 to {MOST_SHAPES} polygons")
    shapes = [_shape(one) for one in features]
    if shapely.get_num_coordinates(np.array(shapes)).sum() > MOST_CORNERS:
        raise Invalid(f"more than {MOST_CORNERS} corners", hint="simplify them, or send them in parts")
    return [(str(number), _placed(shape, crs)) for number, shape in enumerate(shapes)]


def _shape(given: object) -> BaseGeometry:
    try:
        found: BaseGeometry = shapely.force_2d(shapely.from_geojson(json.dumps(given, allow_nan=False)))
    except (GEOSException, TypeError, ValueError):
        raise Invalid("wanted GeoJSON polygons") from None
    if found is None or found.geom_type not in {"Polygon", "MultiPolygon"} or found.is_empty:
        raise Invalid("wanted GeoJSON polygons that are not empty")
    if not found.is_valid:
        raise Invalid("a polygon is not valid", reason=shapely.is_valid_reason(found)[:100])
    return found


def _placed(shape: BaseGeometry, crs: Crs) -> BaseGeometry:
    moved = transform_geometry(shape, crs, CGCS2000)
    if not on_the_map(*shapely.get_coordinates(moved).T).all():
        raise Invalid("a polygon lies off the map")
    return moved
