"""The catalogue of component and event classes, in three editions, and the way from 2013 to 2026.

The files and how certain they are: `data/classes/README.md`. A class is named by kind, edition and
code together: 01001 is a component and a matter, 0101 one thing in 2007 and another in 2013.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import psycopg

from layers.check_characters import is_digits
from layers.editions import Edition
from layers.errors import Invalid

FOLDER: Final = Path(__file__).parents[1] / "data" / "classes"
"""Where the project's own catalogue lies."""


class Kind(StrEnum):
    """What a class sorts."""

    COMPONENT = "component"
    """管理部件: a thing that stands in the city."""

    EVENT = "event"
    """事件, since 2026 管理事项: what is reported and handled."""


class Confidence(StrEnum):
    """How certain it is that this number carries this name."""

    HIGH = "high"
    """Two sources agree."""

    MEDIUM_HIGH = "medium-high"
    """One source states it."""

    MEDIUM = "medium"
    """Derived from sources that fit together."""

    LOW = "low"
    """A guess."""


class Fate(StrEnum):
    """What became of a class of 2013 in 2026."""

    KEPT = "kept"
    """Same running number, one digit longer."""

    MOVED = "moved"
    """Another number."""

    DROPPED = "dropped"
    """No such class any more, as far as is known."""


@dataclass(frozen=True, slots=True)
class ClassCode:
    """One class of one edition."""

    kind: Kind
    edition: Edition
    code: str
    """4 digits in 2007 and 2013, 5 in 2026; the first two are the major class."""

    major: str
    name: str
    standard: str
    confidence: Confidence
    basis: str
    """What the pairing of number and name rests on."""

    def __post_init__(self) -> None:
        """Refuse a code that its edition can't have, and a class without a name."""
        if not is_digits(self.code, self.edition.class_digits):
            raise ValueError(f"code {self.code!r} is not {self.edition.class_digits} digits")
        if not self.name:
            raise ValueError(f"class {self.code} has no name")


@dataclass(frozen=True, slots=True)
class Migration:
    """Where a class of 2013 went."""

    kind: Kind
    code_2013: str
    code_2026: str | None
    """None where it was dropped."""

    fate: Fate
    confidence: Confidence
    basis: str


UPSERT = """
INSERT INTO onemap.class_code AS old (kind, edition, code, major, name, standard, confidence)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (kind, edition, code) DO UPDATE
SET major = excluded.major, name = excluded.name, standard = excluded.standard,
    confidence = excluded.confidence
WHERE (old.major, old.name, old.standard, old.confidence)
    IS DISTINCT FROM (excluded.major, excluded.name, excluded.standard, excluded.confidence)
"""


def load(folder: Path = FOLDER) -> tuple[ClassCode, ...]:
    """Read `component.csv` and `event.csv`, newest edition first and then by code.

    Raises:
        Invalid: a row doesn't fit; the message names file and line.
    """
    return tuple(found for kind in Kind for found in _classes(folder / f"{kind}.csv", kind))


def load_migrations(folder: Path = FOLDER) -> dict[tuple[Kind, str], Migration]:
    """Read where each class of 2013 went, by kind and code of 2013.

    Raises:
        Invalid: a row doesn't fit; the message names file and line.
    """
    path = folder / "migration_2013_2026.csv"
    found = {}
    for line, row in _rows(path):
        try:
            kind = Kind(row["kind"])
            found[kind, row["code_2013"]] = Migration(
                kind=kind,
                code_2013=row["code_2013"],
                code_2026=row["code_2026"] or None,
                fate=Fate(row["fate"]),
                confidence=Confidence(row["confidence"]),
                basis=row["basis"],
            )
        except (KeyError, ValueError) as error:
            raise _misfit(path, line, error) from None
    return found


def store(conn: psycopg.Connection, classes: Iterable[ClassCode] | None = None) -> int:
    """Bring `onemap.class_code` up to the catalogue; gives the number of rows added or changed.

    Without `classes` it is the project's own catalogue. Doing it twice changes nothing; classes that
    a city has added stay.
    """
    rows = [
        (c.kind, c.edition, c.code, c.major, c.name, c.standard, c.confidence)
        for c in (load() if classes is None else classes)
    ]
    with conn.cursor() as cur:
        cur.executemany(UPSERT, rows)
        return cur.rowcount


def _classes(path: Path, kind: Kind) -> Iterator[ClassCode]:
    for line, row in _rows(path):
        try:
            yield ClassCode(
                kind=kind,
                edition=Edition(row["edition"]),
                code=row["code"],
                major=row["major"],
                name=row["name"],
                standard=row["standard"],
                confidence=Confidence(row["confidence"]),
                basis=row["basis"],
            )
        except (KeyError, ValueError) as error:
            raise _misfit(path, line, error) from None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a file with the line each ends on; a missing last field reads as nothing."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restval="", strict=True)
        for row in reader:
            yield reader.line_num, row


def _misfit(path: Path, line: int, error: Exception) -> Invalid:
    why = f"no column {error}" if isinstance(error, KeyError) else str(error)
    hint = "the columns are described in data/classes/README.md"
    return Invalid(f"{path.name} line {line}: {why}", file=path.name, line=line, hint=hint)
