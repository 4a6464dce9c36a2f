"""Events (事件): what was reported, where, and the chain of who must act."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from layers.schema.base import SCHEMA, code_reference, layer_table, metadata, one_of
from layers.schema.components import class_reference

EVENT_SOURCES = ("collector", "hotline", "public", "leader", "department", "camera", "drone", "sensor")
"""采集员, 12345 热线, 公众, 领导批示, 部门批转, 视频, 无人机, 物联感知."""

LIMIT_UNITS = ("urgent_hour", "work_hour", "work_day", "urgent_day", "day")
"""紧急工作时, 工作时, 工作日, 紧急工作日, 自然日."""

ASSIGNERS = ("rule", "duty_desk", "person")
"""Who chose the department: a rule, the duty desk (值班台) for want of a rule, a person."""

PLACED_FROM = ("point", "address", "both")
"""What the place of an event was taken from; where both were given the point decides."""

# Lists of the desk go by deadline, the few that are open far more often than the many that are not. What has
# no deadline comes last, so that one order holds for all of them.
DUE = text("coalesce(deadline, 'infinity')")
OPEN = text("closed_at IS NULL")

event_state = Table(
    "event_state",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("place", Integer, nullable=False),
    comment="The states of the life cycle of data/events/life_cycle.toml, in order.",
)

# The grids and areas are those of the time of the report: they are kept even when a grid is later retired,
# so they are codes without a foreign key.
event = layer_table(
    "event",
    *class_reference("event"),
    Column("description", Text),
    Column("reported_by", Text, nullable=False),
    Column("reported_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column(
        "state",
        Text,
        ForeignKey(f"{SCHEMA}.event_state.code"),
        nullable=False,
        server_default=text("'reported'"),
    ),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("supervised", Boolean, nullable=False, server_default=text("false")),
    Column("address_text", Text),
    Column("address_code", Text),
    Column("district_code", Text),
    Column("street_code", Text),
    Column("community_code", Text, index=True),
    Column("unit_grid_code", Text, index=True),
    Column("duty_grid_code", Text),
    code_reference("department_code", "department", index=False),
    Column("deadline", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("source_key", Text),
    CheckConstraint("code ~ '^[0-9]{19}$'", name="code"),
    one_of("reported_by", EVENT_SOURCES),
    one_of("limit_unit", LIMIT_UNITS),
    one_of("assigned_by", ASSIGNERS),
    one_of("placed_from", PLACED_FROM),
    Index("event_reported_at", "reported_at", "id"),
    Index("event_source_key", "source", "source_key", unique=True),
    Index("event_department", "department_code", "reported_at", "id"),
    # Where events of a class happened lately: an index of places alone knows all that ever happened there.
    Index("event_alike", "class_code", text("ST_GeoHash(geom, 6)"), "reported_at"),
    Index("event_deadline", DUE, "id"),
    Index("event_state_deadline", "state", DUE, "id"),
    Index("event_open", DUE, "id", postgresql_where=OPEN),
    *(
        Index(f"event_open_{name}", f"{name}_code", DUE, "id", postgresql_where=OPEN)
        for name in ("department", "street", "community")
    ),
    geometry="POINT",
    tiled=True,
    optional=True,
    later=(
        Column("version", Integer, nullable=False, server_default=text("1")),
        Column("collector_code", Text),
        Column("composite_grid_code", Text),
        Column("component_code", Text),
        Column("condition", Text),
        Column("limit_amount", Numeric),
        Column("limit_unit", Text),
        Column("clock_from", DateTime(timezone=True)),
        Column("suspended_at", DateTime(timezone=True)),
        Column("resume_state", Text),
        Column("filed_at", DateTime(timezone=True)),
        Column("dispatched_at", DateTime(timezone=True)),
        Column("handled_at", DateTime(timezone=True)),
        Column("checked_at", DateTime(timezone=True)),
        Column("returns", Integer, nullable=False, server_default=text("0")),
        Column("reworks", Integer, nullable=False, server_default=text("0")),
        Column("forced", Boolean, nullable=False, server_default=text("false")),
        Column("duplicate_of", Text),
        Column("placed_from", Text),
        Column("place_gap_m", Float),
        Column("assigned_by", Text),
    ),
)  # fmt: skip

# What statistics look for among the steps, so that they need not read all of them.
STEPS_TOLD = "step IN ('ask_verification', 'verify', 'deny', 'transfer')"

event_step = Table(
    "event_step",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_code", Text, ForeignKey(f"{SCHEMA}.event.code"), nullable=False),
    Column("step", Text, nullable=False),
    Column("state", Text, ForeignKey(f"{SCHEMA}.event_state.code"), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("note", Text),
    Column("version", Integer, nullable=False),
    Column("from_state", Text),
    Column("post", Text),
    Column("department_code", Text),
    Column("facts", JSONB),
    Index("event_step_version", "event_code", "version", unique=True),
    Index("event_step_told", "event_code", "step", "at", postgresql_where=text(STEPS_TOLD)),
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

event_file = Table(
    "event_file",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_code", Text, ForeignKey(f"{SCHEMA}.event.code"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    comment="Photos and files of an event, only ever added.",
)

# What is not said in a rule holds for all: no class every class, no area the whole city. A code of a class
# stands for all classes that it begins.
time_limit = layer_table(
    "time_limit",
    Column("edition", Text, nullable=False),
    Column("class_code", Text, nullable=False, server_default=text("''")),
    Column("condition", Text),
    Column("amount", Numeric, nullable=False),
    Column("unit", Text, nullable=False),
    Column("basis", Text),
    CheckConstraint("amount > 0", name="amount"),
    one_of("unit", LIMIT_UNITS),
    Index("time_limit_class", "edition", "class_code"),
)

responsibility = layer_table(
    "responsibility",
    Column("edition", Text, nullable=False),
    Column("class_code", Text, nullable=False, server_default=text("''")),
    code_reference("area_code", "area", index=False),
    code_reference("department_code", "department", nullable=False, index=False),
    Column("note", Text),
    Index("responsibility_class", "edition", "class_code"),
)

# Few of all events are open, but all of those in most states are; the planner would multiply the two.
STATISTICS = f"""
CREATE STATISTICS {SCHEMA}.event_state_open (mcv) ON state, closed_at FROM {SCHEMA}.event;
"""

# A step that was taken can't be untaken, nor a file exchanged.
APPEND_ONLY = f"""
CREATE FUNCTION {SCHEMA}.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'feature_not_supported';
END
$$;

CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON {SCHEMA}.event_step
FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_rewriting();

CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON {SCHEMA}.event_file
FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_rewriting();
"""
