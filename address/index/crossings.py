"""Where named roads of the base map meet, by the pair of their names."""

import numpy as np

from address.index.source import Source
from address.text.rules import compare_key
from layers.indexing.parts import Parts

__all__ = ["keep", "pair_key"]


def pair_key(one: str, other: str) -> str:
    """What the crossing of two roads is found by, whichever is said first; comparison forms in and out."""
    return "|".join(sorted((one, other)))


def keep(parts: Parts, source: Source) -> None:
    """Keep the crossings: the lookup `crossing` leads to numbers of `crossing.lonlat`, shape (n, 2)."""
    rows = source.crossings
    names = [[compare_key(name) for name in rows[column].to_pylist()] for column in ("one", "other")]
    keys = [pair_key(one, other) for one, other in zip(*names, strict=True)]
    parts.add_lookup("crossing", keys, np.arange(len(keys), dtype=np.int32))
    places = [rows[column].to_numpy(zero_copy_only=False) for column in ("lon", "lat")]
    parts.arrays["crossing.lonlat"] = np.column_stack(places).astype(np.float64).reshape(-1, 2)
