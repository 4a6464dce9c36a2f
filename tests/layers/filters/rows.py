"""Rows with the values that go wrong: nothing, extremes, NaN, escapes, letters with several cases."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

VALUES: dict[str, list[Any]] = {
    "small": [0, 1, -1, 32767, None],
    "n": [0, 1, -1, 2, 7, 2**31 - 1, -(2**31), None],
    "big": [0, 3, 2**63 - 1, -(2**63), 2**53 + 1, None],
    "x": [
        0.0,
        0.5,
        -0.0,
        1.0,
        3.7,
        -2.5,
        float("nan"),
        float("inf"),
        -float("inf"),
        1e308,
        5e-324,
        1e-20,
        None,
    ],
    "y": [1.0, 0.0, 2.0, 0.1, -3.0, 1e15, None],
    "d": [
        Decimal(0),
        Decimal("0.1"),
        Decimal("10.50"),
        Decimal("1e400"),
        Decimal("1e-400"),
        Decimal("NaN"),
        None,
    ],
    "name": [
        *("", "a", "A", "á", "a\u0301", "100%", "a_b", "back\\slash", "建筑", "建", "Straße", "STRASSE"),
        *("it's", "ΟΔΟΣ", "οδός", "a\nb", "%", "_", "\\", "한글", "😀", "0", "ab", "Ab", None),
    ],
    "other": ["a", "建筑", "", "A", "straße", None],
    "ok": [True, False, None],
    "day": [date(2026, 7, 1), date(1, 1, 1), date(9999, 12, 31), date(2026, 7, 2), None],
    "last_day": [date(2026, 7, 2), date(2026, 7, 1), None, date(2026, 8, 1)],
    "at": [
        datetime(2026, 7, 1, tzinfo=UTC),
        datetime(2026, 7, 1, 8, 0, 0, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
        None,
    ],
    "till": [datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC), None],
    "tags": [[], ["a"], ["a", "建"], ["a", "a"], ["b", None], None],
    "numbers": [[], [1], [1, 2, 2], [None], None],
    "geom": [
        "POINT(1 1)",
        "POINT(2 2)",
        "LINESTRING(0 0, 2 2)",
        "LINESTRING(0 2, 2 0)",
        "POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))",
        "POLYGON((1 1, 3 1, 3 3, 1 3, 1 1))",
        "MULTIPOINT((0 0), (1 1))",
        "MULTIPOLYGON(((2 0, 4 0, 4 2, 2 2, 2 0)))",
        "MULTILINESTRING((0 0, 1 1), (1 1, 3 3))",
        "GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 2 0))",
        None,
    ],
}
COUNT = 60

ROWS = [
    dict(zip(VALUES, row, strict=True))
    for row in islice(zip(*(cycle(values) for values in VALUES.values()), strict=False), COUNT)
]
"""Every value comes at least once, in many combinations with the others."""
