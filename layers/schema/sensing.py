"""Cameras, sensors and what they observed (感知)."""

from sqlalchemy import Column, DateTime, Float, ForeignKey, Table, Text

from layers.schema.base import SCHEMA, layer_table, metadata

camera = layer_table(
    "camera",
    Column("name", Text, nullable=False),
    Column("kind", Text),
    Column("heading", Float),
    Column("state", Text),
    Column("community_code", Text),
    geometry="POINT",
    tiled=True,
)

sensor = layer_table(
    "sensor",
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("state", Text),
    Column("community_code", Text),
    geometry="POINT",
    tiled=True,
)

observation = Table(
    "observation",
    metadata,
    Column(
        "sensor_code",
        Text,
        ForeignKey(f"{SCHEMA}.sensor.code", onupdate="CASCADE", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("value", Float, nullable=False),
    comment="One measured value, in the unit of its sensor.",
)
