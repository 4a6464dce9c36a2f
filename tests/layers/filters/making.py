"""Filters at random: CQL2 JSON of every operator, most of it of fitting types."""

from typing import Any

from hypothesis import strategies as st

from layers.filters.tree import ARITY
from tests.layers.filters.evaluate import ARITHMETIC, ARRAYS, COMPARE, SPATIAL, TEMPORAL
from tests.layers.filters.rows import VALUES

Json = Any


def call(op: str, *args: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.tuples(*args).map(lambda found: {"op": op, "args": list(found)})


def calls(ops: Any, *args: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.sampled_from(sorted(ops)).flatmap(lambda op: call(op, *args))


def names(*known: str) -> st.SearchStrategy[Json]:
    return st.sampled_from(known).map(lambda name: {"property": name})


NUMBER = st.one_of(
    st.integers(-3, 10),
    st.sampled_from([0.1, 0.5, -2.5, 1e30, -1e30, 1e-30, 2**63, 2**53 + 1, 3.7, 10.5, 32767, 1e-20]),
    st.floats(-1e30, 1e30).filter(lambda x: x == 0 or abs(x) >= 1e-30),
)
NUMBERS = st.recursive(
    st.one_of(NUMBER, names("small", "n", "big", "x", "y", "d")),
    lambda inner: calls(ARITHMETIC, inner, inner),
    max_leaves=5,
)
CHARACTERS = st.text(st.sampled_from("aAáßßsS建筑%_\\'한\u0301oΣς😀0"), max_size=4)
TEXT = st.one_of(CHARACTERS, st.sampled_from([one for one in VALUES["name"] if one is not None]))
PATTERN = st.recursive(
    st.text(st.sampled_from("aAbáßsS建%_\u0301"), max_size=5)
    | st.sampled_from(["\\%", "a\\_b", "\\\\", "%建%", "\\a"]),
    lambda inner: calls({"casei", "accenti"}, inner),
    max_leaves=2,
)
TEXTS = st.recursive(
    TEXT | names("name", "other"), lambda inner: calls({"casei", "accenti"}, inner), max_leaves=3
)
DAY = st.dates().map(str) | st.sampled_from(["2026-07-01", "2026-07-02", "0001-01-01", "9999-12-31"])
MOMENT = st.sampled_from(
    [
        "2026-07-01T00:00:00Z",
        "2026-07-01T08:00:00+08:00",
        "2026-07-01T08:00:00.000001Z",
        "0001-01-01T00:00:00Z",
    ]
)
DAYS = DAY.map(lambda day: {"date": day}) | names("day", "last_day")
MOMENTS = MOMENT.map(lambda at: {"timestamp": at}) | names("at", "till")


def spans(end: st.SearchStrategy[Json], *columns: str) -> st.SearchStrategy[Json]:
    side = st.one_of(st.just(".."), end, names(*columns))
    return st.tuples(side, side).map(lambda found: {"interval": list(found)})


DAY_SPANS, SPANS = spans(DAY, "day", "last_day"), spans(MOMENT, "at", "till")
POINT = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(list)
CORNERS = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
BOX = CORNERS.map(lambda c: [c[0], c[1], c[0] + c[2], c[1] + c[3]])
SHAPE = st.one_of(
    POINT.map(lambda at: {"type": "Point", "coordinates": at}),
    st.lists(POINT, min_size=2, max_size=4).map(lambda found: {"type": "LineString", "coordinates": found}),
    st.lists(POINT, min_size=1, max_size=3).map(lambda found: {"type": "MultiPoint", "coordinates": found}),
    st.lists(POINT, min_size=3, max_size=4).map(
        lambda found: {"type": "Polygon", "coordinates": [[*found, found[0]]]}
    ),
    BOX.map(lambda box: {"bbox": box}),
)
SHAPES = st.one_of(
    SHAPE,
    st.lists(SHAPE.filter(lambda one: "type" in one), min_size=1, max_size=2).map(
        lambda found: {"type": "GeometryCollection", "geometries": found}
    ),
    names("geom"),
)
SETS = st.lists(st.sampled_from(["a", "b", "建"]), max_size=3) | names("tags")
COUNTS = st.lists(st.sampled_from([1, 2, 1.5]), max_size=3) | names("numbers")


def lists(of: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.lists(of, min_size=1, max_size=3)


PREDICATES = st.one_of(
    *(calls(COMPARE, kind, kind) for kind in (NUMBERS, TEXTS, DAYS, MOMENTS)),
    *(call("between", kind, kind, kind) for kind in (NUMBERS, TEXTS, DAYS, MOMENTS)),
    *(call("in", kind, lists(kind)) for kind in (NUMBERS, TEXTS, DAYS, MOMENTS)),
    call("in", names("n", "big", "x", "d"), lists(NUMBER)),
    calls({"=", "<>"}, names("ok"), st.booleans() | names("ok")),
    call("like", TEXTS, PATTERN),
    call("isNull", names(*VALUES)),
    calls(SPATIAL, SHAPES, SHAPES),
    calls(TEMPORAL, DAY_SPANS, DAY_SPANS),
    calls(TEMPORAL, SPANS, SPANS),
    calls(
        {"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"}, MOMENTS | SPANS, MOMENTS | SPANS
    ),
    calls(
        {"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"}, DAYS | DAY_SPANS, DAYS | DAY_SPANS
    ),
    calls(ARRAYS, SETS, SETS),
    calls(ARRAYS, COUNTS, COUNTS),
    names("ok"),
    st.booleans(),
)
FILTERS = st.recursive(
    PREDICATES,
    lambda inner: st.one_of(calls({"and", "or"}, inner, inner), call("not", inner)),
    max_leaves=4,
)
"""Of fitting types, but for what only the checker knows."""

VALUE = st.one_of(
    NUMBER,
    TEXT,
    st.booleans(),
    DAYS,
    MOMENTS,
    SPANS,
    SHAPES,
    SETS,
    names(*VALUES, "secret", "phone", "nothing"),
)
ANYTHING = st.recursive(
    VALUE,
    lambda inner: st.tuples(st.sampled_from(sorted(ARITY)), st.lists(inner, min_size=1, max_size=3)).map(
        lambda found: {"op": found[0], "args": found[1]}
    ),
    max_leaves=6,
)
"""Any operator of anything: most is refused, and what is not must run."""
