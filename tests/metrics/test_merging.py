"""The numbers of several workers as those of one service."""

import os
from dataclasses import replace

from gis_api import processes
from gis_api.metrics import Counts
from gis_api.metrics.exposition import text
from gis_api.metrics.files import Said, forget, others, write
from gis_api.metrics.merging import merged

ME = (os.getpid(), processes.started(os.getpid()))


def _said(tiles=1, waiting=0, process=ME):
    counts = Counts()
    for _ in range(tiles):
        counts.tile(("road",), 14, "memory", 100)
    counts.watch("store_waiting", lambda: waiting)
    return Said(*process, counts.tables(), counts.gauges())


def test_what_two_workers_counted_adds_up():
    counted, _ = merged([_said(tiles=2), _said(tiles=3)])
    assert counted["tiles"] == {("road", 14, "memory"): [5, 500]}


def test_what_waits_in_two_workers_adds_up():
    _, gauges = merged([_said(waiting=2), _said(waiting=3)])
    assert gauges["store_waiting"] == {(): [5]}


def test_of_indexes_the_worker_that_is_furthest_behind_counts():
    some = [
        Said(*ME, {}, {"index_sequence": {("grids",): [n]}, "change_sequence": {(): [9]}}) for n in (7, 4)
    ]
    said = text(*merged(some)).decode()
    assert 'onemap_index_behind_changes{index="grids"} 5.0\n' in said


def test_a_worker_that_died_leaves_its_counts_and_no_numbers_of_now():
    counted, gauges = merged([_said(tiles=2, waiting=2, process=(ME[0], 1)), _said(tiles=3, waiting=3)])
    assert (counted["tiles"]["road", 14, "memory"][0], gauges["store_waiting"]) == (5, {(): [3]})


def test_workers_tell_each_other_by_files(tmp_path):
    said = _said(process=(ME[0], 1))
    write(tmp_path, said)
    assert list(others(tmp_path)) == [said]


def test_a_worker_does_not_count_itself_twice(tmp_path):
    write(tmp_path, _said())
    assert list(others(tmp_path)) == []


def test_a_later_process_of_the_same_number_loses_nothing(tmp_path):
    for started in (1, 2):
        write(tmp_path, replace(_said(), started=started))
    assert len(list(others(tmp_path))) == 2


def test_a_new_run_begins_at_nothing(tmp_path):
    write(tmp_path, _said(process=(ME[0], 1)))
    forget(tmp_path)
    assert list(others(tmp_path)) == []
