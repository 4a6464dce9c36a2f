"""Door plates (門牌): rows of road, lane, alley and number into the address tree.

A city's plates repeat few texts: every different number is split once, every different street is taken
apart once, and the rest is arithmetic on their numbers. A node of the tree is an area, a street and a
*tail*, which is what stands behind the street: nothing, 71號, 71號五樓, 71號五樓之32.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from address import tree
from address.local_text import Plate, split_plate
from importers.loading.chains import Chains
from importers.manifest import LayerFile
from importers.report import Part
from importers.run import Run, prepare, refuse
from layers.errors import Invalid

__all__ = ["load"]

Integers = NDArray[np.int64]

STREET_PARTS = ("road", "lane", "alley")
CHUNK = 100_000
AREAS = "SELECT code FROM onemap.area"

_STREET = re.compile("[\u3400-\u9fff0-9]+")


@dataclass(frozen=True)
class _Coded:
    """A column as numbers of its different texts; -1 is null."""

    codes: Integers
    texts: list[str]


def load(run: Run, layer: LayerFile) -> None:
    """Bring in a file of door plates; the layer's columns are area_code, road, lane, alley and number."""
    part = run.part(layer.file, layer.table)
    rows = prepare(run, layer, part).combine_chunks()
    plates = _plates(_coded(rows["number"]).texts)
    rows = refuse(run, layer.file, part, rows, _wrong(run.conn, rows, plates))
    nodes = _Nodes.of(rows, plates, part)
    merged = tree.load(
        run.conn,
        nodes.batches(),
        prefix=run.manifest.prefix,
        source=run.source(layer),
        import_id=run.import_id,
    )
    part.wrote(merged, derived=nodes.count - nodes.stated)


def _coded(column: pa.ChunkedArray) -> _Coded:
    encoded = column.combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    return _Coded(
        np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int64), encoded.dictionary.to_pylist()
    )


def _plates(numbers: list[str]) -> dict[str, Plate | str]:
    """Number -> its elements, or the reason why it has none."""
    found: dict[str, Plate | str] = {}
    for number in numbers:
        try:
            found[number] = split_plate(number)
        except Invalid as error:
            found[number] = error.message
    return found


def _wrong(conn: psycopg.Connection, rows: pa.Table, plates: dict[str, Plate | str]) -> dict[int, str]:
    """Row -> why it cannot stand in the tree."""
    areas = {code for (code,) in conn.execute(AREAS)}

    def road(text: str) -> str | None:
        return None if _STREET.fullmatch(text) else "the road is no road"

    def area(code: str) -> str | None:
        return None if code in areas else f"area {code} is not known"

    def number(text: str) -> str | None:
        plate = plates[text]
        return plate if isinstance(plate, str) else None

    reasons = {"area_code": area, "number": number, **dict.fromkeys(STREET_PARTS, road)}
    wrong: dict[int, str] = {}
    for name, reason in reasons.items():
        column = _coded(rows[name])
        bad = {code: why for code, text in enumerate(column.texts) if (why := reason(text))}
        wrong |= {
            int(row): str(bad[column.codes[row]]) for row in np.flatnonzero(np.isin(column.codes, list(bad)))
        }
        if name in ("road", "number"):
            wrong |= {int(row): f"no {name}" for row in np.flatnonzero(column.codes < 0)}
    return wrong


@dataclass(frozen=True)
class _Nodes:
    """The nodes of the tree, in the order of their texts: a parent stands before its children."""

    areas: list[str]
    streets: Chains
    tails: Chains
    area: Integers
    street: Integers
    tail: Integers
    xy: NDArray[np.float64]
    """Longitude and latitude; NaN for no position."""
    stated: int
    """How many of them a row of the file states."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.area)

    @classmethod
    def of(cls, rows: pa.Table, plates: dict[str, Plate | str], part: Part) -> "_Nodes":
        """All nodes that the rows state or imply; repeated and repaired rows are counted."""
        area, streets, street = _coded(rows["area_code"]), *_streets(rows)
        tails, tail = _tails(_coded(rows["number"]), plates, part)
        xy = _positions(rows)
        every = _Keys(len(streets.texts), len(tails.texts))
        keys, first = np.unique(every.key(area.codes, street, tail), return_index=True)
        part.repeated += rows.num_rows - len(keys)
        whole, places = _with_parents(every, tails, keys, xy[first])
        roads, middles = _roads(every, streets, every.key(area.codes, street, 0), xy)
        whole, places = np.concatenate((whole, roads)), np.concatenate((places, middles))
        a, s, t = every.parts(whole)
        order = np.lexsort((tails.rank[t], streets.rank[s], _rank(area.texts)[a]))
        return cls(area.texts, streets, tails, a[order], s[order], t[order], places[order], len(keys))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The nodes as staged rows of `address.tree`."""
        for start in range(0, self.count, CHUNK):
            yield self._batch(slice(start, start + CHUNK))

    def _batch(self, some: slice) -> pa.RecordBatch:
        street, tail, xy = self.street[some], self.tail[some], self.xy[some]
        in_street = tail == 0
        above_street = np.where(in_street, self.streets.parent[street], street)
        above_tail = np.where(in_street, 0, self.tails.parent[tail])
        placed = np.isfinite(xy[:, 0])
        accuracy = pa.array(np.where(in_street, "centroid", "plate"), mask=~placed)
        columns = {
            "area_code": pa.array(self.areas, pa.string()).take(pa.array(self.area[some])),
            "level": _either(in_street, self.streets.level(street), self.tails.level(tail)),
            "name": _either(in_street, self.streets.name(street), self.tails.name(tail)),
            "local_text": _joined(self.streets.text(street), self.tails.text(tail)),
            "parent_local_text": _joined(self.streets.text(above_street), self.tails.text(above_tail)),
            "lon": pa.array(xy[:, 0], mask=~placed),
            "lat": pa.array(xy[:, 1], mask=~placed),
            "accuracy": accuracy,
        }
        return pa.RecordBatch.from_pydict(columns)


