"""Whole collections as files: written on the disk first, so a file is sent whole or not at all."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import psycopg
import pyarrow as pa
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse

from gis_api.ogc.answering import VARY
from gis_api.ogc.media import ITEMS
from gis_api.streaming import Streams
from importers.writers import WRITERS, Table
from layers.catalogue import Layer
from layers.errors import Invalid, Unavailable
from layers.items.bulk import SHAPE, Bulk, bulk
from layers.items.query import Query

__all__ = ["MOST", "file_of"]

MOST: Final = 1_000_000
"""Features of one file; where there are more, the answer says `X-Truncated`."""


class Counted:
    """Batches that are counted as they pass, up to a number of rows."""

    def __init__(self, given: Bulk, most: int) -> None:
        """Let as many rows pass as there may be."""
        self.number = 0
        self.cut = False
        self._given = given.batches
        self._most = most

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """The batches."""
        for batch in self._given:
            room = self._most - self.number
            self.cut = batch.num_rows > room
            kept = batch.slice(0, room)
            self.number += kept.num_rows
            yield kept


def file_of(
    request: Request, conn: psycopg.Connection, layer: Layer, query: Query, name: str, *, internal: bool
) -> FileResponse:
    """The features that a query finds, in a file of a format.

    Args:
        request: which says whether it wants fewer, and where there is room.
        conn: an open connection.
        layer: whose features they are.
        query: which of them.
        name: of the format.
        internal: whether fields for internal use come too.

    Raises:
        Invalid: the format can't hold this layer, or a page is asked for.
        Unavailable: there is no room, or enough others write files already.
    """
    if "cursor" in request.query_params:
        raise Invalid("a file has no pages", hint="leave out 'cursor'")
    most = query.limit if "limit" in request.query_params else MOST
    found = bulk(conn, layer, replace(query, limit=most + 1), internal=internal, text=name == "csv")
    shape = SHAPE if SHAPE in found.schema.names else None
    if name == "fgb" and shape is None:
        raise Invalid("features of this collection have no place, which FlatGeobuf needs", allowed=["csv"])
    counted = Counted(found, most)
    table = Table(layer.name, found.schema, iter(counted), shape, query.crs.epsg)
    return _response(_written(request.app.state.streams, table, name), name, query, counted)


def _written(streams: Streams, table: Table, name: str) -> Path:
    """The path of the table as a file, alone in a folder of its own."""
    if not streams.files.acquire(blocking=False):
        raise Unavailable("other files of collections are being written")
    try:
        streams.folder.mkdir(parents=True, exist_ok=True)
        path = Path(tempfile.mkdtemp(dir=streams.folder)) / f"{table.name}.{name}"
        try:
            WRITERS[name](table, path)
        except BaseException:
            _remove(path)
            raise
    except OSError:
        raise Unavailable("there is no room for the file") from None
    finally:
        streams.files.release()
    return path


def _response(path: Path, name: str, query: Query, counted: Counted) -> FileResponse:
    headers = {
        **VARY,
        "OGC-NumberReturned": str(counted.number),
        "Content-Crs": f"<{query.crs.uri}>",
        "Cache-Control": "no-store",
    }
    if counted.cut:
        headers["X-Truncated"] = f"only the first {counted.number} features are in this file"
    return FileResponse(
        path,
        headers=headers,
        media_type=ITEMS[name].media_type,
        filename=path.name,
        background=BackgroundTask(_remove, path),
    )


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.parent.rmdir()
