"""Administrative areas (行政区划) and the schemes their codes follow."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
)

from layers.schema.base import SCHEMA, code_reference, layer_table, metadata

AREA_LEVELS = ("province", "city", "district", "street", "community")
"""省, 市, 区县, 街道/乡镇, 社区/村; from the largest to the smallest."""

area_level = Table(
    "area_level",
    metadata,
    Column("scheme", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("digits", Integer, primary_key=True),
    CheckConstraint(f"level IN {AREA_LEVELS}", name="level"),
    comment="How many digits a code has at each level of a scheme; `cn` is GB/T 2260 and its extensions.",
)

# A city that is shown under a title (a sample of open data) stays known by what its addresses call it.
CALLED = "CASE WHEN level = 'city' AND parent_code IS NULL THEN full_name ELSE name END"

area = layer_table(
    "area",
    Column("scheme", Text, nullable=False),
    Column("level", Text, nullable=False, index=True),
    Column("code", Text, nullable=False, unique=True),
    Column("digits", Integer, Computed("length(code)", persisted=True)),
    Column("name", Text, nullable=False),
    # What a text may call it, as comparison forms: its name with and without the word for its kind.
    Column("search_name", Text, Computed(f"onemap.search_key({CALLED})", persisted=True), index=True),
    Column("search_short", Text, Computed(f"onemap.area_short_key({CALLED})", persisted=True), index=True),
    code_reference("parent_code", "area"),
    Column("full_name", Text, nullable=False),
    CheckConstraint("code ~ '^[0-9]+$'", name="code"),
    ForeignKeyConstraint(
        ["scheme", "level", "digits"],
        [f"{SCHEMA}.area_level.{column}" for column in ("scheme", "level", "digits")],
        name="area_code_fits_scheme",
    ),
    geometry="MULTIPOLYGON",
    tiled=True,
    optional=True,
)

area_other_code = Table(
    "area_other_code",
    metadata,
    Column("area_code", Text, ForeignKey(f"{SCHEMA}.area.code", onupdate="CASCADE"), primary_key=True),
    Column("system", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    comment="The codes that other authorities (statistics, civil affairs, police) give the same area.",
)
