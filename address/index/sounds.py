"""By what a misspelt name is found: how it sounds, and pairs of its characters."""

from functools import cache
from typing import Final

import numpy as np

from layers.indexing.parts import Parts

__all__ = ["keep", "pairs", "signs", "sound"]

# Sounds that many people don't tell apart, each before what it is compared as.
_ALIKE: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


_OTHER_SOUND: Final = {"厦": "xia", "行": "hang"}
"""Characters that sound otherwise in names than alone."""


@cache
def _of_character(character: str) -> str:
    from pypinyin import Style, pinyin

    if character in _OTHER_SOUND:
        return _OTHER_SOUND[character]
    made = pinyin(character, style=Style.NORMAL, errors="default")[0][0]
    if made == character:
        return made
    for given, folded in _ALIKE:
        made = made.replace(given, folded)
    return str("n" + made[1:] if made.startswith("l") else made)


def sound(text: str) -> str:
    """How a text sounds, character by character; sounds that are often confused are the same.

    >>> sound("珞喻路") == sound("珞瑜路"), sound("江汉") == sound("江海")
    (True, False)
    """
    return " ".join(map(_of_character, text))


def pairs(text: str) -> set[str]:
    """Neighbouring characters, with the ends marked."""
    marked = f"^{text}$"
    return {marked[n : n + 2] for n in range(len(marked) - 1)}


def signs(text: str) -> str:
    """The characters of a text in one order, whichever was written first: 江龙路 for 龙江路."""
    return "=" + "".join(sorted(text))


def keep(parts: Parts, names: list[str]) -> None:
    """Keep what leads to each of the names.

    Args:
        parts: gets the texts `spelt`, and the lookups `sound` and `pair` with numbers in it.
        names: comparison forms, different ones.
    """
    parts.add_texts("spelt", names)
    parts.add_lookup("sound", [sound(name) for name in names], np.arange(len(names), dtype=np.int32))
    found = [
        (pair, number) for number, name in enumerate(names) for pair in (*sorted(pairs(name)), signs(name))
    ]
    parts.add_lookup("pair", [pair for pair, _ in found], np.array([n for _, n in found], np.int32))
