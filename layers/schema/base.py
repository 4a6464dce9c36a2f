"""The mould that every layer table is cast in.

A layer table keeps the present only: `id` is the permanent number of the thing, `code` the key that people
and other tables use, `valid_from` the moment since which the row is so. What it was before stands in the
table of the same name in `onemap_history`, moved there by the trigger of `layers/schema/changes.py`.
"""

from collections.abc import Sequence
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import SchemaItem

SCHEMA = "onemap"
HISTORY = "onemap_history"
SRID = 4490
"""CGCS2000 longitude/latitude, longitude first."""

NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

metadata = MetaData(schema=SCHEMA, naming_convention=NAMES)

LAYER_TABLES: dict[str, Table] = {}
"""Every table that has history and a change log, by name."""

# The limits are those of Web Mercator: beyond them a row could never be drawn. EMPTY is refused by this,
# NaN by the rule of validity.
IN_RANGE = f"geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, {SRID})"


def code_reference(name: str, target: str, *, nullable: bool = True, index: bool = True) -> Column[str]:
    """A column that holds the `code` of a row of another table, `target` being that table's name."""
    key = ForeignKey(f"{SCHEMA}.{target}.code", onupdate="CASCADE")
    return Column(name, Text, key, nullable=nullable, index=index)


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """The rule that a text column holds one of a closed set of words, or nothing."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def layer_table(
    name: str,
    *items: SchemaItem,
    geometry: str | None = None,
    tiled: bool = False,
    optional: bool = False,
    later: Sequence[Column[Any]] = (),
) -> Table:
    """Make a layer table.

    Args:
        name: of the table, in schema `onemap`.
        items: its own columns and constraints; `code` is added when it is not among them.
        geometry: PostGIS type of `geom` in EPSG:4490, or None for a layer that hangs on another's place.
        tiled: keep `geom_3857` beside it, computed by the database, for tiles and nearest-neighbour search
            (Mercator is conformal, so nearest there is nearest in metres).
        optional: `geom` may be missing (a street known by code only).
        later: own columns that a later revision added; they stand last, as they do in a migrated table.
    """
    own = {item.name for item in items if isinstance(item, Column)}
    columns: list[SchemaItem] = [Column("id", BigInteger, Identity(), primary_key=True)]
    if "code" not in own:
        columns.append(Column("code", Text, nullable=False, unique=True))
    columns += items
    if geometry:
        columns += _place(name, geometry, tiled=tiled, optional=optional)
    columns += [
        Column("valid_from", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        Column("source", Text, nullable=False),
        Column("import_id", BigInteger),
        *later,
    ]
    columns.sort(key=lambda item: not isinstance(item, Column))  # constraints refer to columns by name
    table = Table(name, metadata, *columns)
    LAYER_TABLES[name] = table
    return table


def _place(table: str, geometry: str, *, tiled: bool, optional: bool) -> list[SchemaItem]:
    """The columns, constraints and indexes of a place on the earth."""
    items: list[SchemaItem] = [
        Column("geom", Geometry(geometry, srid=SRID, spatial_index=False), nullable=optional),
        CheckConstraint(IN_RANGE, name="geom_in_range"),
        CheckConstraint("ST_IsValid(geom)", name="geom_valid"),
        Index(f"{table}_geom", "geom", postgresql_using="gist"),
    ]
    if tiled:
        mercator = Geometry(geometry, srid=3857, spatial_index=False)
        items += [
            Column("geom_3857", mercator, Computed("ST_Transform(geom, 3857)", persisted=True)),
            Index(f"{table}_geom_3857", "geom_3857", postgresql_using="gist"),
        ]
    return items


def history_of(table: Table) -> Table:
    """The table of closed versions of a layer table.

    `valid_to` comes first so that a column added to both tables later keeps the order that the trigger's
    `SELECT valid_to, old.*` relies on. Nothing is computed or checked again: a past row is kept as it was.
    """
    copies: list[SchemaItem] = [Column("valid_to", DateTime(timezone=True), nullable=False)]
    for column in table.columns:
        kind = column.type
        if isinstance(kind, Geometry):
            kind = Geometry(kind.geometry_type, srid=kind.srid, spatial_index=False)
        copies.append(Column(column.name, kind))
    copies.append(Index(f"{table.name}_version", "id", "valid_from"))
    places = [place for place in ("geom", "geom_3857") if place in table.columns]
    copies += [Index(f"{table.name}_{place}", place, postgresql_using="gist") for place in places]
    return Table(table.name, metadata, *copies, schema=HISTORY)
