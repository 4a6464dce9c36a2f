"""A city of the gold tables in a database of its own, and the geocoder of it."""

from contextlib import ExitStack
from typing import NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from address.geocoder import Geocoder
from tests.address.gold_district import load
from tests.address.gold_keys import Keys

__all__ = ["City", "open_city"]


class City(NamedTuple):
    """A city of the tables in a database of its own, and what finds things in it."""

    keys: Keys
    geocoder: Geocoder


def open_city(stack: ExitStack, server: str, template: str, city: str) -> City:
    name = f"gold_{city}"
    with psycopg.connect(server, autocommit=True) as conn:
        names = map(sql.Identifier, (name, template))
        conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(*names))
    conn = stack.enter_context(psycopg.connect(make_conninfo(server, dbname=name)))
    load(conn, city)
    return City(Keys(conn), Geocoder.build(conn))
