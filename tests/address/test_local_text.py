"""Splitting the number of a door plate: one row a shape that was seen."""

import pytest

from address.local_text import split_plate
from layers.errors import Invalid

SHAPES = [
    ("2號", "2號", None, None),
    ("26之1號", "26之1號", None, None),
    ("1號二樓", "1號", "二樓", None),
    ("71號五樓之32", "71號", "五樓", "之32"),
    ("178之1號五樓之1", "178之1號", "五樓", "之1"),
    ("11號十五樓之6", "11號", "十五樓", "之6"),
    ("7號一0一樓", "7號", "一0一樓", None),
    ("15號地下", "15號", "地下", None),
    ("5之1號地下二層之1", "5之1號", "地下二層", "之1"),
    ("86號地下一樓", "86號", "地下一樓", None),
    ("62號地下室之1", "62號", "地下室", "之1"),
    ("9號B1", "9號", "B1", None),
    ("100號地下街", "100號", "地下街", None),
    ("7號地下層", "7號", "地下層", None),
    ("10號地下1", "10號", "地下1", None),
    ("83號屋頂突出一層", "83號", "屋頂突出一層", None),
    ("臨53號二樓之1", "臨53號", "二樓", "之1"),
    ("1號臨八樓", "1號", "臨八樓", None),
    ("5臨40號", "5臨40號", None, None),
    ("300號之4", "300號", None, "之4"),
    ("328號四樓之五", "328號", "四樓", "之五"),
]


@pytest.mark.parametrize(("number", "plate", "floor", "room"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_a_number_is_split_into_plate_floor_and_room(
    number: str, plate: str, floor: str | None, room: str | None
) -> None:
    assert split_plate(number)[:3] == (plate, floor, room)


REPAIRS = [
    ("24號五樓.", "24號", "五樓", "stray mark left out"),
    ("8號+二樓", "8號", "二樓", "stray mark left out"),
    ("16號　二樓", "16號", "二樓", "stray mark left out"),
    ("8號四摟", "8號", "四樓", "misspelt sign put right"),
    ("46號地下ㄧ層", "46號", "地下一層", "misspelt sign put right"),
    ("3號二樓(設籍應查實)", "3號", "二樓", "remark in brackets left out"),
    ("3號(設籍應先經臺北市", "3號", None, "remark in brackets left out"),
]


@pytest.mark.parametrize(("number", "plate", "floor", "repair"), REPAIRS, ids=[case[0] for case in REPAIRS])
def test_what_was_put_right_is_said(number: str, plate: str, floor: str | None, repair: str) -> None:
    assert split_plate(number) == (plate, floor, None, (repair,))


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "no number"),
        ("9.", "no known shape"),
        ("8號五樓)", "no known shape"),
        ("62號(門牌廢止)", "withdrawn"),
    ],
)
def test_what_cannot_be_split_is_refused_with_the_reason(number: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        split_plate(number)
