"""Every example of the guide to filters runs, and its limits and buckets are those of the program."""

import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from layers.catalogue import load
from layers.filters import Lang, caps, compile_filter, parse
from layers.filters.moments import BUCKETS, LARGEST_BUCKET, OPEN_BUCKET
from layers.filters.tree import FUNCTIONS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "filters.md").read_text("utf-8")
TEXTS = re.findall(r"^```cql2\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0].splitlines()
JSON = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [(text, Lang.TEXT) for text in TEXTS] + [(text, Lang.JSON) for text in JSON]


@pytest.mark.parametrize(("text", "lang"), EXAMPLES)
def test_an_example_runs(conn: psycopg.Connection, text: str, lang: Lang) -> None:
    building = load(ROOT / "data" / "layers").get("building")

    condition, values = compile_filter(parse(text, lang), building)

    statement = sql.SQL("SELECT id FROM onemap.building WHERE {}").format(condition)
    assert conn.execute(statement, values).fetchall() == []


def test_every_function_is_in_the_guide() -> None:
    assert [name for name in FUNCTIONS if f"`{name.upper()}" not in PAGE] == []


@pytest.mark.parametrize(
    "number", [caps.MOST_DEPTH, caps.MOST_NODES, caps.MOST_MEMBERS, caps.MOST_VERTICES, caps.MOST_CROSSING]
)
def test_limits_are_as_the_guide_says(number: int) -> None:
    assert f" {number:,} " in PAGE.replace("\n", " ")


def test_buckets_are_as_the_guide_says() -> None:
    hour, day, minute = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)

    assert {hour: minute, day: 15 * minute, 366 * day: hour} == BUCKETS
    assert (day, 15 * minute) == (LARGEST_BUCKET, OPEN_BUCKET)
