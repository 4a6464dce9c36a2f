"""Rows of events and of their steps."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import psycopg
import pyarrow as pa

from importers.sample import habits
from importers.sample.areas import Grids
from importers.sample.arrays import either
from importers.sample.bodies import Bodies, worker_codes
from importers.sample.event_life import Life, Surroundings, live
from importers.sample.event_places import Places
from importers.sample.events import Events
from importers.sample.rules import EDITION, Rules
from importers.sample.setting import DISTRICT
from importers.sample.tables import Columns, points_4490, table
from importers.sample.town import Town
from importers.sample.world import World
from layers.events import calendar, life_cycle
from layers.events.effects import Course
from layers.events.situation import Situation

__all__ = ["event_table", "make_lives"]

BY_HAND: Final = ("sanitation", "parks", "drainage")
"""Departments of the district that a dispatcher may choose beside those of the street."""
REPEATED: Final = timedelta(hours=24)
NOTICED: Final = 0.6
"""How many of the events that repeat another are found to do so."""
OF_SITUATION: Final = (
    "state", "version", "component_code", "condition", "limit_amount", "limit_unit", "clock_from",
    "suspended_at", "resume_state", "filed_at", "dispatched_at", "handled_at", "checked_at", "closed_at",
    "deadline", "returns", "reworks", "urgent", "supervised", "forced", "duplicate_of", "department_code",
    "assigned_by", "street_code", "community_code",
)  # fmt: skip
"""Columns that a life leaves as they are in its last situation."""


def make_lives(
    conn: psycopg.Connection, world: World, grids: Grids, events: Events, places: Places
) -> list[Life]:
    """Let all events live, one after the other."""
    rng = world.setting.stream("lives")
    course, usual = Course(life_cycle.load(), calendar.load()), habits.load()
    bodies = Bodies(world)
    street = world.ground.street_of_community[world.ground.community[places.cell]]
    local = np.column_stack((bodies.office, bodies.enforcement)).tolist()
    chosen = [bodies.district[kind][0] for kind in BY_HAND]
    workers = worker_codes(len(grids.duty_code))
    duty = world.ground.duty[places.cell]
    repeats = _repeats(events)
    found = []
    for n, begin in enumerate(_begin(conn, world, events, places)):
        noticed = repeats[n] if rng.random() < NOTICED else None
        around = Surroundings(workers[duty[n]], [*local[street[n]], *chosen], noticed)
        until = world.setting.as_of
        found.append(live(conn, course, usual, rng, begin, _moment(events, n), around, until))
    return found


def _begin(conn: psycopg.Connection, world: World, events: Events, places: Places) -> Iterator[Situation]:
    """How each event stands when it has been reported."""
    rng, rules = world.setting.stream("conditions"), Rules(conn)
    community = world.ground.community[places.cell]
    street = world.ground.street_of_community[community]
    for n, class_code in enumerate(events.class_code.tolist()):
        limits = rules.limits(class_code)
        limit = limits[int(rng.integers(len(limits)))] if limits else None
        condition, amount, unit = (limit.condition, limit.amount, limit.unit) if limit else (None, None, None)
        who = rules.responsible(class_code, world.streets[street[n]].code)
        yield Situation(
            code=events.code[n], version=1, state="reported", reported_by=events.channel[n],
            edition=EDITION, class_code=class_code, component_code=places.component[n],
            condition=condition, limit_amount=amount, limit_unit=unit, department_code=who.department_code,
            assigned_by=who.assigned_by, urgent=bool(events.urgent[n]),
            supervised=bool(events.supervised[n]), district_code=DISTRICT,
            street_code=world.streets[street[n]].code, community_code=world.community_code[community[n]],
        )  # fmt: skip


def _moment(events: Events, number: int) -> datetime:
    at: datetime = events.reported_at[number].astype("datetime64[s]").item()
    return at.replace(tzinfo=UTC)


def _repeats(events: Events) -> list[str | None]:
    """For each event the last one of its class at its plate, if that was not long before."""
    last: dict[tuple[str, int], int] = {}
    found: list[str | None] = []
    for n, key in enumerate(zip(events.class_code.tolist(), events.plate.tolist(), strict=True)):
        before = last.get(key)
        near = before is not None and _moment(events, n) - _moment(events, before) <= REPEATED
        found.append(str(events.code[before]) if near else None)
        last[key] = n
    return found


def event_table(
    world: World, town: Town, grids: Grids, events: Events, places: Places, lives: Sequence[Life],
    address: Mapping[tuple[str, str], str],
) -> pa.Table:  # fmt: skip
    """Rows of the events; `address` is the code of each plate by area code and local text.

    Who says where it is as a point alone says no address, but for the words of the description.
    """
    ground, cell = world.ground, places.cell
    area = world.community_code[ground.community[town.plates.cell[events.plate]]]
    text = town.plates.text[events.plate]
    said, duty = places.placed_from != "point", ground.duty[cell]
    worker = np.array(worker_codes(len(grids.duty_code)), dtype=object)[duty]
    columns: Columns = {
        "code": events.code, "edition": EDITION, "class_code": events.class_code,
        "description": [events.saying(n, where) for n, where in enumerate(text)],
        "reported_by": events.channel,
        "reported_at": pa.array(events.reported_at.astype("datetime64[s]")).cast(pa.timestamp("s", "UTC")),
        "address_text": either(said, text, None),
        "address_code": [
            address[key] if known else None
            for known, key in zip(said.tolist(), zip(area.tolist(), text.tolist(), strict=True), strict=True)
        ],
        "placed_from": places.placed_from,
        "place_gap_m": pa.array(places.gap, from_pandas=True),
        "district_code": DISTRICT, "unit_grid_code": world.cell_code[cell],
        "duty_grid_code": grids.duty_code[duty],
        "composite_grid_code": grids.composite_code[grids.composite_of_duty[duty]],
        "collector_code": either(events.channel == "collector", worker, None),
        "geom": points_4490(places.xy),
    } | {name: _column([getattr(life.end, name) for life in lives]) for name in OF_SITUATION}  # fmt: skip
    return table(world.setting.source, columns)


def _column(values: list[object]) -> pa.Array:
    """One type for moments, whatever zone they are said in."""
    moments = any(isinstance(value, datetime) for value in values)
    return pa.array(values, pa.timestamp("us", "UTC") if moments else None)
