"""Door plates along roads and lanes as columns: numbers taken apart, places in metres.

The number of a plate is what its comparison form has after that of its road: `12` and branch `1` for
十二号之1. Plates whose name is no plain number (temporary ones, those with letters) are left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["PLATES", "Plates", "metres"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PLATES: Final = """
SELECT p.search_text COLLATE "C" AS road, m[1]::int AS number, coalesce(m[2], '0')::int AS branch, a.code,
       ST_X(a.geom), ST_Y(a.geom)
FROM onemap.address a
JOIN onemap.address p ON p.code = a.parent_code
CROSS JOIN LATERAL regexp_match(
  substr(a.search_text, length(p.search_text) + 1), '^([0-9]{1,5})(?:-([0-9]{1,5}))?号$'
) AS m
WHERE a.area_code = ANY (%(members)s) AND a.level = 'plate' AND a.state = 'active' AND a.geom IS NOT NULL
  AND p.level IN ('road', 'lane') AND starts_with(a.search_text, p.search_text) AND m IS NOT NULL
ORDER BY road, number, branch, a.code
"""

EQUATOR: Final = 6378137.0
"""Semi-major axis of the ellipsoid of CGCS2000, metres."""
FLATTENING: Final = 1 / 298.257222101
SQUARED: Final = FLATTENING * (2 - FLATTENING)
"""Square of its first eccentricity."""


def metres(lon: Floats, lat: Floats) -> Floats:
    """Places in metres east and north of their middle, shape (n, 2).

    The plane touches the ellipsoid of CGCS2000 in the median latitude: within 10 km of it, lengths are true
    to 2 in 1,000.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
    """
    if not len(lon):
        return np.empty((0, 2))
    middle = np.radians(np.median(lat))
    bend = 1 - SQUARED * np.sin(middle) ** 2
    east = np.radians(lon - np.median(lon)) * np.cos(middle) * EQUATOR / np.sqrt(bend)
    north = np.radians(lat - np.median(lat)) * EQUATOR * (1 - SQUARED) / bend**1.5
    return np.column_stack([east, north])


@dataclass(frozen=True)
class Plates:
    """The plates of a street, ordered by road, number, branch and code; `n` of them."""

    code: Sequence[str]
    road: Integers
    """A number for each road, growing."""
    number: Integers
    branch: Integers
    """0 for the plate of the number itself."""
    lonlat: Floats
    """Degrees of CGCS2000, shape (n, 2)."""
    place: Floats
    """Metres east and north of the street's middle, shape (n, 2)."""

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Self:
        """The same from the rows of `PLATES`."""
        roads, numbers, branches, codes, lons, lats = list(zip(*rows, strict=True)) or [()] * 6
        lonlat = np.column_stack([np.array(lons, float), np.array(lats, float)])
        return cls(
            code=codes,
            road=np.unique(np.array(roads, str), return_inverse=True)[1].astype(np.int64),
            number=np.array(numbers, np.int64),
            branch=np.array(branches, np.int64),
            lonlat=lonlat,
            place=metres(lonlat[:, 0], lonlat[:, 1]),
        )
