"""Rules that cut telephone numbers and names of persons out of a text, and a mask for showing it.

A name is cut where something says that it is one: a word before it (收件人), a title behind it (先生), or a
telephone number beside it. Texts without any of these are left alone.
"""

import re
from typing import Final

__all__ = ["drop_person_names", "drop_phone_numbers", "masked"]

_SURNAMES: Final = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭"
    "田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江"
    "尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯"
)
_NAME: Final = f"(?:欧阳|歐陽|上官|司马|司馬|诸葛|諸葛|[{_SURNAMES}])"
_HAN: Final = "[\u4e00-\u9fff]"
_GIVEN: Final = (
    f"{_HAN}{{0,1}}(?![路街巷弄号號栋棟村镇鎮乡鄉县縣市区區省里苑园園城楼樓院店馆館厂廠司校所站]){_HAN}"
)
_GAP: Final = r"[\s,，、;；:：()\[\]【】|/-]*"
_FREE: Final = r"(?:^|(?<=[\s,，、;；:：()\[\]【】|/0-9室号號楼樓层層元栋棟户戶房]))"
_ENDS: Final = r"(?=[\s,，、;；:：。()\[\]【】|0-9+]|$)"
_TITLE: Final = "(?:先生|女士|小姐|太太|老师|老師|师傅|師傅|阿姨|叔叔|大爷|同志|经理|老板)"

_NUMBER: Final = (
    r"(?:(?<![0-9]{6})(?:\+?(?:00)?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9*]{4}){2}(?![0-9])"
    r"|(?<![0-9])09[0-9]{2}[- ]?[0-9]{3}[- ]?[0-9]{3}(?![0-9])"
    r"|(?<![0-9A-Z-])\(?0[0-9]{2,3}\)?[- ]?[0-9]{3,4}[- ]?[0-9]{4}(?:(?:转|轉|-|EXT)[0-9]{1,6})?(?![0-9])"
    r"|(?<![0-9])[48]00[- ]?(?:[0-9]{3}[- ]?[0-9]{4}|[0-9]{4}[- ]?[0-9]{3})(?:转[0-9]{1,6})?(?![0-9])"
    r"|(?<![0-9A-Z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4}[0-9X](?![0-9]))"
)
_WORD: Final = (
    "(?:联系|聯絡|收货人?|收件人?|公司|单位|办公|客服|服务|销售|咨询|报警|固定|移动)*"
    "(?:电话|電話|手机|手機|座机|联系方式|身份证|TEL|PHONE|MOBILE)(?:号码|號碼|号|號)?"
)
_PHONE: Final = re.compile(
    rf"(?:{_WORD}[:\s是为]*)?{_NUMBER}"
    rf"|{_WORD}[:\s是为.]*[0-9][0-9 *-]{{3,16}}[0-9](?:转[0-9]{{1,6}})?"
    rf"|{_WORD}[:]|(?:微信|QQ|VX)号?[:\s]*[0-9A-Z_-]{{5,20}}|(?:电子)?邮?箱?[:\s]*[0-9A-Z._-]+@[0-9A-Z._-]+"
)
_LABEL: Final = (
    "(?:收[货貨件]人?|收件者|联系人|聯絡人|联络人|寄件人|姓名|户主|戶主|业主|申请人|报修人)(?:姓名)?"
)
_PERSON: Final = re.compile(
    rf"{_LABEL}[:\s是为]+{_HAN}{{2,4}}?{_TITLE}?{_ENDS}"
    rf"|{_LABEL}[:\s是为]*{_NAME}{_HAN}{{1,2}}{_TITLE}?"
    rf"|{_FREE}{_NAME}{_HAN}{{0,2}}{_TITLE}[ (]*(?:收|亲启|转交)?{_ENDS}"
    rf"|{_FREE}{_NAME}{_HAN}{{1,2}}[ (]*(?:收|亲启|亲收)\)?$"
)
_BESIDE: Final = re.compile(
    rf"{_FREE}{_NAME}{_GIVEN}(?={_GAP}(?:{_WORD}[:\s]*)?{_NUMBER})"
    rf"|(?<=[0-9]{{4}})[\s,，、;；/]+{_NAME}{_GIVEN}{_ENDS}"
    rf"|(?<=[0-9]{{4}}){_NAME}{_HAN}{{1,2}}(?={_HAN}{{2,3}}[省市])"
)
_LONG_NUMBER: Final = re.compile("[0-9](?:[ *)-]?[0-9*]){6}")
_ANNOUNCED: Final = re.compile("[电電手微身@TPMQV]")
_PERSONAL: Final = re.compile("[收联聯姓主人先女小太老師师阿叔同经亲](?!区)")


def drop_person_names(text: str) -> str:
    """收件人：李四, 王女士 and a name beside a telephone number become a space."""
    return _without_names(text, " ")


def drop_phone_numbers(text: str) -> str:
    """Telephone numbers of every kind, with the words before them, become a space."""
    return _without_numbers(text, " ")


def masked(text: str) -> str:
    """A text in which every telephone number and name of a person is ***, for showing it to somebody.

    Args:
        text: after the rules about single characters.
    """
    return _without_numbers(_without_names(text, "***"), "***")


def _without_names(text: str, instead: str) -> str:
    if _PERSONAL.search(text):
        text = _PERSON.sub(instead, text)
    return _BESIDE.sub(instead, text) if _LONG_NUMBER.search(text) else text


def _without_numbers(text: str, instead: str) -> str:
    if _LONG_NUMBER.search(text) or _ANNOUNCED.search(text):
        return _PHONE.sub(instead, text)
    return text
