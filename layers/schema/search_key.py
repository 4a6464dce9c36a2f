"""The comparison form of a place name or an address text, in Python and in the database.

Two texts that mean the same have the same key: 中正路二段１２號三樓 and 中正路2段12号3层. A key is for
comparing only and is shown to nobody. It is made character by character, the same way everywhere in a text,
so it needs no understanding of it: 三民路 becomes 3民路 on both sides and still compares well.

The tables keep the keys of their rows in generated columns, so a row changed by plain SQL is found at once.
A test holds the two implementations together.
"""

import re
import unicodedata
from typing import Final

__all__ = ["FUNCTIONS", "RADICALS", "search_key"]

RADICALS: Final = (
    "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑长⻒长⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨"
    "⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
"""Radicals that text extraction leaves in place of characters, each before its character; NFKC does not fold
this block (U+2E80)."""

# Traditional and variant characters of street, area and number words, each before what it is compared as.
_VARIANTS: Final = (
    "臺台號号樓楼層层棟栋幢栋座栋單单門门衖弄區区縣县鎮镇鄉乡鄰邻裡里裏里園园廣广國国華华橋桥長长寧宁"
    "陽阳馬马車车灣湾龍龙興兴義义愛爱學学業业會会廠厂場场莊庄溝沟漢汉雙双倉仓黃黄濱滨漁渔豐丰榮荣復复藝艺"
    "眾众衛卫聯联萬万寶宝貴贵慶庆環环鐵铁錦锦嶺岭島岛嶼屿峽峡蘭兰蓮莲葉叶樂乐機机關关麗丽麥麦烏乌鳳凤魚鱼"
    "鳥鸟開开頭头頂顶順顺飛飞驛驿齊齐醫医發发歷历後后蘆芦蘇苏節节經经紅红綠绿線线總总舊旧與与衝冲記记貿贸"
    "賓宾軍军農农達达遠远連连運运鄭郑銀银鋼钢鐘钟陳陈陸陆際际雲云電电靜静風风館馆體体點点"
)
_NUMERALS: Final = "〇0零0一1二2三3四4五5六6七7八8九9两2"
_HYPHENS: Final = "之-‐-–-—-―-−-~-/-"
_SIGNS: Final = "#号"
_DROPPED: Final = " \t\n\r\v\f.,:;!?'\"`()[]{}<>\\|_*&@+=^$%、。·・…「」『』【】《》〈〉“”‘’\u200b\ufeff"

# The database goes through the list for every character, so the most frequent ones stand first: four times
# faster, though most of these only stand for themselves.
_FREQUENT: Final = (
    "11223344556677889900號号路路巷巷段段樓楼弄弄号号街街栋栋单单元元室室层层楼楼東东北北南南西西大大中中"
)
_PAIRS: Final = _FREQUENT + _NUMERALS + _VARIANTS + _HYPHENS + _SIGNS + RADICALS
_FROM: Final = _PAIRS[::2] + _DROPPED
_TO: Final = _PAIRS[1::2]
_TABLE: Final = str.maketrans(_PAIRS[::2], _PAIRS[1::2], _DROPPED)
_UPPER: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")

# A house (号楼) before a floor (楼); a room by any of its words.
_WORDS: Final = (("号楼", "栋"), ("楼", "层"), ("号房", "室"), ("房", "室"), ("户", "室"))

# Ten and hundred, after the digits before and behind them have been folded.
_TENS: Final = (
    (r"([1-9])十([1-9])", r"\1\2"),
    (r"([1-9])十", r"\g<1>0"),
    (r"十([1-9])", r"1\1"),
    (r"十", r"10"),
    (r"([1-9])百([0-9]{2})", r"\1\2"),
    (r"([1-9])百([1-9])", r"\1\g<2>0"),
    (r"([1-9])百", r"\g<1>00"),
)


def search_key(text: str) -> str:
    """The comparison form of a text; empty where nothing of it counts.

    >>> search_key("中正路二段１２號三樓") == search_key("中正路2段12号3层")
    True
    """
    key = unicodedata.normalize("NFKC", text).translate(_UPPER).translate(_TABLE)
    for given, folded in _WORDS:
        key = key.replace(given, folded)
    for pattern, folded in _TENS if "十" in key or "百" in key else ():
        key = re.sub(pattern, folded, key)
    return key


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("'", "''")
    return "E'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain) + "'"


def _folded() -> str:
    made = f"translate(upper(normalize(given, NFKC) COLLATE \"C\"), {_quoted(_FROM)}, '{_TO}')"
    for given, folded in _WORDS:
        made = f"replace({made}, '{given}', '{folded}')"
    return made


def _tens() -> str:
    made = "folded"
    for pattern, folded in _TENS:
        group = re.sub("g<(.)>", r"\1", folded)
        made = f"regexp_replace({made}, '{pattern}', '{group}', 'g')"
    return made


_SUFFIX: Final = (
    "(街道办事处|街道|社区居委会|居委会|村委会|社区|特别行政区|自治区|自治州|自治县|省|市|区|县|镇|乡|村|里)$"
)

FUNCTIONS: Final = f"""
-- Comparison form of a text; see layers/schema/search_key.py, which has the same in Python.
CREATE FUNCTION onemap.search_tens(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT {_tens()}
$body$;

CREATE FUNCTION onemap.search_key(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT CASE WHEN given ~ '[十百⼗]' THEN onemap.search_tens({_folded()}) ELSE {_folded()} END
$body$;

-- Comparison form of an area's name without the word for its kind; NULL where that leaves too little.
CREATE FUNCTION onemap.area_short_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT CASE WHEN length(short) >= 2 THEN short END
FROM (SELECT regexp_replace(onemap.search_key(name), '{_SUFFIX}', '') AS short) AS cut
$body$;
"""
