"""Finished tiles in a file of SQLite that the workers of a machine share."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from layers.indexing.log import START, Mark
from tiles.cache.entry import Entry, Source, Spot
from tiles.cache.recent import Recent
from tiles.cache.shared import LEVELS, Kept, Part, Stat
from tiles.cache.touch import Grids, Touch
from tiles.matrix.span import Box

__all__ = ["Disk"]

FORMAT: Final = 1
"""Part of the file's name: what was written in another form is not read."""
SECONDS: Final = 30.0
"""How long to wait while another process writes."""

TABLES: Final = """
PRAGMA journal_mode = wal;
CREATE TABLE IF NOT EXISTS applied (
  id integer PRIMARY KEY CHECK (id = 1), seq integer NOT NULL, at integer NOT NULL
);
CREATE TABLE IF NOT EXISTS subject (key blob PRIMARY KEY, matrix text NOT NULL, tables text NOT NULL);
CREATE TABLE IF NOT EXISTS tile (
  n integer PRIMARY KEY, z integer NOT NULL, x integer NOT NULL, y integer NOT NULL, subject blob NOT NULL,
  coding text NOT NULL, made_at integer NOT NULL, tag text NOT NULL, cut text NOT NULL, body blob NOT NULL,
  UNIQUE (z, x, y, subject, coding)
);
"""
GET = """
SELECT made_at, tag, cut, coding, body FROM tile
WHERE (z, x, y, subject) = (?, ?, ?, ?) AND coding IN (?, 'identity')
ORDER BY coding = 'identity' LIMIT 1
"""
PUT = """
INSERT OR REPLACE INTO tile (z, x, y, subject, coding, made_at, tag, cut, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
PUT_SUBJECT = "INSERT OR IGNORE INTO subject (key, matrix, tables) VALUES (?, ?, ?)"
DROP_TABLE = "DELETE FROM tile WHERE subject IN (SELECT key FROM subject WHERE instr(tables, ?))"
DROP = """
DELETE FROM tile WHERE z = ? AND x BETWEEN ? AND ? AND y BETWEEN ? AND ?
  AND subject IN (SELECT key FROM subject WHERE matrix = ? AND instr(tables, ?))
