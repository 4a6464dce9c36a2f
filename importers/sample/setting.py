"""What the sample district is, in numbers: its seed, its size, its place and its day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.random import Generator

from layers.errors import Invalid

__all__ = ["CENTRE", "CHINA", "DATA", "DAY", "DISTRICT", "MARK", "PREFIX", "Setting"]

DATA: Final = Path(__file__).parents[2] / "data" / "sample"
CHINA: Final = timezone(timedelta(hours=8))
DAY: Final = date(2026, 10, 1)
"""The day of the sample unless another is asked for; people, buildings and components are always as on it."""
CENTRE: Final = (576531.87, 3413509.34)
"""114.80 E 30.84 N in EPSG:4547, metres."""
DISTRICT: Final = "420117"
MARK: Final = "合成样例"
"""Stands in every title of something made up."""
PREFIX: Final = "9900"
"""Begins the six area digits of every identity number and credit code, two more counting the street.

No division of GB/T 2260 has ever begun with 99, and in the numbers of foreign residents, which do begin
with 9, the place of issue would be 90, which is none either. So nobody has such a number.
"""

BLOCKS: Final = 600
COMMUNITIES: Final = 36
STREETS: Final = 15
MEAN_BLOCK: Final = 52_000.0
"""Square metres, roads and fields included."""


@dataclass(frozen=True)
class Setting:
    """Seed, scale and day of one sample, and what follows from them."""

    seed: int = 7
    scale: float = 1.0
    day: date = DAY

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        if not (0 < self.scale <= 50):
            raise Invalid(
                f"a sample of scale {self.scale} cannot be made", hint="0.05 to 50; 1 is the default"
            )
        if self.seed < 0:
            raise Invalid("the seed is a number from 0 up", given=self.seed)

    @property
    def source(self) -> str:
        """The `source` of every row."""
        return f"sample:{self.seed}"

    @cached_property
    def as_of(self) -> datetime:
        """The moment that the sample is about: its quarter of events and week of observations end here."""
        return datetime.combine(self.day, time(), CHINA).astimezone(UTC)

    @cached_property
    def blocks(self) -> int:
        """How many blocks there are, at least four a street."""
        return max(4 * STREETS, round(BLOCKS * self.scale))

    @cached_property
    def communities(self) -> int:
        """How many communities there are, at least one a street."""
        return max(STREETS, round(COMMUNITIES * self.scale))

    @property
    def span(self) -> float:
        """Side of a square as large as the district, metres."""
        return float(np.sqrt(self.blocks * MEAN_BLOCK))

    def stream(self, *names: object) -> Generator:
        """Random numbers of one purpose; they do not depend on how many another purpose drew."""
        return np.random.default_rng([self.seed, crc32("/".join(map(str, names)).encode())])
