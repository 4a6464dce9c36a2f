"""Buildings down to the room (分层分户), and the models they were taken from."""

from sqlalchemy import Boolean, CheckConstraint, Column, Float, Integer, Text, UniqueConstraint, text

from layers.schema.base import code_reference, layer_table, one_of

source_model = layer_table(
    "source_model",
    Column("title", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("crs", Text),
    Column("georeference", Text),
    one_of("format", ("ifc", "cityjson", "cityjsonseq", "citygml")),
)

# Heights are metres: `base_height` above the 1985 datum, the others above the building's own base.
building = layer_table(
    "building",
    Column("name", Text),
    code_reference("address_code", "address"),
    code_reference("model_code", "source_model"),
    Column("model_guid", Text),
    Column("use", Text),
    Column("base_height", Float),
    Column("height", Float),
    Column("storeys_above", Integer),
    Column("storeys_below", Integer),
    Column("year_built", Integer),
    Column("area_measured", Float),
    Column("area_declared", Float),
    Column("cim_level", Integer),
    CheckConstraint("height > 0", name="height"),
    CheckConstraint("cim_level BETWEEN 1 AND 7", name="cim_level"),
    geometry="MULTIPOLYGON",
    tiled=True,
)

# Storeys are numbered as people count them: 1 and up, -1 and down, never 0; `label` is what the sign says.
storey = layer_table(
    "storey",
    code_reference("building_code", "building", nullable=False),
    Column("number", Integer, nullable=False),
    Column("label", Text, nullable=False),
    code_reference("address_code", "address"),
    Column("base_height", Float),
    Column("height", Float),
    Column("model_guid", Text),
    Column("derived", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("number <> 0", name="number"),
    UniqueConstraint("building_code", "number"),
    geometry="MULTIPOLYGON",
    optional=True,
)

building_unit = layer_table(
    "building_unit",
    code_reference("building_code", "building", nullable=False),
    Column("name", Text, nullable=False),
    code_reference("address_code", "address"),
    UniqueConstraint("building_code", "name"),
)

room = layer_table(
    "room",
    code_reference("storey_code", "storey", nullable=False),
    code_reference("unit_code", "building_unit"),
    code_reference("address_code", "address"),
    Column("number", Text),
    Column("name", Text),
    Column("use", Text),
    Column("area_measured", Float),
    Column("area_declared", Float),
    Column("model_guid", Text),
    geometry="MULTIPOLYGON",
    optional=True,
)
