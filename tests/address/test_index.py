"""The index: the order of its walk, its files, its versions."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as some

from address.geocoder import Geocoder
from address.index.build import build
from address.index.follow import Overlay
from address.index.kept import KIND, store
from address.index.segment import Segment
from address.index.source import read
from address.index.walk import walk
from layers.indexing.log import Foreign, Mark
from layers.indexing.parts import Parts
from layers.indexing.store import Damaged
from tests.builder import Builder

FORESTS = some.lists(some.integers(-1, 30), max_size=30).map(
    lambda drawn: [min(parent, node - 1) for node, parent in enumerate(drawn)]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def parts(conn: psycopg.Connection, add: Builder) -> Parts:
    """An index of one road with two houses."""
    road = add("address", level="road", name="红旗路", local_text="红旗路")
    for number in ("1号", "2号"):
        add(
            "address",
            parent_code=road["code"],
            name=number,
            local_text=f"红旗路{number}",
            geom="POINT(114.8 30.8)",
        )
    return build(read(conn))


@given(FORESTS, some.randoms())
def test_what_is_below_a_node_is_the_span_behind_it(forest: list[int], chance) -> None:
    parent = np.array(forest, np.int64)
    term, area = (np.array([chance.randrange(3) for _ in forest], np.int64) for _ in range(2))

    order, end = walk(parent, term, area)

    place = {int(node): at for at, node in enumerate(order)}
    for node in range(len(forest)):
        below = {place[other] for other in range(len(forest)) if _is_below(forest, other, node)}
        assert below == set(range(place[node] + 1, int(end[place[node]])))


@given(FORESTS, some.randoms())
def test_siblings_are_in_the_order_of_their_terms(forest: list[int], chance) -> None:
    parent = np.array(forest, np.int64)
    term = np.array([chance.randrange(3) for _ in forest], np.int64)

    order, _ = walk(parent, term, np.zeros(len(forest), np.int64))

    for above in {-1, *forest}:
        terms = [int(term[node]) for node in order if forest[node] == above]
        assert terms == sorted(terms)


def _is_below(forest: list[int], node: int, above: int) -> bool:
    while node >= 0 and (node := forest[node]) >= 0:
        if node == above:
            return True
    return False


def test_a_ring_of_parents_is_cut(conn: psycopg.Connection, add: Builder) -> None:
    one = add("address", name="甲楼", local_text="甲楼")
    other = add("address", name="乙楼", local_text="乙楼", parent_code=one["code"])
    conn.execute("UPDATE onemap.address SET parent_code = %s WHERE id = %s", (other["code"], one["id"]))

    segment = Segment(build(read(conn)))

    assert {segment.own_name(at) for at in range(segment.size)} == {"甲楼", "乙楼"}


def test_an_empty_library_has_an_index(conn: psycopg.Connection, folder: Path) -> None:
    store(folder).save(build(read(conn)))

    with store(folder).open_current() as version:
        assert Segment(version.parts).size == 0


def test_what_was_saved_is_what_is_opened(parts: Parts, folder: Path) -> None:
    store(folder).save(parts)

    with store(folder).open_current() as version:
        opened = version.parts
    assert opened.facts == parts.facts
    assert all(np.array_equal(opened.arrays[name], array) for name, array in parts.arrays.items())
    assert all(opened.tries[name].keys() == trie.keys() for name, trie in parts.tries.items())


def test_arrays_are_mapped_and_not_copied(parts: Parts, folder: Path) -> None:
    store(folder).save(parts)

    with store(folder).open_current() as version:
        assert np.shares_memory(np.asarray(version.parts.view("id")), version.parts.arrays["id"])
        assert isinstance(version.parts.arrays["id"], np.memmap)


HARM: dict[str, Callable[[bytes], bytes] | None] = {
    "shorter": lambda content: content[:-1],
    "empty": lambda content: content[:0],
    "one bit": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "missing": None,
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_damage_of_any_file_is_noticed(parts: Parts, folder: Path, harm) -> None:
    missed = []
    for file in sorted(store(folder).save(parts).iterdir()):
        content = file.read_bytes()
        file.write_bytes(harm(content)) if harm else file.unlink()
        with suppress(Damaged):
            store(folder).open_current().release()
            missed.append(file.name)
        file.write_bytes(content)
    assert missed == []


def test_a_file_that_is_touched_after_it_was_opened_is_noticed(parts: Parts, folder: Path) -> None:
    path = store(folder).save(parts)
    with store(folder).open_current() as version:
        before = version.is_whole()
        os.truncate(path / "id.npy", 10)

        assert (before, version.is_whole()) == (True, False)


def test_an_index_of_another_program_is_none(parts: Parts, folder: Path, monkeypatch) -> None:
    store(folder).save(parts)
    monkeypatch.setitem(KIND.__dict__, "program", "another")

    with pytest.raises(Damaged, match="another program"):
        store(folder).open_current()


def test_without_an_index_there_is_none(folder: Path) -> None:
    with pytest.raises(Damaged, match="there is no index"):
        store(folder).open_current()


def test_a_version_in_use_stays_until_it_is_released(parts: Parts, folder: Path) -> None:
    old = store(folder).save(parts)
    with store(folder).open_current() as version:
        new = store(folder).save(parts)
        assert (store(folder).tidy(), store(folder).current(), version.is_whole()) == ([], new, True)

    assert store(folder).tidy() == [old.name]


def test_what_a_killed_builder_left_is_removed(parts: Parts, folder: Path) -> None:
    store(folder).save(parts)
    (folder / "draft-1-1").mkdir()

    assert store(folder).tidy() == ["draft-1-1"]


def test_only_one_builds_at_a_time(folder: Path) -> None:
    with store(folder).building(), pytest.raises(BlockingIOError), store(folder).building(wait=False):
        pass


def test_an_index_of_another_library_is_noticed(scratch: str, conn: psycopg.Connection, add: Builder) -> None:
    segment = Segment(build(read(conn)))
    segment.parts.facts["mark"] = Mark(99, 99)
    with psycopg.connect(scratch, autocommit=True) as other, pytest.raises(Foreign):
        Overlay(segment).catch_up(other)


def test_too_many_changes_wait_for_a_new_index(scratch: str, monkeypatch) -> None:
    monkeypatch.setattr("address.index.follow.MOST", 2)
    with psycopg.connect(scratch, autocommit=True) as conn:
        overlay = Overlay(Segment(build(read(conn))))
        add = Builder(conn)
        for _ in range(3):
            add("address")

        assert (overlay.catch_up(conn), overlay.stale, overlay.view.fresh) == (False, True, None)


def test_a_change_of_an_area_asks_for_a_new_index(scratch: str) -> None:
    with psycopg.connect(scratch, autocommit=True) as conn:
        overlay = Overlay(Segment(build(read(conn))))
        Builder(conn)("area", code="42")

        assert (overlay.catch_up(conn), overlay.stale) == (False, True)


def test_what_failed_is_read_again(scratch: str, monkeypatch) -> None:
    with psycopg.connect(scratch, autocommit=True) as conn:
        overlay = Overlay(Segment(build(read(conn))))
        Builder(conn)("address")
        with monkeypatch.context() as broken:
            broken.setattr("address.index.follow.build", lambda _: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                overlay.catch_up(conn)

        assert overlay.catch_up(conn)
        assert len(overlay.view.gone) == 1


def test_a_changed_address_keeps_the_points_of_interest_that_are_there(scratch: str) -> None:
    with psycopg.connect(scratch, autocommit=True) as conn:
        add = Builder(conn)
        plate = add("address", local_text="红旗路12号", geom="POINT(114.8 30.84)")
        add("poi", name="平安大药房", address_text="红旗路12号", geom="POINT(114.8 30.84)")
        overlay = Overlay(Segment(build(read(conn))))
        conn.execute("UPDATE onemap.address SET geom = 'SRID=4490;POINT(114.801 30.84)'")

        overlay.catch_up(conn)

        (found, *_) = Geocoder(*overlay.view).geocode("平安大药房")
        assert (found.address_code, found.lon) == (plate["code"], 114.801)
