"""The standard-address library (标准地址): one tree, one permanent code a node."""

from sqlalchemy import CheckConstraint, Column, Computed, Index, Text, UniqueConstraint, text

from layers.schema.base import SCHEMA, code_reference, layer_table, one_of

ADDRESS_LEVELS = ("road", "lane", "estate", "plate", "compound", "building", "unit", "floor", "room", "poi")
"""街路, 巷弄, 小区, 门牌, 院落, 楼栋, 单元, 楼层, 户室, 兴趣点."""

ADDRESS_STATES = ("proposed", "active", "retired", "merged")
ALIAS_KINDS = ("alias", "old_name", "nickname")
"""别名, 曾用名, 俗称."""

POSITION_ACCURACY = ("surveyed", "plate", "building", "interpolated", "centroid")

SERIALS = f"CREATE SEQUENCE {SCHEMA}.address_serial;"
"""The 13 digits that make an address code unique; a number is never given twice."""


def _search_text() -> Column[str]:
    """The comparison form of `local_text`: see `layers.schema.search_key`."""
    return Column("search_text", Text, Computed("onemap.search_key(local_text)", persisted=True))


# `local_text` is the standard text below the area levels. Together with the area it is the natural key: the
# same address brought in twice is the same row, whatever file it comes from.
address = layer_table(
    "address",
    Column("code", Text, nullable=False, unique=True),
    Column("level", Text, nullable=False),
    code_reference("parent_code", "address"),
    code_reference("area_code", "area", nullable=False, index=False),
    Column("name", Text, nullable=False),
    Column("local_text", Text, nullable=False),
    _search_text(),
    Column("full_text", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'active'")),
    code_reference("merged_into", "address", index=False),
    Column("accuracy", Text),
    CheckConstraint("onemap.is_address_code(code)", name="code"),
    CheckConstraint("local_text <> ''", name="local_text"),
    CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged"),
    one_of("level", ADDRESS_LEVELS),
    one_of("state", ADDRESS_STATES),
    one_of("accuracy", POSITION_ACCURACY),
    # Held at the end of a statement: one that renames a road may give a row the text that another loses.
    UniqueConstraint("area_code", "local_text", deferrable=True, initially="IMMEDIATE"),
    Index("address_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
    Index("address_search", "level", text("search_text text_pattern_ops")),
    Index("address_area_search", "area_code", text("search_text text_pattern_ops")),
    # The nearest door plate is asked for often, and a hundred rooms may share its point.
    Index("address_plate", "geom_3857", postgresql_using="gist", postgresql_where=text("level = 'plate'")),
    geometry="POINT",
    tiled=True,
    optional=True,
)

address_alias = layer_table(
    "address_alias",
    code_reference("address_code", "address", nullable=False),
    Column("text", Text, nullable=False),
    Column("local_text", Text, nullable=False),
    _search_text(),
    Column("kind", Text, nullable=False),
    one_of("kind", ALIAS_KINDS),
    Index("address_alias_search", text("search_text text_pattern_ops")),
)
