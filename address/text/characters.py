"""Rules about single characters: what is text, which of its forms, and what only separates."""

import re
import unicodedata
from typing import Final

from layers.schema.search_key import RADICALS

__all__ = [
    "close_up",
    "drop_control_characters",
    "drop_pictures",
    "fold_width",
    "one_hyphen",
    "restore_radicals",
    "separate_bare_numbers",
    "upper_case",
]

_NO_TEXT: Final = {"Cc", "Cf", "Cs", "Co"}
_MORE_RADICALS: Final = (
    "⺁厂⺇几⺈刀⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺗心⺛旡⺜日⺝月⺢水⺧牛⺩王⺪疋⺫目⺬示⺮竹⺶羊⺷羊⺸羊⺻聿⺼肉⺽臼⺾艹"
    "⻃西⻇角⻊足⻏阝⻕阜⻗雨⻝食⻞食⻡首⻪黾⻫齐⻭齿⻯龙⻱龟⻲龟"
)
_RADICALS: Final = str.maketrans((RADICALS + _MORE_RADICALS)[::2], (RADICALS + _MORE_RADICALS)[1::2])
_PLAIN: Final = re.compile("[\u4e00-\u9fff -~]*").fullmatch
_PICTURE: Final = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]+"
)
_DASHES: Final = "‐‑‒–—―−─━～〜ー﹣⁃"
_HYPHENS: Final = str.maketrans(dict.fromkeys(_DASHES, "-"))
_ONE: Final = re.compile("(?<=[0-9])一(?=[0-9])")
_MANY_HYPHENS: Final = re.compile("-{2,}")
_LOWER: Final = re.compile("[a-z]+")
_BETWEEN: Final = re.compile(
    r"[\s,，、./|\\·:;；](?<=[0-9].)[\s,，、./|\\·:;；]*(?=[0-9])|[\s/](?<=[A-Z].)(?<![A-Z]{2}.)[\s/]*(?=[0-9])|\s(?<=[A-Z].)(?=[A-Z][0-9])"
)
_SEPARATOR: Final = re.compile(r"[\s,，、。.;；:：·・()\[\]{}<>【】《》〈〉〔〕「」『』\"'“”‘’|!?*`^_…]+")


def drop_control_characters(text: str) -> str:
    """Leave out what is not text: control characters, byte order marks, halves of surrogate pairs."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in _NO_TEXT)


def fold_width(text: str) -> str:
    """１２号Ａ座 becomes 12号A座; compatibility forms become what they stand for."""
    return unicodedata.normalize("NFKC", text)


def restore_radicals(text: str) -> str:
    """⻄⻓安街, as text extraction writes it, becomes 西长安街."""
    return text if _PLAIN(text) else text.translate(_RADICALS)


def drop_pictures(text: str) -> str:
    """Emoji, arrows and dingbats become a space."""
    return text if _PLAIN(text) else _PICTURE.sub(" ", text)


def one_hyphen(text: str) -> str:
    """All dashes are hyphens, also 一 between digits: 3—502, 3~502 and 3一502 become 3-502."""
    if not _PLAIN(text):
        text = text.translate(_HYPHENS)
    if "~" in text:
        text = text.replace("~", "-")
    if "一" in text:
        text = _ONE.sub("-", text)
    return _MANY_HYPHENS.sub("-", text) if "--" in text else text


def upper_case(text: str) -> str:
    """a座 becomes A座."""
    return _LOWER.sub(lambda found: found[0].upper(), text) if _LOWER.search(text) else text


def separate_bare_numbers(text: str) -> str:
    """Numbers kept apart by a space or a mark only stay apart: 8 1 502 and 8,1,502 become 8-1-502."""
    return _BETWEEN.sub("-", text) if _BETWEEN.search(text) else text


def close_up(text: str) -> str:
    """Spaces, commas, brackets and the like separate nothing in an address."""
    return _SEPARATOR.sub("", text) if _SEPARATOR.search(text) else text
