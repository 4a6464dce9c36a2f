"""What a feature of a tile carries, as SQL: its number, its fields, and whether its label belongs there."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from psycopg import sql

from layers.catalogue import Field, Kind, Layer
from layers.columns import column_type
from tiles.place import Place

__all__ = ["CASTS", "LABEL", "column", "fields", "has_label", "names"]

LABEL = "_label"
"""The property that says that the label of an area belongs into this tile."""
CASTS: dict[type, str] = {
    datetime: "to_json({0}) #>> '{{}}'",  # RFC 3339, whatever DateStyle says
    date: "to_json({0}) #>> '{{}}'",
    Decimal: "{0}::float8",
    object: "{0}::text",  # JSON, of which SQLAlchemy says no more
    list: "to_json({0})::text",
    UUID: "{0}::text",
}
"""What ST_AsMVT would write otherwise than wanted, by the type of the column."""


def has_label(layer: Layer) -> bool:
    """Whether features of the layer say in which tile their label belongs."""
    return layer.label is not None and layer.geometry is Kind.POLYGON


def names(wanted: Sequence[Field]) -> sql.Composable:
    """The columns that are read for some fields."""
    return sql.SQL(", ").join(map(sql.Identifier, ["id", *(one.name for one in wanted)]))


def fields(layer: Layer, wanted: Sequence[Field], place: Place) -> Iterator[sql.Composable]:
    """What a feature carries: its number, its fields, and whether its label belongs here."""
    yield column(layer, "id")
    for one in wanted:
        yield column(layer, one.name)
    if has_label(layer):
        label = sql.Identifier(LABEL)
        yield sql.SQL("CASE WHEN {} THEN true END AS {}").format(place.centred, label)


def column(layer: Layer, name: str, around: str = "{0}") -> sql.Composable:
    """A column under its own name, in a type that tiles have, with some SQL around its value."""
    cast = sql.SQL(CASTS.get(column_type(layer, name), "{0}")).format(sql.Identifier(name))
    return sql.SQL("{} AS {}").format(sql.SQL(around).format(cast), sql.Identifier(name))
