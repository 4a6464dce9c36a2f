"""A small text can't cost the process, its memory or its time."""

import subprocess
import sys

import pytest

from layers.errors import Invalid
from layers.filters import Lang, parse
from layers.filters.caps import MOST_BYTES, MOST_DEPTH, MOST_MEMBERS, MOST_NODES

BOMBS = {
    "open brackets": ("(" * 60_000, Lang.TEXT),
    "brackets": ("(" * 30_000 + "TRUE" + ")" * 30_000, Lang.TEXT),
    "wrong at the end": ("(" * 24 + " AND ".join(["a=1"] * 400) + " b" + ")" * 24, Lang.TEXT),
    "NOT": ("NOT " * 16_000 + "TRUE", Lang.TEXT),
    "minus": ("a=" + "-" * 60_000 + "1", Lang.TEXT),
    "sum": ("a=" + "+".join(["1"] * 30_000), Lang.TEXT),
    "power": ("a=" + "^".join(["9"] * 30_000), Lang.TEXT),
    "CASEI": ("CASEI(" * 10_000 + "a", Lang.TEXT),
    "quotes": ("a = '" + "''" * 30_000, Lang.TEXT),
    "escapes": ("a = '" + "\\" * 60_000, Lang.TEXT),
    "spaces": ("a" + " " * 60_000 + "!", Lang.TEXT),
    "digits": ("1" * 60_000, Lang.TEXT),
    "collections": ("S_INTERSECTS(geom, " + "GEOMETRYCOLLECTION(" * 3_000, Lang.TEXT),
    "operators of JSON": ('{"op":"not","args":[' * 3_000, Lang.JSON),
    "lists": ("[" * 60_000, Lang.JSON),
    "objects": ('{"a":' * 12_000, Lang.JSON),
    "many lists": (f"[{','.join(['[]'] * 20_000)}]", Lang.JSON),
    "digits of JSON": ("9" * 60_000, Lang.JSON),
    "escapes of JSON": ('"' + "\\" * 60_001, Lang.JSON),
    "deep coordinates": ('{"type":"Point","coordinates":' + "[" * 60_000, Lang.JSON),
}
IN_A_PROCESS_OF_ITS_OWN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from layers.errors import Invalid
from layers.filters import parse
from tests.layers.filters.test_caps import BOMBS
for name, (text, lang) in BOMBS.items():
    try:
        parse(text, lang)
    except Invalid:
        continue
    sys.exit(f"accepted: {name}")
"""


def test_bombs_are_refused_in_little_memory_and_time() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_deepest_text_is_read_far_down_the_stack() -> None:
    deepest = "TRUE OR TRUE AND 1 = 1 + 1 * 1 ^ (" * (MOST_DEPTH // 5) + "1" + ")" * (MOST_DEPTH // 5)

    def below(frames: int) -> str:
        return below(frames - 1) if frames else parse(deepest).text

    assert below(400)


@pytest.mark.parametrize(
    "text",
    [
        f"a = '{'x' * MOST_BYTES}'",
        f"a = '{'建' * (MOST_BYTES // 3)}'",
        f"a IN ({','.join(['1'] * (MOST_MEMBERS + 1))})",
        " OR ".join(["a = 1"] * (MOST_NODES // 2)),
        "NOT " * MOST_DEPTH + "(a = 1)",
        "a = " + " + ".join(["b"] * (MOST_DEPTH + 1)),
        f"S_INTERSECTS(geom, MULTIPOINT({','.join(['1 1'] * 5001)}))",
        f"S_INTERSECTS(geom, LINESTRING({','.join(f'{n % 7} {n % 5}' for n in range(300))}))",
    ],
)
def test_one_more_than_the_most_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"at most|too deep"):
        parse(text)


def test_as_many_as_allowed_are_read() -> None:
    assert parse(f"a IN ({','.join(map(str, range(MOST_MEMBERS)))})").fields == {"a"}
