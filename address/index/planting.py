"""Addresses that a library holds without the ones above them: hung below what their own text says.

A library is a tree, and its elements are stored apart. Where somebody brought in bare texts (红旗路12号3栋
with nothing above it), their roads, plates and buildings are made up here, so that they are found like
others. What is made up has a negative id and no code.
"""

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from address.text.parse import parse
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["planted"]

INNER: Final = ("plate", "building", "unit", "floor", "room")
"""Levels that hang below something by their nature."""
FIRST: Final = -(1 << 40)
"""Ids that are made up begin here and go down; those of points of interest are above."""


def planted(rows: pa.Table) -> pa.Table:
    """The rows with a chain above those that have none and whose text says one.

    Args:
        rows: id, code, level, parent, name, local_text, area_code, accuracy, lon, lat.
    """
    bare = pc.and_(pc.is_null(rows["parent"]), pc.is_in(rows["level"], pa.array(INNER)))
    if not pc.any(bare).as_py():
        return rows
    known = {
        (row["area_code"], row["local_text"]): row["id"]
        for row in rows.select(["area_code", "local_text", "id"]).to_pylist()
    }
    kept = rows.filter(pc.invert(bare))
    made: list[dict[str, Any]] = []
    for row in sorted(rows.filter(bare).to_pylist(), key=lambda row: len(row["local_text"])):
        made += _chain(row, known)
    return pa.concat_tables([kept, pa.Table.from_pylist(made, schema=rows.schema)])


def _chain(row: dict[str, Any], known: dict[tuple[str, str], int]) -> Iterator[dict[str, Any]]:
    """The row, hung below what its text says, with what had to be made up for that."""
    text, above, start = row["local_text"], None, 0
    for level, end in _steps(text, row["level"]):
        key = (row["area_code"], text[:end])
        if key not in known:
            known[key] = FIRST - len(known)
            yield {
                "id": known[key], "code": "", "level": level, "parent": above, "name": text[start:end],
                "local_text": text[:end], "area_code": row["area_code"], "accuracy": None, "lon": None,
                "lat": None,
            }  # fmt: skip
        above, start = known[key], end
    yield row | {"parent": above, "name": text[start:] if above is not None else row["name"]}


def _steps(text: str, level: str) -> list[tuple[str, int]]:
    """Levels above the last element of a text and where each ends; none unless all are in a row."""
    elements = [one for one in parse(text).elements if one.level in ADDRESS_LEVELS]
    ends = [0, *(one.end for one in elements)]
    follow = all(one.start == end for one, end in zip(elements, ends, strict=False))
    if not follow or not elements or elements[-1].end != len(text) or elements[-1].level != level:
        return []
    return [(one.level, one.end) for one in elements[:-1]]
