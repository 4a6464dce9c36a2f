"""Chinese numerals (中文数字) as digits."""

from typing import Final

__all__ = ["FORMAL", "NUMERAL", "digits_of"]

NUMERAL: Final = "〇零一二两兩三四五六七八九十百千廿卅幺"
"""Characters of which a numeral in everyday writing is made."""
FORMAL: Final = "壹贰貳叁參肆伍陆陸柒捌玖拾佰"
"""Characters of numerals as deeds and invoices write them; some also stand in names."""

_VALUES: Final = dict(zip("〇零一幺二两兩三四五六七八九", "00112223456789", strict=True))
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_PLAIN: Final = str.maketrans(dict(zip(FORMAL, "一二二三三四五六六七八九十百", strict=True)))


def digits_of(numeral: str) -> str:
    """Digits of a numeral under ten thousand: 十二, 廿三, 一百零五, 一百五 (which is 150), 一二〇, 叁.

    Args:
        numeral: characters of `NUMERAL` and `FORMAL` only, at least one.

    >>> [digits_of(numeral) for numeral in ("一百零三", "二〇三", "廿三", "幺三六", "一千二")]
    ['103', '203', '23', '136', '1200']
    """
    numeral = numeral.translate(_PLAIN).replace("廿", "二十").replace("卅", "三十")
    if not set(numeral) & set(_TENS):
        return "".join(_VALUES[c] for c in numeral)
    total, digit = 0, 0
    for c in numeral:
        if c in _TENS:
            total += (digit or 1) * _TENS[c]
            digit = 0
        else:
            digit = int(_VALUES[c])
    return str(total + digit * (_TENS.get(numeral[-2:-1], 1) // 10 or 1))
