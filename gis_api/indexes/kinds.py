"""The indexes that there are, and what each is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

import psycopg

from address.geocoder import Geocoder
from address.index.build import build
from address.index.follow import Overlay
from address.index.kept import KIND
from address.index.segment import Segment
from address.index.source import read
from layers.indexing.log import Mark
from layers.indexing.parts import Parts
from layers.indexing.store import Kind, Store
from layers.locate import Locator
from layers.locate import build as grids
from layers.locate.follow import Following as FollowingGrids
from layers.locate.source import read as rows_of_grids

__all__ = ["ADDRESSES", "ALL", "GRIDS", "Following", "Index"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Following(Protocol[T_co]):
    """An index with what changed since it was made."""

    mark: Mark
    """How far the change log was read."""
    stale: bool
    """Whether a new index is needed or worth its while."""

    @property
    def present(self) -> T_co | None:
        """What answers; None when it would not answer as the database does."""

    @property
    def changed(self) -> int:
        """How many rows changed since the index was made."""

    def catch_up(self, conn: psycopg.Connection) -> bool:
        """Read what was logged since the last call; whether `present` is another one now.

        Raises:
            Foreign: the index does not belong to this database.
        """


@dataclass(frozen=True)
class Index(Generic[T]):
    """One kind of index."""

    name: str
    """As commands call it, and its folder."""
    kind: Kind
    make: Callable[[psycopg.Connection], Parts]
    """Reads the database in one snapshot and makes the index in memory."""
    follow: Callable[[Parts], Following[T]]
    warm: Callable[[psycopg.Connection], object]
    """Loads, in a snapshot, all that the first change would have to wait for."""

    def store(self, home: Path) -> Store:
        """Where its versions lie."""
        return Store(home / "index" / self.name, self.kind)


class _Addresses(Overlay):
    """The index of addresses with what changed since."""

    @property
    def present(self) -> Geocoder:
        """The geocoder of the library as it is; of many changes it lags behind until a new index is there."""
        return Geocoder(*self.view)

    @property
    def changed(self) -> int:
        """How many addresses are not as the index has them."""
        return len(self.view.gone)


ADDRESSES: Final = Index[Geocoder](
    name="addresses",
    kind=KIND,
    make=lambda conn: build(read(conn)),
    follow=lambda parts: _Addresses(Segment(parts)),
    warm=lambda conn: build(read(conn, ids=[])),
)

GRIDS: Final = Index[Locator](
    name="grids",
    kind=grids.KIND,
    make=lambda conn: grids.build(rows_of_grids(conn)),
    follow=FollowingGrids,
    warm=lambda conn: grids.build(rows_of_grids(conn, {})),
)
ALL: Final[tuple[Index[Any], ...]] = (GRIDS, ADDRESSES)
"""The quickest one to make first."""
