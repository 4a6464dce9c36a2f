"""Responsible bodies, grid workers, and what they are responsible for."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from importers.sample.areas import Grids
from importers.sample.arrays import Texts
from importers.sample.identity import credit_code, given_names, phones, surnames
from importers.sample.setting import DATA, DISTRICT
from importers.sample.tables import Columns, table
from importers.sample.world import World

__all__ = ["Bodies", "worker_codes", "worker_tables"]


@dataclass(frozen=True)
class Bodies:
    """Departments of the district, and three offices in each street (街道)."""

    world: World

    @cached_property
    def district(self) -> dict[str, tuple[str, str]]:
        """Code and name by kind of the departments of the district."""
        with (DATA / "departments.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return {row["kind"]: (f"{DISTRICT}B{n + 1:03d}", row["name"]) for n, row in enumerate(rows)}

    @property
    def office(self) -> Texts:
        """Code of each street's office, by number of the street."""
        return np.array([f"{street.code}B001" for street in self.world.streets], dtype=object)

    @property
    def enforcement(self) -> Texts:
        """Code of each street's city management centre."""
        return np.array([f"{street.code}B002" for street in self.world.streets], dtype=object)

    @property
    def station(self) -> Texts:
        """Code of each street's police station."""
        return np.array([f"{street.code}B003" for street in self.world.streets], dtype=object)

    def tables(self) -> Iterator[pa.Table]:
        """Departments, parents first."""
        codes, names = zip(*self.district.values(), strict=True)
        yield self._table(0, list(codes), list(names), list(self.district), [None] * len(codes))
        above = [None, self.district["city_management"][0], self.district["police"][0]]
        for n, street in enumerate(self.world.streets):
            codes = tuple(f"{street.code}B{k + 1:03d}" for k in range(3))
            names = (f"{street.name}办事处", f"{street.name}城市管理执法中心", f"{street.name}派出所")
            kinds = ["street_office", "city_management", "police"]
            yield self._table(n + 1, list(codes), list(names), kinds, above)

    def _table(
        self, part: int, codes: list[str], names: list[str], kinds: list[str], parents: list[str | None]
    ) -> pa.Table:
        credit = [credit_code(part, 90_000_000 + n, kind="11") for n in range(len(codes))]
        columns: Columns = {
            "code": codes, "name": names, "kind": kinds, "credit_code": credit,
            "parent_code": pa.array(parents, pa.string()),
        }  # fmt: skip
        return table(self.world.setting.source, columns)


def worker_codes(count: int) -> list[str]:
    """Codes of the workers: one for each duty grid, in their order, then one for each composite grid."""
    return [f"{DISTRICT}Y{n + 1:05d}" for n in range(count)]


def worker_tables(world: World, grids: Grids, bodies: Bodies) -> Iterator[tuple[str, pa.Table]]:
    """A worker for every duty grid and a leader for every composite grid, and their duties."""
    rng = world.setting.stream("workers")
    duties, leads = len(grids.duty_code), len(grids.composite_code)
    count = duties + leads
    street = world.ground.street_of_community[
        np.append(grids.community_of_duty, grids.community_of_composite)
    ]
    names = surnames(rng, count).astype(object) + given_names(rng, rng.random(count) < 0.6)
    codes = worker_codes(count)
    body = np.append(bodies.enforcement[street[:duties]], bodies.office[street[duties:]])
    source = world.setting.source
    yield (
        "grid_worker",
        table(source, {"code": codes, "name": names, "phone": phones(rng, count), "body_code": body}),
    )
    columns: Columns = {
        "code": [f"{code}-1" for code in codes], "worker_code": codes,
        "grid_kind": ["duty"] * duties + ["composite"] * leads,
        "grid_code": np.append(grids.duty_code, grids.composite_code),
        "role": ["grid_worker"] * duties + ["grid_leader"] * leads,
    }  # fmt: skip
    yield "grid_duty", table(source, columns)
