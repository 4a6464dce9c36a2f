"""The home folder: what the program keeps on this machine, and who may work in it at a time."""

import errno
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import Failed

WAIT_SECONDS = 600


def prepare(home: Path) -> None:
    """Make the home folder where it is missing.

    Raises:
        Failed: it can't be made, or we may not write in it.
    """
    try:
        (home / "log").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"cannot make {home}: {error.strerror}", hint=next_step(error)) from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise Failed(
            f"{home} belongs to another user",
            hint="run as that user, or set ONEMAP_HOME to a folder of your own",
        )


@contextmanager
def lock(home: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Let one `up` or `down` at a time work in the home folder; the kernel frees it when we are killed."""
    with (home / "lock").open("a+") as file:
        limit = time.monotonic() + WAIT_SECONDS
        told = False
        while not _taken(file.fileno()):
            if time.monotonic() > limit:
                raise Failed(f"another up or down has held {home} for {WAIT_SECONDS} s", hint="end it first")
            if not told:
                say("another up or down is at work; waiting for it")
                told = True
            time.sleep(0.2)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def admin_key_file(home: Path) -> Path:
    """Where the key lies that lets its bearer write."""
    return home / "admin.key"


def make_admin_key(home: Path) -> None:
    """Make the admin key where it is missing, readable for its owner only; it appears whole or not at all."""
    path = admin_key_file(home)
    if path.exists():
        return
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(32) + "\n")
    draft.replace(path)


def next_step(error: OSError) -> str:
    """What to do after the system refused something."""
    steps = {
        errno.ENOSPC: "free some disk space, then call it again",
        errno.EDQUOT: "free some of your quota, then call it again",
        errno.EACCES: "run as the folder's owner, or set ONEMAP_HOME to a folder of your own",
        errno.EPERM: "run as the folder's owner, or set ONEMAP_HOME to a folder of your own",
        errno.EROFS: "the disk is read-only: set ONEMAP_HOME to a folder on another one",
    }
    return steps.get(error.errno or 0, "see docs/operations.md")
