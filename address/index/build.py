"""From rows to an index: the tree in the order of a walk, terms, names, places.

Every node is known by its *position* in one walk through the tree, parents before children and siblings in
the order of houses. A node and all below it are then a span of positions, so that *what is below A and
called t* is the part of t's list that falls into A's span: two bisections, however many levels lie between.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from address.index import crossings, names, near, places, suggest, whole
from address.index.planting import planted
from address.index.source import Source
from address.index.terms import extra_terms, sort_key, term_of
from address.index.walk import uprooted, walk
from address.text.rules import compare_key
from layers.indexing.parts import Parts
from layers.schema.addresses import ADDRESS_LEVELS, POSITION_ACCURACY

__all__ = ["build"]

Ints = NDArray[np.int64]
_ROW: Final = re.compile("[0-9０-９][-~—–－～至][0-9０-９]")
"""48-50號, which may be a row of houses; 48之50號 is none."""
NAME, SKIPPING, OWN = range(3)
"""How a node's text is made: its parent's and its name, its grandparent's and its name, or kept apart."""


def build(source: Source) -> Parts:
    """Make an index in memory."""
    parts = Parts(facts={"mark": source.mark, "levels": [*ADDRESS_LEVELS]})
    rows = planted(_with_poi(source.addresses, source.poi))
    term, terms = _terms(rows)
    area = _area_numbers(rows["area_code"], source.areas)
    parent = uprooted(_parents(rows))
    order, end = walk(parent, term, area)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    arrays = parts.arrays
    arrays["id"] = rows["id"].to_numpy()[order]
    arrays["by_id"] = np.argsort(arrays["id"], kind="stable").astype(np.int32)
    arrays["parent"] = np.where(parent >= 0, place[parent], -1)[order].astype(np.int32)
    arrays["end"] = end.astype(np.int32)
    arrays["level"] = _coded(rows["level"], ADDRESS_LEVELS)[order]
    arrays["area"] = area[order].astype(np.int32)
    _keep_texts(parts, rows.take(pa.array(order)))
    term = term[order]
    _keep_terms(parts, term, terms)
    _keep_poi(parts, source.poi)
    places.keep(parts, rows.take(pa.array(order)), source)
    names.keep(parts, source, terms)
    crossings.keep(parts, source)
    suggest.keep(parts, source)
    near.keep(parts, source)
    whole.keep(parts, rows["local_text"].take(pa.array(order)).to_pylist(), source)
    return parts


def _with_poi(addresses: pa.Table, poi: pa.Table) -> pa.Table:
    """Points of interest that are no other name of an address, as roots of their own."""
    own = poi.filter(pc.is_null(poi["address"]))
    nulls = pa.nulls(own.num_rows, pa.string())
    made = pa.table({
        "id": pc.negate(own["id"]), "code": own["code"],
        "level": pa.array(["poi"] * own.num_rows, pa.string()),
        "parent": pa.nulls(own.num_rows, pa.int64()), "name": own["name"], "local_text": own["name"],
        "area_code": nulls, "accuracy": nulls, "lon": own["lon"], "lat": own["lat"],
    })  # fmt: skip
    return pa.concat_tables([addresses.select(made.column_names), made])


def _keep_poi(parts: Parts, poi: pa.Table) -> None:
    """Which points of interest are other names of which addresses, by their ids in the database."""
    there = poi.filter(pc.is_valid(poi["address"]))
    parts.arrays["poi.id"], parts.arrays["poi.address"] = there["id"].to_numpy(), there["address"].to_numpy()


