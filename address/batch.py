"""Rows in, what is found for each of them out: the same answer as for one text alone.

Nothing here knows files: `address.questions` takes the questions out of rows, and what is found for each goes
back as cells in the order of `Options.added`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from address.answer import Answer, Fault
from address.questions import Question, Unfit
from layers.crs import CGCS2000, Crs, transform
from layers.errors import Invalid

__all__ = ["ACCEPTED", "COLUMNS", "Cells", "Finds", "Options", "Tally", "results"]

ACCEPTED: Final = 0.9
"""Score from which on an answer may be taken as right."""

COLUMNS: Final[Mapping[str, type]] = {
    "label": str,
    "code": str,
    "score": float,
    "level": str,
    "match_type": str,
    "position_level": str,
    "lon": float,
    "lat": float,
    "radius_m": float,
    "faults": str,
    "district": str,
    "street": str,
    "community": str,
    "grid": str,
    "error": str,
}
"""What is added to a row: all null where nothing was found. With a threshold, `accepted` is one more."""

Cells = list[str | float | bool | None]
"""What is added to a row."""


class Finds(Protocol):
    """What finds addresses; one that many threads may use at once."""

    def geocode(
        self,
        text: str,
        *,
        limit: int = 5,
        within: str | None = None,
        near: tuple[float, float] | None = None,
        explain: bool = False,
    ) -> list[Answer]:
        """Answers to one text, best first, in CGCS2000."""
        ...

    def geocode_fields(
        self,
        fields: Mapping[str, str],
        *,
        limit: int = 5,
        within: str | None = None,
        near: tuple[float, float] | None = None,
        explain: bool = False,
    ) -> list[Answer]:
        """Answers to an address that is apart already: level = name."""
        ...


@dataclass(frozen=True)
class Options:
    """What a caller may say about a batch."""

    columns: tuple[str, ...] = ()
    """Names of the columns of the address: one, or several that are joined in order. Those that are all
    called like levels, or are written `level:name`, are fields of one address. None at all: `address` or
    地址, or the only column."""
    within: str | None = None
    """Code of an area in which all answers must lie."""
    crs: Crs = CGCS2000
    """What the coordinates of the answers are in."""
    accept: float | None = None
    """Score from which on a column `accepted` says true; None: there is no such column."""
    prefix: str = "result_"
    """What the names of the added columns begin with."""

    @property
    def added(self) -> dict[str, type]:
        """Names and types of the columns that are added."""
        more = {} if self.accept is None else {"accepted": bool}
        return {self.prefix + name: kind for name, kind in {**COLUMNS, **more}.items()}


def results(find: Finds, questions: Sequence[Question], options: Options) -> list[Cells]:
    """What is found for some questions, as the cells that are added to their rows.

    Raises:
        NotFound: there is no area `within`.
    """
    reasons: list[str | None] = []
    answers: list[Answer | None] = []
    for question in questions:
        answer, reason = _best(find, question, options.within)
        answers.append(answer)
        reasons.append(reason)
    points = [(one.lon, one.lat) if one and one.lon is not None else (np.nan, np.nan) for one in answers]
    moved = transform(np.array(points, dtype=np.float64).reshape(-1, 2), CGCS2000, options.crs)
    rows = [_cells(*row) for row in zip(answers, moved.tolist(), reasons, strict=True)]
    if options.accept is not None:
        for row, answer in zip(rows, answers, strict=True):
            row.append(None if answer is None else answer.score >= options.accept)
    return rows


def _best(find: Finds, question: Question, within: str | None) -> tuple[Answer | None, str | None]:
    if isinstance(question, Unfit):
        return None, question.reason
    try:
        if isinstance(question, str):
            found = find.geocode(question, limit=1, within=within)
        else:
            found = find.geocode_fields(question, limit=1, within=within)
    except Invalid as error:
        return None, error.message
    return next(iter(found), None), None


def _cells(answer: Answer | None, point: list[float], error: str | None) -> Cells:
    if answer is None:
        return [*[None] * (len(COLUMNS) - 1), error]
    lon, lat = (None, None) if np.isnan(point[0]) else point
    return [
        answer.label,
        answer.address_code or answer.area_code,
        float(answer.score),
        answer.level,
        str(answer.match_type),
        answer.position_level,
        lon,
        lat,
        answer.radius_m,
        ";".join(map(_said, answer.faults)) or None,
        answer.district,
        answer.street,
        answer.community,
        answer.grid,
        error,
    ]


def _said(fault: Fault) -> str:
    used = "" if fault.used is None else f">{fault.used}"
    return f"{fault.level or ''}:{fault.kind}:{fault.given}{used}"


_SCORE: Final = list(COLUMNS).index("score")
_MATCH_TYPE: Final = list(COLUMNS).index("match_type")
_ERROR: Final = list(COLUMNS).index("error")


@dataclass
class Tally:
    """How a batch is going."""

    done: int = 0
    """Rows so far."""
    matched: int = 0
    """Rows with an answer."""
    accepted: int = 0
    """Rows with an answer of a score from `ACCEPTED` on."""
    errors: int = 0
    """Rows that could not be asked about."""
    by_match_type: Counter[str] = field(default_factory=Counter)

    def add(self, rows: Iterable[Cells]) -> None:
        """Count what was found for some rows."""
        for row in rows:
            score, match_type = row[_SCORE], row[_MATCH_TYPE]
            self.done += 1
            self.errors += row[_ERROR] is not None
            if isinstance(score, float) and isinstance(match_type, str):
                self.matched += 1
                self.accepted += score >= ACCEPTED
                self.by_match_type[match_type] += 1
