"""Rules about words that belong to a delivery or a remark, and about what is said twice."""

import re
from typing import Final

__all__ = ["drop_order_words", "drop_postal_code", "drop_times", "keep_parts_in_brackets", "say_areas_once"]

_POSTCODE: Final = re.compile(
    r"(?:邮政编码|郵遞區號|邮编)[:\s是为]*[0-9]{3,6}|^[0-9]{6}(?=[\s,]*[^0-9\s,号號-])|[\s,(]+[0-9]{6}\)?\s*$"
)
_WHOSE: Final = (
    "(?:收[货貨件]|送[货貨]|邮寄|寄件|配送|详细|具体|家庭|单位|公司|分公司|总公司|总部|本部|工厂|工场|营业部|(?:技术|营销|研发)中心"
    "|办公|注册|工作|上班|经营|现住|居住|案发|事发|联系|我的|现在?)*"
)
_LABEL: Final = rf"{_WHOSE}(?:地址|住址|地点|位置|所在地区?)(?:[:\s]|是(?!的)|为)+"
_SENT: Final = (
    r"^(?:(?:请|麻烦|烦请|劳驾)?(?:[您你])?(?:帮忙|帮我)?(?:送货?到|送至|寄到|寄至|发到|发往|快递到|快递至|投递到)|收[货貨件][:\s]+"
    r"|我(?:住在|在|家在)|从(?=.{2,40}[往向])|位于|坐落于|坐落在|地处)"
)
_WISH: Final = (
    r"(?<=.)(?:请|麻烦|烦请)(?:帮忙|您)?(?:放|送|提前|打|联系|电话|拨打|致电|敲门|勿|不要|按|走|在|到|于).*$"
)
_LEFT_AT: Final = "门口|家门口|前台|门卫|保安|物业|驿站|快递柜|丰巢|菜鸟|信箱|鞋柜|消防栓|大堂"
_DELIVERY: Final = (
    rf"(?:快递|包裹|外卖|货)?(?:可以?)?(?:放(?:在|到)?(?:{_LEFT_AT}).*"
    "|送货上门|(?:工作日|周末)送.*|加急|到付|尽快.*|谢谢[你您]?)$"
)
_WHEN: Final = "(?:工作日|周末|节假日|上班时间|白天|晚上)?"
_ORDER: Final = re.compile(rf"{_LABEL}|{_SENT}|[\s,(]*{_WHEN}(?:{_WISH}|{_DELIVERY})")
_ORDER_SIGN: Final = re.compile("[址请送寄放快谢烦住位坐处收急付点发在从]")

_TIME_SIGN: Final = re.compile("[0-9](?:[年月]|[:：点][0-9])|20[0-9]{2}[-/.]")
_TIME: Final = re.compile(
    r"(?:20[0-9]{2}(?:年|[-/.]))?[01]?[0-9](?:月|[-/.](?=[0-3]?[0-9](?:日|号)?[\sT]+[0-2]?[0-9]:))[0-3]?[0-9][日号]?(?![0-9栋楼单元])"
    r"|20[0-9]{2}年|(?<![0-9])(?:[上下]午|早上|晚上|凌晨|中午)?\s*[0-2]?[0-9](?::[0-5][0-9]){1,2}(?![0-9:])"
    r"|20[0-9]{2}([-/.])[01]?[0-9]\1[0-3]?[0-9](?![0-9])"
)
_BRACKETS: Final = re.compile(r"([(\[【{〔<《「『])([^()\[\]【】{}〔〕<>《》「」『』]*)[)\]】}〕>》」』]")
_COUNTS: Final = "号|號|栋|棟|幢|座|楼|樓|层|層|室|房|单元|單元|门|弄|巷|组|社|期|区|F|#"
_LAST_WORDS: Final = (
    "[省市区區县縣镇鎮乡鄉村里路街道巷弄段园園苑城厦廈湾灣庭府院楼樓层層座期组組队隊栋棟幢]"
    "|社区|社區|小区|广场|廣場|中心|公寓|基地|工业园|开发区"
)
_PART: Final = re.compile(f".*(?:[0-9A-Z](?:{_COUNTS})|{_LAST_WORDS})|[0-9A-Z-]+|[东西南北中]区?")
_REMARK: Final = re.compile(
    "(?:原|近|靠近|临|邻|鄰|毗邻|旧|舊|曾用|含|注|即|又名|内有|进|从|共|暂|无|请|距|离|位于|不|非|老地址|隔壁|对面|后门|附近|旁).*"
    "|.*(?:旁|旁边|旁邊|附近|对面|對面|隔壁|边上|边|进|進|入口|出口|侧|側|门口|收|转|角|处|内|前|后|面|近|对过|米|方向)"
)
_CROSSING: Final = re.compile(
    "(?:与|和|跟|近|靠近)?.{2,12}(?:路|街|道|巷)(?:的)?(?:交叉|交汇|交界|路口|口).*"
)
_ROAD_END: Final = ("路", "街", "道", "巷", "段")