def _terms(rows: pa.Table) -> tuple[Ints, list[str]]:
    """The term of each row as a number, and the terms in the order of houses.

    A name that repeats the one above it (七樓之2 below 七樓) only counts for what it adds.
    """
    ids, parent = rows["id"].to_numpy(), rows["parent"]
    above = pc.index_in(parent, pa.array(ids)).fill_null(-1).to_numpy().astype(np.int64)
    level, name = (_encoded(rows[column]) for column in ("level", "name"))
    is_room = level[0] == (level[1].index("room") if "room" in level[1] else -1)
    upper = np.where(is_room & (above >= 0), name[0][above], -1)
    combined = np.stack((level[0], name[0], upper))
    unique, inverse = np.unique(combined, axis=1, return_inverse=True)
    keys = [compare_key(text or "") for text in name[1]]
    made = [
        term_of(level[1][a], _added(keys[b], keys[c] if c >= 0 else ""), ranged=bool(_ROW.search(name[1][b])))
        for a, b, c in unique.T.tolist()
    ]
    terms = sorted(set(made), key=sort_key)
    rank = {text: number for number, text in enumerate(terms)}
    return np.array([rank[text] for text in made], np.int64)[inverse.reshape(-1)], terms


def _added(key: str, above: str) -> str:
    return key[len(above) :] if above and key.startswith(above) and len(key) > len(above) else key


def _encoded(column: pa.ChunkedArray) -> tuple[Ints, list[Any]]:
    encoded = pc.fill_null(column, "").combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()


def _coded(column: pa.ChunkedArray, words: Sequence[str]) -> NDArray[np.uint8]:
    found: NDArray[np.int32] = pc.fill_null(pc.index_in(column, pa.array(words)), 255).to_numpy()
    return found.astype(np.uint8)


def _area_numbers(codes: pa.ChunkedArray, areas: pa.Table) -> Ints:
    return _places(codes, areas["code"])


def _parents(rows: pa.Table) -> Ints:
    return _places(rows["parent"], rows["id"])


def _places(wanted: pa.ChunkedArray, known: pa.ChunkedArray) -> Ints:
    """Where each value is in a column; -1 for those that are not."""
    found: NDArray[np.int32] = pc.fill_null(pc.index_in(wanted, known.combine_chunks()), -1).to_numpy()
    return found.astype(np.int64)


def _keep_terms(parts: Parts, term: Ints, terms: list[str]) -> None:
    """For every term the positions of its nodes, in order; rows of houses by each of their ends too."""
    rank = {text: number for number, text in enumerate(terms)}
    every = list(terms)
    codes, positions = [term], [np.arange(len(term))]
    for number, text in enumerate(terms):
        for extra in extra_terms(text):
            if extra not in rank:
                rank[extra] = len(every)
                every.append(extra)
            at = np.flatnonzero(term == number)
            codes.append(np.full(len(at), rank[extra]))
            positions.append(at)
    where = np.concatenate(positions)
    order = np.argsort(where, kind="stable")
    parts.add_coded_lookup("term", every, np.concatenate(codes)[order], where[order].astype(np.int32))


def _keep_texts(parts: Parts, rows: pa.Table) -> None:
    """Codes, names, and how the text of each node is made of them."""
    codes = rows["code"].combine_chunks()
    parts.add_texts("code", codes.to_pylist())
    number, known = _encoded(rows["name"])
    parts.arrays["name"] = number.astype(np.int32)
    parts.add_texts("name", known)
    parent = parts.arrays["parent"]
    local = np.array(rows["local_text"].to_pylist(), object)
    name = np.array(known, object)[number] if len(number) else np.empty(0, object)
    ways: tuple[Callable[[], Any], ...] = (
        lambda: _above(local, parent) + name,
        lambda: _above(local, _above_of(parent)) + name,
    )
    style = np.full(len(local), OWN, np.uint8)
    for way, made in reversed(list(enumerate(ways))):
        style[made() == local] = way
    parts.arrays["style"] = style
    own = np.flatnonzero(style == OWN)
    parts.arrays["own"] = own.astype(np.int32)
    parts.add_texts("own_text", local[own].tolist())
    parts.arrays["accuracy"] = _coded(rows["accuracy"], POSITION_ACCURACY)


def _above(local: NDArray[Any], parent: NDArray[Any]) -> NDArray[Any]:
    found = np.where(parent >= 0, local[parent] if len(local) else local, "")
    return found.astype(object)


def _above_of(parent: NDArray[Any]) -> NDArray[Any]:
    return np.where(parent >= 0, parent[parent] if len(parent) else parent, -1)
