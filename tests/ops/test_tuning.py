"""The private cluster's settings fit the machine."""

import pytest

from gis_api.cluster import tuning

GIB = 1024**3


@pytest.mark.parametrize(("gib", "megabytes"), [(0.25, "64MB"), (6, "1024MB"), (1000, "8192MB")])
def test_the_buffers_are_a_share_of_the_memory_within_bounds(gib, megabytes):
    assert tuning.settings(int(gib * GIB), 2)["shared_buffers"] == megabytes


def test_a_container_limit_below_the_machine_counts(tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal:       16777216 kB\nMemFree: 1 kB\n")
    (tmp_path / "max").write_text("4294967296\n")

    assert tuning.memory(tmp_path / "meminfo", tmp_path / "max") == 4 * GIB


def test_a_container_without_a_limit_has_the_memory_of_the_machine(tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal:       16777216 kB\n")
    (tmp_path / "max").write_text("max\n")

    assert tuning.memory(tmp_path / "meminfo", tmp_path / "max") == 16 * GIB


def test_a_quote_in_a_value_is_doubled():
    assert tuning.render({"log_directory": "/o'clock"}) == "log_directory = '/o''clock'\n"
