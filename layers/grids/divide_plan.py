"""The whole plan of an area: unit grids with codes, and the duty grids they add up to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import psycopg
import shapely

from layers.errors import Invalid
from layers.grids.divide import Division, divide
from layers.grids.divide_faces import centres
from layers.grids.divide_read import COMPOUNDS, Place, counts, read_place
from layers.grids.divide_town import Options
from layers.grids.group import duty_groups, loads
from layers.grids.number import grid_codes, reading_order
from layers.grids.plane import Floats, Ints, Shapes

__all__ = ["WEIGHTS", "Duty", "Plan", "Wishes", "plan_grids"]

WEIGHTS = {"area": 1.0, "addresses": 1.0, "events": 1.0}
"""What makes work for a grid worker, and how much of the load each of them is."""

# Numbers are never given twice, so those of the past count.
USED_UNITS = """
SELECT community_code, max(right(code, 3)::int) FROM (
  SELECT community_code, code FROM onemap.unit_grid
  UNION ALL SELECT community_code, code FROM onemap_history.unit_grid
) AS ever WHERE community_code = ANY (%s) GROUP BY 1
"""
USED_DUTIES = """
SELECT split_part(code, 'Z', 1), max(split_part(code, 'Z', 2)::int) FROM (
  SELECT code FROM onemap.duty_grid UNION ALL SELECT code FROM onemap_history.duty_grid
) AS ever WHERE code ~ '^[0-9]+Z[0-9]+$' AND split_part(code, 'Z', 1) = ANY (%s) GROUP BY 1
"""
NAMES = "SELECT code, name FROM onemap.area WHERE code = ANY (%s)"


@dataclass(frozen=True)
class Wishes:
    """How an area is to be divided."""

    options: Options = field(default_factory=Options)
    compounds: Sequence[str] = COMPOUNDS
    """Kinds of green and water that stay whole."""
    units: float = 12.0
    """Load of a duty grid: that of so many average unit grids."""
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    """Weight of each part of the load; see `WEIGHTS`."""
    within: Literal["community", "street"] = "community"
    """What no duty grid reaches beyond."""


@dataclass(frozen=True)
class Duty:
    """Duty grids; lists have one entry a duty grid."""

    of: Ints
    """The duty grid of each unit grid."""
    codes: list[str]
    names: list[str]
    streets: list[str]
    communities: list[str | None]
    """None for one that is of a street."""
    shapes: Shapes
    """In degrees."""


@dataclass(frozen=True)
class Plan:
    """Grids of an area, as yet nowhere but here."""

    place: Place
    wishes: Wishes
    division: Division
    codes: list[str]
    """Of the unit grids, in the order of the division."""
    names: list[str]
    parts: dict[str, Floats]
    """What makes the load of each unit grid: area in square metres, addresses, events."""
    load: Floats
    """Of each unit grid; 1 is the average."""
    duty: Duty


def plan_grids(
    conn: psycopg.Connection[Any], area: str, wishes: Wishes, say: Callable[[str], None] = lambda _: None
) -> Plan:
    """Divide an area, and give the grids codes that were never used.

    Args:
        conn: an open connection.
        area: code of an area of any level.
        wishes: how to divide it.
        say: called with what is done next, since a large city takes minutes.

    Raises:
        NotFound: there is no such area.
        Invalid: it has no community with an outline, or a community would have more than 999 grids.
    """
    if unknown := set(wishes.weights) - set(WEIGHTS):
        raise Invalid(f"no weights {sorted(unknown)}", known=list(WEIGHTS))
    say(f"reading what lies in area {area}")
    place = read_place(conn, area, wishes.compounds)
    say(f"dividing {len(place.town.codes)} communities with {len(place.town.buildings)} buildings")
    division = divide(place.town, wishes.options)
    used = dict(conn.execute(USED_UNITS, (list(place.town.codes),)).fetchall())
    target = wishes.options.target
    codes = grid_codes(place.town.codes, division.community, centres(division.flat), target, used)
    names = [
        f"{place.names[community]}{code[-3:]}号"
        for community, code in zip(division.community.tolist(), codes, strict=True)
    ]
    say(f"counting the work in {len(codes)} unit grids")
    parts = {"area": division.area, **counts(conn, division.shapes)}
    load = loads({name: (wishes.weights.get(name, 0.0), amount) for name, amount in parts.items()})
    say("grouping them into duty grids")
    duty = _duties(conn, place, wishes, division, load)
    return Plan(place, wishes, division, codes, names, parts, load, duty)


def _duties(
    conn: psycopg.Connection[Any], place: Place, wishes: Wishes, division: Division, load: Floats
) -> Duty:
    """Group the unit grids, and number the groups in reading order."""
    by_street = wishes.within == "street"
    owner = np.array(place.streets if by_street else place.town.codes)[division.community]
    within = np.unique(owner, return_inverse=True)[1]
    groups = duty_groups(within, load, division.area, division.borders, division.strength, wishes.units)
    order = np.argsort(groups, kind="stable")
    first = np.flatnonzero(np.diff(groups[order], prepend=-1))
    members = np.split(division.shapes[order], first[1:])
    shapes = np.array([shapely.coverage_union_all(part) for part in members], dtype=object)
    owners, own = owner[order[first]].tolist(), division.community[order[first]].tolist()
    numbers = _numbers(conn, owners, division.plane.to_metres(shapes), wishes)
    called = dict(conn.execute(NAMES, (sorted(set(owners)),)).fetchall())
    return Duty(
        groups,
        [f"{code}Z{number:02d}" for code, number in zip(owners, numbers, strict=True)],
        [f"{called[code]}第{number}责任网格" for code, number in zip(owners, numbers, strict=True)],
        [place.streets[n] for n in own],
        [None if by_street else place.town.codes[n] for n in own],
        shapes,
    )


def _numbers(conn: psycopg.Connection[Any], owners: list[str], flat: Shapes, wishes: Wishes) -> list[int]:
    """The number of each duty grid in its community or street, after those used before."""
    used = dict(conn.execute(USED_DUTIES, (sorted(set(owners)),)).fetchall())
    middles, numbers = centres(flat), np.zeros(len(owners), dtype=np.int64)
    band = (wishes.options.target * wishes.units) ** 0.5
    for code in sorted(set(owners)):
        own = np.flatnonzero(np.array(owners) == code)
        numbers[own[reading_order(middles[own], band)]] = np.arange(len(own)) + used.get(code, 0) + 1
    return list(numbers.tolist())
