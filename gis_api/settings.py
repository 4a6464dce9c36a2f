"""Settings: environment variables with the prefix ONEMAP_, read once and passed on.

The list for operators, with a sentence each, is in docs/operations.md.
"""

import os
from pathlib import Path
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo
from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gis_api.cluster.place import connection_string

CHECKOUT = Path(__file__).resolve().parent.parent
NOT_SETTINGS = {"ONEMAP_TEST_DATA", "ONEMAP_BENCH_SCALE", "ONEMAP_MARTIN", "ONEMAP_URL"}
"""Names that others read: the tests, the benchmarks, and the notebooks with the page's development server."""


class Settings(BaseSettings):
    """Read once, in `create_app` or the CLI, and passed on; never imported as an instance."""

    model_config = SettingsConfigDict(env_prefix="ONEMAP_", frozen=True, hide_input_in_errors=True)

    home: Path = CHECKOUT / ".onemap"
    """Folder of what the program makes: the private cluster, logs, the admin key."""
    dsn: str | None = Field(default=None, repr=False)  # may hold a password: never in a log
    """An existing server, as a libpq connection string; none: the private cluster below `home`."""
    host: str = "127.0.0.1"
    """Address that the service listens on."""
    port: int = Field(default=8080, ge=1, le=65535)
    """TCP port that the service listens on."""
    workers: PositiveInt = 2
    """Processes that answer requests."""
    pool: PositiveInt = 8
    """Most database connections of one worker."""
    layers: Path = CHECKOUT / "data" / "layers"
    """Folder of layer files."""
    styles: Path = CHECKOUT / "data" / "styles"
    """Folder of themes of the map."""
    events: Path = CHECKOUT / "data" / "events"
    """Folder of the life cycle of events, the calendar, and figures of their classes."""
    page: Path = CHECKOUT / "web" / "dist"
    """Folder of the built map page."""
    base_url: str | None = Field(default=None, pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    """What users see the service under, such as https://map.example.cn; none: addresses stay relative."""
    query_seconds: PositiveFloat = 5.0
    """Time limit of one query of the service (statement_timeout), seconds."""

    tile_memory_mb: NonNegativeInt = 128
    """Megabytes of finished tiles that each worker keeps in memory; 0: none are kept anywhere."""
    tile_store_mb: PositiveInt = 2048
    """Megabytes of finished tiles on disk, which the workers share."""
    metrics_open: bool = False
    """Whether /metrics is for everybody; else for the admin key and this machine itself."""
    redis: str | None = Field(default=None, repr=False, pattern="^(redis|rediss|unix)://")
    """Redis that keeps the finished tiles for workers of several machines, in the place of the disk."""

    @field_validator("home", "layers", "styles", "events", "page")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("dsn")
    @classmethod
    def _well_formed(cls, dsn: str | None) -> str | None:
        try:
            return make_conninfo(dsn) if dsn else None
        except psycopg.ProgrammingError:
            raise ValueError("not a connection string such as postgresql://user@host/database") from None

    @field_validator("base_url")
    @classmethod
    def _no_slash_at_end(cls, url: str | None) -> str | None:
        return url.rstrip("/") if url else None

    @model_validator(mode="after")
    def _no_stray_names(self) -> Self:
        known = {f"ONEMAP_{name}".upper() for name in type(self).model_fields} | NOT_SETTINGS
        if stray := {k for k in os.environ if k.upper().startswith("ONEMAP_")} - known:
            raise ValueError(f"unknown settings {sorted(stray)}; known are {sorted(known - NOT_SETTINGS)}")
        return self

    @property
    def database(self) -> str:
        """Connection string of the database in use: `dsn`, or else the private cluster's."""
        return self.dsn or connection_string(self.home)
