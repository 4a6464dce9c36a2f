"""`add`: put a row into any table by naming only what the test is about.

Every other required column gets a default, and every row that a code refers to is made when it is
missing: `add("unit_grid", code="420117001001001")` brings its community, street and district along.
"""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import psycopg
from geoalchemy2 import Geometry
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import Column, Date, Table, Text

from layers.check_characters import citizen_id_check_character, credit_code_check_character
from layers.editions import Edition
from layers.identifiers import address_code, component_id, event_number
from layers.schema import metadata

Row = dict[str, Any]
DISTRICT = "420117"
COMMUNITY = "420117001001"
LEVELS = {2: "province", 4: "city", 6: "district", 9: "street", 12: "community"}
NOTHING = Jsonb({})
PLACES = {
    "POINT": "POINT(114.8 30.84)",
    "MULTILINESTRING": "MULTILINESTRING((114.8 30.84, 114.801 30.84))",
    "MULTIPOLYGON": "MULTIPOLYGON(((114.8 30.84, 114.801 30.84, 114.801 30.841, 114.8 30.841, 114.8 30.84)))",
    "GEOMETRY": "POINT(114.8 30.84)",
}


def _area(n: int, given: Row) -> Row:
    code = given.get("code", f"420117{n:03d}")
    name = given.get("name", f"区域{code}")
    parent = code[: {12: 9, 9: 6, 6: 4, 4: 2}.get(len(code), 0)] or None
    row = {"code": code, "scheme": "cn", "level": LEVELS.get(len(code)), "name": name, "full_name": name}
    return row | ({"parent_code": parent} if given.get("scheme", "cn") == "cn" else {})


def _address(n: int, given: Row) -> Row:
    local = given.get("local_text", f"测试路{n}号")
    return {
        "code": address_code(DISTRICT, 10**12 + n),  # far from those that the sequence gives
        "level": "plate",
        "area_code": COMMUNITY,
        "name": local,
        "local_text": local,
        "full_text": f"湖北省武汉市新洲区{local}",
    }


def _unit_grid(n: int, given: Row) -> Row:
    code = given.get("code", f"{given.get('community_code', COMMUNITY)}{n:03d}")
    return {"code": code, "community_code": code[:-3]}


def _component(n: int, given: Row) -> Row:
    kind, edition = given.get("class_code", "01001"), given.get("edition", "2026")
    return {
        "code": component_id(DISTRICT, kind, n, Edition(edition)),
        "edition": edition,
        "class_code": kind,
        "name": "部件",
    }


def _event(n: int, given: Row) -> Row:
    code = event_number(DISTRICT, date(2026, 7, 1), n)
    return {
        "code": code,
        "edition": "2026",
        "class_code": "01001",
        "reported_by": "public",
        "state": "reported",
    }


def _person(n: int, given: Row) -> Row:
    body = f"42011719900101{n:03d}"
    return {"name": f"测试人{n}", "id_number": body + citizen_id_check_character(body)}


def _organisation(n: int, given: Row) -> Row:
    body = f"91420117{n:08d}X"
    return {"name": f"测试单位{n}", "credit_code": body + credit_code_check_character(body)}


def _fixed(**row: object) -> Callable[[int, Row], Row]:
    return lambda _number, _given: row


OWN: dict[str, Callable[[int, Row], Row]] = {
    "area": _area,
    "address": _address,
    "unit_grid": _unit_grid,
    "component": _component,
    "event": _event,
    "person": _person,
    "organisation": _organisation,
    "address_alias": lambda n, _: {"kind": "alias", "text": f"别名{n}", "local_text": f"别名{n}"},
    "composite_grid_part": _fixed(kind="police"),
    "observation": _fixed(at="2026-07-01T08:00:00+08:00"),
    "grid_duty": _fixed(grid_kind="unit", role="grid_worker"),
    "event_step": _fixed(state="reported", version=1),
    "event_state": _fixed(final=False),
    "event_file": _fixed(content=b"photo"),
    "grid_finding": _fixed(grid_kind="unit", grid_codes=["420117001001001"], severity="warning"),
    "grid_succession": _fixed(op="split"),
    "time_limit": _fixed(unit="work_hour"),
    "trade_grid": _fixed(kind="police"),
    "address_correction": _fixed(action="retire", wanted=NOTHING, seen=NOTHING, planned=NOTHING),
    "address_correction_step": _fixed(step="propose", state="proposed"),
    "class_code": lambda n, _: {"kind": "component", "edition": "2026", "code": f"{n:05d}"},
    "road": _fixed(**{"class": "residential"}),
    "source_model": _fixed(format="ifc"),
}