_AREA: Final = "[省市区區县縣州盟镇鎮乡鄉]"
_PLAIN: Final = "[^\\W0-9A-Z省市区區县縣州盟镇鎮乡鄉]"
_TWICE: Final = re.compile(f"((?:{_PLAIN}{{1,9}}{_AREA})(?:{_PLAIN}{{0,9}}{_AREA})*?)\\1+")
_AREAS_ONLY: Final = re.compile(
    f"[^\\W0-9A-Z路街道号]{{2,8}}|[^\\W0-9A-Z路街道号]{{1,29}}{_AREA}(?<![业园发化]区)"
)
_TWO_OF_A_NAME: Final = "吉林"
_FULL: Final = re.compile("([\u4e00-\u9fff]{2,7}?)(省|自治区|市)(?![场場民政府中南北东西东路街])")


def drop_postal_code(text: str) -> str:
    """邮编430400, and six digits that stand apart at one end, become a space."""
    return _POSTCODE.sub(" ", text) if _has_six_digits(text) else text


def drop_order_words(text: str) -> str:
    """Words of an order are no address: 收货地址：, 送到, 请放门口."""
    return _ORDER.sub(" ", text) if _ORDER_SIGN.search(text) else text


def drop_times(text: str) -> str:
    """When something happened is no part of where: 2026年7月1日 15:30."""
    return _TIME.sub(" ", text) if _TIME_SIGN.search(text) else text


def keep_parts_in_brackets(text: str) -> str:
    """(A座) loses its brackets; a remark such as (腾讯大厦旁) or (原红旗街3号) is cut, unless it is all."""
    for _ in range(3):
        found = _BRACKETS.search(text)
        if not found:
            break
        text = _BRACKETS.sub(_kept, text)
    return text


def say_areas_once(text: str) -> str:
    """What is said twice is said once: 武汉市武汉市新洲区, 江西南昌青山湖区江西省南昌市青山湖区."""
    again = text.find(text[:2], 2) if len(text) > 5 else -1
    if 0 < again <= 30:
        text = _from_second(text, again)
    if (
        text.count("市") > 1
        or text.count("区") > 1 + text.count("小区")
        or text.count("县") > 1
        or text.count("區") > 1
    ):
        text = _TWICE.sub(r"\1", text)
    return text


def _kept(found: re.Match[str]) -> str:
    inside = found[2].strip()
    before = found.string[: found.start()].rstrip()
    if not before and found.end() == len(found.string.rstrip()):
        return f" {inside} "
    if before.endswith(_ROAD_END) and _CROSSING.fullmatch(inside):
        return inside
    if not _PART.fullmatch(inside) or _REMARK.fullmatch(inside):
        return " "
    return f" {inside}" if before[-1:].isalnum() and before[-1:].isascii() else inside


def _from_second(text: str, again: int) -> str:
    """The text from its second beginning on, when the first says nothing else: 吉林省吉林市 are two."""
    first, rest = text[:again], text[again:]
    if again > 3 and rest.startswith(first):
        return rest
    full = _FULL.match(rest)
    if not full or not _AREAS_ONLY.fullmatch(first) or "州" in first:
        return text
    other_kind = first[len(full[1]) :].startswith(("省", "市")) and not first.startswith(full[0])
    return text if other_kind or first == _TWO_OF_A_NAME else rest


def _has_six_digits(text: str) -> bool:
    return text[:6].isdecimal() or text[-7:].strip(" )")[-6:].isdecimal() or "编" in text or "區號" in text
