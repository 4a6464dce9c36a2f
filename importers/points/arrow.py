"""Arrow IPC: read from a stream, or from a file from its beginning; written as a stream."""

import io
from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

from importers.points.batch import Asked, Batch, PointFile
from importers.points.messages import Messages
from importers.points.place import Place, place_of
from importers.tables.table import Style
from layers.errors import Invalid

__all__ = ["DAMAGED", "read", "taken", "write"]

DAMAGED: Final = (pa.ArrowException, OSError, UnicodeDecodeError)
"""What Arrow raises on files that are not sound."""


def read(source: io.RawIOBase, asked: Asked) -> PointFile:
    """The rows of an Arrow stream, whoever it comes from; dictionaries and nested columns stay as they are.

    Raises:
        Invalid: it is no sound stream, too large in one piece, or has no coordinates.
    """
    options = pa.ipc.IpcReadOptions(use_threads=False)
    try:
        reader = pa.ipc.open_stream(pa.PythonFile(Messages(source), mode="r"), options=options)
        place = place_of(reader.schema, asked)
    except DAMAGED:
        raise Invalid("it is no sound Arrow stream") from None
    return PointFile(reader.schema, _batches(reader, place), place.crs)


def _batches(reader: pa.RecordBatchReader, place: Place) -> Iterator[Batch]:
    try:
        for rows in reader:
            rows.validate(full=True)
            yield Batch(rows, *place.of(rows))
    except DAMAGED:
        raise Invalid("the Arrow stream is damaged") from None


def write(schema: pa.Schema, batches: Iterable[pa.RecordBatch], style: Style) -> Iterator[bytes]:
    """The batches as a stream, piece by piece."""
    del style
    sink = io.BytesIO()
    with pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), schema) as writer:
        yield taken(sink)
        for batch in batches:
            writer.write_batch(batch)
            yield taken(sink)
    yield taken(sink)


def taken(sink: io.BytesIO) -> bytes:
    """What was written since the last time."""
    written = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return written
