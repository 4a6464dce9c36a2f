"""Which process is which: a number alone says little, since the system hands it out again."""

import os
import time
from pathlib import Path

PROC = Path("/proc")
STATE, SESSION, STARTED = 0, 3, 19  # fields of /proc/PID/stat after the name, proc(5)


def _stat(pid: int) -> list[str] | None:
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[STATE] == "Z" else fields


def started(pid: int) -> int | None:
    """When the process began, clock ticks since boot; with the number it names one process for ever.

    None when there is no such process, or only its remains (a zombie).
    """
    fields = _stat(pid)
    return int(fields[STARTED]) if fields else None


def in_session(leader: int) -> list[int]:
    """The living processes of the session that `leader` opened."""
    found = []
    for pid in everyone():
        fields = _stat(pid)
        if fields and int(fields[SESSION]) == leader:
            found.append(pid)
    return found


def everyone() -> list[int]:
    """All process numbers of the machine that we can see."""
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder`: a PostgreSQL server and its children live in their data."""
    return [pid for pid in everyone() if works_in(pid, folder)]


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process lives and has `folder` as its working folder; False where we may not know."""
    try:
        return (PROC / str(pid) / "cwd").samefile(folder)
    except OSError:
        return False


def end(pids: list[int], signal: int, seconds: float) -> list[int]:
    """Send the signal, wait until the processes are gone, and return those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, signal)
        except ProcessLookupError:
            continue
    limit = time.monotonic() + seconds
    left = [pid for pid in pids if started(pid) is not None]
    while left and time.monotonic() < limit:
        time.sleep(0.05)
        left = [pid for pid in left if started(pid) is not None]
    return left
