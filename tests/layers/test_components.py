"""Components by class, area and box, and their counts."""

import pytest

from layers.components import By, Filter, components, summary
from layers.errors import Invalid, NotFound
from layers.paging import Box
from tests.builder import Builder

STREET, OTHER = "420117001", "420117002"


def put(add: Builder, kind: str = "01001", community: str | None = f"{STREET}001", **more) -> str:
    """A component of 420117 in a community, its areas as the import writes them."""
    if community is None:
        return add("component", class_code=kind, **more)["code"]
    if not add.conn.execute("SELECT FROM onemap.area WHERE code = %s", (community,)).rowcount:
        add("area", code=community)
    areas = {"district_code": "420117", "street_code": community[:9], "community_code": community}
    return add("component", class_code=kind, **areas, **more)["code"]


def codes(found):
    return [one.code for one in found.items]


def test_a_component_comes_with_the_names_of_its_class_and_bodies(conn, add):
    add("department", code="D1", name="水务局")
    put(add, department_code="D1", geom="POINT(114.8 30.84)")
    (found,) = components(conn, Filter()).items
    assert (found.class_name, found.department, found.lon, found.lat) == ("供水井盖", "水务局", 114.8, 30.84)


def test_the_first_digits_of_a_class_mean_all_classes_that_begin_so(conn, add):
    cover, lamp = put(add, "01001"), put(add, "02001")
    found = [codes(components(conn, Filter(class_code=digits))) for digits in ("01", "02001")]
    assert found == [[cover], [lamp]]


def test_a_class_that_does_not_exist_is_refused(conn):
    with pytest.raises(Invalid):
        components(conn, Filter(class_code="77"))


@pytest.mark.parametrize("area", ["42", "4201", "420117", STREET, f"{STREET}001"])
def test_an_area_of_any_level_has_what_is_in_it(conn, add, area):
    inside = put(add)
    add("area", code="430102001001")
    put(add, community=None, district_code="430102", street_code="430102001")
    assert codes(components(conn, Filter(area=area))) == [inside]


def test_a_city_without_districts_has_the_components_of_its_streets(conn, add):
    conn.execute("INSERT INTO onemap.area_level VALUES ('tw', 'city', 5), ('tw', 'street', 7)")
    add("area", code="63000", scheme="tw", level="city")
    add("area", code="6300100", scheme="tw", level="street", parent_code="63000")
    tree = put(add, community=None, street_code="6300100")
    assert codes(components(conn, Filter(area="63000"))) == [tree]


def test_an_unknown_area_is_not_found(conn):
    with pytest.raises(NotFound):
        components(conn, Filter(area="999"))


def test_a_box_has_what_lies_in_it_and_on_its_edge(conn, add):
    inside, edge = put(add, geom="POINT(114.8 30.84)"), put(add, geom="POINT(114.9 30.84)")
    put(add, geom="POINT(115 30.84)")
    assert codes(components(conn, Filter(box=Box(114.7, 30.8, 114.9, 30.9)))) == [inside, edge]


def test_pages_follow_each_other(conn, add):
    made = [put(add) for _ in range(5)]
    first = components(conn, Filter(), limit=2)
    second = components(conn, Filter(), limit=2, cursor=first.next)
    third = components(conn, Filter(), limit=2, cursor=second.next)
    assert ([*codes(first), *codes(second), *codes(third)], third.next) == (made, None)


def counts(found):
    return [(row.key, row.name, row.count) for row in found.rows]


def test_a_summary_by_area_counts_the_streets_of_a_district(conn, add):
    for community in (f"{STREET}001", f"{STREET}002", f"{OTHER}001"):
        put(add, community=community)
    conn.execute("UPDATE onemap.area SET name = '邾城街道' WHERE code = %s", (STREET,))
    found = summary(conn, By.AREA, Filter(area="420117"))
    assert (counts(found), found.total, found.level) == (
        [(STREET, "邾城街道", 2), (OTHER, f"区域{OTHER}", 1)],
        3,
        "street",
    )


def test_a_summary_of_a_street_counts_its_communities(conn, add):
    put(add, community=f"{STREET}001")
    put(add, community=f"{OTHER}001")
    found = summary(conn, By.AREA, Filter(area=STREET))
    assert ([row.key for row in found.rows], found.level) == ([f"{STREET}001"], "community")


def test_what_lies_in_no_street_is_counted_too(conn, add):
    put(add, community=None)
    found = summary(conn, By.AREA, Filter())
    assert (counts(found), found.total) == ([(None, None, 1)], 1)


def test_a_summary_by_class_has_the_names_most_first(conn, add):
    for kind in ("01002", "01001", "01002"):
        put(add, kind)
    found = summary(conn, By.CLASS, Filter(area=STREET))
    assert (counts(found), found.total) == ([("01002", "污水井盖", 2), ("01001", "供水井盖", 1)], 3)


def test_the_same_number_in_two_editions_is_two_classes(conn, add):
    for edition in ("2007", "2013"):
        add("component", edition=edition, class_code="0110")
    found = summary(conn, By.CLASS, Filter())
    assert [(row.key, row.edition) for row in found.rows] == [("0110", "2007"), ("0110", "2013")]
