"""Chinese numerals (中文数字) as digits."""

from typing import Final

__all__ = ["FORMAL", "NUMERAL", "digits_of"]

NUMERAL: Final = "〇零一二两兩三四五六七八九十百廿卅"
"""Characters of which a numeral in everyday writing is made."""
FORMAL: Final = "壹贰貳叁參肆伍陆陸柒捌玖拾佰"
"""Characters of numerals as deeds and invoices write them; some also stand in names."""

_VALUES: Final = dict(zip("〇零一二两兩三四五六七八九", "0012223456789", strict=True))
_PLAIN: Final = str.maketrans(dict(zip(FORMAL, "一二二三三四五六六七八九十百", strict=True)))


def digits_of(numeral: str) -> str:
    """Digits of a numeral under a thousand: 十二, 廿三, 一百零五, 一百五 (which is 150), 一二〇, 叁.

    Args:
        numeral: characters of `NUMERAL` and `FORMAL` only, at least one.

    >>> digits_of("一百零三"), digits_of("二〇三"), digits_of("廿三")
    ('103', '203', '23')
    """
    numeral = numeral.translate(_PLAIN).replace("廿", "二十").replace("卅", "三十")
    if not set(numeral) & {"十", "百"}:
        return "".join(_VALUES[c] for c in numeral)
    total, digit = 0, 0
    for c in numeral:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = int(_VALUES[c])
    return str(total + digit * (10 if numeral[-2:-1] == "百" else 1))
