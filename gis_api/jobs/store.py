"""Jobs as folders: what was asked, how it stands, the table and its answer."""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from layers.errors import NotFound

__all__ = ["KEEP_DAYS", "Job", "Jobs", "State"]

KEEP_DAYS: Final = 7
"""Days after its end for which a job is kept."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")


class State(StrEnum):
    """How a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in {State.DONE, State.FAILED, State.CANCELLED}


@dataclass(frozen=True)
class Job:
    """A job as its folder has it."""

    id: str
    """Cannot be guessed: who knows it and has the key may read what is in the job."""
    arguments: Sequence[str]
    """Of `onemap geocode`, but for the files."""
    format: str
    """Of the answer: an ending of `importers.tables.ENDINGS` without the dot."""
    created: datetime
    state: State = State.QUEUED
    attempts: int = 0
    """How often it was begun; a service that is stopped makes its job begin again."""
    started: datetime | None = None
    finished: datetime | None = None
    message: str | None = None
    """Why it failed."""
    pid: int | None = None
    pid_started: int | None = None
    """The process that does it, as `gis_api.processes` knows it."""
    rows: int | None = None
    """Of the table; None until they are counted."""
    done: int = 0
    matched: int = 0
    accepted: int = 0

    @property
    def expires(self) -> datetime | None:
        """When it is removed; None while it isn't over."""
        return self.finished + timedelta(days=KEEP_DAYS) if self.finished else None


class Jobs:
    """The jobs of one home folder."""

    def __init__(self, folder: Path) -> None:
        """Look after the jobs in a folder, which may not be there yet."""
        self.folder = folder

    def folder_of(self, job_id: str) -> Path:
        """Where a job lies, or would.

        Raises:
            NotFound: that is no id.
        """
        if not _ID.fullmatch(job_id):
            raise NotFound("no such job")
        return self.folder / job_id

    def input(self, job_id: str) -> Path:
        """The table that was sent."""
        return self.folder_of(job_id) / "input"

    def result(self, job_id: str) -> Path:
        """The answer; the file is there when it is whole."""
        return self.folder_of(job_id) / "result"

    def progress(self, job_id: str) -> Path:
        """What the process says of itself."""
        return self.folder_of(job_id) / "progress.json"

    def log(self, job_id: str) -> Path:
        """What the process said when it failed."""
        return self.folder_of(job_id) / "log"

    @contextmanager
    def draft(self) -> Iterator[tuple[str, Path]]:
        """An id and a folder for a new job, removed with all that is in it unless the job is added."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        job_id = secrets.token_urlsafe(16)
        draft = self.folder / f"new-{job_id}"
        draft.mkdir(mode=0o700)
        try:
            yield job_id, draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def add(self, job: Job, draft: Path) -> None:
        """Make a job of a draft that has the table in it."""
        _write(draft / "job.json", _said(job))
        draft.rename(self.folder_of(job.id))

    def job(self, job_id: str) -> Job:
        """A job as it stands.

        Raises:
            NotFound: there is none of this id, or no more.
        """
        try:
            facts = json.loads((self.folder_of(job_id) / "job.json").read_bytes())
        except FileNotFoundError:
            raise NotFound("no such job") from None
        return _job({**facts, **self._progress(job_id)})

    def all(self) -> list[Job]:
        """All jobs, the oldest first; call it with the lock held."""
        if not self.folder.is_dir():
            return []
        found = (self._readable(path.name) for path in self.folder.iterdir() if _ID.fullmatch(path.name))
        return sorted((job for job in found if job), key=lambda job: (job.created, job.id))

    def _readable(self, job_id: str) -> Job | None:
        """A job, unless it goes away just now or was written by another version of the program."""
        try:
            return self.job(job_id)
        except (NotFound, ValueError, TypeError, KeyError):
            return None

    def put(self, job: Job) -> None:
        """Write how a job stands; call it with the lock held."""
        _write(self.folder_of(job.id) / "job.json", _said(job))

    def end(self, job: Job, state: State, message: str | None = None) -> None:
        """Say that a job is over, and let go of what is not needed any more; call it with the lock held."""
        self.put(replace(job, state=state, message=message, finished=datetime.now(UTC), pid=None))
        self.input(job.id).unlink(missing_ok=True)
        if state is not State.DONE:
            self.result(job.id).unlink(missing_ok=True)

    def remove(self, job_id: str) -> None:
        """Remove a job with all that is in it; call it with the lock held."""
        shutil.rmtree(self.folder_of(job_id), ignore_errors=True)

    def remove_drafts(self, before: datetime) -> None:
        """Remove what uploads left behind that were broken off before a time with their service."""
        for path in self.folder.glob("new-*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Change how jobs stand: one process at a time, for a moment."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            yield

    def _progress(self, job_id: str) -> dict[str, Any]:
        try:
            said: dict[str, Any] = json.loads(self.progress(job_id).read_bytes())
        except FileNotFoundError:
            return {}
        return said


def _said(job: Job) -> bytes:
    return json.dumps(asdict(job), default=datetime.isoformat).encode()


def _job(facts: dict[str, Any]) -> Job:
    times = {
        name: facts[name] and datetime.fromisoformat(facts[name])
        for name in ("created", "started", "finished")
    }
    return Job(**{**facts, **times, "state": State(facts["state"])})


def _write(path: Path, content: bytes) -> None:
    """Replace a file, so that it is always whole, and readable for us only."""
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
