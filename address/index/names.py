"""All names of an index and what each may mean: elements, other names, points of interest, areas."""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from address.index import sounds
from address.index.source import Source
from address.index.terms import NAMED
from address.text.rules import compare_key
from layers.indexing.parts import Parts

__all__ = ["BARE", "REF_BITS", "Sense", "keep"]

Ints = NDArray[np.int64]
REF_BITS: Final = 28


class Sense(IntEnum):
    """What a name stands for; the number beside it says which."""

    NODE = 0
    """Nodes with the term n + the name."""
    SHORT = 1
    """Nodes of a longer name: 红旗 of 红旗路; the number is that name's."""
    ALIAS = 2
    """Another name of the node at a position."""
    FORMER = 3
    """A name of before."""
    POI = 4
    """A point of interest at the node's place."""
    AREA = 5
    AREA_SHORT = 6
    """新洲 of 新洲区."""


_Entry = tuple[str, int, int]
"""A name, what it stands for, and which one."""

BARE: Final = "^"
"""Stands before names that count only at the beginning of what is not understood yet."""
_NUMBERED: Final = re.compile("[0-9](?:号|栋|单元|层|室)")
_REST: Final = 3
"""Characters that must be left of a name without its area."""
_AREA_WORD: Final = re.compile(
    "(?:街道办事处|街道|社区居委会|居委会|村委会|社区|特别行政区|自治区|自治州|自治县|开发区|[省市区县镇乡村里])$"
)
_AREA_SHORTER: Final = (
    (re.compile("街道$"), "街"),
    (re.compile("街道$"), "街办"),
    (re.compile("(?:高新技术产业|高新技术)开发区$"), "高新区"),
    (re.compile("高新技术产业开发区$"), "高新技术开发区"),
    (re.compile("经济技术开发区$"), "经开区"),
    (re.compile("(?:高新技术产业|高新技术|经济技术|经济)开发区$"), "开发区"),
)
_KINDS: Final = {"alias": Sense.ALIAS, "nickname": Sense.ALIAS, "old_name": Sense.FORMER}
_ROAD_WORD: Final = re.compile(r"^(.{2,}?)(?:大道|大街|公路|路|街|道|巷|(?:路|街|大道)[0-9]+段)$")
_SECTION: Final = re.compile(r"^(.{2,}(?:路|街|大道))[0-9]+段$")
_ESTATE_WORD: Final = re.compile(r"^(.{2,})(?:小区|社区|生活区|住宅区)$")


def keep(parts: Parts, source: Source, terms: list[str]) -> None:
    """Keep the names, and by what they are found when they are misspelt.

    Args:
        parts: with `id` and `by_id`.
        source: other names, points of interest, areas.
        terms: the terms by number.
    """
    named = [text[1:] for text in terms if text[0] == NAMED]
    entries: list[_Entry] = [(name, Sense.NODE, n) for n, name in enumerate(named)]
    entries += [(short, Sense.SHORT, n) for n, name in enumerate(named) for short in _shorts(name)]
    parts.add_texts("named", named)
    entries += _others(parts, source.names, lambda kind: _KINDS[kind])
    entries += _others(parts, _poi_names(source.poi), lambda _: Sense.POI)
    areas = _areas(parts, source.areas)
    entries += areas
    entries += _without_area(entries, {name for name, _, n in areas if _is_large(parts, n)})
    entries = [one for one in dict.fromkeys(entries) if len(one[0]) > 1]
    keys = [key for key, _, _ in entries]
    refs = np.array([(sense << REF_BITS) | ref for _, sense, ref in entries], np.uint32)
    parts.add_lookup("name", keys, refs)
    sounds.keep(
        parts, list(dict.fromkeys(k for k, sense, _ in entries if sense != Sense.AREA_SHORT and k[0] != BARE))
    )


def _shorts(name: str) -> set[str]:
    """What is left of a name when the words for its kind are left out."""
    found = (pattern.match(name) for pattern in (_ROAD_WORD, _SECTION, _ESTATE_WORD))
    return {one[1] for one in found if one}


def _is_large(parts: Parts, area: int) -> bool:
    return parts.facts["areas"][area]["level"] in ("province", "city", "district")


def _without_area(entries: list[_Entry], areas: set[str]) -> list[_Entry]:
    """Names without the area that they begin with: 实验小学 of 新洲区实验小学.

    What is left is so general that it counts only where nothing unknown stands before it: 育红实验小学 is
    another school.
    """
    return [
        (BARE + name[size:], Sense.SHORT if sense == Sense.NODE else sense, ref)
        for name, sense, ref in entries
        if not _ROAD_WORD.match(name) and not _NUMBERED.search(name)
        for size in range(2, len(name) - _REST + 1)
        if name[:size] in areas
    ]


def _poi_names(poi: pa.Table) -> pa.Table:
    other = poi.filter(pc.is_valid(poi["address"]))
    return pa.table({"id": other["address"], "text": other["name"], "kind": other["code"]})


def _others(parts: Parts, rows: pa.Table, sense: Any) -> list[_Entry]:
    """Other names of nodes, by the positions of the nodes; names of nodes that are not here are left out."""
    ids, by_id = parts.arrays["id"], parts.arrays["by_id"]
    wanted = rows["id"].to_numpy()
    if not len(ids) or not len(wanted):
        return []
    slot = np.minimum(np.searchsorted(ids, wanted, sorter=by_id), len(ids) - 1)
    position = by_id[slot]
    here = ids[position] == wanted
    return [
        (compare_key(text), int(sense(kind)), at)
        for text, kind, at, there in zip(
            rows["text"].to_pylist(), rows["kind"].to_pylist(), position.tolist(), here.tolist(), strict=True
        )
        if there
    ]


def _areas(parts: Parts, rows: pa.Table) -> list[_Entry]:
    """The areas with their order of nesting, and all that they are called."""
    areas = rows.to_pylist()
    number = {area["code"]: n for n, area in enumerate(areas)}
    parts.facts["areas"] = [
        {
            "code": area["code"], "level": area["level"], "full_name": area["full_name"],
            "parent": number.get(area["parent_code"], -1), "lon": area["lon"], "lat": area["lat"],
            "radius": area["radius"],
        }
        for area in areas
    ]  # fmt: skip
    full = {area["code"]: area["full_name"] for area in areas}
    return [
        (name, sense, n)
        for n, area in enumerate(areas)
        for name, sense in _called(area, full.get(area["parent_code"], ""))
    ]


def _called(area: dict[str, Any], above: str) -> Iterator[tuple[str, Sense]]:
    """What an area is called, with and without the word for its kind, in comparison form.

    By its addresses that is what its full name adds to that of the area above; people are shown its name.
    """
    own = area["full_name"].removeprefix(above) or area["name"]
    for whole in dict.fromkeys(map(compare_key, (own, area["name"]))):
        yield whole, Sense.AREA
        for pattern, instead in _AREA_SHORTER:
            if pattern.search(whole):
                yield pattern.sub(instead, whole), Sense.AREA
        short = _AREA_WORD.sub("", whole)
        if len(short) > 1 and short != whole:
            yield short, Sense.AREA_SHORT
