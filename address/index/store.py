"""Indexes at rest: a folder a version, memory-mapped by all who use it, and a link to the present one.

Below one folder lie the versions, each a folder of its own that is written once and never changed, and the
link `current`, which is swapped from one version to the next in one step. Whoever writes or uses a version
holds a lock on its folder; a version that isn't current and that nobody holds is garbage, be it old or half
written, and the next `tidy` removes it.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final, Self

import marisa_trie
import numpy as np

from address.index.parts import Parts
from address.index.source import Mark
from layers.errors import Failed

__all__ = [
    "Damaged",
    "Version",
    "building",
    "current",
    "open_current",
    "program",
    "save",
    "tidy",
]

Writer = Callable[[str], object]

CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
FACTS: Final = "facts.json"
FORMAT: Final = 1
"""How the files of a version are laid out."""
CHUNK: Final = 1 << 20

_CHECKOUT: Final = Path(__file__).parents[2]
_MADE_BY: Final = (
    "address/index", "address/text", "address/lifecycle/former.py", "layers/schema/addresses.py",
    "layers/schema/search_key.py",
)  # fmt: skip


class Damaged(Failed):
    """There is no index that can be used: none at all, one that lacks something, or another program's."""

    def __init__(self, message: str, **facts: object) -> None:
        """Keep what is wrong, with the next step."""
        super().__init__(message, hint="make it anew: ./onemap index build", **facts)


@dataclass(frozen=True)
class Version:
    """One index at rest, held: nobody removes it until it is released."""

    path: Path
    parts: Parts
    files: dict[str, os.stat_result]
    """What the system said of each file when it was checked."""
    held: int
    """Descriptor of the locked folder."""

    def release(self) -> None:
        """Let others remove it; what is mapped stays readable."""
        os.close(self.held)

    def __enter__(self) -> Self:
        """Hold it as long as the block lasts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release it."""
        self.release()

    def is_whole(self) -> bool:
        """Whether no file was touched since it was opened: to read one that was cut short kills us."""
        return all(_same(self.path / name, was) for name, was in self.files.items())


@cache
def program() -> str:
    """Which program makes indexes: the layout's number and a digest of all sources that decide on contents.

    An index that another program made is made anew.
    """
    digest = hashlib.blake2b(digest_size=8)
    for place in (_CHECKOUT / name for name in _MADE_BY):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(_CHECKOUT).as_posix().encode() + path.read_bytes())
    return f"{FORMAT}-{digest.hexdigest()}"


def save(parts: Parts, folder: Path) -> Path:
    """Write a new version and make it the current one; a reader sees the old one or the new, never a mixture.

    Args:
        parts: an index in memory.
        folder: of all versions; made where it is missing.

    Returns:
        The folder of the new version.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"draft-{os.getpid()}-{time.monotonic_ns()}"
    draft.mkdir()
    with _locked(draft, fcntl.LOCK_EX):
        files = {name: _write(draft / name, write) for name, write in _writers(parts).items()}
        manifest = json.dumps({"program": program(), "files": files}).encode()
        _write(draft / MANIFEST, partial(_put, manifest))
        _sync(draft)
        made = folder / _name(parts, manifest)
        draft.rename(made)
        _point(folder, made.name)
    return made


def open_current(folder: Path) -> Version:
    """Open the current version and hold it.

    Raises:
        Damaged: there is none, or it is not as it was written, or another program wrote it.
    """
    for _ in range(10):  # it may be removed between finding and holding it, when a newer one is there
        path = current(folder)
        if path is None:
            raise Damaged("there is no index of addresses")
        with suppress(FileNotFoundError):
            return _hold(path)
    raise Damaged("the current index of addresses is gone")


def current(folder: Path) -> Path | None:
    """The folder of the current version; None when there is none."""
    try:
        return folder / (folder / CURRENT).readlink()
    except OSError:
        return None


@contextmanager
def building(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Be the only one that builds.

    Raises:
        BlockingIOError: somebody else is, and we don't wait.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


def tidy(folder: Path) -> list[str]:
    """Remove the versions that nobody holds and that are not current; names what was removed.

    To be called while `building`, so that no draft is mistaken for one that was left behind.
    """
    present, removed = current(folder), []
    for path in sorted(folder.iterdir()):
        if not path.is_dir() or path.is_symlink() or path == present:
            continue
        with suppress(BlockingIOError, FileNotFoundError), _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(path)
            removed.append(path.name)
    return removed


def _hold(path: Path) -> Version:
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_SH)
        if os.fstat(held).st_nlink == 0:
            raise FileNotFoundError(path)
        files = _checked(path)
        return Version(path, _read(path, files), files, held)
    except BaseException:
        os.close(held)
        raise


def _checked(path: Path) -> dict[str, os.stat_result]:
    """What there is of each file, when all are as they were written."""
    manifest = _bytes(path / MANIFEST)
    if not path.name.endswith(f"-{zlib.crc32(manifest):08x}"):
        raise _damaged(path, MANIFEST)
    said = json.loads(manifest)
    if said["program"] != program():
        raise Damaged("another program made the index of addresses")
    for name, (size, checksum) in said["files"].items():
        if _measure(path / name) != (size, checksum):
            raise _damaged(path, name)
    return {name: (path / name).stat() for name in said["files"]}


def _same(path: Path, was: os.stat_result) -> bool:
    try:
        now = path.stat()
    except FileNotFoundError:
        return False
    return (now.st_ino, now.st_size, now.st_mtime_ns) == (was.st_ino, was.st_size, was.st_mtime_ns)


def _measure(path: Path) -> tuple[int, int]:
    """Bytes and checksum; zeros for a file that is missing."""
    size = checksum = 0
    with suppress(FileNotFoundError), path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size, checksum = size + len(chunk), zlib.crc32(chunk, checksum)
    return size, checksum


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _damaged(path.parent, path.name) from None


def _damaged(path: Path, name: str) -> Damaged:
    return Damaged(f"{name} of the index of addresses is damaged", version=path.name)


def _writers(parts: Parts) -> dict[str, Writer]:
    """What writes each file, by its name."""
    arrays = {f"{name}.npy": partial(np.save, arr=array) for name, array in parts.arrays.items()}
    tries = {f"{name}.trie": trie.save for name, trie in parts.tries.items()}
    return {**arrays, **tries, FACTS: partial(_put, json.dumps(parts.facts, ensure_ascii=False).encode())}


def _put(content: bytes, path: str) -> None:
    Path(path).write_bytes(content)


def _write(path: Path, write: Writer) -> tuple[int, int]:
    write(str(path))
    _sync(path)
    return _measure(path)


def _read(path: Path, files: Iterable[str]) -> Parts:
    facts = json.loads((path / FACTS).read_bytes())
    parts = Parts(facts=facts | {"mark": Mark(*facts["mark"])})
    for name in files:
        stem, _, kind = name.rpartition(".")
        if kind == "npy":
            parts.arrays[stem] = np.load(path / name, mmap_mode="r")
        elif kind == "trie":
            parts.tries[stem] = marisa_trie.Trie().mmap(str(path / name))
    return parts


def _name(parts: Parts, manifest: bytes) -> str:
    """Sequence of the change log, time, and a checksum that also vouches for the manifest."""
    return f"{parts.facts['mark'].seq:010d}-{time.time_ns():x}-{zlib.crc32(manifest):08x}"


def _point(folder: Path, name: str) -> None:
    new = folder / f"{CURRENT}.new"
    new.unlink(missing_ok=True)
    new.symlink_to(name)
    new.replace(folder / CURRENT)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
