"""Names of roads, estates, compounds and points of interest, told apart by their last words.

All texts here are in simplified characters.
"""

import re
from typing import Final

from address.text.elements import Found

__all__ = ["kind_of_name", "names_at", "road_at"]

_CN: Final = "一二三四五六七八九十"

_NUMBERED_ROADS: Final = (
    f"(?:[0-9]+|[{_CN}]+)号?(?:大街|大道|公路|路(?!公交)|街)"
    f"|[GS][0-9]{{1,4}}[^0-9A-Z号]{{0,4}}高速|[GSXY]?[0-9]+(?:国道|省道|县道|乡道)|[GSX][0-9]{{3}}(?=[^0-9A-Z栋层室号-]|$)"
)
_ROAD_WORDS: Final = (
    "大道(?:[东西南北中](?=[0-9]|$))?|大街|公路|国道|高速|胡同"
    "|路(?![口桥灯局政])|街(?![道坊区])"
    f"|(?<![街国省县车跑管渠])道(?![路口里桥班观具])|(?<![0-9{_CN}])巷"
)
_RINGS: Final = f"[东西南北]?[{_CN}]环(?![路东西南北])|[东西南北]?[{_CN}]环[东西南北]?路"
_ROAD: Final = re.compile(f"{_NUMBERED_ROADS}|[^0-9A-Z号弄/&-]{{1,14}}?(?:{_ROAD_WORDS})|{_RINGS}")
_SECTION: Final = re.compile(f"(?:[东西南北中]?段|[0-9{_CN}]+段|[东西南北中](?=[0-9]))?")
_BEFORE_ROAD: Final = (
    "(?:工业|科技|软件|产业|物流)园|工业区|园区|小区|花园|[^大]新城|(?:工业|博览)城|大厦|广场|艺术区"
)
_SPLIT_ROAD: Final = re.compile(f"(.{{1,10}}?(?:{_BEFORE_ROAD}))([^东西南北中上下].{{2,}})")

_ESTATES: Final = (
    "小区|花园|家园|嘉园|新村|公寓|公园|庄园|山庄|别墅|家属院|宿舍|大院|基地|艺术区"
    "|(?:工业|科技|软件|产业|创意|创业|物流|生态)园|(?:工业|科技|大学|建材|博览|物流|商贸|汽车|新)城"
    f"|[园苑庭府郡坊湾庄寓](?!区)|[{_CN}]村"
)
_COMPOUNDS: Final = "大厦|大夏|广场|大楼|商城|中心|[双单]子?塔|[^0-9东西南北主裙]楼"
_COMPOUND_ENDS: Final = "国际|天地|SOHO|城|商务|公馆|世纪|金座|铭座|会所|塔"
_POIS: Final = (
    "公司|集团|总部|医院|学校|中学|小学|大学|学院|幼儿园|银行|酒店|宾馆|饭店|市场|研究院|研究所|派出所|管委会"
    "|营销中心|办公中心|交易所|[店厂站馆所局院行部寺庙]"
)
_SPLITTING: Final = (
    "小区|花园|家园|新村|公寓|山庄|家属院|基地|大厦|广场|大楼|写字楼|商务楼|园(?![区路林艺丁])"
    "|(?:工业|科技|软件|产业|创意|创业|物流|生态)园|(?:工业|科技|大学|建材|博览)城|中心(?!小?[区校院])"
    "|大学(?![城生路]|科技园|附属|出版)|医院(?!路)|学院(?!路)"
)
_BLOCK: Final = f"(?:[东西南北中]区|[0-9A-Z{_CN}]{{1,2}}[区期])?"
_FIRST_NAME: Final = re.compile(
    f".{{1,14}}?(?:{_SPLITTING}){_BLOCK}(?!{_ESTATES}|{_COMPOUNDS}|{_POIS}|[区期口内外楼城]|门(?!诊))"
)
_KINDS: Final = (
    ("zone", re.compile("(?:开发区|高新区|工业小?区|园区|保税区|加工区|功能区|集聚区|示范区)$")),
    ("poi", re.compile(f"(?:{_POIS})$")),
    ("estate", re.compile(f"(?:{_ESTATES}|[^东西南北]里){_BLOCK}$")),
    ("compound", re.compile(f"(?:{_COMPOUNDS}|{_COMPOUND_ENDS}){_BLOCK}$")),
    ("estate", re.compile("[期区]$")),
)

_LETTERS: Final = "(?<![A-Z])[A-Z]{2,}(?![A-Z0-9])|(?<![A-Z])[A-Z]{3,}(?=[0-9])"
_NUMBER_IN_NAME: Final = (
    "[A-Z0-9]+(?=[^0-9A-Z栋层楼室号弄巷单区期组-]{2,}(?:园|中心|广场|大厦|城|国际|街区|小区|楼))"
)
_RUN: Final = re.compile(
    f"(?:{_LETTERS}|{_NUMBER_IN_NAME}|[^0-9A-Z/&-])+(?:[0-9A-Z{_CN}]{{1,2}}[区期](?!号))?"
)
_STOP: Final = re.compile(
    "[甲乙丙丁临特][0-9]|(?:[东西南北主甲乙丙丁](?:座|楼|塔|翼)|裙楼)(?=$|[0-9A-Z])|[首顶底平]层|地下(?:[0-9]|$|之)|屋顶"
    f"|[{_CN}]+巷|斜?对面|附近|隔壁|[东西南北]侧"
)


def road_at(text: str, start: int) -> list[Found]:
    """The road that begins at a place, with the estate before it where one is: 珠江新城, 珠江西路."""
    found = _ROAD.match(text, start)
    if not found:
        return []
    section = _SECTION.match(text, found.end())
    end = section.end() if section else found.end()
    split = _SPLIT_ROAD.fullmatch(found[0])
    if not split:
        return [Found("road", start, end)]
    middle = start + len(split[1])
    return [Found(kind_of_name(split[1]) or "estate", start, middle), Found("road", middle, end)]


def names_at(text: str, start: int) -> list[Found]:
    """The names that begin at a place, up to the next number; level `name` where no word tells."""
    run = _RUN.match(text, start)
    if not run:
        return []
    stop = _STOP.search(text, start + 1)
    end = min(run.end(), stop.start()) if stop else run.end()
    found = []
    while start < end:
        one = _FIRST_NAME.match(text, start, end)
        to = one.end() if one and end - one.end() >= 2 else end
        if to - start > 1:
            found.append(Found(kind_of_name(text[start:to]) or "name", start, to))
        start = to
    return found


def kind_of_name(name: str) -> str | None:
    """Level of a name by its last words: 大厦 a compound, 小区 an estate; None where none tells."""
    return next((level for level, pattern in _KINDS if pattern.search(name)), None)
