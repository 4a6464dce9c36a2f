"""How large a filter may be, and how an error names its place in the filter.

A text is measured before anything recursive reads it, so that a small request can cost neither the process
nor its memory.
"""

import re

from layers.errors import Invalid

__all__ = [
    "MOST_BYTES",
    "MOST_CROSSING",
    "MOST_DEPTH",
    "MOST_MEMBERS",
    "MOST_NODES",
    "MOST_VERTICES",
    "Place",
    "check_text",
    "wrong",
]

MOST_BYTES = 65_536
"""Of a filter's text, in UTF-8."""
MOST_DEPTH = 24
"""Operators within operators, and brackets within brackets of a text."""
MOST_BRACKETS = 2 * MOST_DEPTH + 8
"""Brackets within brackets of JSON: two for an operator, and those of a geometry."""
MOST_NODES = 2_000
"""Operators, names and values, members of lists included."""
MOST_MEMBERS = 1_000
"""Of one list of IN, or one array."""
MOST_VERTICES = 5_000
"""Of all geometries of a filter together."""
MOST_CROSSING = 200
"""Vertices of a geometry whose parts may cross each other: where they cross is found out for every row."""

Place = int | str
"""Where in a filter something stands: number of a character of the text, or a JSON pointer."""

STRINGS = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
BRACKETS = re.compile(r"[\[\]{}]")


def wrong(message: str, at: Place, **facts: object) -> Invalid:
    """The error that refuses a filter and names the place."""
    place = f"character {at + 1}" if isinstance(at, int) else at or "its root"
    return Invalid(f"filter, at {place}: {message}", place=place, **facts)


def check_text(text: str) -> None:
    """Whether a text is Unicode without NUL and within `MOST_BYTES`.

    Raises:
        Invalid: it is not.
    """
    if len(text) > MOST_BYTES:
        raise wrong(f"a filter has at most {MOST_BYTES} bytes", 0, maximum=MOST_BYTES)
    check_characters(text, 0)
    if len(text.encode()) > MOST_BYTES:
        raise wrong(f"a filter has at most {MOST_BYTES} bytes", 0, maximum=MOST_BYTES)


def check_characters(text: str, at: Place) -> None:
    """Whether a text has only characters that PostgreSQL holds: no NUL, no half of a surrogate pair.

    Raises:
        Invalid: it has another.
    """
    if "\0" in text:
        raise wrong("there is a NUL character", at)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise wrong("half of a surrogate pair is no character", at) from None


def check_brackets(text: str) -> None:
    """Whether the brackets of a JSON text nest no deeper than `MOST_BRACKETS`, without parsing it.

    Raises:
        Invalid: they do.
    """
    depth = 0
    for found in BRACKETS.finditer(STRINGS.sub('""', text)):
        depth += 1 if found[0] in "[{" else -1
        if depth > MOST_BRACKETS:
            raise wrong("it nests too deep", "", maximum=MOST_DEPTH)
