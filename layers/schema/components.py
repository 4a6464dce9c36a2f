"""City-management components (部件) and the catalogue of classes they and the events are sorted by."""

from sqlalchemy import CheckConstraint, Column, Computed, Date, ForeignKeyConstraint, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from layers.schema.base import SCHEMA, code_reference, layer_table, metadata, one_of

class_code = Table(
    "class_code",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("major", Text),
    Column("name", Text, nullable=False),
    Column("standard", Text),
    Column("confidence", Text),
    one_of("kind", ("component", "event")),
    comment="Class catalogues by edition; the kind is part of the key, 01001 being a component and a matter.",
)


def class_reference(kind: str) -> list[Column[str] | ForeignKeyConstraint]:
    """The columns that name a class of the catalogue; `kind` is fixed by the table they stand in."""
    target = [f"{SCHEMA}.class_code.{column}" for column in ("kind", "edition", "code")]
    return [
        Column("class_kind", Text, Computed(f"'{kind}'", persisted=True)),
        Column("edition", Text, nullable=False),
        Column("class_code", Text, nullable=False),
        ForeignKeyConstraint(["class_kind", "edition", "class_code"], target),
    ]


COMPONENT_STATES = ("intact", "damaged", "lost", "abandoned", "removed")
"""完好, 破损, 丢失, 废弃, 移除."""

component = layer_table(
    "component",
    *class_reference("component"),
    Column("name", Text, nullable=False),
    code_reference("department_code", "department"),
    code_reference("owner_code", "department"),
    code_reference("maintainer_code", "department"),
    Column("unit_grid_code", Text, index=True),
    Column("state", Text, nullable=False, server_default=text("'intact'")),
    Column("initial_date", Date),
    Column("change_date", Date),
    Column("data_source", Text),
    Column("note", Text),
    Column("district_code", Text),
    Column("street_code", Text),
    Column("community_code", Text, index=True),
    Column("accuracy", Text),
    Column("attributes", JSONB),
    Column("source_key", Text),
    CheckConstraint("onemap.is_component_id(code, edition)", name="code"),
    # Position accuracy: A within 0.5 m, B within 1 m, C within 10 m.
    one_of("accuracy", ("A", "B", "C")),
    one_of("state", COMPONENT_STATES),
    Index("component_source_key", "source", "source_key", unique=True),
    Index("component_street_class", "street_code", "edition", "class_code"),
    Index("component_class", "class_code", "edition"),
    geometry="GEOMETRY",
    tiled=True,
)
