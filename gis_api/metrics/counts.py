"""What one worker counts."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

__all__ = ["BUCKETS", "SEVERAL", "Counts", "Label", "Numbers", "Table"]

SEVERAL: Final = "several"
"""What stands for the layers of a tile where they are more than one."""
DEEPEST: Final = 30
"""Zooms are counted up to this: a label is never a number that somebody made up."""
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; the upper ends of what durations are sorted into."""

Label = str | int
Numbers = list[float]
Table = dict[tuple[Label, ...], Numbers]
"""By label values, numbers that add up element by element."""


class Counts:
    """Numbers that only grow, and functions that tell numbers of now. Used in the event loop.

    To count costs about a tenth of a microsecond: a look into a dictionary and two additions.
    """

    def __init__(self) -> None:
        """Have counted nothing."""
        self.quick: defaultdict[tuple[Callable[..., object], bytes], int] = defaultdict(int)
        """Requests that were answered before the framework was asked, by who did and status line."""
        self.routes: dict[Callable[..., object], str] = {}
        """The routes in whose place those answer."""
        self.requests: Table = {}
        """By route and status: how many."""
        self.seconds: Table = {}
        """By route: how many in each of `BUCKETS` and beyond, and the sum of seconds."""
        self.tiles: Table = {}
        """By layers, zoom and how they were answered: how many, bytes of bodies."""
        self.making: Table = {}
        """By layers and zoom: queries in each of `BUCKETS` and beyond, the sum of seconds, tiles made."""
        self._watched: dict[str, dict[tuple[Label, ...], Callable[[], float | None]]] = defaultdict(dict)

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count a request that went through the framework."""
        _add(self.requests, (route, status), (1,))
        _add(self.seconds, (route,), _sorted_in(seconds))

    def tile(self, layers: Sequence[str], z: int, how: str, size: int = 0) -> None:
        """Count a tile that was answered.

        Args:
            layers: names of the catalogue.
            z: zoom.
            how: one of a few words.
            size: bytes of the body that is sent.
        """
        if not 0 <= z <= DEEPEST:
            return
        key = (layers[0] if len(layers) == 1 else SEVERAL, z, how)
        found = self.tiles.get(key)
        if found is None:
            found = self.tiles[key] = [0, 0]
        found[0] += 1
        found[1] += size

    def made(self, layers: Sequence[str], z: int, seconds: float, tiles: int) -> None:
        """Count a query that made tiles of one zoom."""
        label = layers[0] if len(layers) == 1 else SEVERAL
        _add(self.making, (label, z), (*_sorted_in(seconds), tiles))

    def watch(self, name: str, tell: Callable[[], float | None], *labels: Label) -> None:
        """Have a number told whenever the counts are read; None where there is none now."""
        self._watched[name][labels] = tell

    def tables(self) -> dict[str, Table]:
        """All that was counted, by name."""
        requests = {key: list(numbers) for key, numbers in self.requests.items()}
        for (quick, line), count in self.quick.items():
            _add(requests, (self.routes[quick], int(line[:3])), (count,))
        kept = {"seconds": self.seconds, "tiles": self.tiles, "making": self.making}
        return {"requests": requests, **kept}

    def gauges(self) -> dict[str, Table]:
        """All numbers of now, by name."""
        return {
            name: {labels: [value] for labels, tell in told.items() if (value := tell()) is not None}
            for name, told in self._watched.items()
        }


def _sorted_in(seconds: float) -> Numbers:
    numbers = [0.0] * (len(BUCKETS) + 2)
    numbers[bisect_left(BUCKETS, seconds)] = 1
    numbers[-1] = seconds
    return numbers


def _add(table: Table, key: tuple[Label, ...], numbers: Sequence[float]) -> None:
    found = table.setdefault(key, [0] * len(numbers))
    for n, number in enumerate(numbers):
        found[n] += number
