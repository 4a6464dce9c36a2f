"""Events: located by one query, and classes of the city's own put into the catalogue."""

import pyarrow as pa

from importers.loading.located import note_outside, with_areas
from importers.loading.rows import once, with_source
from importers.manifest import LayerFile
from importers.run import LINE, Run, prepare
from layers.editions import Edition
from layers.rows import merge

__all__ = ["load"]

CLASS = """
INSERT INTO onemap.class_code (kind, edition, code, name, standard)
VALUES ('event', %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def load(run: Run, layer: LayerFile) -> None:
    """Bring in a file of events; an edition that is no national one is the city's own list of classes."""
    part = run.part(layer.file, layer.table)
    rows = once(run, layer, part, prepare(run, layer, part), ("code",))
    _declare_classes(run, rows)
    rows = with_source(run, layer, rows).drop_columns([LINE])
    rows = with_areas(run.conn, rows)
    part.wrote(merge(run.conn, "event", rows, import_id=run.import_id))
    note_outside(part, rows)


def _declare_classes(run: Run, rows: pa.Table) -> None:
    national = {str(edition) for edition in Edition}
    pairs = set(zip(rows["edition"].to_pylist(), rows["class_code"].to_pylist(), strict=True))
    for edition, code in sorted(pairs):
        if edition not in national:
            run.conn.execute(CLASS, (edition, code, code, run.manifest.title))
