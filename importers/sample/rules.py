"""Who must act on an event and how long they have: the tables of the district, and what follows from them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final

import psycopg
import pyarrow as pa

from importers.sample.bodies import Bodies
from importers.sample.setting import DATA
from importers.sample.world import World
from layers.events.limit_table import load as load_limits
from layers.events.limits import Limit, limits
from layers.events.responsibility import Responsible, responsible_for
from layers.events.rule_tables import coded

__all__ = ["EDITION", "Rules", "rule_tables"]

EDITION: Final = "2026"


def rule_tables(world: World, bodies: Bodies) -> Iterator[tuple[str, pa.Table]]:
    """Responsibilities of `data/sample/responsibility.csv`, and the project's own time limits."""
    source = {"source": world.setting.source}
    rules = coded(_responsibilities(world, bodies), "edition", "class_code")
    yield "responsibility", pa.Table.from_pylist([rule | source for rule in rules])
    given = coded(map(asdict, load_limits().rules), "edition", "class_code")
    yield "time_limit", pa.Table.from_pylist([rule | source for rule in given])


def _responsibilities(world: World, bodies: Bodies) -> Iterator[dict[str, str | None]]:
    """One rule for the district, or one for each of its streets."""
    local = {"city_management": bodies.enforcement, "street": bodies.office}
    with (DATA / "responsibility.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rule: dict[str, str | None] = {"edition": EDITION, "class_code": row["class_code"]}
            if row["scope"] == "street":
                of_streets = zip(world.streets, local[row["department"]], strict=True)
                yield from (rule | {"area_code": s.code, "department_code": d} for s, d in of_streets)
            else:
                yield rule | {"area_code": None, "department_code": bodies.district[row["department"]][0]}


class Rules:
    """What the tables say of the classes of the sample; asked of the database once each."""

    def __init__(self, conn: psycopg.Connection) -> None:
        """Know nothing yet."""
        self._conn = conn
        self._limits: dict[str, Sequence[Limit]] = {}
        self._responsible: dict[tuple[str, str], Responsible] = {}

    def limits(self, class_code: str) -> Sequence[Limit]:
        """The limits for the conditions of a class; one at most where it has no conditions."""
        if class_code not in self._limits:
            found = limits(self._conn, EDITION, class_code)
            nearest = [one for one in found if one.class_code == found[0].class_code]
            self._limits[class_code] = nearest if nearest and nearest[0].condition else nearest[:1]
        return self._limits[class_code]

    def responsible(self, class_code: str, street: str) -> Responsible:
        """Who must act on a class in a street."""
        key = class_code, street
        if key not in self._responsible:
            self._responsible[key] = responsible_for(self._conn, EDITION, class_code, [street])
        return self._responsible[key]
