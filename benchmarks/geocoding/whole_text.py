"""What people and forms do to a whole text: signs, spaces, scripts, and words that are no address."""

from random import Random

import opencc

__all__ = [
    "bracketed_remark",
    "full_width",
    "near",
    "old_script",
    "opposite",
    "person_and_phone",
    "radicals",
    "signs",
    "simplified",
    "spaces",
    "taiwan_variants",
    "traditional",
]

_RADICALS = {"西": "\u2ec4", "长": "\u2ed3", "门": "\u2ed4", "车": "\u2ecb", "马": "\u2ee2", "龙": "\u2ef0"}
_KANGXI = {"一": "\u2f00", "山": "\u2f2d", "工": "\u2f2f", "木": "\u2f4a", "水": "\u2f54", "石": "\u2f6f"}
_VARIANTS = {"峰": "峯", "裡": "裏", "群": "羣", "啟": "啓", "恆": "恒", "線": "綫", "溫": "温"}
_REMARKS = ("送货上门", "放门卫", "物业旁", "老小区", "自提", "后门进", "近地铁站", "白天没人", "请先打电话")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华慧巧美鑫斌玉兰红霞"
_ENDS = "号栋室楼层巷弄路街區区里號市省村道庭园苑"


def _as(text: str, words: str) -> str:
    """Words in the script of a text."""
    return str(opencc.OpenCC("s2t").convert(words)) if set("號區臺樓") & set(text) else words


def full_width(text: str, dice: Random) -> str:
    """１２号."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def spaces(text: str, dice: Random) -> str:
    """Spaces between the parts, sometimes in the wide form."""
    sign = dice.choice([" ", " ", "  ", "\u3000", "\t"])
    return "".join(char + sign if char in _ENDS and dice.random() < 0.4 else char for char in text).strip()


def signs(text: str, dice: Random) -> str:
    """Commas or dashes between the parts."""
    sign = dice.choice([",", "，", "、", "-", ".", "。", "/"])
    ends = [at for at, char in enumerate(text[:-1]) if char in "市区區镇村里" and text[at + 1] not in "道区"]
    for at in sorted(dice.sample(ends, min(len(ends), 2)), reverse=True):
        text = text[: at + 1] + sign + text[at + 1 :]
    return text


def traditional(text: str, dice: Random) -> str:
    """湖北省武漢市."""
    return str(opencc.OpenCC("s2t").convert(text))


def simplified(text: str, dice: Random) -> str:
    """台北市中山区."""
    return str(opencc.OpenCC("t2s").convert(text))


def taiwan_variants(text: str, dice: Random) -> str:
    """台北市, 1号."""
    for one, other in dice.sample([("臺", "台"), ("號", "号"), ("樓", "楼")], dice.randint(1, 2)):
        text = text.replace(one, other)
    return text


def old_script(text: str, dice: Random) -> str:
    """鄰里 written with variants that fonts mix up."""
    return "".join(_VARIANTS.get(char, char) for char in text)


def radicals(text: str, dice: Random) -> str:
    """Characters out of scanned papers that look right and have other code points."""
    table = _RADICALS if dice.random() < 0.5 else _KANGXI
    return "".join(table.get(char, char) for char in text)


def bracketed_remark(text: str, dice: Random) -> str:
    """A remark to the courier in brackets."""
    brackets = dice.choice(["({})", "（{}）", "【{}】", "[{}]"])
    return text + brackets.format(_as(text, dice.choice(_REMARKS)))


def near(text: str, dice: Random) -> str:
    """附近."""
    return text + _as(text, dice.choice(["附近", "附近", "附近", "周边", "一带", "(附近)"]))


def opposite(text: str, dice: Random) -> str:
    """对面, 旁边: not there, but by there."""
    words = ["对面", "对过", "旁", "旁边", "隔壁", "门口", "门前", "后面", "斜对面"]
    return text + _as(text, dice.choice(words))


def person_and_phone(text: str, dice: Random) -> str:
    """An invented person and an invented number before or behind the address."""
    name = dice.choice(_SURNAMES) + "".join(dice.choice(_GIVEN) for _ in range(dice.randint(1, 2)))
    name += dice.choice(["", "", "先生", "女士", "收"])
    phone = f"1{dice.choice('3578')}{dice.randint(10**8, 10**9 - 1)}"
    parts = dice.choice([[_as(text, name), phone], [phone], [phone, _as(text, name)]])
    order = [*parts, text] if dice.random() < 0.3 else [text, *parts]
    return dice.choice([" ", " ", ",", "，", "  "]).join(order)
