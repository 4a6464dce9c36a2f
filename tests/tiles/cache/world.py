"""A small world for tiles: two matrix sets in degrees, and subjects of some tables."""

from math import floor

from tiles.cache import Entry, Source, Spot
from tiles.matrix.span import Span

MARGIN = 1 / 64


class Plain:
    """The whole earth as a square of degrees: one tile at zoom 0, four at zoom 1."""

    def span(self, box, z):
        size = 360 / 2**z
        left, right = floor((box.west + 180) / size - MARGIN), floor((box.east + 180) / size + MARGIN)
        top, bottom = floor((180 - box.north) / size - MARGIN), floor((180 - box.south) / size + MARGIN)
        last = 2**z - 1
        return Span(max(left, 0), max(top, 0), min(right, last), min(bottom, last))


GRIDS = {"plain": Plain(), "other": Plain()}


ROADS = Source(b"roads", "plain", frozenset({"road"}))
TOWN = Source(b"town", "plain", frozenset({"road", "building"}))
ABROAD = Source(b"abroad", "other", frozenset({"road"}))


def tile(source=ROADS, z=1, x=0, y=0, made_at=0, **bodies):
    """A tile with a body, or with those given by coding."""
    return Entry(source, Spot(source.subject, z, x, y), made_at, "tag", "", bodies or {"identity": b"body"})
