"""The catalogue of classes: its form, its counts, its way into the database."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from layers import classes
from layers.classes import ClassCode, Confidence, Fate, Kind
from layers.editions import Edition
from layers.errors import Invalid

HEADER = "edition,code,major,name,standard,confidence,basis\n"


@pytest.fixture(scope="module")
def catalogue() -> tuple[ClassCode, ...]:
    return classes.load()


@pytest.fixture(scope="module")
def names(catalogue) -> dict[tuple[Kind, Edition, str], str]:
    return {(c.kind, c.edition, c.code): c.name for c in catalogue}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue without classes, to spoil."""
    for kind in Kind:
        (tmp_path / f"{kind}.csv").write_text(HEADER, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "edition", "count"),
    [
        (Kind.COMPONENT, Edition.E2007, 85),
        (Kind.COMPONENT, Edition.E2013, 120),
        (Kind.COMPONENT, Edition.E2026, 153),
        (Kind.EVENT, Edition.E2007, 54),
        (Kind.EVENT, Edition.E2013, 76),
        (Kind.EVENT, Edition.E2026, 250),
    ],
)
def test_every_edition_has_its_number_of_classes(catalogue, kind, edition, count):
    assert sum((c.kind, c.edition) == (kind, edition) for c in catalogue) == count


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        (Kind.COMPONENT, [76, 44, 16, 14, 3]),
        (Kind.EVENT, [76, 44, 16, 14, 3, 51, 7, 16, 21, 2]),
    ],
)
def test_major_classes_of_2026_have_their_sizes(catalogue, kind, counts):
    found = Counter(c.code[:2] for c in catalogue if (c.kind, c.edition) == (kind, Edition.E2026))

    assert [found[major] for major in sorted(found)] == counts


def test_no_class_stands_twice(catalogue, names):
    assert len(names) == len(catalogue)


def test_a_major_class_has_one_name(catalogue):
    found = {(c.kind, c.edition, c.code[:2], c.major) for c in catalogue}

    assert len({entry[:3] for entry in found}) == len(found)


def test_an_edition_is_one_standard(catalogue):
    assert len({(c.edition, c.standard) for c in catalogue}) == len(Edition)


def test_files_are_in_order(catalogue):
    keys = [(c.kind, -int(c.edition), c.code) for c in catalogue]

    assert all(before < after for before, after in pairwise(keys))


def test_what_is_derived_is_never_called_certain(catalogue):
    derived = {c.confidence for c in catalogue if c.basis.startswith(("derived", "guessed"))}

    assert derived == {Confidence.MEDIUM, Confidence.LOW}


def test_2026_has_an_event_for_every_component(catalogue, names):
    parts = [c for c in catalogue if (c.kind, c.edition) == (Kind.COMPONENT, Edition.E2026)]

    assert all(names[Kind.EVENT, c.edition, c.code] == c.name + "异常" for c in parts)


@pytest.mark.parametrize(
    ("code", "name"), [("06010", "暴露垃圾"), ("09006", "占道经营"), ("06045", "非法占绿毁绿")]
)
def test_matters_most_used_are_there(names, code, name):
    assert names[Kind.EVENT, Edition.E2026, code] == name


# The way from 2013 to 2026 ---------------------------------------------------------------------------


def test_every_class_of_2013_has_a_fate(catalogue):
    known = {(c.kind, c.code) for c in catalogue if c.edition is Edition.E2013}

    assert classes.load_migrations().keys() == known


def test_every_target_exists_or_is_marked_dropped(names):
    moves = classes.load_migrations().values()

    assert [
        m
        for m in moves
        if (m.code_2026 is None) is not (m.fate is Fate.DROPPED)
        or (m.code_2026 and (m.kind, Edition.E2026, m.code_2026) not in names)
    ] == []


def test_no_two_classes_of_2013_become_one():
    targets = [(m.kind, m.code_2026) for m in classes.load_migrations().values() if m.code_2026]

    assert len(targets) == len(set(targets))


def test_what_is_kept_keeps_its_running_number():
    kept = [m for m in classes.load_migrations().values() if m.fate is Fate.KEPT and m.code_2026]

    assert [m for m in kept if m.code_2026 and m.code_2026[2:] != "0" + m.code_2013[2:]] == []


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (Kind.COMPONENT, "0101", "01001"),
        (Kind.COMPONENT, "0505", "02031"),
        (Kind.COMPONENT, "0504", None),
        (Kind.EVENT, "0110", "06010"),
        (Kind.EVENT, "0507", "10001"),
        (Kind.EVENT, "0602", "09013"),
        (Kind.EVENT, "0131", None),
        (Kind.EVENT, "0505", None),
    ],
)
def test_known_moves(kind, old, new):
    assert classes.load_migrations()[kind, old].code_2026 == new


# Files that don't fit --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        "2020,01001,市政公用设施,供水井盖,GB/T 47678.5-2026,high,x",
        "2026,0101,市政公用设施,供水井盖,GB/T 47678.5-2026,high,x",
        "2026,０１００１,市政公用设施,供水井盖,GB/T 47678.5-2026,high,x",
        "2026,01001,市政公用设施,,GB/T 47678.5-2026,high,x",
        "2026,01001,市政公用设施,供水井盖,GB/T 47678.5-2026,certain,x",
        "2026,01001",
    ],
)
def test_a_row_that_does_not_fit_is_named_by_file_and_line(folder, row):
    (folder / "event.csv").write_text(HEADER + row + "\n", encoding="utf-8")

    with pytest.raises(Invalid, match=r"event\.csv line 2"):
        classes.load(folder)


def test_a_missing_column_is_named(folder):
    (folder / "event.csv").write_text("edition,code\n2026,01001\n", encoding="utf-8")

    with pytest.raises(Invalid, match="no column 'major'"):
        classes.load(folder)


# Into the database -----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_classes(conn: psycopg.Connection) -> None:
    """The catalogue that a migrated database has already is taken away first."""
    conn.execute("DELETE FROM onemap.class_code")


def test_store_writes_the_whole_catalogue(conn: psycopg.Connection, names):
    classes.store(conn)

    rows = conn.execute("SELECT kind, edition, code, name FROM onemap.class_code").fetchall()
    assert {(Kind(k), Edition(e), c): n for k, e, c, n in rows} == names


def test_storing_twice_changes_nothing(conn: psycopg.Connection, catalogue):
    assert (classes.store(conn), classes.store(conn)) == (len(catalogue), 0)


def test_storing_again_repairs_a_changed_name(conn: psycopg.Connection):
    classes.store(conn)
    conn.execute("UPDATE onemap.class_code SET name = '' WHERE kind = 'event' AND code = '06010'")

    assert classes.store(conn) == 1


def test_classes_of_a_city_stay(conn: psycopg.Connection):
    conn.execute(
        "INSERT INTO onemap.class_code (kind, edition, code, name) VALUES ('event', '2026', '06999', '本地')"
    )

    classes.store(conn)

    row = conn.execute("SELECT name FROM onemap.class_code WHERE code = '06999'").fetchone()
    assert row == ("本地",)


def test_storing_no_classes_is_fine(conn: psycopg.Connection):
    assert classes.store(conn, []) == 0
