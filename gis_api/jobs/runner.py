"""Runs the jobs, one at a time, in processes of their own.

Of all workers of the service one runs the jobs: the one that holds a lock, which the kernel gives to
another when it ends. Whether a job's process lives is asked of the kernel too, so a job whose process was
lost is found and begun again, whoever runs the jobs by then.
"""

import fcntl
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import IO, Final

import anyio
from anyio import to_thread

from gis_api import processes
from gis_api.jobs.store import Job, Jobs, State
from gis_api.service import environment
from gis_api.settings import Settings

__all__ = ["Runner", "end_process", "kept"]

EVERY_SECONDS: Final = 0.5
ATTEMPTS: Final = 3
STOP_SECONDS: Final = 5.0
NICENESS: Final = "10"

LOG = logging.getLogger(__name__)

_SAID: Final = re.compile(r"^onemap: (.+)$", re.MULTILINE)


class Runner:
    """Looks after the jobs, if nobody else does."""

    def __init__(self, jobs: Jobs, settings: Settings) -> None:
        """Run the jobs of a service with these settings."""
        self._jobs = jobs
        self._settings = settings
        self._lock: IO[str] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def step(self) -> None:
        """See how the running job does, begin the next one, and remove the old ones."""
        if not self._jobs.folder.is_dir() or not self._is_ours():
            return
        if self._child:
            self._child.poll()  # takes leave of it if it has ended
        with self._jobs.lock():
            jobs = self._jobs.all()
            running = [job for job in jobs if job.state is State.RUNNING and self._goes_on(job)]
            queued = [job for job in self._jobs.all() if job.state is State.QUEUED]
            if queued and not running:
                self._begin(queued[0])
            self._clear(jobs)

    def stop(self) -> None:
        """End the running process, whose job begins again when somebody runs jobs again."""
        if self._child and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        if self._lock:
            self._lock.close()

    def _is_ours(self) -> bool:
        if self._lock is None:
            file = (self._jobs.folder / "runner").open("a")
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
            else:
                self._lock = file
        return self._lock is not None

    def _goes_on(self, job: Job) -> bool:
        """Whether its process lives; if not, the job is done, has failed, or waits to begin again."""
        if lives(job):
            return True
        said = _SAID.search(self._jobs.log(job.id).read_text("utf-8", "replace"))
        if self._jobs.result(job.id).exists():
            self._jobs.end(job, State.DONE)
        elif said:
            self._jobs.end(job, State.FAILED, said[1])
        elif job.attempts >= ATTEMPTS:
            self._jobs.end(job, State.FAILED, f"its process was ended {ATTEMPTS} times")
        else:
            self._jobs.put(replace(job, state=State.QUEUED, pid=None))
        return False

    def _begin(self, job: Job) -> None:
        jobs = self._jobs
        for part in jobs.folder_of(job.id).glob(".*.part*"):
            part.unlink()  # of an attempt that was ended
        with open(jobs.log(job.id), "wb", opener=_private) as log:
            self._child = subprocess.Popen(
                [
                    *("nice", "-n", NICENESS, sys.executable, "-P", "-m", "gis_api", "geocode"),
                    *(str(jobs.input(job.id)), "-o", str(jobs.result(job.id))),
                    *("--progress", str(jobs.progress(job.id)), *job.arguments),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(self._settings),
                umask=0o077,
            )
        pid = self._child.pid
        begun = replace(job, state=State.RUNNING, attempts=job.attempts + 1, started=datetime.now(UTC))
        jobs.put(replace(begun, pid=pid, pid_started=processes.started(pid)))

    def _clear(self, jobs: list[Job]) -> None:
        now = datetime.now(UTC)
        for job in jobs:
            if job.expires and job.expires < now:
                self._jobs.remove(job.id)
        self._jobs.remove_drafts(before=now - timedelta(days=1))


def lives(job: Job) -> bool:
    """Whether the process of a job does."""
    return (
        job.pid is not None and job.pid_started is not None and processes.started(job.pid) == job.pid_started
    )


def end_process(job: Job) -> None:
    """End the process of a job, if it lives."""
    if job.pid is not None and lives(job):
        processes.end([job.pid], signal.SIGTERM, STOP_SECONDS)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@asynccontextmanager
async def kept(jobs: Jobs, settings: Settings) -> AsyncIterator[None]:
    """Look after the jobs as long as the block lasts."""
    runner = Runner(jobs, settings)

    async with anyio.create_task_group() as group:
        group.start_soon(_watch, runner)
        try:
            yield
        finally:
            group.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(runner.stop)


async def _watch(runner: Runner) -> None:
    while True:
        try:
            await to_thread.run_sync(runner.step)
        except OSError as error:
            LOG.warning("jobs: %s", error.strerror or type(error).__name__)
        await anyio.sleep(EVERY_SECONDS)
