"""Changing features: create, replace, update, delete.

Only layers whose file says `writable`: the others have a life cycle of their own, or are made from
something else. Who changes a feature names the version that they saw; the statement that changes the row
compares it, so of two people one wins and the other is told.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from layers.catalogue import Kind, Layer
from layers.errors import Changed, Conflict, GisError, Invalid, NotFound
from layers.items.crs import CRS84, ItemCrs
from layers.items.statement import VERSION
from layers.items.values import editable, place, properties
from layers.schema import SCHEMA

__all__ = ["Draft", "create", "delete", "replace", "update"]


@dataclass(frozen=True)
class Draft:
    """A feature as a caller sends it."""

    body: Mapping[str, Any]
    """A GeoJSON feature, or a JSON merge patch of one."""
    crs: ItemCrs = CRS84
    """What its coordinates are in."""
    source: str = "ogc"
    """Who says so: it is kept in the row."""


INSERT = "INSERT INTO {table} ({columns}) VALUES ({values})"
# One statement compares and changes, so nobody comes between.
SEEN = "(%(versions)s::text[] IS NULL OR {version} = ANY (%(versions)s))"
UPDATE = "UPDATE {table} AS f SET {changes} WHERE {rules} AND {seen}"
DELETE = "DELETE FROM {table} AS f WHERE {rules} AND {seen}"
THERE = "SELECT FROM {table} AS f WHERE {rules}"
PATCHED: Final = frozenset({"type", "id", "geometry", "properties"})
"""What a patch may name of a feature; the first two change nothing."""

SHAPE = "ST_SetSRID(%(geom)s::geometry, 4490)"

Versions = Sequence[str] | None
"""Those of a feature that a caller accepts, as `layers.items.read` gave them; None: any."""


def create(conn: psycopg.Connection, layer: Layer, draft: Draft) -> str:
    """Add a feature; gives its key, which is made up where none is sent.

    Raises:
        Invalid: it is no feature of this layer.
        Conflict: its key is taken.
    """
    named = draft.body.get("id")
    row = {
        layer.key: str(named) if isinstance(named, str | int) else uuid.uuid4().hex,
        **_feature(layer, draft),
    }
    if row[layer.key] == "":
        raise Invalid(f"property {layer.key!r} is empty", field=layer.key)
    row |= {**layer.where, "source": draft.source}
    statement = sql.SQL(INSERT).format(
        table=sql.Identifier(SCHEMA, layer.table),
        columns=sql.SQL(", ").join(map(sql.Identifier, row)),
        values=sql.SQL(", ").join(map(_bound, row)),
    )
    with _refusals(conn):
        conn.execute(statement, row)
    return str(row[layer.key])


def replace(conn: psycopg.Connection, layer: Layer, key: str, draft: Draft, versions: Versions) -> None:
    """Put a feature in the place of another; fields that are not sent become as those of a new row.

    Raises:
        NotFound: there is none with this key.
        Changed: it is none of these versions any more.
        Invalid: it is no feature of this layer, or names another key.
    """
    row = _feature(layer, draft)
    absent = [name for name in editable(layer) if name not in row and name != layer.key]
    _change(conn, layer, key, row | {"source": draft.source}, absent, versions)


def update(conn: psycopg.Connection, layer: Layer, key: str, draft: Draft, versions: Versions) -> None:
    """Change what a JSON merge patch names and leave the rest; null takes a value away.

    Raises:
        NotFound: there is none with this key.
        Changed: it is none of these versions any more.
        Invalid: the patch names something that a feature of this layer doesn't have, or another key.
    """
    row = _patch(layer, draft)
    _change(conn, layer, key, row | {"source": draft.source}, (), versions)


def delete(conn: psycopg.Connection, layer: Layer, key: str, versions: Versions) -> None:
    """Take a feature away; its history stays.

    Raises:
        NotFound: there is none with this key.
        Changed: it is none of these versions any more.
        Conflict: something else refers to it.
    """
    _run(conn, layer, key, versions, DELETE)


def _change(
    conn: psycopg.Connection,
    layer: Layer,
    key: str,
    row: Mapping[str, object],
    absent: Iterable[str],
    versions: Versions,
) -> None:
    if str(row.get(layer.key, key)) != key:
        raise Invalid(f"{layer.key!r} of a feature is permanent", field=layer.key)
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), _bound(name)) for name in row]
    changes += [sql.SQL("{} = DEFAULT").format(sql.Identifier(name)) for name in absent]
    _run(conn, layer, key, versions, UPDATE, row, sql.SQL(", ").join(changes))


def _run(
    conn: psycopg.Connection,
    layer: Layer,
    key: str,
    versions: Versions,
    text: LiteralString,
    row: Mapping[str, object] = MappingProxyType({}),
    changes: sql.Composable | None = None,
) -> None:
    """Run a statement about one feature, or say why it did nothing."""
    rules = [
        sql.SQL("{} = {}").format(sql.Identifier(name), _rule(name)) for name in (layer.key, *layer.where)
    ]
    parts = {
        "table": sql.Identifier(SCHEMA, layer.table),
        "rules": sql.SQL(" AND ").join(rules),
        "seen": sql.SQL(SEEN).format(version=sql.SQL(VERSION)),
        "changes": changes or sql.SQL(""),
    }
    bound: dict[str, object] = {f"rule {name}": value for name, value in layer.where.items()}
    bound[f"rule {layer.key}"] = key
    bound |= {**row, "versions": None if versions is None else list(versions)}
    with _refusals(conn):
        if conn.execute(sql.SQL(text).format(**parts), bound).rowcount:
            return
        if conn.execute(sql.SQL(THERE).format(**parts), bound).rowcount:
            raise Changed(f"feature {key!r} has changed since it was read", hint="read it again")
    raise NotFound(f"no feature {key!r} in layer {layer.name!r}")


def _feature(layer: Layer, draft: Draft) -> dict[str, object]:
    """The columns of a whole feature."""
    body = draft.body
    if body.get("type") != "Feature" or not isinstance(body.get("properties") or {}, dict):
        raise Invalid("the body is no GeoJSON feature", hint='it has "type": "Feature" and "properties"')
    given = body.get("geometry")
    row = properties(layer, body.get("properties") or {})
    if layer.geometry is Kind.NONE:
        if given is not None:
            raise Invalid(f"features of {layer.name} have no geometry", field="geometry")
        return row
    return row | {"geom": place(layer, given, draft.crs)}


def _patch(layer: Layer, draft: Draft) -> dict[str, object]:
    """The columns that a merge patch of a feature names."""
    body = draft.body
    if strange := sorted(set(body) - PATCHED):
        raise Invalid(f"a feature has no member {strange[0][:50]!r}", allowed=sorted(PATCHED))
    given = body.get("properties", {})
    if not isinstance(given, dict):
        raise Invalid("the properties of a feature can't be taken away", field="properties")
    row = properties(layer, given)
    if "geometry" not in body:
        return row
    if layer.geometry is Kind.NONE:
        raise Invalid(f"features of {layer.name} have no geometry", field="geometry")
    return row | {"geom": place(layer, body["geometry"], draft.crs)}


@contextmanager
def _refusals(conn: psycopg.Connection) -> Iterator[None]:
    """Say in our words what the database refuses."""
    try:
        with conn.transaction():
            yield
    except psycopg.errors.UniqueViolation:
        raise Conflict("there is a feature with this key already") from None
    except psycopg.errors.ForeignKeyViolation as error:
        raise _reference(error) from None
    except psycopg.errors.NotNullViolation as error:
        raise Invalid(
            f"property {error.diag.column_name!r} is needed", field=error.diag.column_name
        ) from None
    except psycopg.errors.CheckViolation as error:
        rule = (error.diag.constraint_name or "").removeprefix(f"{error.diag.table_name}_")
        raise Invalid(f"a value breaks the rule {rule!r} of its table", rule=rule) from None


def _reference(error: psycopg.errors.ForeignKeyViolation) -> GisError:
    """Either the row names something that isn't there, or something else names the row."""
    text = error.diag.message_detail or ""
    if "still referenced" in text:
        return Conflict("something else refers to this feature")
    rule = (error.diag.constraint_name or "").removeprefix(f"{error.diag.table_name}_").removesuffix("_fkey")
    return Invalid("a property names something that is not there", rule=rule)


def _bound(name: str) -> sql.Composable:
    return sql.SQL(SHAPE) if name == "geom" else sql.Placeholder(name)


def _rule(name: str) -> sql.Placeholder:
    return sql.Placeholder(f"rule {name}")
