"""Which rules a class comes under: its own, those of its first digits, and of its other editions."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from layers.classes import Kind, load_migrations
from layers.editions import Edition

__all__ = ["Reach", "reach", "reach_columns"]

MAJOR_DIGITS: Final = 2
WHOLE: Final = Edition.E2026.class_digits


class Reach(NamedTuple):
    """A class code, or the first digits of one, as a rule may name it."""

    edition: str
    prefix: str
    depth: int
    """How much of the class it says: 0 nothing, 2 the major class, 5 all of it, in every edition."""
    own: bool
    """Whether it is of the edition of the event."""


def reach(edition: str, class_code: str) -> list[Reach]:
    """What a rule for an event may name, in no order.

    A class of 2026 also comes under the rules of the class of 2013 that it was, and the other way round;
    rules for every class hold in every edition.
    """
    found = [Reach(one, "", 0, one == edition) for one in sorted({edition, *Edition})]
    for one, code in [(edition, class_code), *_kin().get((edition, class_code), ())]:
        lengths = range(1, len(code) + 1)
        found += [Reach(one, code[:length], _depth(length, len(code)), one == edition) for length in lengths]
    return found


@lru_cache(maxsize=1024)
def reach_columns(edition: str, class_code: str) -> Mapping[str, tuple[str | int | bool, ...]]:
    """The same as columns, to be arrays of a query, by the names of the fields after `reach_`."""
    return {
        f"reach_{name}": column
        for name, column in zip(Reach._fields, zip(*reach(edition, class_code), strict=True), strict=True)
    }


def _depth(length: int, digits: int) -> int:
    return length if length <= MAJOR_DIGITS else length + WHOLE - digits


@cache
def _kin() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The classes of the other edition that a class became, or was."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (kind, old), migration in load_migrations().items():
        if kind is Kind.EVENT and migration.code_2026:
            pair = (Edition.E2013.value, old), (Edition.E2026.value, migration.code_2026)
            for one, other in (pair, pair[::-1]):
                found.setdefault(one, []).append(other)
    return found
