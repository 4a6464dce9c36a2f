"""What a worker counts."""

from gis_api.metrics import Counts
from gis_api.metrics.exposition import text


def _text(counts):
    return text(counts.tables(), counts.gauges()).decode()


def test_tiles_of_several_layers_have_one_label():
    counts = Counts()
    for layers in (("road", "building"), ("road", "poi")):
        counts.tile(layers, 14, "made", 10)
    assert 'onemap_tiles_total{answer="made",layer="several",zoom="14"} 2.0' in _text(counts)


def test_a_zoom_that_nobody_has_is_no_label():
    counts = Counts()
    counts.tile(("road",), 10**9, "error")
    assert counts.tables()["tiles"] == {}


def test_buckets_hold_all_that_took_no_longer():
    counts = Counts()
    for seconds in (0.004, 0.005, 0.006):
        counts.request("/a", 200, seconds)
    assert 'onemap_request_seconds_bucket{le="0.005",route="/a"} 2.0' in _text(counts)


def test_what_took_longest_is_counted_too():
    counts = Counts()
    counts.request("/a", 200, 1e6)
    assert 'onemap_request_seconds_bucket{le="+Inf",route="/a"} 1.0' in _text(counts)


def test_requests_answered_before_the_framework_count_with_their_route():
    counts = Counts()
    counts.routes[_text] = "/a/{b}"
    counts.request("/a/{b}", 200, 0.1)
    counts.quick[_text, b"200 OK"] += 2
    assert 'onemap_requests_total{route="/a/{b}",status="200"} 3.0' in _text(counts)


def test_what_is_not_there_now_is_not_told():
    counts = Counts()
    counts.watch("index_age", lambda: None, "grids")
    assert "onemap_index_age_seconds{" not in _text(counts)