"""
PURGE = """
DELETE FROM tile WHERE z BETWEEN ? AND ? AND subject IN (SELECT key FROM subject WHERE instr(tables, ?))
"""
APPLY = """
INSERT INTO applied (id, seq, at) VALUES (1, ?, ?)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE excluded.seq > seq
"""
OLDEST = (
    "DELETE FROM tile WHERE n IN (SELECT n FROM tile ORDER BY n LIMIT (SELECT count(*) / 10 + 1 FROM tile))"
)
USED = """
SELECT (page_count - freelist_count) * page_size
FROM pragma_page_count, pragma_freelist_count, pragma_page_size
"""
CLEAR = ("DELETE FROM tile", "DELETE FROM subject", "DELETE FROM applied")
STAT = """
SELECT matrix, z, count(*), sum(length(body)) / 1e6 FROM tile JOIN subject ON key = subject
GROUP BY matrix, z ORDER BY matrix, z
"""


class Disk:
    """A store in a folder; see `Shared`."""

    def __init__(self, folder: Path, most: int, grids: Grids) -> None:
        """Open or make it.

        Args:
            folder: is made where it isn't there.
            most: bytes of the file; the oldest tiles make room.
            grids: all tile matrix sets that tiles may be of.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"tiles-{FORMAT}.sqlite"
        self._most, self._grids = most, grids
        self._writer = self._connect()
        self._writer.executescript(TABLES)
        self._reader = self._connect()
        self._path.chmod(0o600)  # tiles for insiders are in it, too

    def _connect(self) -> sqlite3.Connection:
        conn = sqlite3.connect(self._path, SECONDS, isolation_level=None, check_same_thread=False)
        conn.execute("PRAGMA synchronous = normal")
        return conn

    def get(self, source: Source, spot: Spot, coding: str) -> Entry | None:
        """See `Shared`."""
        row = self._reader.execute(GET, (spot.z, spot.x, spot.y, spot.subject, coding)).fetchone()
        if row is None:
            return None
        made_at, tag, cut, found, body = row
        return Entry(source, spot, made_at, tag, cut, {found: body})

    def put(self, kept: Sequence[Kept], recent: Recent) -> None:
        """See `Shared`."""
        with self._writing():
            applied = (self.applied() or START).seq
            good = [
                one for one in kept
                if (applied <= one.entry.made_at or applied <= recent.seq) and recent.vouches_for(one.entry)
            ]  # fmt: skip
            sources = {one.entry.source.subject: one.entry.source for one in good}.values()
            subjects = [(source.subject, source.matrix, _listed(source.tables)) for source in sources]
            self._writer.executemany(PUT_SUBJECT, subjects)
            self._writer.executemany(PUT, map(_row, good))
            while self._used() > self._most:
                self._writer.execute(OLDEST)

    def drop(self, touches: Sequence[Touch], mark: Mark) -> None:
        """See `Shared`."""
        with self._writing():
            for touch in touches:
                self._drop(touch)
            self._writer.execute(APPLY, mark)

    def applied(self) -> Mark | None:
        """See `Shared`."""
        row = self._writer.execute("SELECT seq, at FROM applied").fetchone()
        return Mark(*row) if row else None

    def clear(self, mark: Mark, table: str | None = None) -> None:
        """See `Shared`."""
        with self._writing():
            if table:
                self._writer.execute(DROP_TABLE, (_listed({table}),))
                return
            for statement in CLEAR:
                self._writer.execute(statement)
            self._writer.execute(APPLY, mark)

    def purge(self, part: Part) -> None:
        """See `Shared`."""
        table = _listed({part.table}) if part.table else ""
        with self._writing():
            if part.box is None:
                self._writer.execute(PURGE, (part.zooms[0], part.zooms[-1], table))
            else:
                self._writer.executemany(DROP, self._spans([part.box], part.zooms, table))
            self._writer.execute(f"PRAGMA user_version = {self.purges() + 1}")

    def purges(self) -> int:
        """See `Shared`."""
        (number,) = self._writer.execute("PRAGMA user_version").fetchone()
        return int(number)

    def stat(self) -> list[Stat]:
        """See `Shared`."""
        return [Stat(*row) for row in self._writer.execute(STAT)]

    def close(self) -> None:
        """See `Shared`."""
        self._reader.close()
        self._writer.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._writer.execute("ROLLBACK")
            raise
        self._writer.execute("COMMIT")

    def _drop(self, touch: Touch) -> None:
        table = _listed({touch.table})
        if touch.boxes is None:
            self._writer.execute(DROP_TABLE, (table,))
            return
        self._writer.executemany(DROP, self._spans(touch.boxes, LEVELS, table))

    def _spans(self, boxes: Sequence[Box], zooms: range, table: str) -> Iterator[tuple[object, ...]]:
        """What `DROP` is given, to forget the tiles that touch boxes."""
        matrices = [name for (name,) in self._writer.execute("SELECT DISTINCT matrix FROM subject")]
        return (
            (z, span.left, span.right, span.top, span.bottom, matrix, table)
            for matrix in matrices for z in zooms for box in boxes
            if (span := self._grids[matrix].span(box, z))
        )  # fmt: skip

    def _used(self) -> int:
        (used,) = self._writer.execute(USED).fetchone()
        return int(used)


def _row(kept: Kept) -> tuple[object, ...]:
    entry, (subject, z, x, y) = kept.entry, kept.entry.spot
    return z, x, y, subject, kept.coding, entry.made_at, entry.tag, entry.cut, entry.bodies[kept.coding]


def _listed(tables: frozenset[str] | set[str]) -> str:
    """Names of tables as one text in which each can be found."""
    return "".join(f",{table}," for table in sorted(tables))
