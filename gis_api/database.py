"""The database in use: the private cluster, or the server that ONEMAP_DSN names."""

from collections.abc import Callable

import psycopg

from gis_api.cluster import Cluster
from gis_api.cluster.programs import OLDEST
from gis_api.settings import Settings
from layers.errors import Failed

EMPTY = "SELECT NOT EXISTS (SELECT FROM onemap.area) AND NOT EXISTS (SELECT FROM onemap.address)"
POSTGIS = "SELECT FROM pg_extension WHERE extname = 'postgis'"


def prepare(settings: Settings, say: Callable[[str], None]) -> str:
    """Have a database that can be migrated, and return its connection string.

    Raises:
        Failed: there is none, and the message says why.
    """
    if settings.dsn:
        check_server(settings.dsn)
        return settings.dsn
    cluster = Cluster.of(settings.home)
    if cluster is None:
        say(f"making a database in {settings.home / 'cluster'}")
        cluster = Cluster.make(settings.home)
    cluster.start()
    cluster.prepare()
    return cluster.dsn()


def check_server(dsn: str) -> None:
    """Check that a server that isn't ours has what we need; nothing is changed on it.

    Raises:
        Failed: it can't be reached, is too old or has no PostGIS.
    """
    try:
        with psycopg.connect(dsn, connect_timeout=10) as conn:
            version = conn.info.server_version
            postgis = conn.execute(POSTGIS).rowcount
    except psycopg.OperationalError as error:
        raise Failed(
            f"the server of ONEMAP_DSN is not reachable: {reason(error)}", hint="check ONEMAP_DSN"
        ) from None
    if version < OLDEST * 10_000:
        raise Failed(
            f"the server of ONEMAP_DSN is PostgreSQL {version // 10_000}; {OLDEST} or newer is needed",
            hint="upgrade it, or unset ONEMAP_DSN to use a private cluster",
        )
    if not postgis:
        raise Failed(
            "the database of ONEMAP_DSN has no PostGIS",
            hint="ask its administrator to run there: CREATE EXTENSION postgis",
        )


def is_empty(dsn: str) -> bool:
    """Whether a migrated database holds no city yet."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute(EMPTY).fetchone()
    return bool(row and row[0])


def reason(error: psycopg.Error) -> str:
    """A driver's error in one line for the person at the terminal (never for a caller of the API)."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
