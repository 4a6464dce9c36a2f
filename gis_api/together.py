"""Doing for many at one time what is cheaper together: one transaction instead of one for each.

While the work for some is done others come, and are the next. So who comes alone is served at once, and the
more come, the less each of them costs.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

import psycopg
from fastapi.concurrency import run_in_threadpool

from gis_api.gate import Gate
from layers.errors import Conflict, Unavailable

__all__ = ["MOST", "Together"]

MOST: Final = 32
"""Questions that are worked on at a time."""

BY_COMPANY: Final = (Conflict, psycopg.DataError, psycopg.IntegrityError)
"""What another in the company may have caused; who meets with it is served again, alone."""

Q = TypeVar("Q")
A = TypeVar("A")


class Place(NamedTuple, Generic[Q, A]):
    """One who waits."""

    question: Q
    answer: "asyncio.Future[A]"
    since: float
    """By the clock of the event loop."""


class Together(Generic[Q, A]):
    """Answers questions, those that wait at one time with one piece of work."""

    def __init__(
        self,
        work: Callable[[Sequence[Q]], Sequence[A | Exception]],
        gate: Gate,
        *,
        waiting: int,
        seconds: float,
    ) -> None:
        """Wait for questions.

        Args:
            work: what answers some of them, in a thread; an answer may be an error. When it raises one, it
                has done nothing.
            gate: it passes this gate first.
            waiting: how many may wait.
            seconds: how long each of them waits.
        """
        self._work, self._gate = work, gate
        self._most_waiting, self._seconds = waiting, seconds
        self._waiting: deque[Place[Q, A]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> A:
        """The answer to one question.

        Raises:
            Unavailable: too many wait already, or it took too long.
            Exception: the answer is one.
        """
        if len(self._waiting) >= self._most_waiting:
            raise Unavailable("too many requests at once")
        loop = asyncio.get_running_loop()
        place = Place[Q, A](question, loop.create_future(), loop.time())
        self._waiting.append(place)
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._run())
        return await place.answer

    async def _run(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            working = asyncio.ensure_future(self._answers(some))
            await asyncio.wait({working})
            error = working.exception()
            for place, answer in zip(some, [error] * len(some) if error else working.result(), strict=True):
                if place.answer.done():
                    continue  # who asked has gone
                if isinstance(answer, BaseException):
                    place.answer.set_exception(answer)
                else:
                    place.answer.set_result(answer)

    async def _answers(self, some: Sequence[Place[Q, A]]) -> Sequence[A | Exception]:
        async with self._gate.passed():
            begin = asyncio.get_running_loop().time() - self._seconds
            late = Unavailable("too many requests at once", waited_seconds=self._seconds)
            in_time = [place.question for place in some if place.since >= begin]
            answers = iter(await run_in_threadpool(self._serve, in_time) if in_time else ())
            return [next(answers) if place.since >= begin else late for place in some]

    def _serve(self, questions: Sequence[Q]) -> Sequence[A | Exception]:
        answers: Sequence[A | Exception]
        try:
            answers = self._work(questions)
        except BY_COMPANY as error:
            answers = [error] * len(questions)
        if len(questions) < 2:
            return answers
        return [
            self._serve([question])[0] if isinstance(answer, BY_COMPANY) else answer
            for question, answer in zip(questions, answers, strict=True)
        ]
