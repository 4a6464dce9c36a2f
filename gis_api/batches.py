"""Tables geocoded as streams: a file in any form goes in at one end, pieces of the answer come out."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import chain, islice

from address.batch import Cells, Finds, Options, Tally, results
from address.questions import Question, Questions
from importers.tables import WRITERS, Answered, Form, Row, Style, Table
from layers.errors import GisError

__all__ = ["Delimiter", "Format", "Solve", "Work", "alone", "answer_form", "pieces"]


class Format(StrEnum):
    """Forms of tables as callers name them."""

    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    XLSX = "xlsx"
    PARQUET = "parquet"

    @property
    def form(self) -> Form:
        """The form; JSON is read as a list or as columns, whichever it is."""
        return Form.ROWS if self is Format.JSON else Form(self.value)


class Delimiter(StrEnum):
    """What stands between the fields of CSV."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"

    @property
    def mark(self) -> str:
        """The character."""
        return {"comma": ",", "semicolon": ";", "tab": "\t"}[self.value]


def answer_form(wanted: Form | None, given: Form) -> Form:
    """How to write the answer: as the table if nothing is wanted; columns stay columns in JSON."""
    return given if wanted is None or {wanted, given} == {Form.ROWS, Form.COLUMNS} else wanted


Solve = Callable[[list[Question], Options], Callable[[], list[Cells]]]
"""Begins to answer some questions and gives what waits for the answers."""


def alone(find: Finds) -> Solve:
    """Answers questions in the thread that wants the answers, when it wants them."""
    return lambda questions, options: partial(results, find, questions, options)


@dataclass(frozen=True)
class Work:
    """A table to geocode, and how."""

    table: Table
    options: Options
    form: Form
    """Of the answer."""
    solve: Solve
    ahead: int = 0
    """Chunks that are being answered while the one before them is written."""


def pieces(work: Work, tally: Tally, *, tell: bool = False) -> Generator[bytes]:
    """The answer, piece by piece; empty pieces where work was done and there is nothing to send yet.

    Nothing comes before the first rows are answered, so what is wrong with the whole table is raised first.

    Args:
        work: what to do.
        tally: counts the rows.
        tell: when the table breaks off, or the index does, say so in a last row that has an error and
            nothing else, instead of raising it.

    Raises:
        Invalid: the table has no column of the address, or breaks off.
        NotFound: there is no area to search in.
    """
    chunks = _answered(work, tally)
    first = list(islice(chunks, 1))
    rest = _told(chunks, work.options) if tell else chunks
    style = work.table.style if work.form is work.table.form else Style()
    yield from WRITERS[work.form](work.table.names, work.options.added, chain(first, rest), style)


def _answered(work: Work, tally: Tally) -> Iterator[list[Answered]]:
    questions = Questions(work.table.names, work.options.columns, work.options.added)
    pending: deque[tuple[list[Row], Callable[[], list[Cells]]]] = deque()
    for rows in work.table.chunks:
        pending.append((rows, work.solve(questions.of(rows), work.options)))
        if len(pending) > work.ahead:
            yield _joined(*pending.popleft(), tally)
    while pending:
        yield _joined(*pending.popleft(), tally)


def _joined(rows: list[Row], wait: Callable[[], list[Cells]], tally: Tally) -> list[Answered]:
    found = wait()
    tally.add(found)
    return list(map(Answered, rows, found))


def _told(chunks: Iterable[list[Answered]], options: Options) -> Iterator[list[Answered]]:
    """The same rows, and a last one if they break off."""
    try:
        yield from chunks
    except GisError as error:
        last = [
            f"the answer ends here: {error.message}" if name.endswith("error") else None
            for name in options.added
        ]
        yield [Answered(Row((), ()), last)]
