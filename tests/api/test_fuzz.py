"""Whatever is asked of whatever path: an answer, and never the service's own fault."""

import re

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from gis_api.app import create_app
from gis_api.settings import Settings

PATHS = create_app(Settings()).openapi()["paths"]
ENDLESS = {"/api/events/stream"}
READS = sorted(
    path
    for path, methods in PATHS.items()
    if "get" in methods and not path.startswith("/health") and path not in ENDLESS
)

ODD = [
    "",
    " ",
    "'",
    "';SELECT 1;--",
    "%s",
    "NaN",
    "inf",
    "-1",
    "1e308",
    "9" * 30,
    "0",
    "１",
    "\u202e",
    "😀",
    "null",
    "[]",
    "{}",
]
PLAIN = [
    "114.8",
    "30.84",
    "420117",
    "114,30,115,31",
    "115,31,114,30",
    "2026-07-01T08:00:00Z",
    "红旗路1号",
    "component",
]
VALUES = st.one_of(
    st.sampled_from(ODD + PLAIN),
    st.text(max_size=40),
    st.floats().map(str),
    st.integers().map(str),
    st.lists(st.floats().map(str), min_size=4, max_size=4).map(",".join),
)


def parameters(path: str, place: str) -> list[str]:
    """The names of what an operation takes in its path or query."""
    found = PATHS[path]["get"].get("parameters", [])
    return [one["name"] for one in found if one["in"] == place]


@pytest.mark.parametrize("path", READS)
@tries(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_read_breaks_the_service(pooled: TestClient, path: str, data: st.DataObject) -> None:
    here = {name: data.draw(VALUES, label=name) for name in parameters(path, "path")}
    query = {
        name: data.draw(VALUES, label=name) for name in parameters(path, "query") if data.draw(st.booleans())
    }
    address = re.sub(r"\{(\w+)(:path)?\}", lambda match: quoted(here[match[1]]), path)

    answer = pooled.get(address, params=query)

    assert answer.status_code < 500, answer.text


def quoted(text: str) -> str:
    """A part of a path, every byte of it escaped."""
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "replace"))


@pytest.mark.parametrize("path", READS)
def test_no_read_minds_a_hundred_unknown_parameters(pooled: TestClient, path: str) -> None:
    address = re.sub(r"\{\w+\}", "1", path)

    assert pooled.get(address, params={f"p{n}": "'" for n in range(100)}).status_code < 500
