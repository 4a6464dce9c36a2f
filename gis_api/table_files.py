"""Files of tables geocoded into files, by as many processes as one likes."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import FileIO
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from address.batch import Cells, Finds, Options, Tally, results
from address.questions import Question, Questions
from gis_api.batches import Solve, Work, alone, answer_form, pieces
from gis_api.indexes.kinds import ADDRESSES
from gis_api.indexes.making import open_present
from gis_api.settings import Settings
from importers.appearing import appearing
from importers.tables import READERS, Form, Table
from layers.errors import Failed

__all__ = ["Plan", "Progress", "TableFile", "check", "count", "geocode_file"]

SMALL: Final = 1024**2
"""Bytes of a file that is done before a second process would have begun."""

Progress = Callable[[Tally], None]
"""Called after every chunk."""


@dataclass(frozen=True)
class TableFile:
    """A table in a file, and how to read it."""

    path: Path
    form: Form
    encoding: str | None = None
    delimiter: str | None = None

    @contextmanager
    def opened(self) -> Iterator[Table]:
        """The table, as long as the block lasts.

        Raises:
            Invalid: it is no table of this form.
        """
        with FileIO(self.path) as file:
            yield READERS[self.form](file, self.encoding, self.delimiter)


def count(source: TableFile) -> int:
    """How many rows there are."""
    with source.opened() as table:
        return sum(map(len, table.chunks))


def check(source: TableFile, options: Options) -> None:
    """Look at the beginning.

    Raises:
        Invalid: it is no table, or has no column of the address.
    """
    with source.opened() as table:
        Questions(table.names, options.columns, options.added).of(next(table.chunks, []))


@dataclass(frozen=True)
class Plan:
    """What to do with a table."""

    options: Options
    answer: Form | None = None
    """How to write it; None: as it came."""
    workers: int = 1
    """Processes that find addresses; the rows stay in order."""
    force: bool = False
    """Write over a file that is there."""


def geocode_file(
    source: TableFile, target: Path, plan: Plan, settings: Settings, progress: Progress
) -> Tally:
    """Write the table with what was found for its rows; the file appears whole or not at all.

    Args:
        source: the table.
        target: what to write.
        plan: how.
        settings: which library and which index of it.
        progress: hears how it goes.

    Raises:
        Conflict: there is a file already.
        Invalid: the source is no table, breaks off, or has no column of the address.
        NotFound: there is no area to search in.
    """
    workers = plan.workers if source.path.stat().st_size > SMALL else 1
    tally = Tally()
    with (
        appearing(target, force=plan.force) as draft,
        source.opened() as table,
        _solver(settings, workers) as (solve, ahead),
        FileIO(draft, "x") as sink,
    ):
        work = Work(table, plan.options, answer_form(plan.answer, table.form), solve, ahead)
        for piece in pieces(work, tally):
            sink.write(piece)
            progress(tally)
    return tally


@contextmanager
def _solver(settings: Settings, workers: int) -> Iterator[tuple[Solve, int]]:
    # makes the index where there is none, before others need it
    find = open_present(settings, ADDRESSES, _nothing)
    if workers == 1:
        yield alone(find), 0
        return
    context = get_context("spawn")  # threads of libraries do not survive a fork
    pool = ProcessPoolExecutor(workers, context, _end_with_parent)

    def solve(questions: list[Question], options: Options) -> Callable[[], list[Cells]]:
        return pool.submit(_results, settings, questions, options).result

    try:
        yield solve, 2 * workers
    except BrokenProcessPool:
        raise Failed("a process that finds addresses has ended", hint="is there enough memory?") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """End when the parent does, however it does."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _results(settings: Settings, questions: list[Question], options: Options) -> list[Cells]:
    return results(_finder(settings), questions, options)


@cache
def _finder(settings: Settings) -> Finds:
    return open_present(settings, ADDRESSES, _nothing)


def _nothing(said: str) -> None:
    """Say nothing."""
