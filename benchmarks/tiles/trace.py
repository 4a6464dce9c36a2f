"""Recorded sessions of people who look at a map: the same on every run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import morecantile

from tiles.grid import TileAddress

__all__ = ["Session", "sessions", "tile_of"]

Place = tuple[float, float]
Session = list[TileAddress]
"""Tiles in the order in which a map asks for them, each once, since a browser keeps what it has."""

WIDE: Final = 4
HIGH: Final = 3
"""Tiles of a viewport."""
ZOOMS: Final = (10, 17)
STEPS: Final = [(x, y) for x in (-2, -1, 0, 1, 2) for y in (-1, 0, 1) if (x, y) != (0, 0)]
"""Pans, in tiles."""
NOWHERE: Final = TileAddress(0, 0, 0)
GRID: Final = morecantile.tms.get("WebMercatorQuad")


def tile_of(place: Place, z: int) -> TileAddress:
    """The tile that a place (longitude, latitude) lies in."""
    x, y, _ = GRID.tile(*place, z)
    return TileAddress(z, x, y)


@dataclass
class _Viewport:
    """What is on the screen; by its tile in the north-west."""

    rng: Random
    places: Sequence[Place]
    at: TileAddress = NOWHERE

    def jump(self) -> None:
        """To a place that was found by its name, or at the start."""
        middle = tile_of(self.rng.choice(self.places), self.rng.randint(12, 16))
        self.at = TileAddress(middle.z, middle.x - WIDE // 2, middle.y - HIGH // 2)

    def pan(self) -> None:
        """By one or two tiles."""
        x, y = self.rng.choice(STEPS)
        self.at = TileAddress(self.at.z, self.at.x + x, self.at.y + y)

    def zoom(self, by: int) -> None:
        """In or out by one level around the middle."""
        z = min(max(self.at.z + by, ZOOMS[0]), ZOOMS[1])
        x, y = ((2 * n + side) / 2 for n, side in ((self.at.x, WIDE), (self.at.y, HIGH)))
        scale = 2.0 ** (z - self.at.z)
        self.at = TileAddress(z, round(x * scale - WIDE / 2), round(y * scale - HIGH / 2))

    def step(self) -> None:
        """What people do next."""
        dice = self.rng.random()
        if dice < 0.04:
            self.jump()
        elif dice < 0.24:
            self.zoom(1)
        elif dice < 0.38:
            self.zoom(-1)
        else:
            self.pan()

    def tiles(self) -> Iterator[TileAddress]:
        """From the middle outwards, as maps ask for them."""
        spots = [(x, y) for x in range(WIDE) for y in range(HIGH)]
        spots.sort(key=lambda spot: (spot[0] - (WIDE - 1) / 2) ** 2 + (spot[1] - (HIGH - 1) / 2) ** 2)
        for x, y in spots:
            yield TileAddress(self.at.z, self.at.x + x, self.at.y + y)


def sessions(places: Sequence[Place], count: int, tiles: int, seed: int) -> list[Session]:
    """Sessions of that many tiles each, which begin and search at the places given."""
    return [_session(places, tiles, Random(f"{seed} {number}")) for number in range(count)]


def _session(places: Sequence[Place], tiles: int, rng: Random) -> Session:
    seen: dict[TileAddress, None] = {}
    view = _Viewport(rng, places)
    view.jump()
    while len(seen) < tiles:
        seen |= dict.fromkeys(view.tiles())
        view.step()
    return list(seen)[:tiles]
