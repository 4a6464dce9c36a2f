"""Door plates (門牌): rows of road, lane, alley and number into the address tree.

A city's plates repeat few texts: every different number is split once, every different street is taken
apart once, and the rest is arithmetic on their numbers (`importers.loading.plate_tree`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from address import tree
from address.local_text import Plate, split_plate
from importers.loading.chains import Chains, Collector
from importers.loading.plate_tree import plant
from importers.manifest import LayerFile
from importers.report import Part
from importers.run import Run, prepare, refuse
from layers.errors import Invalid

__all__ = ["load"]

Integers = NDArray[np.int64]
Plates = dict[str, Plate | str]
"""Number -> its elements, or the reason why it has none."""

STREET_PARTS = ("road", "lane", "alley")
AREAS = "SELECT code FROM onemap.area"

_STREET = re.compile("[\u3400-\u9fff0-9]+")


@dataclass(frozen=True)
class _Coded:
    """A column as numbers of its different texts; -1 is null."""

    codes: Integers
    texts: list[str]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> "_Coded":
        encoded = pa.chunked_array([column.combine_chunks()]).dictionary_encode().unify_dictionaries()
        texts = encoded.chunk(0).dictionary.to_pylist() if encoded.num_chunks else []
        codes = [pc.fill_null(chunk.indices, -1).to_numpy() for chunk in encoded.chunks]
        return cls(np.concatenate([*codes, np.empty(0, np.int64)]).astype(np.int64), texts)


def load(run: Run, layer: LayerFile) -> None:
    """Bring in a file of door plates; the layer's columns are area_code, road, lane, alley and number."""
    part = run.part(layer.file, layer.table)
    rows = prepare(run, layer, part)
    plates = _plates(_Coded.of(rows["number"]).texts)
    rows = refuse(run, layer.file, part, rows, _wrong(run.conn, rows, plates))
    area, (streets, street), (tails, tail) = (
        _Coded.of(rows["area_code"]),
        _streets(rows),
        _tails(rows, plates, part),
    )
    nodes = plant(area.texts, streets, tails, (area.codes, street, tail), _positions(rows))
    part.repeated += rows.num_rows - nodes.stated
    merged = tree.load(
        run.conn,
        nodes.batches(),
        prefix=run.manifest.prefix,
        source=run.source(layer),
        import_id=run.import_id,
    )
    part.wrote(merged, derived=len(nodes) - nodes.stated)


def _plates(numbers: list[str]) -> Plates:
    found: Plates = {}
    for number in numbers:
        try:
            found[number] = split_plate(number)
        except Invalid as error:
            found[number] = error.message
    return found


def _wrong(conn: psycopg.Connection, rows: pa.Table, plates: Plates) -> dict[int, str]:
    """Row -> why it cannot stand in the tree."""
    areas = {code for (code,) in conn.execute(AREAS)}

    def area(code: str) -> str | None:
        return None if code in areas else f"area {code} is not known"

    def road(text: str) -> str | None:
        return None if _STREET.fullmatch(text) else "the road is no road"

    def number(text: str) -> str | None:
        plate = plates[text]
        return plate if isinstance(plate, str) else None

    wrong = _rejected(rows, "area_code", area) | _rejected(rows, "number", number)
    for name in STREET_PARTS:
        wrong |= _rejected(rows, name, road)
    for name in ("road", "number"):
        wrong |= {int(row): f"no {name}" for row in np.flatnonzero(np.asarray(rows[name].is_null()))}
    return wrong


def _rejected(rows: pa.Table, name: str, reason: Callable[[str], str | None]) -> dict[int, str]:
    column = _Coded.of(rows[name])
    bad = {code: why for code, text in enumerate(column.texts) if (why := reason(text))}
    found = np.flatnonzero(np.isin(column.codes, list(bad)))
    return {int(row): bad[int(column.codes[row])] for row in found}


def _streets(rows: pa.Table) -> tuple[Chains, Integers]:
    """Every different road, lane and alley as a chain, and which of them each row has."""
    parts = [_Coded.of(rows[name]) for name in STREET_PARTS]
    key = np.zeros(rows.num_rows, np.int64)
    for part in parts:
        key = key * (len(part.texts) + 1) + part.codes + 1
    unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    collector = Collector()
    ends = np.zeros(len(unique), np.int64)
    for number, row in enumerate(first):
        texts = (part.texts[part.codes[row]] if part.codes[row] >= 0 else None for part in parts)
        levels = zip(("road", "lane", "lane"), texts, strict=True)
        ends[number] = collector.add([(level, text, text) for level, text in levels if text])
    return collector.chains(), ends[inverse]


def _tails(rows: pa.Table, plates: Plates, part: Part) -> tuple[Chains, Integers]:
    """Every different number as a chain, and which of them each row has; repairs are counted."""
    numbers = _Coded.of(rows["number"])
    counts = np.bincount(numbers.codes, minlength=len(numbers.texts))
    collector = Collector()
    ends = np.zeros(len(numbers.texts), np.int64)
    for code, text in enumerate(numbers.texts):
        plate = plates[text]
        if isinstance(plate, Plate):
            part.repaired.update(dict.fromkeys(plate.repairs, int(counts[code])))
            ends[code] = collector.add(_chain(plate))
    return collector.chains(), ends[numbers.codes]


def _chain(plate: Plate) -> list[tuple[str, str, str]]:
    """A room is named with its floor, as on its door: 五樓之32."""
    chain = [("plate", plate.plate, plate.plate)]
    if plate.floor:
        chain.append(("floor", plate.floor, plate.floor))
    if plate.room:
        chain.append(("room", (plate.floor or "") + plate.room, plate.room))
    return chain


def _positions(rows: pa.Table) -> NDArray[np.float64]:
    """Longitude and latitude, NaN for none."""
    if "geom" not in rows.column_names:
        return np.full((rows.num_rows, 2), np.nan)
    points = shapely.from_wkb(rows["geom"].to_numpy())
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))
