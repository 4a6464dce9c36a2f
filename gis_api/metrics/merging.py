"""The numbers of several workers as those of one service."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Final

from gis_api.metrics.counts import Numbers, Table
from gis_api.metrics.files import Said

__all__ = ["merged"]

Join = Callable[[float, float], float]

JOINS: Final[Mapping[str, Join]] = {
    "index_age": max, "index_changed": max, "index_sequence": min, "change_sequence": max
}  # fmt: skip
"""How numbers of now become one, where they don't add up: of indexes the worker counts that is worst off."""


def merged(workers: Iterable[Said]) -> tuple[dict[str, Table], dict[str, Table]]:
    """What was counted by all, and the numbers of now of those that live."""
    told = list(workers)
    counted = _joined((one.tables for one in told), {})
    gauges = _joined((one.gauges for one in told if one.is_alive), JOINS)
    return counted, gauges


def _joined(parts: Iterable[Mapping[str, Table]], joins: Mapping[str, Join]) -> dict[str, Table]:
    def join(found: dict[str, Table], part: Mapping[str, Table]) -> dict[str, Table]:
        for name, table in part.items():
            _into(found.setdefault(name, {}), table, joins.get(name, _sum))
        return found

    return reduce(join, parts, {})


def _into(found: Table, table: Table, join: Join) -> None:
    for key, numbers in table.items():
        found[key] = _pairwise(found[key], numbers, join) if key in found else list(numbers)


def _pairwise(some: Numbers, more: Numbers, join: Join) -> Numbers:
    return [join(one, other) for one, other in zip(some, more, strict=True)]


def _sum(one: float, other: float) -> float:
    return one + other
