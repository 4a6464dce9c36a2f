"""A whole city in one transaction: `bring_in` follows a manifest and gives the report."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from importers.loading import areas, components, doorplates, events, rows
from importers.manifest import LayerFile, Manifest
from importers.report import Refusals, Report
from importers.run import Progress, Run
from layers.changes import act_as
from layers.errors import NotFound
from layers.schema import SCHEMA

__all__ = ["bring_in"]

# Two imports of one city at once would draw the same rows; the second waits for the first.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('onemap.import'))"
# When we are killed, the server finds out while it is still at work, and leaves off.
NOTICE = "SET LOCAL client_connection_check_interval = '1s'"
BEGIN = "INSERT INTO onemap.import_run (dataset, actor) VALUES (%s, %s) RETURNING id"
END = "UPDATE onemap.import_run SET finished_at = clock_timestamp(), report = %s WHERE id = %s"
ANALYZE = "ANALYZE {}"

Loader = Callable[[Run, LayerFile], None]

LOADERS: dict[str, Loader] = {"component": components.load, "event": events.load}
"""Table -> what brings rows into it where that takes more than `rows.load`."""


def bring_in(
    conn: psycopg.Connection,
    manifest: Manifest,
    source: Path,
    *,
    refused: Path,
    actor: str = "import",
    progress: Progress = lambda _file, _read, _total: None,
) -> Report:
    """Bring in all files of a city; all of it or, when anything fails, nothing.

    Args:
        conn: an open connection without a transaction under way; it is committed.
        manifest: which file is which layer.
        source: the folder of the data, with the city's folder in it, or that folder itself.
        refused: a folder, where refused rows go to a CSV file.
        actor: who does it, for the change log.
        progress: called after every batch.

    Raises:
        NotFound: a file is missing.
        Invalid: a file or the manifest is not what it should be.
    """
    folder = _folder(source, manifest)
    report = Report(manifest.city, manifest.title, notes=list(manifest.notes))
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = refused / f"{moment}-{manifest.city}-refused.csv"
    with Refusals.into(path) as refusals, conn.transaction():
        act_as(conn, actor)
        conn.execute(NOTICE)
        conn.execute(LOCK)
        (import_id,) = conn.execute(BEGIN, (f"city:{manifest.city}", actor)).fetchone() or (0,)
        _load(Run(conn, manifest, folder, report, refusals, import_id, progress))
        report.refused_file = path if refusals.count else None
        conn.execute(END, (report.as_json(), import_id))
    return report


def _folder(source: Path, manifest: Manifest) -> Path:
    if not source.is_dir():
        raise NotFound(f"there is no folder {source}", hint="--source is the folder of the data")
    own = source / manifest.folder
    return own if own.is_dir() else source


def _load(run: Run) -> None:
    layers = run.manifest.layers
    for layer in layers:
        run.path(layer)  # a missing file is said before anything is read
    areas.load(run, [layer for layer in layers if layer.table == "area"])
    for layer in layers:
        if layer.table != "area":
            _loader(layer)(run, layer)
    for layer in layers:
        if layer.note:
            run.report.notes.append(f"{layer.file}: {layer.note}")
    _analyse(run)


def _loader(layer: LayerFile) -> Loader:
    return doorplates.load if layer.how == "doorplates" else LOADERS.get(layer.table, rows.load)


def _analyse(run: Run) -> None:
    """Tables that have just grown are planned right only with new figures."""
    for table in sorted({part.table for part in run.report.parts if part.inserted}):
        run.conn.execute(sql.SQL(ANALYZE).format(sql.Identifier(SCHEMA, table)))
