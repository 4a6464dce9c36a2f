"""The words of CQL2 text, found in one pass that takes time in proportion to the text."""

import re
from typing import NamedTuple

from layers.filters.caps import MOST_DEPTH, MOST_NODES, wrong
from layers.filters.shapes import COLLECTION, TYPES

__all__ = ["Token", "tokens"]

TOKEN = re.compile(
    r"""\s*+(?:
      (?P<number>(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+(?![\w.]))
    | (?P<text>'(?:[^'\\]++|''|\\'?+)*+')
    | (?P<quoted>"[^"]++")
    | (?P<name>[^\W\d][\w:.]*+)
    | (?P<symbol><>|<=|>=|[=<>()+\-*/%^,])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
GEOMETRY = {name.upper() for name in (*TYPES, COLLECTION)}
SHAPE = re.compile(r"\s*+(?:[zZ]\s*+)?\(|\s++[eE][mM][pP][tT][yY]\b")
BRACKET = re.compile(r"[()]")
ESCAPED = re.compile(r"''|\\'")

BRACKETS = {"(": 1, ")": -1}
MOST_WORDS = 4 * MOST_NODES

WORDS = frozenset({"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE", "DIV"})
"""What is no name unless it is quoted."""


class Token(NamedTuple):
    """A word of a filter."""

    kind: str
    """number, text, name, shape (Well-Known Text), end, a symbol, or a reserved word in capitals."""
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """All words of a text, the last being its end.

    Raises:
        Invalid: there is something else in it, or its brackets nest too deep, or there are too many words.
    """
    found: list[Token] = []
    at = depth = 0
    while not found or found[-1].kind != "end":
        token, at = _next(text, at)
        found.append(token)
        if len(found) > MOST_WORDS:
            raise wrong(f"a filter has at most {MOST_NODES} operators, names and values", token.at)
        if token.kind in BRACKETS:
            depth += BRACKETS[token.kind]
            if depth > MOST_DEPTH:
                raise wrong("it nests too deep", token.at, maximum=MOST_DEPTH)
    return found


def _next(text: str, at: int) -> tuple[Token, int]:
    match = TOKEN.match(text, at)
    if match is None:
        raise wrong("this is neither a name, a value nor an operator", len(text) - len(text[at:].lstrip()))
    group = str(match.lastgroup)
    start, end = match.span(group)
    word = text[start:end]
    if group == "symbol":
        return Token(word, word, start), end
    if group == "name":
        return _named(text, word, start, end)
    if group == "text":
        word = ESCAPED.sub("'", word[1:-1])
    elif group == "quoted":
        return Token("name", word[1:-1], start), end
    return Token(group, word, start), end


def _named(text: str, word: str, start: int, end: int) -> tuple[Token, int]:
    upper = word.upper()
    if upper in WORDS:
        return Token(upper, word, start), end
    if upper in GEOMETRY and (opening := SHAPE.match(text, end)):
        end = _closing(text, opening.end(), start) if opening[0].endswith("(") else opening.end()
        return Token("shape", text[start:end], start), end
    return Token("name", word, start), end


def _closing(text: str, at: int, start: int) -> int:
    """Where the bracket that was opened before `at` is closed."""
    depth = 1
    for found in BRACKET.finditer(text, at):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.end()
        if depth > MOST_DEPTH:
            raise wrong("it nests too deep", found.start(), maximum=MOST_DEPTH)
    raise wrong("a geometry has no end", start)
