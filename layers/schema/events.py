"""Events (事件): what was reported, where, and the chain of who must act."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from layers.schema.base import SCHEMA, code_reference, layer_table, metadata, one_of
from layers.schema.components import class_reference

EVENT_SOURCES = ("collector", "hotline", "public", "leader", "department", "camera", "drone", "sensor")
"""采集员, 12345 热线, 公众, 领导批示, 部门批转, 视频, 无人机, 物联感知."""

EVENT_STATES = ("reported", "filed", "dispatched", "handled", "checked", "closed", "rejected")
"""发现, 立案, 派单, 处置, 核查, 结案, 不予立案."""

# The grids and areas are those of the time of the report: they are kept even when a grid is later retired,
# so they are codes without a foreign key.
event = layer_table(
    "event",
    *class_reference("event"),
    Column("description", Text),
    Column("reported_by", Text, nullable=False),
    Column("reported_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("state", Text, nullable=False, server_default=text("'reported'")),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("supervised", Boolean, nullable=False, server_default=text("false")),
    Column("address_text", Text),
    Column("address_code", Text),
    Column("district_code", Text),
    Column("street_code", Text),
    Column("community_code", Text, index=True),
    Column("unit_grid_code", Text, index=True),
    Column("duty_grid_code", Text),
    code_reference("department_code", "department"),
    Column("deadline", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("source_key", Text),
    CheckConstraint("code ~ '^[0-9]{19}$'", name="code"),
    one_of("reported_by", EVENT_SOURCES),
    one_of("state", EVENT_STATES),
    Index("event_reported_at", "reported_at", "id"),
    Index("event_source_key", "source", "source_key", unique=True),
    geometry="POINT",
    tiled=True,
    optional=True,
)

event_step = Table(
    "event_step",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_code", Text, ForeignKey(f"{SCHEMA}.event.code"), nullable=False, index=True),
    Column("step", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("note", Text),
    one_of("state", EVENT_STATES),
    comment="Every step of an event's life, only ever appended.",
)

event_counter = Table(
    "event_counter",
    metadata,
    Column("area", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
    CheckConstraint("last BETWEEN 1 AND 99999", name="last"),
    comment="The last sequence given to an event of an area and a day; its row is locked to take the next.",
)
