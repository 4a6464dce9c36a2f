"""Filters (过滤): CQL2, OGC 21-065, from a caller's text to bound SQL for any layer."""

from layers.filters.columns import queryables
from layers.filters.compile import compile_filter
from layers.filters.conformance import CONFORMANCE
from layers.filters.moments import Interval, parse_interval, snap
from layers.filters.parse import Filter, Lang, parse
from layers.filters.reference import CRS84

__all__ = [
    "CONFORMANCE",
    "CRS84",
    "Filter",
    "Interval",
    "Lang",
    "compile_filter",
    "parse",
    "parse_interval",
    "queryables",
    "snap",
]
