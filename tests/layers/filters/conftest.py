"""A table with every type of column, awkward values in it, and the layer that serves it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from layers.catalogue import Field, Kind, Layer, Sensitivity
from layers.schema import LAYER_TABLES
from tests.layers.filters.rows import ROWS

COLUMNS: dict[str, tuple[Any, str]] = {
    "small": (SmallInteger(), "int2"),
    "n": (Integer(), "int4"),
    "big": (BigInteger(), "int8"),
    "x": (Double(), "float8"),
    "y": (Double(), "float8"),
    "d": (Numeric(), "numeric"),
    "name": (Text(), "text"),
    "other": (Text(), "text"),
    "ok": (Boolean(), "boolean"),
    "day": (Date(), "date"),
    "last_day": (Date(), "date"),
    "at": (DateTime(timezone=True), "timestamptz"),
    "till": (DateTime(timezone=True), "timestamptz"),
    "tags": (ARRAY(Text()), "text[]"),
    "numbers": (ARRAY(Integer()), "int4[]"),
    "meta": (JSONB(), "jsonb"),
    "secret": (Text(), "text"),
    "phone": (Text(), "text"),
    "geom": (Geometry("GEOMETRY", srid=4490), "geometry(Geometry, 4490)"),
}
HIDDEN = {"secret": Sensitivity.INTERNAL, "phone": Sensitivity.PERSONAL}
FIELDS = [name for name in COLUMNS if name != "geom"]

LAYER = Layer(
    name="odd",
    title="各种",
    title_en="All sorts",
    group="test",
    table="odd",
    key="name",
    geometry=Kind.POLYGON,
    zoom=(10, 18),
    fields={name: Field(name, name, sensitivity=HIDDEN.get(name, Sensitivity.OPEN)) for name in FIELDS},
)


@pytest.fixture(scope="module")
def layer() -> Iterator[Layer]:
    """The layer that serves the table `odd`."""
    table = Table("odd", MetaData(), *(Column(name, kind) for name, (kind, _) in COLUMNS.items()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(LAYER_TABLES, "odd", table)
        yield LAYER


@pytest.fixture(scope="session")
def odd(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection that sees the table `odd` with its rows; each statement is a transaction."""
    columns = ", ".join(f'"{name}" {kind}' for name, (_, kind) in COLUMNS.items())
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(f"CREATE TEMP TABLE odd (id int PRIMARY KEY, {columns})")
        for number, row in enumerate(ROWS):
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join(_place(name) for name in row)
            conn.execute(f"INSERT INTO odd (id, {names}) VALUES ({number}, {places})", row)
        yield conn


def _place(name: str) -> str:
    return "ST_GeomFromText(%(geom)s, 4490)" if name == "geom" else f"%({name})s"
