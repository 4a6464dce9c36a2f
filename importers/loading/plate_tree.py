"""The nodes of an address tree, as numbers: which plates, floors and roads the rows of a file imply.

A node is an area, a street and a *tail*, which is what stands behind the street: nothing, 71號, 71號五樓,
71號五樓之32. Streets and tails are `Chains`, so the node above is the one of the tail above or, of a street
itself, of the street above.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from importers.loading.chains import Chains, rank

__all__ = ["Nodes", "plant"]

Integers = NDArray[np.int64]
Places = NDArray[np.float64]
"""Shape (n, 2): longitude and latitude in degrees, NaN for none."""
Triple = tuple[Integers, Integers, Integers]
"""Numbers of areas, streets and tails."""

CHUNK = 100_000


@dataclass(frozen=True)
class Nodes:
    """The nodes in the order of their texts: a parent stands before its children."""

    areas: pa.Array
    streets: Chains
    tails: Chains
    triple: Triple
    places: Places
    stated: int
    """How many of them a row of the file states; the others are implied."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.places)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The nodes as staged rows of `address.tree`."""
        for start in range(0, len(self), CHUNK):
            yield self._batch(slice(start, start + CHUNK))

    def _batch(self, some: slice) -> pa.RecordBatch:
        area, street, tail = (numbers[some] for numbers in self.triple)
        is_street = tail == 0
        above = np.where(is_street, self.streets.parent[street], street), self.tails.parent[tail]
        placed = np.isfinite(self.places[some, 0])
        columns = {
            "area_code": self.areas.take(pa.array(area)),
            "level": _either(is_street, self.streets.level, street, self.tails.level, tail),
            "name": _either(is_street, self.streets.name, street, self.tails.name, tail),
            "local_text": self._text(street, tail),
            "parent_local_text": self._text(*above),
            "lon": pa.array(self.places[some, 0], mask=~placed),
            "lat": pa.array(self.places[some, 1], mask=~placed),
            "accuracy": pa.array(np.where(is_street, "centroid", "plate"), mask=~placed),
        }
        return pa.RecordBatch.from_pydict(columns)

    def _text(self, street: Integers, tail: Integers) -> pa.Array:
        """Street and tail as one text; above a road is nothing, null."""
        streets, tails = self.streets.text.take(pa.array(street)), self.tails.text.take(pa.array(tail))
        text = pc.binary_join_element_wise(streets, tails, "")
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _either(
    which: NDArray[np.bool_], yes: pa.Array, street: Integers, no: pa.Array, tail: Integers
) -> pa.Array:
    return pc.if_else(pa.array(which), yes.take(pa.array(street)), no.take(pa.array(tail)))


def plant(areas: list[str], streets: Chains, tails: Chains, rows: Triple, places: Places) -> Nodes:
    """Make the tree of some rows.

    Args:
        areas: codes; the rows' areas are numbers in this list.
        streets: roads, lanes and alleys.
        tails: plates, floors and rooms.
        rows: area, street and tail of each row; two rows with the same are one node, where the first lies.
        places: of the rows.

    Returns:
        The nodes of the rows, and all above them: a plate or floor that no row states lies where its first
        known child lies, a street in the middle of all rows on it in its area.
    """
    key = _Keys(len(streets), len(tails))
    area, street, _ = rows
    stated, first = np.unique(key.of(*rows), return_index=True)
    numbered = _Grown(stated, places[first])
    numbered.grow(lambda k: key.above(k, tails.parent))
    on_street = key.of(area, street, np.zeros_like(street))
    roads, middles = _middles(on_street, places, lambda k: key.street_above(k, streets.parent))
    a, s, t = key.split(np.concatenate((numbered.keys, roads)))
    order = np.lexsort((tails.rank[t], streets.rank[s], rank(areas)[a]))
    lie = np.concatenate((numbered.places, middles))[order]
    return Nodes(
        pa.array(areas, pa.string()), streets, tails, (a[order], s[order], t[order]), lie, len(stated)
    )


@dataclass(frozen=True)
class _Keys:
    """Area, street and tail as one number; how many streets and tails there are."""

    streets: int
    tails: int

    def of(self, area: Integers, street: Integers, tail: Integers) -> Integers:
        return (area * self.streets + street) * self.tails + tail

    def split(self, key: Integers) -> Triple:
        rest, tail = np.divmod(key, self.tails)
        area, street = np.divmod(rest, self.streets)
        return area, street, tail

    def above(self, key: Integers, parent: Integers) -> Integers:
        """The tail's parent in the same street; -1 when that is the street itself."""
        area, street, tail = self.split(key)
        return np.where(parent[tail] > 0, self.of(area, street, parent[tail]), -1)

    def street_above(self, key: Integers, parent: Integers) -> Integers:
        """The street's parent; -1 above a road."""
        area, street, tail = self.split(key)
        return np.where(parent[street] > 0, self.of(area, parent[street], tail), -1)


class _Grown:
    """Keys and places, with the missing parents added."""

    def __init__(self, keys: Integers, places: Places) -> None:
        self.keys = keys
        self.places = places

    def grow(self, above: Callable[[Integers], Integers]) -> None:
        """Add parents until all are there; each lies where its first child with a place lies."""
        keys, places = self.keys, self.places
        while len(keys):
            parents = above(keys)
            order = np.argsort(np.isnan(places[:, 0]), kind="stable")
            order = order[parents[order] >= 0]
            keys, first = np.unique(parents[order], return_index=True)
            places = places[order][first]
            new = ~np.isin(keys, self.keys, assume_unique=True)
            keys, places = keys[new], places[new]
            self.keys = np.concatenate((self.keys, keys))
            self.places = np.concatenate((self.places, places))


def _middles(
    keys: Integers, places: Places, above: Callable[[Integers], Integers]
) -> tuple[Integers, Places]:
    """Each street of the rows and each above it, in the middle of the rows that lie on it."""
    all_keys, all_places = [keys], [places]
    while len(keys):
        parents = above(keys)
        keys, places = parents[parents >= 0], places[parents >= 0]
        all_keys.append(keys)
        all_places.append(places)
    unique, inverse = np.unique(np.concatenate(all_keys), return_inverse=True)
    xy = np.concatenate(all_places)
    there = np.isfinite(xy[:, 0])
    count = np.bincount(inverse[there], minlength=len(unique))
    sums = [np.bincount(inverse[there], xy[there, axis], len(unique)) for axis in (0, 1)]
    count = np.where(count, count, np.nan)
    return unique, np.column_stack(sums) / count[:, None]
