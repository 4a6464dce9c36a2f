"""What a geocoder's answers to queries are worth: right, accepted, calibrated, fast."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from address.answer import Answer, MatchType
from benchmarks.geocoding.draft import Query

__all__ = ["ACCEPT", "Result", "Times", "by_pattern", "calibration", "summary"]

ACCEPT: Final = 0.9
"""The score from which an answer is accepted."""

_CLOSE: Final = 80.0
"""Metres within which a crossing or a point of interest is found."""

_METRES_A_DEGREE: Final = 111_195.0


class Result(NamedTuple):
    """A query, the best answer, and how long it took."""

    query: Query
    answer: Answer | None
    seconds: float

    @property
    def accepted(self) -> bool:
        """Whether a caller would take the answer for what was meant."""
        return self.answer is not None and self.answer.score >= ACCEPT

    @property
    def right(self) -> bool:
        """Whether the answer is what was meant, and no more than what is in the library."""
        query, answer = self.query, self.answer
        if query.places:
            return answer is not None and any(_metres(answer, place) < _CLOSE for place in query.places)
        if not query.codes:
            return answer is None or answer.address_code is None
        return answer is not None and (_code(answer) in query.codes or _lies_on(answer, query))


def _code(answer: Answer) -> str | None:
    return answer.address_code or answer.area_code


def _lies_on(answer: Answer, query: Query) -> bool:
    """Whether an interpolated answer is on the road that is certain."""
    between = answer.match_type == MatchType.INTERPOLATED and not query.in_library
    return between and set(query.names) <= set(answer.elements.values())


def _metres(answer: Answer, place: tuple[float, float]) -> float:
    if answer.lon is None or answer.lat is None:
        return math.inf
    east = (answer.lon - place[0]) * math.cos(math.radians(place[1]))
    return math.hypot(east, answer.lat - place[1]) * _METRES_A_DEGREE


@dataclass(frozen=True)
class Times:
    """How long calls took."""

    per_second: float
    p50: float
    p90: float
    p99: float
    """Milliseconds."""

    def __str__(self) -> str:
        return f"p50 {self.p50:.2f}, p90 {self.p90:.2f}, p99 {self.p99:.2f}"

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Times":
        """Of calls made one after another."""
        taken = np.fromiter(seconds, float)
        p50, p90, p99 = np.percentile(taken, [50, 90, 99]) * 1000
        return cls(len(taken) / float(taken.sum()), float(p50), float(p90), float(p99))


def _share(part: Sequence[object] | int, whole: Sequence[object]) -> float:
    size = part if isinstance(part, int) else len(part)
    return 100.0 * size / len(whole) if whole else math.nan


def summary(results: Sequence[Result]) -> dict[str, float]:
    """Name = percentage, of all the results."""
    known = [one for one in results if one.query.in_library]
    unknown = [one for one in results if not one.query.in_library]
    accepted = [one for one in results if one.accepted]
    wrong = [one for one in accepted if one.query.in_library and not one.right]
    certain = [one for one in known if not one.query.ambiguous]
    ambiguous = [one for one in known if one.query.ambiguous]
    return {
        "in the library: top 1 right": _share([one for one in known if one.right], known),
        "  of these unambiguous": _share([one for one in certain if one.right], certain),
        "in the library: accepted": _share([one for one in known if one.accepted], known),
        "in the library: accepted and wrong": _share(wrong, known),
        "ambiguous: accepted": _share([one for one in ambiguous if one.accepted], ambiguous),
        "all accepted: right": _share([one for one in accepted if _right_to_accept(one)], accepted),
        "not in the library: accepted": _share([one for one in unknown if one.accepted], unknown),
        "not in the library: no more than certain": _share([one for one in unknown if one.right], unknown),
    }


def _right_to_accept(one: Result) -> bool:
    return one.right and one.query.in_library


def by_pattern(results: Iterable[Result]) -> Iterator[tuple[str, int, float, float, float]]:
    """Pattern, queries with it, percentage right, accepted, and accepted but wrong; the worst first."""
    found: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        for pattern in one.query.patterns:
            found[pattern].append(one)
    rows = []
    for pattern, ones in found.items():
        accepted = [one for one in ones if one.accepted]
        wrong = [one for one in accepted if not _right_to_accept(one)]
        right = [one for one in ones if one.right]
        rows.append((pattern, len(ones), _share(right, ones), _share(accepted, ones), _share(wrong, ones)))
    return iter(sorted(rows, key=lambda row: (row[2], row[0])))


def calibration(results: Iterable[Result]) -> Iterator[tuple[float, int, float, float]]:
    """Lower end of a tenth of the scores, answers with one, their mean score, percentage right."""
    tenths: dict[int, list[Result]] = defaultdict(list)
    for one in results:
        if one.answer is not None:
            tenths[min(int(one.answer.score * 10 + 1e-9), 9)].append(one)
    for tenth, ones in sorted(tenths.items(), reverse=True):
        mean = sum(one.answer.score for one in ones if one.answer) / len(ones)
        yield tenth / 10, len(ones), mean, _share([one for one in ones if _right_to_accept(one)], ones)
