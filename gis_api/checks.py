"""Self-checks of an installation: each a small function, its title the docstring, its hint the next step."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg.rows import scalar_row

from gis_api.geocoding.report import problems
from gis_api.home import admin_key_file
from gis_api.settings import Settings
from layers.catalogue import load
from layers.catalogue_check import check as check_layers
from layers.errors import GisError
from layers.events import calendar, life_cycle
from layers.schema import LAYER_TABLES
from layers.schema.migrate import current, head

OLDEST_POSTGRESQL = 15
OLDEST_POSTGIS = (3, 3)
FREE_BYTES = 2 * 1024**3
AHEAD = timedelta(days=60)
"""How far deadlines are looked after; the State Council publishes days off late in the year before."""


@dataclass(frozen=True)
class Installation:
    """What the checks look at."""

    settings: Settings
    conn: psycopg.Connection

    def all(self, query: str, *parameters: object) -> list[str]:
        """The only column of a query's rows, as text."""
        with self.conn.cursor(row_factory=scalar_row) as cur:
            return [str(value) for value in cur.execute(query.encode(), parameters)]


@dataclass(frozen=True)
class Check:
    """One check: run it for a list of what is wrong, empty when all is well."""

    title: str
    hint: str
    run: Callable[[Installation], list[str]]
    fails: bool = True
    """Whether what is wrong makes the installation unsound, or is only to be done soon."""


@dataclass(frozen=True)
class Outcome:
    """What a check found."""

    check: Check
    problems: list[str]


CHECKS: list[Check] = []


def _check(hint: str, *, fails: bool = True) -> Callable[[Callable[[Installation], list[str]]], Check]:
    """Put a function onto the list."""

    def add(run: Callable[[Installation], list[str]]) -> Check:
        check = Check((run.__doc__ or "").splitlines()[0].rstrip("."), hint, run, fails)
        CHECKS.append(check)
        return check

    return add


def run_all(installation: Installation) -> Iterator[Outcome]:
    """Run every check, also after one that failed."""
    for check in CHECKS:
        try:
            problems = check.run(installation)
        except (GisError, psycopg.Error) as error:
            installation.conn.rollback()
            problems = [str(error).splitlines()[0]]
        yield Outcome(check, problems)


@_check(hint=f"upgrade the server; Debian 12 has postgresql-{OLDEST_POSTGRESQL}-postgis-3")
def _versions(it: Installation) -> list[str]:
    """PostgreSQL 15 or newer, PostGIS 3.3 or newer."""
    server = it.conn.info.server_version // 10_000
    (text,) = it.all("SELECT extversion FROM pg_extension WHERE extname = 'postgis'") or ["0.0"]
    postgis = tuple(int(part) for part in text.split(".")[:2])
    wrong = [f"PostgreSQL {server}"] if server < OLDEST_POSTGRESQL else []
    return [*wrong, f"PostGIS {text}"] if postgis < OLDEST_POSTGIS else wrong


@_check(hint="as the database's owner: CREATE EXTENSION postgis")
def _extensions(it: Installation) -> list[str]:
    """PostGIS is in the database, and its library has the same version."""
    rows = it.all(
        "SELECT installed_version IS NOT DISTINCT FROM default_version "
        "FROM pg_available_extensions WHERE name = 'postgis' AND installed_version IS NOT NULL"
    )
    if not rows:
        return ["the extension is missing"]
    return [] if rows == ["True"] else ["the library is newer: ALTER EXTENSION postgis UPDATE"]


@_check(hint="./onemap migrate")
def _migrations(it: Installation) -> list[str]:
    """The schema is the one that this checkout knows."""
    found = current(it.conn)
    return [] if found == head() else [f"the database has {found or 'no schema'}, the checkout {head()}"]


@_check(hint="correct the file in data/layers; docs/data.md says what stands in it")
def _layer_files(it: Installation) -> list[str]:
    """Every layer file fits its table."""
    found = check_layers(it.conn, load(it.settings.layers))
    return [f"{problem.layer}: {problem.message} ({problem.hint})" for problem in found]


@_check(hint="make it anew: REINDEX INDEX CONCURRENTLY onemap.NAME; or ./onemap migrate")
def _indexes(it: Installation) -> list[str]:
    """Every index is valid, and every geometry has one."""
    broken = it.all(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid "
        "AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'onemap'::regnamespace)"
    )
    indexed = it.all(
        "SELECT c.relname || '.' || a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
        "JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam "
        "WHERE m.amname = 'gist' AND c.relnamespace = 'onemap'::regnamespace"
    )
    wanted = {
        f"{table.name}.{name}"
        for table in LAYER_TABLES.values()
        for name in ("geom", "geom_3857")
        if name in table.columns
    }
    return [f"{name} is not valid" for name in broken] + [
        f"{name} has no index" for name in sorted(wanted - set(indexed))
    ]


@_check(hint="./onemap index build --force")
def _index(it: Installation) -> list[str]:
    """The index of addresses is whole, and says what the library says."""
    return problems(it.settings)


@_check(hint="correct the file in the folder ONEMAP_EVENTS, then: ./onemap migrate")
def _life_cycle(it: Installation) -> list[str]:
    """The life cycle of events is whole, and the database knows its states."""
    known = it.all("SELECT code FROM onemap.event_state")
    return [f"no state {code}" for code in life_cycle.load(it.settings.events).states if code not in known]


CALENDAR = "put the days of the State Council's notice into calendar.toml in the folder ONEMAP_EVENTS"


@_check(hint=CALENDAR)
def _calendar(it: Installation) -> list[str]:
    """The days off of this year are known."""
    return _without_days_off(it, timedelta())


@_check(hint=CALENDAR, fails=False)
def _next_calendar(it: Installation) -> list[str]:
    """The days off of the coming two months are known."""
    return _without_days_off(it, AHEAD)


def _without_days_off(it: Installation, ahead: timedelta) -> list[str]:
    now = datetime.now(UTC)
    unlisted = calendar.load(it.settings.events).unlisted(now, now + ahead)
    return [f"none for {year}: deadlines count its holidays as working days" for year in unlisted]


@_check(hint="free some space, or move ONEMAP_HOME to a larger disk")
def _disk(it: Installation) -> list[str]:
    """At least 2 GiB of disk are free."""
    free = shutil.disk_usage(it.settings.home if it.settings.home.exists() else "/").free
    return [] if free >= FREE_BYTES else [f"{free // 1024**2} MiB are free in {it.settings.home}"]


@_check(hint="make up makes the key; chmod 600 closes it")
def _key(it: Installation) -> list[str]:
    """The admin key is there, and nobody but its owner can read it."""
    path = admin_key_file(it.settings.home)
    if not path.exists():
        return [f"there is no {path}"]
    return [] if path.stat().st_mode & 0o077 == 0 else [f"{path} is open to others"]


@_check(hint="build it: make up")
def _page(it: Installation) -> list[str]:
    """The map page is built."""
    return [] if (it.settings.page / "index.html").exists() else [f"nothing in {it.settings.page}"]