@dataclass(frozen=True)
class _Keys:
    """Area, street and tail as one number."""

    streets: int
    tails: int

    def key(self, area: Integers, street: Integers, tail: Integers | int) -> Integers:
        return (area * self.streets + street) * self.tails + tail

    def parts(self, key: Integers) -> tuple[Integers, Integers, Integers]:
        rest, tail = np.divmod(key, self.tails)
        area, street = np.divmod(rest, self.streets)
        return area, street, tail


def _streets(rows: pa.Table) -> tuple[Chains, Integers]:
    """Every different road, lane and alley as a chain, and which of them each row has."""
    parts = [_coded(rows[name]) for name in STREET_PARTS]
    key = np.zeros(rows.num_rows, np.int64)
    for part in parts:
        key = key * (len(part.texts) + 1) + part.codes + 1
    unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    chains = Chains()
    ends = np.empty(len(unique), np.int64)
    for number, row in enumerate(first):
        texts = [part.texts[part.codes[row]] if part.codes[row] >= 0 else None for part in parts]
        levels = zip(("road", "lane", "lane"), texts, strict=True)
        ends[number] = chains.add([(level, text, text) for level, text in levels if text])
    return chains.sealed(), ends[inverse]


def _tails(numbers: _Coded, plates: dict[str, Plate | str], part: Part) -> tuple[Chains, Integers]:
    """Every different number as a chain, and which of them each row has."""
    chains = Chains()
    counts = np.bincount(numbers.codes, minlength=len(numbers.texts))
    ends = np.empty(len(numbers.texts), np.int64)
    for code, text in enumerate(numbers.texts):
        plate = plates[text]
        if isinstance(plate, str):
            continue
        part.repaired.update(dict.fromkeys(plate.repairs, int(counts[code])))
        chain = [("plate", plate.plate, plate.plate), ("floor", plate.floor, plate.floor)]
        chain.append(("room", plate.room and (plate.floor or "") + plate.room, plate.room))
        ends[code] = chains.add([(level, name, text) for level, name, text in chain if name and text])
    return chains.sealed(), ends[numbers.codes]


def _positions(rows: pa.Table) -> NDArray[np.float64]:
    xy = np.full((rows.num_rows, 2), np.nan)
    if "geom" in rows.column_names:
        points = shapely.from_wkb(rows["geom"].to_numpy())
        xy[:, 0], xy[:, 1] = shapely.get_x(points), shapely.get_y(points)
    return xy


def _with_parents(
    every: _Keys, tails: Chains, keys: Integers, xy: NDArray[np.float64]
) -> tuple[Integers, NDArray[np.float64]]:
    """Add the plates and floors that no row states; they lie where their first known child lies."""
    whole, places = [keys], [xy]
    while len(keys):
        area, street, tail = every.parts(keys)
        inner = tails.parent[tail] > 0
        above = every.key(area, street, tails.parent[tail])[inner]
        xy = xy[inner]
        order = np.argsort(np.isnan(xy[:, 0]), kind="stable")
        keys, first = np.unique(above[order], return_index=True)
        xy = xy[order][first]
        new = ~np.isin(keys, np.concatenate(whole))
        keys, xy = keys[new], xy[new]
        whole.append(keys)
        places.append(xy)
    return np.concatenate(whole), np.concatenate(places)


def _roads(
    every: _Keys, streets: Chains, keys: Integers, xy: NDArray[np.float64]
) -> tuple[Integers, NDArray[np.float64]]:
    """Roads, lanes and alleys of the rows, each in the middle of all that lies on it in its area."""
    whole = [keys]
    places = [xy]
    while len(keys):
        area, street, _ = every.parts(keys)
        inner = streets.parent[street] > 0
        keys, xy = every.key(area, streets.parent[street], 0)[inner], xy[inner]
        whole.append(keys)
        places.append(xy)
    unique, inverse = np.unique(np.concatenate(whole), return_inverse=True)
    xy = np.concatenate(places)
    there = np.isfinite(xy[:, 0])
    count = np.bincount(inverse[there], minlength=len(unique))
    sums = [np.bincount(inverse[there], xy[there, axis], len(unique)) for axis in (0, 1)]
    with np.errstate(invalid="ignore"):
        return unique, np.column_stack(sums) / count[:, None]


def _rank(texts: list[str]) -> Integers:
    rank = np.empty(len(texts), np.int64)
    rank[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
    return rank


def _either(condition: NDArray[np.bool_], yes: pa.Array, no: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(condition), yes, no)


def _joined(street: pa.Array, tail: pa.Array) -> pa.Array:
    """Text of street and tail; nothing at all, above a road, is null."""
    text = pc.binary_join_element_wise(street, tail, "")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
