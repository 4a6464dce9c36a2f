"""How names are read aloud, as people type them: syllables of pinyin (拼音), with a few other readings."""

from itertools import product
from typing import Final

from address.text.rules import simplified

__all__ = ["MOST", "readings"]

MOST: Final = 4
"""Readings of one name that are kept."""
_PER_CHARACTER: Final = 2
_SAME_EVERYWHERE: Final = frozenset("路大地区小的子口家合和会沙石红南三万上下园厂给着了都")
"""Characters of streets and estates whose rarer readings occur in no place name worth a key."""


def readings(name: str) -> list[tuple[str, ...]]:
    """Syllables of a name in capitals, one a character; the likeliest reading first.

    Words decide how a character is read where they can (重庆 is chongqing); where they can't, its two most
    frequent readings count, so that 朝阳大道 is found as chaoyang and as zhaoyang.

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
            several = 1 if character in _SAME_EVERYWHERE else _PER_CHARACTER
            units.append([syllable.upper() for syllable in made[:several]])
    return _likeliest(units)


def _likeliest(units: list[list[str]]) -> list[tuple[str, ...]]:
    """Combinations with the fewest rare readings; of a long name only the first doubtful characters vary."""
    doubtful = [n for n, unit in enumerate(units) if len(unit) > 1]
    for n in doubtful[MOST:]:
        units[n] = units[n][:1]
    choices = sorted(product(*(enumerate(unit) for unit in units)), key=lambda one: sum(n for n, _ in one))
    return list(dict.fromkeys(tuple(syllable for _, syllable in one) for one in choices[:MOST]))
