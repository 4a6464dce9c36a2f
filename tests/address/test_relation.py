"""Relations of place at the end of a text; the cases are in tests/gold/relation.csv."""

import pytest

from address.text.relation import RelationKind, take_relation
from address.text.rules import standard_text
from tests.address.gold import rows

ROWS = rows("relation.csv")


def shown(text: str) -> tuple[str, ...]:
    """The columns of the table for a text."""
    rest, relation = take_relation(standard_text(text))
    if relation is None:
        return rest, "", "", "", "", ""
    numbers = [relation.bearing, relation.metres, relation.corner]
    return rest, relation.kind, *("" if n is None else f"{n:g}" for n in numbers), " / ".join(relation.parts)


@pytest.mark.parametrize("row", ROWS, ids=[ascii(row["given"]) for row in ROWS])
def test_a_relation_is_cut_off_and_understood(row):
    columns = ("rest", "kind", "bearing", "metres", "corner", "parts")
    assert shown(row["given"]) == tuple(row[column] for column in columns)


def test_every_kind_has_cases():
    assert {row["kind"] for row in ROWS} == {"", *RelationKind}


def test_a_longer_way_is_less_certain():
    _, near = take_relation("加油站往北100米")
    _, far = take_relation("加油站往北900米")
    assert near is not None
    assert far is not None
    assert near.radius_m < far.radius_m


def test_a_traditional_text_stays_one():
    assert take_relation("學校對面")[0] == "學校"
