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
from functools import cached_property, partial
from pathlib import Path
from typing import Final, Self

import marisa_trie
import numpy as np

from layers.errors import Failed
from layers.indexing.log import Mark
from layers.indexing.parts import Parts

__all__ = ["Damaged", "Kind", "Store", "Version"]

Writer = Callable[[str], object]

CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
FACTS: Final = "facts.json"
FORMAT: Final = 1
"""How the files of a version are laid out."""
CHUNK: Final = 1 << 20

_CHECKOUT: Final = Path(__file__).parents[2]


class Damaged(Failed):
    """There is no index that can be used: none at all, one that lacks something, or another program's."""

    def __init__(self, message: str, remedy: str, **facts: object) -> None:
        """Keep what is wrong, with the next step."""
        super().__init__(message, hint=f"make it anew: {remedy}", **facts)


@dataclass(frozen=True)
class Kind:
    """What is kept in a store."""

    title: str
    """As messages call it, such as `index of addresses`."""
    made_by: tuple[str, ...]
    """Files and folders of the program that decide on the contents, from the checkout's root."""
    remedy: str
    """The command that makes one anew."""

    @cached_property
    def program(self) -> str:
        """Which program makes them: the layout's number and a digest of all sources that decide on contents.

        An index that another program made is made anew.
        """
        digest = hashlib.blake2b(digest_size=8)
        for place in (_CHECKOUT / name for name in self.made_by):
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file() and "__pycache__" not in path.parts:
                    digest.update(path.relative_to(_CHECKOUT).as_posix().encode() + path.read_bytes())
        return f"{FORMAT}-{digest.hexdigest()}"


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


@dataclass(frozen=True)
class Store:
    """The versions of one index below a folder."""

    folder: Path
    kind: Kind

    def save(self, parts: Parts) -> Path:
        """Write a new version and make it the current one; readers see the old one or the new, never a mix.

        Args:
            parts: an index in memory.

        Returns:
            The folder of the new version.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"draft-{os.getpid()}-{time.monotonic_ns()}"
        draft.mkdir()
        with _locked(draft, fcntl.LOCK_EX):
            files = {name: _write(draft / name, write) for name, write in _writers(parts).items()}
            manifest = json.dumps({"program": self.kind.program, "files": files}).encode()
            _write(draft / MANIFEST, partial(_put, manifest))
            _sync(draft)
            made = self.folder / _name(parts, manifest)
            draft.rename(made)
            _point(self.folder, made.name)
        return made

    def open_current(self) -> Version:
        """Open the current version and hold it.

        Raises:
            Damaged: there is none, or it is not as it was written, or another program wrote it.
        """
        for _ in range(10):  # it may be removed between finding and holding it, when a newer one is there
            path = self.current()
            if path is None:
                raise self._damaged(f"there is no {self.kind.title}")
            with suppress(FileNotFoundError):
                return self._hold(path)
        raise self._damaged(f"the current {self.kind.title} is gone")

    def current(self) -> Path | None:
        """The folder of the current version; None when there is none."""
        try:
            return self.folder / (self.folder / CURRENT).readlink()
        except OSError:
            return None

    @contextmanager
    def building(self, *, wait: bool = True) -> Iterator[None]:
        """Be the only one that builds.

        Raises:
            BlockingIOError: somebody else is, and we don't wait.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield

    def tidy(self) -> list[str]:
        """Remove the versions that nobody holds and that are not current; names what was removed.

        To be called while `building`, so that no draft is mistaken for one that was left behind.
        """
        present, removed = self.current(), []
        for path in sorted(self.folder.iterdir()):
            if not path.is_dir() or path.is_symlink() or path == present:
                continue
            with suppress(BlockingIOError, FileNotFoundError), _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(path)
                removed.append(path.name)
        return removed

    def _hold(self, path: Path) -> Version:
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_SH)
            if os.fstat(held).st_nlink == 0:
                raise FileNotFoundError(path)
            files = self._checked(path)
            return Version(path, _read(path, files), files, held)
        except BaseException:
            os.close(held)
            raise

    def _checked(self, path: Path) -> dict[str, os.stat_result]:
        """What there is of each file, when all are as they were written."""
        try:
            manifest = (path / MANIFEST).read_bytes()
        except FileNotFoundError:
            raise self._damaged_file(path, MANIFEST) from None
        if not path.name.endswith(f"-{zlib.crc32(manifest):08x}"):
            raise self._damaged_file(path, MANIFEST)
        said = json.loads(manifest)
        if said["program"] != self.kind.program:
            raise self._damaged(f"another program made the {self.kind.title}")
        for name, (size, checksum) in said["files"].items():
            if _measure(path / name) != (size, checksum):
                raise self._damaged_file(path, name)
        return {name: (path / name).stat() for name in said["files"]}

    def _damaged(self, message: str, **facts: object) -> Damaged:
        return Damaged(message, self.kind.remedy, **facts)

    def _damaged_file(self, path: Path, name: str) -> Damaged:
        return self._damaged(f"{name} of the {self.kind.title} is damaged", version=path.name)


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
