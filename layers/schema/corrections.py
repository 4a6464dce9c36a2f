"""Corrections of the address library (地址更正): what is proposed, what was seen then, each step taken."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from layers.schema.base import SCHEMA, code_reference, metadata, one_of

ACTIONS = ("add", "rename", "move", "place", "retire", "activate", "merge", "add_alias", "remove_alias")
"""新增, 更名, 迁移, 改位置, 注销, 恢复, 合并, 加别名, 删别名."""

STATES = ("proposed", "accepted", "rejected", "withdrawn", "published")
"""待审, 已通过, 已驳回, 已撤回, 已发布."""

STEPS = ("propose", "accept", "reject", "withdraw", "publish")
"""提出, 通过, 驳回, 撤回, 发布."""

# `seen` and `planned` hold the addresses named as they were, and as they are to be, when the correction was
# proposed or last accepted; what was seen must still be so when it is published.
address_correction = Table(
    "address_correction",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("action", Text, nullable=False),
    code_reference("address_code", "address"),
    Column("wanted", JSONB, nullable=False),
    Column("seen", JSONB, nullable=False),
    Column("planned", JSONB, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'proposed'")),
    code_reference("result_code", "address", index=False),
    one_of("action", ACTIONS),
    one_of("state", STATES),
    Index(None, "state", "id"),
    comment="Proposed changes of the address library; published ones have been made.",
)

address_correction_step = Table(
    "address_correction_step",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column(
        "correction_id",
        BigInteger,
        ForeignKey(f"{SCHEMA}.address_correction.id"),
        nullable=False,
        index=True,
    ),
    Column("step", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("reason", Text),
    one_of("step", STEPS),
    one_of("state", STATES),
    comment="Every step of a correction, only ever appended.",
)
