"""The gold cases, and what a reader would object to in an answer."""

from dataclasses import dataclass
from typing import Final

from address.answer import Answer, MatchType, Suggestion
from layers.schema.areas import AREA_LEVELS
from tests.address.gold_district import table
from tests.address.gold_keys import Keys, Point, alternatives, metres, moved

ACCEPT: Final = 0.9
"""Score from which an answer is taken without asking."""
NEAR: Final = {"poi": 5.0, "crossing": 30.0, "relative": 60.0, "offset": 40.0}
"""Metres by which a position may differ from that of the tables."""


@dataclass(frozen=True, slots=True)
class Case:
    """One row of `geocode.csv`; tests/gold/README.md explains its columns."""

    id: str
    city: str
    text: str
    expected: str
    level: str
    accept: str
    match_type: str
    faults: str
    offset: str
    special: str

    def is_right(self, answers: list[Answer], keys: Keys) -> bool:
        """Whether the first answer is the expected one; of `-`, whether none would be accepted."""
        if self.expected == "-":
            return not self.is_accepted(answers)
        return bool(answers) and any(
            self._means(answers[0], key, keys) for key in alternatives(self.expected)
        )

    def is_accepted(self, answers: list[Answer]) -> bool:
        """Whether the first answer would be taken without asking."""
        return bool(answers) and answers[0].score >= ACCEPT

    def objections(self, answers: list[Answer], keys: Keys) -> list[str]:
        """What is not as the row says; empty when all is."""
        found = []
        if not self.is_right(answers, keys):
            found.append(f"meant is {self.expected}")
        if self.accept != "any" and self.is_accepted(answers) != (self.accept == "yes"):
            found.append(f"accept: {self.accept}")
        if answers and self.expected != "-":
            found += self._details(answers[0])
        return found

    def _details(self, best: Answer) -> list[str]:
        faults = {f"{fault.level or ''}:{fault.kind}" for fault in best.faults}
        faults |= {f":{fault.kind}" for fault in best.faults}
        said = {
            f"level {self.level}": self.level in {"", best.level},
            f"match_type {self.match_type}": not self.match_type
            or best.match_type in self.match_type.split("|"),
        } | {f"fault {fault}": fault in faults for fault in self.faults.split()}
        return [what for what, holds in said.items() if not holds]

    def _means(self, answer: Answer, key: str, keys: Keys) -> bool:
        """Whether the answer is what one key names, or the place that lies off it as the row says."""
        points = keys.points(key)
        if self.offset:
            bearing, distance = map(float, self.offset.split())
            return _is_near(answer, [moved(point, bearing, distance) for point in points], NEAR["offset"])
        if answer.match_type == MatchType.RELATIVE and _is_near(answer, points, NEAR["relative"]):
            return True
        if key.startswith("@"):
            by_name = answer.level == "poi" or answer.match_type == MatchType.POI
            return by_name and _is_near(answer, points, NEAR["poi"])
        if "×" in key:
            return _is_near(answer, points, NEAR["crossing"])
        return _code(answer) in keys.codes(key)


@dataclass(frozen=True, slots=True)
class Typed:
    """One row of `suggest.csv`."""

    id: str
    city: str
    typed: str
    expected: str
    first: str
    near: str
    special: str

    @property
    def point(self) -> Point | None:
        """Where the person is who types, if that is known."""
        lon, _, lat = self.near.partition(" ")
        return (float(lon), float(lat)) if lat else None

    def is_right(self, suggestions: list[Suggestion], keys: Keys) -> bool:
        """Whether the expected is among the first; of `-`, whether nothing is suggested."""
        first = suggestions[: int(self.first)]
        if self.expected == "-":
            return not first
        return any(_suggests(one, key, keys) for one in first for key in alternatives(self.expected))


@dataclass(frozen=True, slots=True)
class Spot:
    """One row of `reverse.csv`."""

    id: str
    city: str
    lon: str
    lat: str
    expected: str
    metres: str
    special: str

    def is_right(self, answers: list[Answer], keys: Keys) -> bool:
        """Whether the first is the expected and near enough; of `-`, whether there is none."""
        if self.expected == "-" or not answers:
            return self.expected == "-" and not answers
        best = answers[0]
        near = best.distance is not None and best.distance <= float(self.metres) + 0.5
        return near and any(best.address_code in keys.codes(key) for key in alternatives(self.expected))


def cases(name: str) -> list[Case]:
    """The rows of a table of such cases."""
    return [Case(**row) for row in table(name)]


def _code(found: Answer | Suggestion) -> str | None:
    return found.area_code if found.level in AREA_LEVELS else found.address_code


def _suggests(suggestion: Suggestion, key: str, keys: Keys) -> bool:
    if key.startswith("@"):
        return key[1:] in suggestion.text and _is_near(suggestion, keys.points(key), NEAR["poi"])
    return _code(suggestion) in keys.codes(key)


def _is_near(answer: Answer | Suggestion, points: list[Point], limit: float) -> bool:
    if answer.lon is None or answer.lat is None:
        return False
    here = (answer.lon, answer.lat)
    return any(metres(here, point) <= limit for point in points)
