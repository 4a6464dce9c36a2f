"""The base map (底图) and the rasters."""

from sqlalchemy import CheckConstraint, Column, Float, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from layers.schema.base import layer_table, one_of

ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "residential", "service", "path")

# One row a block-length segment; `road_code` and `name` are those of the whole road.
road = layer_table(
    "road",
    Column("name", Text),
    Column("road_code", Text, index=True),
    Column("class", Text, nullable=False),
    Column("width_m", Float),
    one_of("class", ROAD_CLASSES),
    geometry="MULTILINESTRING",
    tiled=True,
)

water = layer_table("water", Column("name", Text), Column("kind", Text), geometry="MULTIPOLYGON", tiled=True)

green = layer_table("green", Column("name", Text), Column("kind", Text), geometry="MULTIPOLYGON", tiled=True)

poi = layer_table(
    "poi",
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("address_text", Text),
    geometry="POINT",
    tiled=True,
)

# `path` is that of a file below the home folder; a file is never written again: another version has another.
raster = layer_table(
    "raster",
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("unit", Text),
    Column("bands", Integer, nullable=False),
    Column("resolution_m", Float),
    CheckConstraint("bands > 0", name="bands"),
    one_of("sensitivity", ("open", "internal")),
    geometry="MULTIPOLYGON",
    later=(
        Column("version", Integer, nullable=False, server_default=text("1")),
        Column("sensitivity", Text, nullable=False, server_default="open"),
        Column("statistics", JSONB),
        Column("digest", Text),
    ),
)
