"""Work for many at one time: who comes meanwhile is served together, and nobody pays for another's fault."""

import asyncio
import time
from collections.abc import Callable, Sequence

import psycopg
import pytest

from gis_api.gate import Gate
from gis_api.together import MOST, Together
from layers.errors import Conflict, Unavailable

Work = Callable[[Sequence[int]], list[int | Exception]]


class Worker:
    """Doubles numbers, slowly; remembers who came together."""

    def __init__(self, fault: Callable[[Sequence[int]], Exception | None] = lambda _: None) -> None:
        self.companies: list[list[int]] = []
        self._fault = fault

    def __call__(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.companies.append(list(numbers))
        time.sleep(0.02)
        if fault := self._fault(numbers):
            raise fault
        return [2 * one for one in numbers]


def ask(work: Work, count: int, *, waiting: int = 256, seconds: float = 5) -> list[int | BaseException]:
    """What so many get who ask at one time, numbered from 0."""

    async def run() -> list[int | BaseException]:
        together = Together(work, Gate(1, 1, 5), waiting=waiting, seconds=seconds)
        return await asyncio.gather(*map(together.ask, range(count)), return_exceptions=True)

    return asyncio.run(run())


def test_everybody_gets_their_own_answer() -> None:
    assert ask(Worker(), 100) == [2 * n for n in range(100)]


def test_who_comes_at_one_time_is_served_together() -> None:
    worker = Worker()
    ask(worker, MOST + 1)

    assert [len(company) for company in worker.companies] == [MOST, 1]


def test_a_fault_of_one_is_no_fault_of_the_others() -> None:
    odd = psycopg.DataError()
    found = ask(Worker(lambda numbers: odd if 1 in numbers else None), 3)

    assert found == [0, odd, 4]


def test_what_was_refused_for_the_company_is_asked_again_alone() -> None:
    def work(numbers: Sequence[int]) -> list[int | Exception]:
        return [Conflict("too many") if len(numbers) > 1 else one for one in numbers]

    assert ask(work, 3) == [0, 1, 2]


def test_without_the_database_nobody_is_tried_alone() -> None:
    worker = Worker(lambda _: psycopg.OperationalError())
    found = ask(worker, 3)

    assert ([type(one) for one in found], len(worker.companies)) == ([psycopg.OperationalError] * 3, 1)


def test_after_a_failure_the_next_are_served() -> None:
    worker = Worker(lambda numbers: psycopg.OperationalError() if 0 in numbers else None)

    assert ask(worker, MOST + 1)[-1] == 2 * MOST


def test_when_too_many_wait_the_others_are_turned_away() -> None:
    found = ask(Worker(), 4, waiting=3)

    assert (found[:3], type(found[3])) == ([0, 2, 4], Unavailable)


def test_nobody_is_served_after_having_waited_too_long() -> None:
    worker = Worker()
    found = ask(worker, MOST + 1, seconds=0.01)

    assert (type(found[-1]), len(worker.companies)) == (Unavailable, 1)


def test_who_has_gone_does_not_hold_up_the_others() -> None:
    async def run() -> int:
        together = Together(Worker(), Gate(1, 1, 5), waiting=9, seconds=5)
        gone = asyncio.create_task(together.ask(1))
        await asyncio.sleep(0)
        gone.cancel()
        return await together.ask(2)

    assert asyncio.run(run()) == 4


@pytest.mark.parametrize("count", [1, 2])
def test_an_unforeseen_error_is_told_to_all(count: int) -> None:
    found = ask(Worker(lambda _: ZeroDivisionError()), count)

    assert [type(one) for one in found] == [ZeroDivisionError] * count
