"""What people say around an address: clauses of which only one or two say where."""

import re
from typing import Final

from address.text.rules import LONGEST

__all__ = ["clauses"]

LONG: Final = 14
"""Characters from which on a text is looked at clause by clause."""
MOST: Final = 40

_STOP: Final = re.compile("[，。；！？,;!?\n]+")
_TAKEN_BACK: Final = re.compile("(?<!是)不是|不对|不對|错了|錯了")
"""Who corrects themself says what is wrong as well."""
_FILLER: Final = re.compile("那一?个|这一?个|那边|这边|那里|这里|那块|就是|大概|大约|差不多|我说的是")
# After a word of place a story begins: 附近有根电线杆快倒了.
_STORY: Final = re.compile(
    "(附近|旁边?|对面|對面|门口|門口|路口|楼下|樓下|后面|後面|[往向][东西南北东南西北]+走?[0-9一二两三四五六七八九十百]+米(?:左右)?)"
    "(?:那|这|的|有|正|被|没|停|堆|漏|冒|在|发生|出|整|一直|总|老是|常|天天|又).*$"
)


def clauses(text: str) -> list[str]:
    """Parts of a long text that may say where by themselves, from the beginning; none of a short one.

    >>> clauses("麻烦来看看，红旗路12号附近有根电线杆快倒了")
    ['麻烦来看看', '红旗路12号附近']
    """
    if len(text) < LONG or _TAKEN_BACK.search(text):
        return []
    parts = [_STORY.sub(r"\1", _FILLER.sub("", part)).strip() for part in _STOP.split(text)]
    said = dict.fromkeys(part for part in parts if 3 < len(part) <= LONGEST and part != text)
    return list(said)[:MOST]
