"""What became of every row of an import: counts by file, and each refused row in a CSV file."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, TextIO

from layers.rows import Merged

__all__ = ["Part", "Refusals", "Report"]


@dataclass
class Part:
    """One file, or the files that make one layer together.

    Every row that was read is one of inserted, updated, unchanged, repeated or refused.
    """

    files: str
    table: str
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    """Rows that say again what another row of the file, or an earlier file, says."""
    derived: int = 0
    """Rows of the table that no row states but several imply: roads and lanes of door plates."""
    repaired: Counter[str] = field(default_factory=Counter)
    """Reason -> rows; they were written none the less."""
    refused: Counter[str] = field(default_factory=Counter)
    """Reason -> rows."""
    notes: list[str] = field(default_factory=list)

    def wrote(self, merged: Merged, derived: int = 0) -> None:
        """Add what a merge says; `derived` of its rows were not in the file."""
        self.inserted += merged.inserted
        self.updated += merged.updated
        self.unchanged += merged.unchanged
        self.derived += derived

    @property
    def accounted(self) -> bool:
        """Whether every row that was read is in one of the counts."""
        kept = self.inserted + self.updated + self.unchanged - self.derived
        return self.read == kept + self.repeated + self.refused.total()


@dataclass
class Report:
    """What an import did."""

    city: str
    title: str
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused_file: Path | None = None
    """CSV of the refused rows; None when there are none."""

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield f"{self.title} ({self.city})"
        for part in self.parts:
            yield from _part_lines(part)
        for note in self.notes:
            yield f"note: {note}"
        if self.refused_file:
            yield f"refused rows: {self.refused_file}"

    def as_json(self) -> str:
        """The report for `import_run.report`."""
        parts = [
            {
                "files": part.files,
                "table": part.table,
                **{name: getattr(part, name) for name in _COUNTS},
                "repaired": part.repaired,
                "refused": part.refused,
                "notes": part.notes,
            }
            for part in self.parts
        ]
        return json.dumps({"parts": parts, "notes": self.notes}, ensure_ascii=False)


_COUNTS = ("read", "inserted", "updated", "unchanged", "repeated", "derived")


def _part_lines(part: Part) -> Iterator[str]:
    counts = f"read {part.read:,}, inserted {part.inserted:,}, updated {part.updated:,}"
    counts += f", unchanged {part.unchanged:,}"
    if part.derived:
        counts += f" (of these {part.derived:,} implied by the rows)"
    if part.repeated:
        counts += f", repeated {part.repeated:,}"
    counts += f", repaired {part.repaired.total():,}, refused {part.refused.total():,}"
    yield f"{part.files} -> {part.table}: {counts}"
    for reason, rows in part.repaired.most_common():
        yield f"    repaired {rows:,}: {reason}"
    for reason, rows in part.refused.most_common():
        yield f"    refused {rows:,}: {reason}"
    for note in part.notes:
        yield f"    note: {note}"


class Refusals:
    """The file of refused rows: file, line (or number of the feature), reason, and the row as JSON."""

    def __init__(self, stream: TextIO) -> None:
        """Write the header."""
        self._rows = csv.writer(stream)
        self._rows.writerow(("file", "line", "reason", "row"))
        self.count = 0

    def add(self, part: Part, file: str, line: int, reason: str, row: Mapping[str, Any]) -> None:
        """Count a refused row in its part and write it down."""
        part.refused[reason] += 1
        self.count += 1
        self._rows.writerow((file, line, reason, json.dumps(row, ensure_ascii=False, default=str)))

    @classmethod
    @contextmanager
    def into(cls, path: Path) -> Iterator["Refusals"]:
        """Collect in a file that gets its name at the end; after an error, or with no row, there is none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFile("w+", encoding="utf-8-sig", newline="", dir=path.parent) as nameless:
            refusals = cls(nameless)
            yield refusals
            if refusals.count:
                nameless.seek(0)
                with path.open("w", encoding="utf-8-sig", newline="") as stream:
                    copyfileobj(nameless, stream)
