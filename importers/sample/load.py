"""The synthetic district into the database, in one transaction."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pyarrow as pa

from address import tree
from importers.sample.addresses import address_rows, make_homes
from importers.sample.aliases import alias_table
from importers.sample.areas import Grids, areas, grids, levels, other_codes
from importers.sample.beside import is_governed, not_taken, not_there, refuse_other
from importers.sample.bodies import Bodies, worker_tables
from importers.sample.buildings import Codes, building_tables, make_built
from importers.sample.components import Standing, component_tables, stand
from importers.sample.elevation import write_elevation
from importers.sample.event_places import locate
from importers.sample.event_rows import event_table, make_lives
from importers.sample.event_steps import append_steps, step_table
from importers.sample.events import make_events
from importers.sample.model import Modelled, choose, write_model
from importers.sample.poi import poi_table
from importers.sample.records import record_tables
from importers.sample.report import Progress, Report, silent
from importers.sample.rooms import room_table
from importers.sample.rules import rule_tables
from importers.sample.scenery import greens, road_rows, waters
from importers.sample.sensing import cameras, sensor_tables
from importers.sample.setting import DAY, DISTRICT, Setting
from importers.sample.town import Town, make_town
from importers.sample.trades import trade_tables
from importers.sample.world import World, make_world
from layers import classes
from layers.changes import act_as
from layers.rows import merge

__all__ = ["load"]

KEYS = {
    "area_other_code": ("area_code", "system", "code"),
    "area_level": ("scheme", "level", "digits"),
    "composite_grid_part": ("composite_grid_code", "kind", "grid_code"),
    "observation": ("sensor_code", "at"),
}
"""Unique keys of the tables that have no `code`."""

CODES = "SELECT area_code, local_text, code FROM onemap.address WHERE area_code = ANY (%s)"
PLATES = CODES + " AND level = 'plate'"


def load(
    conn: psycopg.Connection,
    *,
    home: Path,
    seed: int = 7,
    scale: float = 1.0,
    day: date = DAY,
    progress: Progress | None = None,
) -> Report:
    """Make the district and bring it in; again, it changes nothing.

    Args:
        conn: an open connection to a migrated database; all rows come in one transaction.
        home: folder for the raster and the building model, in `rasters/` and `models/` below it.
        seed: another seed is another district.
        scale: of the area; 1 has 50,000 addresses and more, 20 a million, 0.05 is for tests.
        day: the one after the last events, in China; another one is another quarter of events.
        progress: told about every step.

    Raises:
        Conflict: the database has the sample of another seed, scale or day.
        Invalid: the scale or the seed cannot be made.
    """
    setting = Setting(seed, scale, day)
    tell = progress or silent
    report = Report(setting.source)
    with conn.transaction():
        act_as(conn, setting.source)
        refuse_other(conn, setting)
        tell("ground", 0, 20)
        world = make_world(setting)
        for name, rows in _base(conn, world):
            _merge(conn, report, name, rows)
        tell("town", 1, 20)
        town = make_town(world)
        model = choose(world, town)
        if model is not None:
            _merge(conn, report, "source_model", write_model(world, model, home))
        for street in range(len(world.streets)):
            tell(world.streets[street].name, 2 + street, 20)
            _load_street(conn, report, world, town, street, model)
        _merge(conn, report, "raster", write_elevation(world, home))
        tell("components", 17, 20)
        standing = stand(world)
        for name, rows in _things(world, town, standing):
            _merge(conn, report, name, rows)
        tell("events", 19, 20)
        _load_events(conn, report, world, town, standing)
    tell("done", 20, 20)
    return report


def _merge(conn: psycopg.Connection, report: Report, name: str, rows: pa.Table) -> None:
    report.add(name, merge(conn, name, rows, key=KEYS.get(name, ("code",))))


def _base(conn: psycopg.Connection, world: World) -> Iterator[tuple[str, pa.Table]]:
    """Areas, then what lies on the ground."""
    classes.store(conn)
    yield "area_level", levels()
    for rows in areas(world):
        yield "area", not_taken(conn, rows)
    yield "area_other_code", other_codes(world)
    bodies, cut = Bodies(world), Grids(world)
    for rows in bodies.tables():
        yield "department", rows
    yield from grids(world, cut, bodies.office)
    yield from trade_tables(world, cut, bodies)
    yield from worker_tables(world, cut, bodies)
    for name, rows in rule_tables(world, bodies):
        if not is_governed(conn, name):
            yield name, rows
    for rows in road_rows(world):
        yield "road", rows
    yield "water", waters(world)
    yield "green", greens(world)


def _load_street(
    conn: psycopg.Connection, report: Report, world: World, town: Town, street: int, model: Modelled | None
) -> None:
    """Addresses of a street and all that hangs on them; a street at a time bounds the memory."""
    rng = world.setting.stream("street", street)
    homes = make_homes(world, town, street)
    source = world.setting.source
    rows = address_rows(world, town, homes, street)
    report.add("address", tree.load(conn, rows, prefix=DISTRICT, source=source))
    known = _codes(conn, world, street)
    _merge(conn, report, "address_alias", alias_table(rng, world, town, homes, known, street))
    built = make_built(rng, world, town, homes, street, model)
    for name, table in building_tables(rng, world, homes, built, known):
        _merge(conn, report, name, table)
    _merge(conn, report, "room", room_table(rng, source, homes, built, known))
    for name, table in record_tables(rng, world, town, homes, built, known, street):
        _merge(conn, report, name, table)


def _codes(conn: psycopg.Connection, world: World, street: int) -> Codes:
    mine = world.community_code[world.ground.street_of_community == street].tolist()
    return {(area, text): code for area, text, code in conn.execute(CODES, (mine,))}


def _things(world: World, town: Town, standing: list[Standing]) -> Iterator[tuple[str, pa.Table]]:
    """What stands along the roads, and points of interest."""
    for rows in component_tables(world, Bodies(world), standing):
        yield "component", rows
    yield "camera", cameras(world)
    yield from sensor_tables(world)
    yield "poi", poi_table(world, town)


def _load_events(
    conn: psycopg.Connection, report: Report, world: World, town: Town, standing: list[Standing]
) -> None:
    """Events that aren't there yet: the others may have lived on."""
    events, grids = make_events(world, town), Grids(world)
    places = locate(world, town, events, standing)
    lives = make_lives(conn, world, grids, events, places)
    plates = {(area, text): code for area, text, code in conn.execute(PLATES, (list(world.community_code),))}
    rows = event_table(world, town, grids, events, places, lives, plates)
    new = not_there(conn, rows)
    merged = merge(conn, "event", new)
    report.add("event", merged._replace(unchanged=rows.num_rows - new.num_rows))
    report.add("event_step", append_steps(conn, step_table(lives)))
