"""One raster into the catalogue: the file appears whole, then the row that names it; or nothing happens."""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import shapely
from psycopg.types.json import Jsonb

from importers.rasters.copying import Progress, write_cog
from importers.rasters.describe import describe, footprint
from importers.rasters.source import opened
from layers.changes import act_as
from layers.crs import Crs
from layers.errors import Conflict, Failed, Invalid
from layers.rasters.environment import pinned
from layers.rasters.records import Kind

__all__ = ["FOLDER", "Brought", "Wanted", "bring_in"]

FOLDER: Final = "rasters"
"""Below the home folder."""
CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
UNFINISHED: Final = ".import-"
SPARE: Final = 1024**3
"""Bytes of disk that stay free."""


@dataclass(frozen=True)
class Wanted:
    """What the catalogue shall say."""

    code: str
    title: str
    kind: Kind
    unit: str | None = None
    sensitivity: str = "open"
    source: str = ""
    crs: str | None = None
    """What its coordinates are in, where the file doesn't say or says it wrong."""
    replace: bool = False
    """Make a new version of a raster that is there."""


@dataclass
class Brought:
    """What became of it."""

    code: str
    version: int
    fresh: bool
    """Whether a file was written; False where the same one was there."""
    notes: list[str] = field(default_factory=list)


# The number goes on where a raster was removed and comes back, so that no address ever means another picture.
PRESENT = """
SELECT bool_or(there), max(digest) FILTER (WHERE there), coalesce(max(version), 0)
FROM (
  SELECT true AS there, digest, version FROM onemap.raster WHERE code = %(code)s
  UNION ALL SELECT false, digest, version FROM onemap_history.raster WHERE code = %(code)s
) AS every
"""
SAY = """
UPDATE onemap.raster
SET title = %(title)s, unit = %(unit)s, sensitivity = %(sensitivity)s, source = %(source)s
WHERE code = %(code)s AND (title, unit, sensitivity, source)
  IS DISTINCT FROM (%(title)s, %(unit)s, %(sensitivity)s, %(source)s)
"""
PUT = """
INSERT INTO onemap.raster (code, title, kind, path, unit, bands, resolution_m, geom, source, version,
  sensitivity, statistics, digest)
VALUES (%(code)s, %(title)s, %(kind)s, %(path)s, %(unit)s, %(bands)s, %(resolution_m)s,
  ST_GeomFromWKB(%(geom)s, 4490), %(source)s, %(version)s, %(sensitivity)s, %(statistics)s, %(digest)s)
ON CONFLICT (code) DO UPDATE SET title = excluded.title, kind = excluded.kind, path = excluded.path,
  unit = excluded.unit, bands = excluded.bands, resolution_m = excluded.resolution_m, geom = excluded.geom,
  source = excluded.source, version = excluded.version, sensitivity = excluded.sensitivity,
  statistics = excluded.statistics, digest = excluded.digest
"""


def bring_in(
    conn: psycopg.Connection,
    file: Path,
    wanted: Wanted,
    *,
    home: Path,
    actor: str = "import",
    progress: Progress = lambda _done, _all: None,
) -> Brought:
    """Bring in a GeoTIFF; the same file again changes nothing but what is said of it.

    Args:
        conn: an open connection without a transaction under way; it is committed.
        file: on this machine.
        wanted: what the catalogue shall say.
        home: the home folder; files lie in `rasters/` below it, one a version.
        actor: who does it, for the change log.
        progress: hears how it goes.

    Raises:
        NotFound: there is no file.
        Invalid: it can't be used, or the code can't.
        Conflict: there is a raster with that code, or another import at work.
        Failed: there is no room on the disk.
    """
    if not CODE.fullmatch(wanted.code):
        raise Invalid(f"{wanted.code!r} is no code", hint="small letters, digits, - and _, at most 64")
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as name, pinned():
        with opened(file, Path(name), wanted.crs) as source:
            digest = _digest(file, wanted, source.crs)
            footprint(source.dataset, source.crs)  # said before an hour's work, not after it
            there, known, newest = _present(conn, wanted.code)
            if known == digest:
                _put(conn, actor, SAY, _said(wanted))
                return Brought(wanted.code, newest, fresh=False, notes=source.notes)
            if there and not wanted.replace:
                hint = "another code, or --replace for a new version of it"
                raise Conflict(f"there is a raster {wanted.code!r} already", hint=hint)
            _check_room(file, folder)
            draft = Path(name) / "raster.tif"
            write_cog(source, draft, wanted.kind, progress)
        path = Path(FOLDER) / f"{wanted.code}.{newest + 1}.tif"
        row = _said(wanted) | _facts(draft) | {"kind": wanted.kind.value, "path": path.as_posix()}
        _keep(draft, home / path)
        _put(conn, actor, PUT, row | {"digest": digest, "version": newest + 1})
        return Brought(wanted.code, newest + 1, fresh=True, notes=source.notes)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only import in a home folder; what one that was killed has left is removed."""
    with (folder / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                "another raster is being brought in", hint="wait for it, then call it again"
            ) from None
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left)
        yield


def _digest(file: Path, wanted: Wanted, system: Crs) -> str:
    """Of the file, and of what decides how it is written."""
    with file.open("rb") as opened:
        content = hashlib.file_digest(opened, "sha256").hexdigest()
    return hashlib.sha256(f"{content} {system.name} {wanted.kind}".encode()).hexdigest()


def _present(conn: psycopg.Connection, code: str) -> tuple[bool, str | None, int]:
    """Whether there is such a raster, its digest, and the newest version there ever was."""
    with conn.transaction():
        there, digest, newest = conn.execute(PRESENT, {"code": code}).fetchone() or (None, None, 0)
    return bool(there), digest, newest


def _check_room(file: Path, folder: Path) -> None:
    need = 3 * file.stat().st_size + SPARE
    if shutil.disk_usage(folder).free < need:
        raise Failed(f"less than {need // 1024**2} MiB are free in {folder}", hint="free some disk space")


def _said(wanted: Wanted) -> dict[str, Any]:
    unit = wanted.unit or ("m" if wanted.kind is Kind.ELEVATION else None)
    said = {"code": wanted.code, "title": wanted.title, "unit": unit, "sensitivity": wanted.sensitivity}
    return said | {"source": wanted.source or "import"}


def _facts(path: Path) -> dict[str, Any]:
    found = describe(path)
    return {
        "bands": found.bands,
        "resolution_m": found.resolution_m,
        "geom": shapely.to_wkb(found.outline),
        "statistics": Jsonb(found.statistics),
    }


def _keep(draft: Path, path: Path) -> None:
    """Give a file its name once the disk has it."""
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(path)


def _put(conn: psycopg.Connection, actor: str, statement: LiteralString, row: dict[str, Any]) -> None:
    with conn.transaction():
        act_as(conn, actor)
        conn.execute(statement, row)
