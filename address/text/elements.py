"""What areas and numbered elements look like: patterns by level, for text in simplified characters."""

import re
from typing import Final, NamedTuple

__all__ = ["PARTS", "Found", "area_at", "counted_at"]


class Found(NamedTuple):
    """A part of a text and the level that it looks like."""

    level: str
    start: int
    end: int


_CN: Final = "一二三四五六七八九十"
_TOWN: Final = "[^0-9A-Z路街镇乡号弄巷/-]"
_FREE: Final = "[^0-9A-Z路街镇乡村号弄巷/-]"
_ROAD: Final = f"[东西南北中]?[{_CN}]?(?:[路街道]|大道|大街)"
_NO_AREA: Final = f"(?!镇|银行|企业|医院|卫生|政府|中学|小学|中心|公路|[江海](?:{_ROAD})|口|里[0-9]|{_ROAD})"
_ZONES: Final = (
    "开发区|高新区|高新技术(?:产业)?(?:园区|区)|工业园区|工业功能区|工业小?区|科技园区|产业园区|(?<!家)园区|新区"
    "|保税(?:物流|港)?区|出口加工区|加工区|集聚区|示范区|度假区|风景区|名胜区|管理区|经济区|试验区|自贸区"
)
_TOWNS: Final = f"街?(?:街道办事处|街道|[镇乡]{_NO_AREA})|办事处|(?:农|林|渔|牧|原种)场"
_VILLAGES: Final = (
    f"社区居委会|社区居民委员会|社区|居委会|居民委员会|村委会|村民委员会|(?<![{_CN}工度农渔])村{_NO_AREA}"
)

_AREAS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("zone", re.compile(f"{_FREE}{{0,12}}?(?:{_ZONES})(?:[东西南北中]区)?(?!{_ROAD})")),
    ("zone", re.compile(f"{_FREE}{{2}}高新(?![区技中东西南北路大{_CN}])")),
    ("district", re.compile(f"{_FREE}{{1,4}}?(?<![小社园业期场城])[区县](?!场|民|{_ROAD})|[^新]城区")),
    ("district", re.compile(f"{_FREE}{{2,4}}市(?!场|民|{_ROAD})")),
    ("street", re.compile(f"{_TOWN}{{1,6}}?(?:{_TOWNS})|{_TOWN}{{2,9}}?管理处")),
    # 邾城街 for 邾城街道, where a road or a village follows.
    (
        "street",
        re.compile(f"{_FREE}{{1,4}}?(?<![大东西南北中正新老])街(?=[^0-9号路街]{{1,8}}(?:村|社区|[路街道]))"),
    ),
    ("community", re.compile(f"{_FREE}{{1,7}}?(?:{_VILLAGES})|[^0-9号路]{{1,4}}里(?=[0-9]+邻)")),
    ("group", re.compile(f"第?(?:[0-9]+|[{_CN}]+)(?:村民小组|小组|组(?!团)|社(?!区)|生产队|大?队|邻)")),
)

_NO: Final = "[0-9]+(?:[-之][0-9]+)*"
_BRANCH: Final = f"(?:之(?:[0-9]+|[{_CN}]+)|-[0-9]+(?![0-9-]*[室层栋])|附[0-9]+号?)?"
_HOUSES: Final = (
    f"(?:[A-Z]?[0-9]+-[A-Z]|[A-Z]*-?{_NO}[A-Z]?|[A-Z]+|[{_CN}])栋"
    "|[0-9]*[A-Z][0-9]*(?=-[0-9]+层)"
    f"|[东西南北主裙甲乙丙丁附](?:栋|座|楼|塔|翼)(?=$|[0-9A-Z{_CN}])|裙楼"
)
_PLACES: Final = "(?:斜|正)?对面|附近|旁边|隔壁|[东西南北]侧"
_CORNER: Final = "(?<=[路街道])[与和]?[^0-9A-Z路街号]{1,6}[路街]口(?![岸腔镇村])"
_COUNTED: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("estate", re.compile("[0-9A-Z]{1,3}区(?!号)")),
    ("relation", re.compile(f"{_PLACES}|{_CORNER}")),
    ("lane", re.compile(f"(?:(?:[0-9]+|[{_CN}]+)(?:弄|巷(?![^0-9]?路)))+")),
    ("building", re.compile(_HOUSES)),
    ("unit", re.compile("(?:[0-9]{1,2}|[A-Z]|[甲乙丙丁])单元")),
    ("room", re.compile("[0-9A-Z]+(?:[-&/][0-9A-Z]+)*(?:室|单元)|之[0-9]+")),
    (
        "plate",
        re.compile(f"[甲乙丙丁临特新老东西]?[A-Z]?{_NO}[甲乙丙丁A-Z]?号(?:院|大院)?{_BRANCH}(?!线|码头)"),
    ),
    (
        "floor",
        re.compile(f"(?:地下)?{_NO}[层楼]|地下[层室街]|地下(?=$|之)|屋顶(?:突出)?(?:[0-9]+层)?|[首顶底平]层"),
    ),
)

PARTS: Final = re.compile(r"[0-9A-Z]+(?:[-&/][0-9A-Z]+)*")
"""Numbers and letters without words: 3-2-502, A-801, 1728."""


def area_at(text: str, start: int, levels: frozenset[str]) -> Found | None:
    """The area below the city that begins at a place of a text.

    Args:
        text: in simplified characters.
        start: where.
        levels: levels that are looked for.
    """
    for level, pattern in _AREAS:
        if level in levels and (found := pattern.match(text, start)):
            return Found(level, start, found.end())
    return None


def counted_at(text: str, start: int) -> Found | None:
    """The element that begins at a place with a number or a letter and the word that it counts.

    Args:
        text: in simplified characters.
        start: where.
    """
    for level, pattern in _COUNTED:
        if found := pattern.match(text, start):
            return Found(level, start, found.end())
    return None
