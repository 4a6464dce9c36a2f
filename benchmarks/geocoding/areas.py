"""What people do to the areas of an address: leave out, shorten, repeat, mistake."""

from collections.abc import Callable
from random import Random

from benchmarks.geocoding.draft import Draft, Part
from benchmarks.geocoding.rows import Library

__all__ = [
    "all_areas_left_out",
    "another_city",
    "city_left_out",
    "community_left_out",
    "development_zone",
    "district_left_out",
    "neighbourhood",
    "postal_code",
    "repeated",
    "shortened",
    "street_left_out",
    "wrong_area",
    "wrong_community",
    "wrong_street",
]

_CITIES = (
    ("湖南省", "长沙市", "岳麓区"),
    ("江苏省", "南京市", "玄武区"),
    ("四川省", "成都市", "武侯区"),
    ("广东省", "深圳市", "南山区"),
    ("河南省", "郑州市", "金水区"),
)
_CITIES_IN_TAIWAN = (("", "高雄市", "三民區"), ("", "臺南市", "安平區"), ("", "臺中市", "西屯區"))
_DISTRICTS = ("江岸区", "黄陂区", "洪山区", "东西湖区", "汉阳区", "青山区")
_UPPER = {"province", "city", "district"}
_SHORT = {
    "province": ("省",),
    "city": ("市",),
    "district": ("区", "區", "县"),
    "street": ("街道", "镇", "區"),
}


def _leave_out(draft: Draft, *levels: str) -> bool:
    said = [part for part in draft.areas if part.level in levels and part.stated]
    for part in said:
        part.said, part.stated = "", False
    return bool(said)


def city_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """阳逻街道…, without what everybody knows."""
    return _leave_out(draft, "province", "city")


def district_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """Begin at the street, or keep the city and leave out only the district."""
    return _leave_out(draft, *dice.choice([("district",), ("province", "city", "district")]))


def street_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """武汉市新洲区永安街12号: neither the street office nor the community; few know theirs."""
    return _leave_out(draft, "street", "community")


def community_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """Without the community or the 里."""
    return _leave_out(draft, "community")


def all_areas_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """永安街12号."""
    return _leave_out(draft, "province", "city", "district", "street", "community")


def shortened(draft: Draft, dice: Random, library: Library) -> bool:
    """湖北武汉新洲: the words for the kind of area left out."""
    done = False
    for part in draft.areas:
        word = next((word for word in _SHORT.get(part.level, ()) if part.said.endswith(word)), None)
        if word and len(part.said) - len(word) >= 2:
            part.said = part.said.removesuffix(word)
            done = True
    return done


def repeated(draft: Draft, dice: Random, library: Library) -> bool:
    """湖北省武汉市湖北省武汉市新洲区…: a form fills in the beginning, and people write it again."""
    said = [part for part in draft.areas if part.said]
    if not said:
        return False
    upto = dice.randint(1, len(said))
    whole = "".join(part.said for part in said[:upto])
    short = "".join(part.said[:-1] if part.level in _UPPER else part.said for part in said[:upto])
    draft.head = dice.choice([whole, whole, short, whole + " "]) + draft.head
    return True


def development_zone(draft: Draft, dice: Random, library: Library) -> bool:
    """阳逻经济开发区 between the district and the street, of which the library knows nothing."""
    street = draft.area("street")
    if street is None or not street.name.endswith(("街道", "镇")):
        return False
    zone = street.name.removesuffix("街道").removesuffix("镇") + dice.choice(
        ["经济开发区", "开发区", "高新区"]
    )
    street.stated = dice.random() < 0.5
    street.said = zone + (street.said if street.stated else "")
    return True


def neighbourhood(draft: Draft, dice: Random, library: Library) -> bool:
    """永樂里5鄰."""
    community = draft.area("community")
    if community is None:
        return False
    community.said += f"{dice.randint(1, 32):0{dice.choice([1, 3])}}鄰"
    return True


def postal_code(draft: Draft, dice: Random, library: Library) -> bool:
    """103臺北市大同區…; 430000 on the mainland."""
    size = dice.choice([3, 5, 6]) if library.taiwan else 6
    city = draft.area("city")
    if city is None or draft.head:
        return False
    first = "1" if library.taiwan else "43"
    digits = [str(dice.randint(0, 9)) for _ in range(size - len(first))]
    draft.head = first + "".join(digits) + dice.choice(["", " "])
    return True


def _wrong(level: str, levels: tuple[str, ...]) -> Callable[[Draft, Random, Library], bool]:
    def change(draft: Draft, dice: Random, library: Library) -> bool:
        part = draft.area(level)
        if part is None:
            return False
        others = sorted({name for kind, name, _ in library.areas.values() if kind == level} - {part.name})
        if not others:
            return False
        part.said = part.claim = dice.choice(others)
        part.means = frozenset()
        for below in draft.areas:  # what lies below a wrong street would be a community of another one
            if below.level in levels:
                below.said, below.stated = "", False
        return True

    return change


def wrong_street(draft: Draft, dice: Random, library: Library) -> bool:
    """The street office next door; in Taipei the district next door."""
    return _wrong("street", ("community",) if dice.random() < 0.6 else ())(draft, dice, library)


def wrong_community(draft: Draft, dice: Random, library: Library) -> bool:
    """The community next door."""
    return _wrong("community", ())(draft, dice, library)


def wrong_area(draft: Draft, dice: Random, library: Library) -> bool:
    """Another district of the same city, of which the library has nothing: 江岸区 for 新洲区."""
    part = draft.area("district")
    if part is None:
        return False
    part.said = dice.choice([name for name in _DISTRICTS if name != part.name])
    part.means = frozenset()
    return True


def another_city(draft: Draft, dice: Random, library: Library) -> bool:
    """The same road in a city that the library doesn't have."""
    province, city, district = dice.choice(_CITIES_IN_TAIWAN if library.taiwan else _CITIES)
    for part in draft.areas:
        part.said, part.stated = "", False
    draft.areas[:0] = [Part("elsewhere", province + city + district, province + city + district, frozenset())]
    draft.foreign = True
    return True
