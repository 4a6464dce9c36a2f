"""Seeded noisy queries made from the rows of an address library, each with what is right.

`python -m benchmarks.geocoding.noise --dsn DSN --queries 5000 --seed 7 > queries.jsonl` keeps them.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from random import Random
from typing import Final

from benchmarks.geocoding import areas, numbers, whole_text, words
from benchmarks.geocoding.draft import Draft, Query
from benchmarks.geocoding.rows import Library, Point

__all__ = ["PART_PATTERNS", "TEXT_PATTERNS", "clean", "noisy"]

PartPattern = Callable[[Draft, Random, Library], bool]
TextPattern = Callable[[str, Random], str]

# Pattern = how often on the mainland, and in Taiwan; in the order in which they are applied: first what is
# said, then how it is written. By counts in real delivery and company addresses, most of which have 附近,
# brackets, a-b-c numbers and repeated beginnings, with less of what would make all texts alike.
PART_PATTERNS: Final[dict[PartPattern, tuple[float, float]]] = {
    words.invented_road: (4, 4),
    words.invented_estate: (1.5, 0),
    areas.another_city: (1, 1.5),
    words.alias: (5, 0),
    words.compound_for_road: (8, 0),
    numbers.wrong_plate: (3, 3),
    numbers.number_out_of_range: (2, 2),
    numbers.wrong_building: (2, 0),
    numbers.wrong_unit: (1, 0),
    numbers.wrong_room: (3, 3),
    numbers.wrong_floor: (1, 2),
    areas.wrong_area: (1.5, 0),
    areas.wrong_street: (2, 3),
    areas.wrong_community: (2, 3),
    areas.city_left_out: (12, 10),
    areas.district_left_out: (8, 6),
    areas.street_left_out: (10, 6),
    areas.community_left_out: (12, 25),
    areas.all_areas_left_out: (10, 6),
    areas.shortened: (8, 6),
    areas.development_zone: (1, 0),
    areas.neighbourhood: (0, 5),
    areas.repeated: (8, 4),
    areas.postal_code: (0.5, 4),
    words.char_wrong: (3, 3),
    words.homophone: (4, 3),
    words.char_lost: (1, 1),
    words.chars_swapped: (1, 1),
    words.road_word_left_out: (1.5, 0),
    words.section_left_out: (0, 2),
    numbers.unit_left_out: (6, 0),
    numbers.floor_left_out: (10, 0),
    numbers.joined: (12, 0),
    numbers.building_word: (10, 0),
    numbers.room_digits_apart: (8, 0),
    numbers.section_in_digits: (0, 8),
    numbers.arabic_floor: (0, 22),
    numbers.dashes_for_of: (0, 10),
    numbers.chinese_numerals: (4, 2),
    numbers.words_left_out: (4, 3),
    words.poi_added: (4, 2),
}
TEXT_PATTERNS: Final[dict[TextPattern, tuple[float, float]]] = {
    whole_text.near: (8, 3),
    whole_text.opposite: (3, 2),
    whole_text.bracketed_remark: (7, 3),
    whole_text.person_and_phone: (4, 4),
    whole_text.traditional: (2, 0),
    whole_text.simplified: (0, 5),
    whole_text.taiwan_variants: (0, 10),
    whole_text.old_script: (0, 1),
    whole_text.radicals: (0.7, 0.3),
    whole_text.spaces: (4, 3),
    whole_text.signs: (3, 2),
    whole_text.full_width: (3, 5),
}

# What is asked for: level = how often.
_LEVELS: Final = {
    "road": 2,
    "lane": 3,
    "estate": 2,
    "plate": 30,
    "compound": 6,
    "building": 12,
    "unit": 5,
    "floor": 12,
    "room": 40,
}
_COUNTS: Final = (1, 1, 1, 2, 2, 2, 2, 3, 3)
_CROSSING_WORDS: Final = (
    "{}与{}交叉口",
    "{}与{}交叉口",
    "{}和{}交汇处",
    "{}、{}路口",
    "{}{}交叉口",
    "{}与{}交叉口东南角",
    "{}和{}的十字路口",
)
_KINDS: Final = {"address": 92.0, "poi": 3.0, "crossing": 2.0, "area": 1.0, "clean": 2.0}
_TRIES: Final = 1000


class _Mixer:
    """Draws rows, levels and patterns."""

    def __init__(self, library: Library, dice: Random) -> None:
        self.library, self.dice = library, dice
        self.rows: dict[str, list[int]] = {}
        for n, level in enumerate(library.levels):
            self.rows.setdefault(level, []).append(n)
        self.levels = {level: weight for level, weight in _LEVELS.items() if level in self.rows}
        style = int(library.taiwan)
        listed = [*PART_PATTERNS.items(), *TEXT_PATTERNS.items()]
        self.weights = {one.__name__: weights[style] for one, weights in listed}
        self.crossings = sorted(library.crossings)

    def query(self) -> Query | None:
        """One query of a kind drawn by its weight; None when what was drawn doesn't go together."""
        (kind,) = self.dice.choices(list(_KINDS), list(_KINDS.values()))
        made: Query | None = getattr(self, kind)()
        return made

    def row(self) -> int:
        """An address of a level drawn first."""
        (level,) = self.dice.choices(list(self.levels), list(self.levels.values()))
        return self.dice.choice(self.rows[level])

    def clean(self) -> Query | None:
        """An address as the library writes it."""
        return Draft.of(self.library, self.row()).query(self.library, ("clean",))

    def address(self) -> Query | None:
        """An address with one to three patterns."""
        draft = Draft.of(self.library, self.row())
        drawn = set(
            self.dice.choices(list(self.weights), list(self.weights.values()), k=self.dice.choice(_COUNTS))
        )
        applied = [
            one.__name__
            for one in PART_PATTERNS
            if one.__name__ in drawn and one(draft, self.dice, self.library)
        ]
        query = draft.query(self.library, applied)
        return query and self.written(query, [one for one in TEXT_PATTERNS if one.__name__ in drawn])

    def written(self, query: Query, patterns: list[TextPattern]) -> Query | None:
        """The text written in other ways; None when it is as in the library after all."""
        text, names = query.text, list(query.patterns)
        for pattern in patterns:
            if (changed := pattern(text, self.dice)) != text:
                text = changed
                names.append(pattern.__name__)
        return replace(query, text=text, patterns=tuple(names)) if names else None

    def poi(self) -> Query | None:
        """A shop or a clinic by its name, with or without the city and the district."""
        if not self.library.poi:
            return None
        name = self.dice.choice(self.library.poi)[0]
        places = tuple((x, y) for other, _, _, x, y in self.library.poi if other == name)
        return self._placed(self._some_areas() + name, places, "poi_name")

    def crossing(self) -> Query | None:
        """Where two roads meet."""
        if not self.crossings:
            return None
        roads = self.dice.choice(self.crossings)
        said = self.dice.choice(_CROSSING_WORDS).format(*self.dice.sample(roads, 2))
        return self._placed(self._some_areas() + said, tuple(self.library.crossings[roads]), "crossing")

    def _placed(self, text: str, places: tuple[Point, ...], pattern: str) -> Query:
        several = len(set(places)) > 1
        return Query(text, (), None, True, several, (pattern,), places=places)

    def _some_areas(self) -> str:
        """The city, the district, both or none."""
        path = self.library.area_path(self.library.area_of[0])
        upper = [name for level, name in path if level in {"province", "city", "district"}]
        return "".join(upper[self.dice.choice([0, 1, len(upper) - 1, len(upper)]) :])

    def area(self) -> Query | None:
        """A street or a community, with or without those above."""
        code = self.dice.choice(sorted(self.library.areas))
        level, name, _ = self.library.areas[code]
        if level not in {"street", "community"}:
            return None
        path = [part for _, part in self.library.area_path(code)]
        text = "".join(path[self.dice.choice([0, len(path) - 1]) :])
        same = [
            other
            for other, (kind, called, _) in self.library.areas.items()
            if (kind, called) == (level, name)
        ]
        codes = (code,) if text != name else tuple(sorted(same))
        return Query(text, codes, level, True, len(codes) > 1, ("area_only",))


def noisy(library: Library, count: int, seed: int) -> Iterator[Query]:
    """Queries by the weights of the patterns; the same for the same rows, count and seed."""
    mixer = _Mixer(library, Random(seed))
    return islice(filter(None, (mixer.query() for _ in range(count * _TRIES))), count)


def clean(library: Library, count: int, seed: int) -> Iterator[Query]:
    """Addresses as the library writes them."""
    mixer = _Mixer(library, Random(seed))
    return islice(filter(None, (mixer.clean() for _ in range(count * _TRIES))), count)


def main() -> None:
    """Write queries to standard output, one JSON object a line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dsn", required=True)
    options.add_argument("--queries", type=int, default=5000)
    options.add_argument("--seed", type=int, default=7)
    asked = options.parse_args()
    for query in noisy(Library.read(asked.dsn), asked.queries, asked.seed):
        sys.stdout.write(json.dumps(asdict(query), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
