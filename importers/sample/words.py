"""The words that names are made of, and the names of roads, communities and estates."""

import tomllib
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.setting import DATA

__all__ = ["ORDINALS", "estate_names", "numeral", "road_names", "village_names", "words"]

ORDINALS = "零一二三四五六七八九十"


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    with (DATA / "names.toml").open("rb") as file:
        return {name: tuple(text.split()) for name, text in tomllib.load(file).items()}


def words(name: str) -> NDArray[np.str_]:
    """A list of `data/sample/names.toml`."""
    return np.array(_lists()[name])


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese: 二十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else ORDINALS[tens]) + "十" if tens else ""
    return head + (ORDINALS[ones] if ones else "")


def road_names(rng: Generator, avenue: bool) -> Iterator[str]:
    """Names of roads, the plain ones first; more than any street has roads."""
    stems = rng.permutation(words("roads"))
    if avenue:
        yield from (f"{stem}大道" for stem in stems)
    endings = words("road_endings")
    plain = [f"{stem}{ending}" for ending in endings for stem in stems]
    yield from (
        f"{stem}街" if rng.random() < 0.3 and len(name) == 3 else name for name, stem in _with(plain, stems)
    )
    yield from (f"{stem}{numeral(number)}街" for number in range(1, 60) for stem in stems)


def _with(names: list[str], stems: NDArray[np.str_]) -> Iterator[tuple[str, str]]:
    return ((name, str(stems[i % len(stems)])) for i, name in enumerate(names))


def village_names(rng: Generator) -> Iterator[str]:
    """Names of villages such as 张家湾, in no order."""
    families, endings = words("villages"), words("village_endings")
    for n in rng.permutation(len(families) * len(endings)):
        yield f"{families[n % len(families)]}{endings[n // len(families)]}"


def estate_names(rng: Generator) -> Iterator[str]:
    """Names of estates such as 阳光花园; many are alike, as they are in life."""
    heads, tails = words("estate_heads"), words("estate_tails")
    for n in rng.permutation(len(heads) * len(tails)):
        yield f"{heads[n % len(heads)]}{tails[n // len(heads)]}"
