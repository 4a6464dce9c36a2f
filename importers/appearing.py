"""Files that appear whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from layers.errors import Conflict, NotFound

__all__ = ["appearing"]

_LEFT: Final = ("", "-journal", "-wal", "-shm")
"""The draft, and what SQLite keeps beside it when it is stopped."""


@contextmanager
def appearing(target: Path, *, force: bool = False) -> Iterator[Path]:
    """A path beside the target to write to; when the block ends well, what is there becomes the target.

    Args:
        target: a file.
        force: replace one that is there already.

    Raises:
        Conflict: there is one, or a folder of that name.
        NotFound: there is no folder for it.
    """
    if not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent}", hint="make it first")
    if target.is_dir():
        raise Conflict(f"{target} is a folder", hint="name a file")
    if target.exists() and not force:
        raise Conflict(f"{target} exists", hint="name another file, or say --force")
    draft = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.part{target.suffix}")
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        for ending in _LEFT:
            draft.with_name(draft.name + ending).unlink(missing_ok=True)
