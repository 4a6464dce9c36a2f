"""How names are read aloud, as people type them: syllables of pinyin (拼音), with a few other readings."""

from itertools import product
from typing import Final

from address.text.rules import simplified

__all__ = ["MOST", "readings"]

MOST: Final = 4
"""Readings of one name that are kept."""
_PER_CHARACTER: Final = 2
_DOUBTFUL: Final = frozenset(
    "朝长乐重行曾单解覃蔚厦六堡尉盛柏车会召仇区查翟绿薄角莘巷弄泊沈牟宿圩涌埔校葛纪任种降"
)
"""Characters that names of places have with more than one reading; those of others name no place."""


def readings(name: str) -> list[tuple[str, ...]]:
    """Syllables of a name in capitals, one a character; the likeliest reading first.

    Words decide how a character is read where they can (重庆 is chongqing); where they can't, two readings
    of some characters count, so that 朝阳大道 is found as chaoyang and as zhaoyang.

    >>> readings("重慶北路")[0], readings("A座")
    (('CHONG', 'QING', 'BEI', 'LU'), [('A', 'ZUO')])
    """
    from pypinyin import Style, pinyin

    text = simplified(name)
    units: list[list[str]] = []
    for made in pinyin(text, style=Style.NORMAL, heteronym=True):
        character = text[len(units)] if len(units) < len(text) else ""
        if made[0] and text.startswith(made[0], len(units)):
            units += [[sign.upper()] for sign in made[0]]
        else:
            several = _PER_CHARACTER if character in _DOUBTFUL else 1
            units.append([syllable.upper() for syllable in made[:several]])
    return _likeliest(units)


def _likeliest(units: list[list[str]]) -> list[tuple[str, ...]]:
    """Combinations with the fewest rare readings; of a long name only the first doubtful characters vary."""
    doubtful = [n for n, unit in enumerate(units) if len(unit) > 1]
    for n in doubtful[MOST:]:
        units[n] = units[n][:1]
    choices = sorted(product(*(enumerate(unit) for unit in units)), key=lambda one: sum(n for n, _ in one))
    return list(dict.fromkeys(tuple(syllable for _, syllable in one) for one in choices[:MOST]))