class Builder:
    """Adds rows through one connection; numbers them so that no two collide."""

    def __init__(self, conn: psycopg.Connection) -> None:
        self.conn = conn
        self.numbers = count(1)

    def __call__(self, name: str, /, **given: Any) -> Row:
        """Insert one row and return all of it, as the database has it.

        Args:
            name: of the table; `onemap.` may be left out.
            given: columns; `geom` as WKT in EPSG:4490, a single geometry being fine for a multi column.
        """
        table = metadata.tables[name if "." in name else f"onemap.{name}"]
        number = next(self.numbers)
        own = OWN.get(table.name, _fixed())(number, given)
        row = {name: value for name, value in own.items() if name in table.columns} | given
        for column in table.columns:
            if column.name not in row and _required(column):
                row[column.name] = _default(column, number)
        self._add_referred(table, row)
        return self._insert(table, row)

    def _add_referred(self, table: Table, row: Row) -> None:
        """Make the rows that this one refers to."""
        for key in table.foreign_key_constraints:
            here = [element.parent for element in key.elements]
            wanted = {e.column.name: _computed(e.parent) or row.get(e.parent.name) for e in key.elements}
            other = key.referred_table
            if other.name == "area_level":
                continue
            if all(column.nullable for column in here) and None in wanted.values():
                continue
            if None in wanted.values():
                made = self(other.name)
                row |= {e.parent.name: made[e.column.name] for e in key.elements}
            elif not self._exists(other, wanted):
                self(other.name, **wanted)

    def _exists(self, table: Table, wanted: Row) -> bool:
        same = sql.SQL(" AND ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in wanted
        )
        query = sql.SQL("SELECT FROM {} WHERE {}").format(sql.Identifier("onemap", table.name), same)
        return self.conn.execute(query, wanted).rowcount > 0

    def _insert(self, table: Table, row: Row) -> Row:
        values = sql.SQL(", ").join(_value(table.columns[name]) for name in row)
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
            sql.Identifier(table.schema or "onemap", table.name),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            values,
        )
        with self.conn.cursor(row_factory=dict_row) as cur:
            made = cur.execute(statement, row).fetchone()
        assert made is not None
        return made


def _required(column: Column[Any]) -> bool:
    free = column.nullable or column.server_default is not None or column.identity or column.computed
    return not free and not column.foreign_keys


def _default(column: Column[Any], number: int) -> object:
    if isinstance(column.type, Geometry):
        return PLACES[str(column.type.geometry_type)]
    if column.name == "source":
        return "test"
    if isinstance(column.type, Date):
        return date(2026, 7, 1)
    return f"{column.name}{number}" if isinstance(column.type, Text) else number


def _computed(column: Column[Any]) -> str | None:
    """The value of a column that is computed from a constant, such as the kind of a class."""
    text = str(column.computed.sqltext) if column.computed is not None else ""
    return text.strip("'") if text.startswith("'") else None


def _value(column: Column[Any]) -> sql.Composable:
    if not isinstance(column.type, Geometry):
        return sql.Placeholder(column.name)
    multi = str(column.type.geometry_type).startswith("MULTI")
    shape = sql.SQL("ST_GeomFromText({}, 4490)").format(sql.Placeholder(column.name))
    return sql.SQL("ST_Multi({})").format(shape) if multi else shape
