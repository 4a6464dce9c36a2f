"""Findings as files, written one by one: CSV for a table, JSON and GeoJSON for programs and maps."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from address.quality.finding import Finding
from gis_api.models.address_quality import Finding as Model
from layers.errors import Invalid

__all__ = ["FORMATS", "write"]

COLUMNS: Final = (
    "severity", "check", "title", "code", "text", "lon", "lat",
    "finding", "finding_en", "others", "facts", "repair", "repair_en", "corrections",
)  # fmt: skip


def write(path: Path, findings: Iterable[Finding]) -> None:
    """Write findings into a file; its name says in which form, as in `FORMATS`.

    Raises:
        Invalid: another form.
        OSError: the file can't be written.
    """
    lines = FORMATS.get(path.suffix.lower())
    if lines is None:
        raise Invalid(
            f"no form of findings is called {path.suffix!r}", hint=f"use one of {', '.join(FORMATS)}"
        )
    with path.open("w", encoding="utf-8", newline="") as sink:
        sink.writelines(lines(findings))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(findings: Iterable[Finding]) -> Iterator[str]:
    """Rows for a spreadsheet, which reads UTF-8 by the mark in front."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in chain([COLUMNS], map(_row, findings)):
        yield writer.writerow(row)


def _row(one: Finding) -> list[Any]:
    first, *others = one.rows
    return [
        one.check.severity, one.check.name, one.check.title.zh, first.code, first.text, first.lon, first.lat,
        *one.said, " ".join(row.code for row in others), _text(one.facts),
        *one.repair.said, _text(one.repair.corrections),
    ]  # fmt: skip


def _json(findings: Iterable[Finding]) -> Iterator[str]:
    """What the API answers, in one array."""
    return _array("[", (Model.of(one).model_dump(mode="json") for one in findings), "]\n")


def _geojson(findings: Iterable[Finding]) -> Iterator[str]:
    """A feature each, at the address to repair first."""
    return _array('{"type":"FeatureCollection","features":[', map(_feature, findings), "]}\n")


def _feature(one: Finding) -> Mapping[str, Any]:
    first = one.rows[0]
    point = None if first.lon is None else {"type": "Point", "coordinates": [first.lon, first.lat]}
    return {"type": "Feature", "geometry": point, "properties": dict(zip(COLUMNS, _row(one), strict=True))}


def _array(head: str, items: Iterable[object], tail: str) -> Iterator[str]:
    yield head
    for n, item in enumerate(items):
        yield (",\n" if n else "\n") + _text(item)
    yield tail


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


FORMATS: Final[Mapping[str, Callable[[Iterable[Finding]], Iterator[str]]]] = {
    ".csv": _csv,
    ".json": _json,
    ".geojson": _geojson,
}
"""How findings are written, by the end of the file's name."""
