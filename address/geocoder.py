"""The geocoder: one object that finds addresses by text, by fields and by place."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Self

import numpy as np
import psycopg
from numpy.typing import NDArray

from address.answer import Answer, Suggestion
from address.index.build import build
from address.index.kept import store
from address.index.segment import Segment
from address.index.source import read
from address.match.fields import as_text
from address.match.find import find
from address.match.reverse import Nearest, NearestColumns, nearest, nearest_many, reverse
from address.match.suggest import suggest

__all__ = ["Geocoder"]

Point = tuple[float, float]
GridOf = Callable[[float, float], str | None]


class Geocoder:
    """Answers from an index and the changes since it was made. Immutable, so threads share it.

    All coordinates are CGCS2000, longitude first.
    """

    def __init__(
        self, base: Segment, fresh: Segment | None = None, gone: frozenset[int] = frozenset()
    ) -> None:
        """Put together.

        Args:
            base: the index.
            fresh: what changed since it was built, with what is above it.
            gone: ids of the database that are not as `base` has them.
        """
        self.base, self.fresh = base, fresh
        self.grid_of: GridOf | None = None
        """Says the unit grids of answers; without it they are those of the index."""
        places = (base.position_of(number) for number in gone)
        self._pieces = [(base, frozenset(at for at in places if at is not None))]
        if fresh:
            self._pieces.insert(0, (fresh, frozenset()))

    def with_grids(self, grid_of: GridOf | None) -> Self:
        """The same with the unit grids of answers by a function of longitude and latitude.

        Without one they are those of the index, which is made anew only some time after grids change.
        """
        other = copy(self)
        other.grid_of = grid_of
        return other

    def _placed(self, answers: list[Answer]) -> list[Answer]:
        if self.grid_of:
            for one in answers:
                if one.lon is not None and one.lat is not None and (one.address_code or one.grid):
                    one.grid = self.grid_of(one.lon, one.lat)
        return answers

    @classmethod
    def build(cls, conn: psycopg.Connection) -> Self:
        """A geocoder of what a connection sees now, in memory."""
        return cls(Segment(build(read(conn))))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """A geocoder of the present index of a folder, without what changed since.

        Raises:
            Damaged: there is none, or something of it is missing or altered.
        """
        return cls(Segment(store(folder).open_current().parts))

    def geocode(
        self,
        text: str,
        *,
        limit: int = 5,
        within: str | None = None,
        near: Point | None = None,
        explain: bool = False,
    ) -> list[Answer]:
        """Addresses and areas that a text means, best first.

        Args:
            text: as people write it.
            limit: how many answers at most.
            within: code of an area in which the answers must lie.
            near: of equally good answers the nearest to this point goes first.
            explain: say how the answers were found.

        Raises:
            Invalid: the text is too long to be an address.
            NotFound: there is no area `within`.
        """
        return self._placed(find(self._pieces, text, limit=limit, within=within, near=near, explain=explain))

    def geocode_fields(
        self,
        fields: Mapping[str, str],
        *,
        limit: int = 5,
        within: str | None = None,
        near: Point | None = None,
        explain: bool = False,
    ) -> list[Answer]:
        """The same for an address in fields, by the same way: they are put together to one text.

        Args:
            fields: level of an area or an address = what is said there; empty ones count as left out.
            limit: how many answers at most.
            within: code of an area in which the answers must lie.
            near: of equally good answers the nearest to this point goes first.
            explain: say how the answers were found.

        Raises:
            Invalid: there is no such level, or it is too much to be an address.
            NotFound: there is no area `within`.
        """
        return self.geocode(as_text(fields), limit=limit, within=within, near=near, explain=explain)

    def suggest(self, text: str, *, near: Point | None = None, limit: int = 10) -> list[Suggestion]:
        """What a text that is being typed may become: in Chinese, in pinyin or by initials.

        Args:
            text: what is typed so far.
            near: what is nearer to this point goes first, of names that are as good.
            limit: how many at most.
        """
        return suggest(self._pieces, text, near=near, limit=limit)

    def reverse(
        self,
        lon: float,
        lat: float,
        *,
        limit: int = 5,
        radius: float = 200.0,
        levels: Sequence[str] | None = None,
    ) -> list[Answer]:
        """The nearest addresses of a point, those on its side of the road first.

        Args:
            lon: of the point.
            lat: of the point.
            limit: how many at most.
            radius: how far away at most, metres.
            levels: of the addresses wanted; door plates when not said.

        Raises:
            Invalid: there is no such level.
        """
        return self._placed(reverse(self._pieces, lon, lat, limit=limit, radius=radius, levels=levels))

    def nearest(self, lon: float, lat: float, *, radius: float = 50.0) -> Nearest | None:
        """The nearest door plate as the crow flies, of equally near ones that with the lowest code.

        Args:
            lon: of the point.
            lat: of the point.
            radius: how far away at most, metres.
        """
        return nearest(self._pieces, lon, lat, radius)

    def reverse_many(
        self,
        lons: NDArray[np.float64],
        lats: NDArray[np.float64],
        *,
        radius: float = 200.0,
        level: str = "plate",
    ) -> NearestColumns:
        """The nearest address of each of many points, as columns; NaN points have none."""
        return nearest_many(self._pieces, lons, lats, radius=radius, level=level)
