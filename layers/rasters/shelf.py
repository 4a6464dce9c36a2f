"""Open files, kept for the next who asks.

A GDAL dataset may be used by one thread at a time, so a file that several threads read at once is open
several times. Those that nobody reads stand on the shelf; the ones not asked for longest are closed.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioIOError

from layers import crs
from layers.crs import Crs
from layers.errors import Unavailable
from layers.rasters.environment import DRIVER, pinned

__all__ = ["PLACES", "Open", "Shelf"]

PLACES: Final = 32
"""Files that stand open and unused in one process."""


@dataclass(eq=False)
class Open:
    """An open file."""

    dataset: Any
    """A `rasterio.DatasetReader`."""
    crs: Crs
    """What its coordinates are in."""
    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)
    """Where it lies in other systems, by their names; whoever works that out keeps it here."""

    @property
    def bands(self) -> tuple[int, ...]:
        """The numbers of the bands that have values; an alpha band has none."""
        kinds = self.dataset.colorinterp
        return tuple(band for band, kind in enumerate(kinds, 1) if kind is not ColorInterp.alpha)


class Shelf:
    """Open files of one process, by path."""

    def __init__(self, places: int = PLACES) -> None:
        """Nothing is open at first."""
        self._places = places
        self._idle: OrderedDict[Path, list[Open]] = OrderedDict()
        self._count = 0
        self._lock = threading.Lock()

    @contextmanager
    def borrowed(self, path: Path) -> Iterator[Open]:
        """A file, for this thread alone as long as the block lasts, in the pinned environment.

        Raises:
            Unavailable: it can't be opened or, in the block, not be read.
        """
        with pinned():
            try:
                one = self._taken(path) or _opened(path)
            except RasterioIOError:
                raise _unreadable(path) from None
            try:
                yield one
            except RasterioIOError:
                one.dataset.close()
                raise _unreadable(path) from None
            finally:
                if not one.dataset.closed:
                    self._put_back(path, one)

    def close(self) -> None:
        """Close what nobody reads."""
        with self._lock:
            idle = [one for ones in self._idle.values() for one in ones]
            self._idle.clear()
            self._count = 0
        for one in idle:
            one.dataset.close()

    def _taken(self, path: Path) -> Open | None:
        with self._lock:
            if not (ones := self._idle.get(path)):
                return None
            self._count -= 1
            one = ones.pop()
            if not ones:
                del self._idle[path]
            return one

    def _put_back(self, path: Path, one: Open) -> None:
        out: list[Open] = []
        with self._lock:
            self._idle.setdefault(path, []).append(one)
            self._idle.move_to_end(path)
            self._count += 1
            while self._count > self._places:
                oldest = next(iter(self._idle))
                out.append(self._idle[oldest].pop())
                self._count -= 1
                if not self._idle[oldest]:
                    del self._idle[oldest]
        for old in out:
            old.dataset.close()


def _unreadable(path: Path) -> Unavailable:
    return Unavailable(f"the file of the raster can't be read: {path.name}")


def _opened(path: Path) -> Open:
    dataset = rasterio.open(path, driver=DRIVER)
    return Open(dataset, crs.parse(f"EPSG:{dataset.crs.to_epsg()}"))
