"""The geocoder: one object that finds addresses by text, by fields and by place."""


from typing import Self

import psycopg

from address.answer import Answer
from address.index.build import build
from address.index.segment import Segment
from address.index.source import read
from address.match.find import find

__all__ = ["Geocoder"]


class Geocoder:
    """Answers from an index and the changes since it was made. Immutable, so threads share it."""

    def __init__(self, base: Segment, fresh: Segment | None = None, gone: frozenset[int] = frozenset()) -> None:
        """Put together.

        Args:
            base: the index.
            fresh: what changed since it was built, with what is above it.
            gone: ids of the database that are not as `base` has them.
        """
        self.base, self.fresh = base, fresh
        places = (base.position_of(number) for number in gone)
        self._parts = [(base, frozenset(at for at in places if at is not None))]
        if fresh:
            self._parts.insert(0, (fresh, frozenset()))

    @classmethod
    def build(cls, conn: psycopg.Connection) -> Self:
        """A geocoder of what a connection sees now, in memory."""
        return cls(Segment(build(read(conn))))

    def geocode(
        self,
        text: str,
        *,
        limit: int = 5,
        within: str | None = None,
        near: tuple[float, float] | None = None,
        explain: bool = False,
    ) -> list[Answer]:
        """Addresses and areas that a text means, best first.

        Args:
            text: as people write it.
            limit: how many answers at most.
            within: code of an area in which the answers must lie.
            near: longitude and latitude, CGCS2000; of equally good answers the nearest goes first.
            explain: say how each answer was found.

        Raises:
            Invalid: the text is too long to be an address.
            NotFound: there is no area `within`.
        """
        return find(self._parts, text, limit=limit, within=within, near=near, explain=explain)
