"""Components: located by one query, and given codes that stay theirs when the file comes again."""

from collections import defaultdict

import psycopg
import pyarrow as pa

from importers.loading.located import note_outside, with_areas
from importers.loading.rows import once, with_source
from importers.manifest import LayerFile
from importers.run import LINE, Run, prepare
from layers.errors import Invalid
from layers.rows import merge

__all__ = ["load"]

SERIALS = 999_999
"""A code ends in six digits, counted a class."""

# Two imports that draw serials of one class at once must take turns.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('onemap.component serial'))"
KNOWN = "SELECT source_key, code FROM onemap.component WHERE source = %s"
LAST = """
SELECT coalesce(max(right(code, 6)::int), 0) FROM onemap.component
WHERE edition = %s AND class_code = %s AND code LIKE %s || '%%'
"""


def load(run: Run, layer: LayerFile) -> None:
    """Bring in a file of components, known again by the file and `source_key`."""
    part = run.part(layer.file, layer.table)
    rows = once(run, layer, part, prepare(run, layer, part), ("source_key",))
    rows = with_source(run, layer, rows).drop_columns([LINE])
    rows = with_areas(run.conn, rows)
    rows = rows.append_column("code", _codes(run.conn, run.manifest.prefix, run.source(layer), rows))
    part.wrote(merge(run.conn, "component", rows, key=("source", "source_key"), import_id=run.import_id))
    note_outside(part, rows)


def _codes(conn: psycopg.Connection, prefix: str, source: str, rows: pa.Table) -> pa.Array:
    """The code that each row has already, or else the next of its class."""
    conn.execute(LOCK)
    known: dict[str, str] = dict(conn.execute(KNOWN, (source,)).fetchall())
    last: dict[tuple[str, str], int] = defaultdict(lambda: -1)
    codes = []
    columns = (rows[name].to_pylist() for name in ("source_key", "edition", "class_code"))
    for key, edition, class_code in zip(*columns, strict=True):
        code = known.get(key)
        if code is None:
            kind = (edition, class_code)
            last[kind] = _last(conn, prefix, *kind) if last[kind] < 0 else last[kind]
            last[kind] += 1
            code = f"{prefix}{class_code}{last[kind]:06d}"
        codes.append(code)
    if any(serial > SERIALS for serial in last.values()):
        raise Invalid(f"more than {SERIALS} components of one class below {prefix}")
    return pa.array(codes, pa.string())


def _last(conn: psycopg.Connection, prefix: str, edition: str, class_code: str) -> int:
    (last,) = conn.execute(LAST, (edition, class_code, prefix + class_code)).fetchone() or (0,)
    return int(last)
