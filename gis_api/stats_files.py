"""Statistics as JSON, GeoJSON and CSV, written straight to bytes: a city has many grids.

The shape of JSON is that of `gis_api.models.stats`; a test holds the two together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any, Final

import orjson

from importers.tables.delimited import write
from importers.tables.table import Answered, Row, Style
from layers.statistics import HotSpots, Statistics
from layers.statistics.events import Row as Line
from layers.statistics.indicators import Indicators
from layers.statistics.period import Period
from layers.statistics.sheet import Value

__all__ = ["Form", "hot_spots_json", "statistics_csv", "statistics_json"]

Json = dict[str, Any]

PARTS: Final = {"numerator": "分子", "denominator": "分母", "previous": "上期", "change": "变化"}
"""Chinese names of what stands beside a value."""


class Form(StrEnum):
    """Of an answer."""

    JSON = "application/json"
    GEOJSON = "application/geo+json"
    CSV = "text/csv"

    @classmethod
    def accepted(cls, header: str) -> "Form":
        """The first form that the client names in `Accept`; JSON when it names none."""
        names = (part.partition(";")[0].strip().lower() for part in header.split(","))
        known = {str(form): form for form in cls}
        return next((known[name] for name in names if name in known), cls.JSON)


def statistics_json(found: Statistics, form: Form) -> bytes:
    """All of it as JSON; as GeoJSON each row is a feature, its indicators being their values alone."""
    about = {
        "by": found.by,
        "period": _period(found.period),
        "compared": _period(found.compared) if found.compared else None,
        "total": _line(found.total),
        "found": found.found,
    }
    if form is Form.GEOJSON:
        return _features(about, [(_flat(row), row.geometry) for row in found.rows])
    return orjson.dumps(about | {"rows": [_line(row) for row in found.rows]})


def hot_spots_json(found: HotSpots, form: Form) -> bytes:
    """The same of hot spots."""
    about = {
        "found": found.found,
        "cells": found.cells,
        "events": found.events,
        "period": _period(found.period),
    }
    rows = [asdict(row) for row in found.rows]
    if form is Form.GEOJSON:
        return _features(about, [(row, row.pop("geometry")) for row in rows])
    return orjson.dumps(about | {"rows": rows})


def statistics_csv(found: Statistics, known: Indicators) -> bytes:
    """A table for spreadsheets: UTF-8 with a byte order mark, Chinese names, the total in the last line."""
    columns = [(code, part) for code in found.total.indicators for part in Value._fields]
    columns = [(code, part) for code, part in columns if found.compared or part not in {"previous", "change"}]
    names = ["编码", "名称", "版本", "上报"]
    for code, part in columns:
        name = known.indicators[code].zh
        names.append(name if part == "value" else f"{name}_{PARTS[part]}")
    lines = [*found.rows, found.total]
    cells = [
        [*_head(row, found.total), *(getattr(row.indicators[code], part) for code, part in columns)]
        for row in lines
    ]
    return b"".join(_table(names, cells))


def _table(names: Sequence[str], cells: Sequence[Sequence[object]]) -> Iterator[bytes]:
    rows = [Answered(Row([], []), line) for line in cells]
    return write([], dict.fromkeys(names, str), [rows], Style(encoding="utf-8-sig"))


def _head(row: Line, total: Line) -> Sequence[object]:
    return (row.key, "合计" if row is total else row.name, row.edition, row.count)


def _line(row: Line) -> Json:
    return {
        "key": row.key,
        "name": row.name,
        "edition": row.edition,
        "count": row.count,
        "indicators": {code: value._asdict() for code, value in row.indicators.items()},
        "geometry": row.geometry,
    }


def _flat(row: Line) -> Json:
    values = {code: value.value for code, value in row.indicators.items()}
    return values | {"key": row.key, "name": row.name, "edition": row.edition, "count": row.count}


def _features(about: Mapping[str, Any], rows: Sequence[tuple[Json, Json | None]]) -> bytes:
    features = [{"type": "Feature", "geometry": shape, "properties": facts} for facts, shape in rows]
    return orjson.dumps({"type": "FeatureCollection", "features": features, **about})


def _period(period: Period) -> Json:
    return {"since": period.since, "until": period.until}
