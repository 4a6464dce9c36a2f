"""The text that Prometheus reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Final, NamedTuple

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from gis_api.metrics.counts import BUCKETS, Table

__all__ = ["MEDIA_TYPE", "text"]

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST


class Told(NamedTuple):
    """A metric: its name without prefix, what it says, its labels, and where its numbers stand."""

    name: str
    says: str
    labels: tuple[str, ...]
    table: str
    place: int = 0
    """Which of the numbers of the table."""


TILE = ("layer", "zoom", "answer")
COUNTERS: Final = (
    Told("requests", "Requests that were answered.", ("route", "status"), "requests"),
    Told("tiles", "Vector tiles that were answered.", TILE, "tiles"),
    Told("tile_bytes", "Bytes of their bodies as they were sent.", TILE, "tiles", 1),
    Told("tiles_made", "Vector tiles that the database made.", ("layer", "zoom"), "making", -1),
)
HISTOGRAMS: Final = (
    Told("request_seconds", "From a request to the beginning of its answer.", ("route",), "seconds"),
    Told("tile_query_seconds", "Making of tiles, several in one query.", ("layer", "zoom"), "making"),
)
GAUGES: Final = (
    Told("workers", "Workers that live.", (), "workers"),
    Told("database_connections", "Connections to the database.", ("pool", "state"), "connections"),
    Told("database_waiting", "Threads that wait for a connection.", ("pool",), "pool_waiting"),
    Told("gate_inside", "Requests at work.", ("gate",), "gate_inside"),
    Told("gate_waiting", "Requests that wait to be let in.", ("gate",), "gate_waiting"),
    Told("index_age_seconds", "Since the index was made.", ("index",), "index_age"),
    Told("index_changed_rows", "Rows changed since it was made.", ("index",), "index_changed"),
    Told("index_behind_changes", "Changes that it doesn't know yet.", ("index",), "index_behind"),
    Told("change_sequence", "The latest change that a worker has read.", (), "change_sequence"),
    Told("tile_memory_tiles", "Tiles in the memory of the workers.", (), "memory_tiles"),
    Told("tile_memory_bytes", "Their bytes, about.", (), "memory_bytes"),
    Told("tile_store_waiting", "What waits to be written to the store.", (), "store_waiting"),
    Told("stream_listeners", "Listeners of the stream of events.", (), "listeners"),
)  # fmt: skip


class Numbers(Collector):
    """The numbers of a moment, as the library wants them."""

    def __init__(self, counted: Mapping[str, Table], gauges: Mapping[str, Table]) -> None:
        """Keep them."""
        self._counted, self._gauges = counted, gauges

    def collect(self) -> Iterator[Metric]:
        """Each metric with its samples."""
        yield from _simple(COUNTERS, self._counted, CounterMetricFamily)
        yield from _histograms(self._counted)
        yield from _simple(GAUGES, self._gauges, GaugeMetricFamily)


def text(counted: Mapping[str, Table], gauges: Mapping[str, Table]) -> bytes:
    """All of it in Prometheus's text format.

    Args:
        counted: see `Counts.tables`.
        gauges: see `Counts.gauges`.
    """
    return generate_latest(Numbers(counted, {**gauges, "index_behind": _behind(gauges)}))


def _behind(gauges: Mapping[str, Table]) -> Table:
    """How far indexes are behind the newest change that anybody knows."""
    known = gauges.get("index_sequence", {})
    newest = max((value for name in ("index_sequence", "change_sequence")
                  for (value,) in gauges.get(name, {}).values()), default=0.0)  # fmt: skip
    return {key: [newest - value] for key, (value,) in known.items()}


def _simple(
    metrics: Iterable[Told],
    tables: Mapping[str, Table],
    family: Callable[..., CounterMetricFamily | GaugeMetricFamily],
) -> Iterator[Metric]:
    for one in metrics:
        made = family(f"onemap_{one.name}", one.says, labels=one.labels)
        for key, numbers in sorted(tables.get(one.table, {}).items()):
            made.add_metric([str(value) for value in key], numbers[one.place])
        yield made


def _histograms(tables: Mapping[str, Table]) -> Iterator[Metric]:
    ends = [*map(str, BUCKETS), "+Inf"]
    for one in HISTOGRAMS:
        made = HistogramMetricFamily(f"onemap_{one.name}", one.says, labels=one.labels)
        for key, numbers in sorted(tables.get(one.table, {}).items()):
            buckets = zip(ends, accumulate(numbers[: len(ends)]), strict=True)
            made.add_metric([str(value) for value in key], list(buckets), numbers[len(ends)])
        yield made
