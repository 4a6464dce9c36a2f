"""Where the rows of tables are."""

from tiles.occupied import SIDE, occupied

CITY, FAR = "POINT(114.8 30.84)", "POINT(87.6 43.8)"


def has(boxes, lon, lat):
    return any(box.west <= lon <= box.east and box.south <= lat <= box.north for box in boxes)


def test_a_row_far_away_brings_nothing_between_along(swept, conn, add):
    for place in (CITY, FAR):
        add("poi", geom=place)
    boxes = occupied(conn, ["poi"])["poi"]
    assert has(boxes, 114.8, 30.84)
    assert has(boxes, 87.6, 43.8)
    assert len(boxes) <= 4


def test_a_large_row_is_wholly_inside(conn, add):
    add("water", geom="MULTIPOLYGON(((114 30, 115 30, 115 31, 114 31, 114 30)))")
    boxes = occupied(conn, ["water"])["water"]
    assert all(has(boxes, 114 + n / 20, 30 + n / 20) for n in range(21))
    assert max(box.east - box.west for box in boxes) <= SIDE


def test_tables_without_rows_are_left_out(swept, conn, add):
    add("poi", geom=CITY)
    assert set(occupied(conn, ["poi", "camera"])) == {"poi"}
