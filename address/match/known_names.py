"""The names of a library, for taking texts apart."""

from typing import Final

from address.index.names import Sense
from address.index.segment import Segment
from address.index.terms import NAMED
from address.match.tokens import Meant, senses_of
from address.text.rules import compare_key

__all__ = ["KnownNames"]

LONGEST: Final = 24


class KnownNames:
    """Says which names of the library begin at a place of a text."""

    def __init__(self, segment: Segment) -> None:
        """Names of an index."""
        self._segment = segment

    def prefixes(self, text: str, start: int) -> list[tuple[int, str]]:
        """How many characters each name has, and its level; none where comparing changes the length."""
        part = text[start : start + LONGEST]
        key = compare_key(part)
        if len(key) != len(part):
            return []
        names = self._segment.name.prefixes(key)
        return [(len(name), level) for name in names if (level := self._level(name))]

    def _level(self, name: str) -> str | None:
        """Level of what a name stands for by itself; None for shortened names."""
        for meant in senses_of(self._segment, name):
            if meant.sense not in (Sense.SHORT, Sense.AREA_SHORT):
                return self._level_of(meant)
        return None

    def _level_of(self, meant: Meant) -> str:
        segment = self._segment
        if meant.sense == Sense.AREA:
            return segment.areas[meant.ref].level
        if meant.sense == Sense.POI:
            return "poi"
        if meant.sense == Sense.NODE:
            first, _ = segment.term.span(NAMED + segment.named[meant.ref])
            return segment.level_word(segment.term.values[first])
        return segment.level_word(meant.ref)
