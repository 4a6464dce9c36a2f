"""Content codings: what a client accepts, and making it."""

import gzip
from functools import lru_cache
from typing import Final

import brotli
import zstandard

from tiles.cache.entry import IDENTITY, SMALL

__all__ = ["BY_PREFERENCE", "IDENTITY", "coded", "decoded", "preferred", "worth"]

BY_PREFERENCE: Final = ("zstd", "br", "gzip")
"""Quickest to make and to read first; they are about equally small."""


@lru_cache(512)
def preferred(accepted: str) -> str:
    """The coding to use for a header Accept-Encoding; `identity` where it names none of ours."""
    weights: dict[str, float] = {}
    for one in accepted.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        weights[name] = _weight(parameters)
    return next((name for name in BY_PREFERENCE if weights.get(name, weights.get("*", 0)) > 0), IDENTITY)


def _weight(parameters: list[str]) -> float:
    given = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0


def worth(data: bytes, coding: str) -> str:
    """The coding for bytes where one is wanted: few are left as they are."""
    return coding if len(data) >= SMALL else IDENTITY


def coded(data: bytes, coding: str) -> bytes:
    """Bytes in a coding."""
    match coding:
        case "zstd":
            return zstandard.compress(data, 3)
        case "br":
            return bytes(brotli.compress(data, quality=5))
        case "gzip":
            return gzip.compress(data, 6, mtime=0)
    return data


def decoded(data: bytes, coding: str) -> bytes:
    """What `coded` was given."""
    match coding:
        case "zstd":
            return zstandard.decompress(data)
        case "br":
            return bytes(brotli.decompress(data))
        case "gzip":
            return gzip.decompress(data)
    return data
