"""Rules that bring an address text into its standard form: small, named and in order.

The script of a text stays: a traditional address remains traditional. What only matters for comparing
(臺 and 台, 楼 and 层) is folded by `compare_key`.
"""

import functools
from collections.abc import Callable
from typing import Final

from address.text.characters import (
    close_up,
    drop_control_characters,
    drop_pictures,
    fold_width,
    one_hyphen,
    restore_radicals,
    separate_bare_numbers,
    upper_case,
)
from address.text.contacts import drop_person_names, drop_phone_numbers, masked
from address.text.counted import (
    arabic_numbers,
    join_parts,
    number_signs,
    one_word_for_building,
    one_word_for_floor,
    one_word_for_room,
    one_word_for_unit,
    put_slips_right,
)
from address.text.remarks import (
    drop_order_words,
    drop_postal_code,
    drop_times,
    keep_parts_in_brackets,
    say_areas_once,
)
from layers.errors import Invalid
from layers.schema.search_key import search_key

__all__ = [
    "LONGEST",
    "LONGEST_GIVEN",
    "RULES",
    "compare_key",
    "explain",
    "refuse",
    "simplified",
    "standard_text",
]

LONGEST: Final = 200
"""Characters of a standard text; the longest real ones have some 80."""
LONGEST_GIVEN: Final = 1000
"""Characters of a text as it is given; a longer one is refused unread."""

_CHARACTERS: Final[tuple[Callable[[str], str], ...]] = (
    drop_control_characters,
    fold_width,
    restore_radicals,
    drop_pictures,
    one_hyphen,
    upper_case,
)
RULES: Final[tuple[Callable[[str], str], ...]] = (
    *_CHARACTERS,
    drop_person_names,
    drop_phone_numbers,
    drop_postal_code,
    drop_times,
    drop_order_words,
    keep_parts_in_brackets,
    number_signs,
    separate_bare_numbers,
    close_up,
    say_areas_once,
    put_slips_right,
    arabic_numbers,
    one_word_for_building,
    one_word_for_unit,
    one_word_for_floor,
    one_word_for_room,
    join_parts,
)


def standard_text(text: str) -> str:
    """A text after all rules, in its own script; empty when nothing of it is text.

    >>> standard_text("红旗路 十二号，３号楼二楼")
    '红旗路12号3栋2层'

    Raises:
        Invalid: the text is too long to be an address.
    """
    refuse(text, LONGEST_GIVEN)
    for rule in RULES:
        text = rule(text)
    refuse(text, LONGEST)
    return text


def explain(text: str) -> list[tuple[str, str]]:
    """The rules that changed a text, in order, each with the text after it.

    Telephone numbers and names of persons are shown as ***.

    >>> explain("红旗路１２号3幢")
    [('fold_width', '红旗路12号3幢'), ('one_word_for_building', '红旗路12号3栋')]

    Raises:
        Invalid: the text is too long to be an address.
    """
    refuse(text, LONGEST_GIVEN)
    steps = []
    for rule in RULES:
        changed = rule(text)
        if changed != text:
            steps.append((rule.__name__, _shown(changed)))
        text = changed
    return steps


def compare_key(text: str) -> str:
    """The form in which two texts are compared: `search_key`, with all traditional characters simplified.

    After NFKC each character stands for one, but for marks and spaces, which fall away, and for numerals
    with 十 and 百 and the words 号楼 and 号房, which become shorter.
    """
    return search_key(text).translate(_simplified())


def simplified(text: str) -> str:
    """A text with each traditional character as the simplified one; as long as it was.

    Source: the character table of OpenCC (t2s), without its phrases.
    """
    return text.translate(_simplified())


@functools.cache
def _simplified() -> dict[int, str]:
    from opencc import OpenCC

    given = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0))]
    made = OpenCC("t2s").convert("\n".join(given)).split("\n")
    return {ord(a): b for a, b in zip(given, made, strict=True) if a != b and len(b) == 1}


def _shown(text: str) -> str:
    folded = text
    for rule in _CHARACTERS:
        folded = rule(folded)
    shown = masked(folded)
    return text if shown == folded else shown


def refuse(text: str, longest: int = LONGEST_GIVEN) -> None:
    """Refuse a text that is too long to be understood.

    Raises:
        Invalid: it is.
    """
    if len(text) > longest:
        raise Invalid(f"an address of {len(text)} characters", longest=longest)
