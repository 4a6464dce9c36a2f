"""Grids (网格) of city management, and who is responsible for them."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Table,
    Text,
    text,
)

from layers.schema.base import SCHEMA, code_reference, layer_table, metadata, one_of

department = layer_table(
    "department",
    Column("name", Text, nullable=False),
    Column("kind", Text),
    Column("credit_code", Text),
    code_reference("parent_code", "department"),
    CheckConstraint("onemap.is_credit_code(credit_code)", name="credit_code"),
)

composite_grid = layer_table(
    "composite_grid",
    Column("name", Text, nullable=False),
    code_reference("community_code", "area"),
    code_reference("body_code", "department"),
    geometry="MULTIPOLYGON",
    tiled=True,
)

duty_grid = layer_table(
    "duty_grid",
    Column("name", Text, nullable=False),
    code_reference("street_code", "area"),
    code_reference("community_code", "area"),
    code_reference("body_code", "department"),
    geometry="MULTIPOLYGON",
    tiled=True,
)

# A unit grid's code is its community's code and three more digits: 15 characters in the national scheme.
unit_grid = layer_table(
    "unit_grid",
    Column("name", Text),
    code_reference("community_code", "area", nullable=False),
    code_reference("duty_grid_code", "duty_grid"),
    code_reference("composite_grid_code", "composite_grid"),
    Column("land_use", Text),
    Column("area_m2", Float),
    Column("initial_date", Date),
    Column("change_date", Date),
    Column("note", Text),
    CheckConstraint("code ~ ('^' || community_code || '[0-9]{3}$')", name="code"),
    geometry="MULTIPOLYGON",
    tiled=True,
)

GRID_KINDS = ("unit", "duty", "composite", "police", "civil_order", "emergency", "city_management")
"""单元, 责任, 多格合一, and the four that a composite grid merges: 警务, 综治, 应急, 城管."""

composite_grid_part = Table(
    "composite_grid_part",
    metadata,
    Column(
        "composite_grid_code",
        Text,
        ForeignKey(f"{SCHEMA}.composite_grid.code", onupdate="CASCADE", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("kind", Text, primary_key=True),
    Column("grid_code", Text, primary_key=True),
    one_of("kind", GRID_KINDS),
    comment="Which grid of each trade a composite grid is merged from.",
)

grid_worker = layer_table(
    "grid_worker",
    Column("name", Text, nullable=False),
    Column("phone", Text),
    code_reference("body_code", "department"),
)

grid_duty = layer_table(
    "grid_duty",
    code_reference("worker_code", "grid_worker", nullable=False),
    Column("grid_kind", Text, nullable=False),
    Column("grid_code", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    one_of("grid_kind", GRID_KINDS),
)

TRADES = ("police", "civil_order", "emergency", "city_management")
"""警务, 综治, 应急, 城管: those whose grids a composite grid merges."""

# The grids that the trades drew for themselves, before or beside the composite ones.
trade_grid = layer_table(
    "trade_grid",
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    code_reference("body_code", "department"),
    one_of("kind", TRADES),
    geometry="MULTIPOLYGON",
    tiled=True,
)

SUCCESSIONS = ("split", "merge", "move")
"""拆分, 合并, 调整: how one unit grid came from another."""

grid_succession = Table(
    "grid_succession",
    metadata,
    Column("old_code", Text, primary_key=True),
    Column("new_code", Text, primary_key=True),
    Column("op", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    one_of("op", SUCCESSIONS),
    comment="Which unit grids took the place of which; the shapes stand in the layer and its history.",
)

grid_finding = layer_table(
    "grid_finding",
    Column("check_name", Text, nullable=False),
    Column("grid_kind", Text, nullable=False),
    Column("grid_codes", ARRAY(Text), nullable=False),
    Column("community_code", Text, index=True),
    Column("amount", Float),
    Column("unit", Text),
    Column("severity", Text, nullable=False),
    one_of("grid_kind", GRID_KINDS),
    one_of("unit", ("m2", "m")),
    one_of("severity", ("error", "warning")),
    geometry="GEOMETRY",
    tiled=True,
    optional=True,
)
