"""A tile matrix set, as a file of `data/tile_matrix_sets/` describes it."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from layers.crs import CGCS2000, WEB_MERCATOR, WGS84, Crs
from tiles.grid import TileAddress
from tiles.matrix.plane import METRES_PER_DEGREE, from_degrees, to_degrees
from tiles.matrix.span import Box, Span

__all__ = ["MARGIN", "REACH", "TILE", "MatrixSet"]

MARGIN: Final = 64 / 4096
"""How far beyond its edges a tile has features, in parts of its side."""
REACH: Final = 65 / 4096
"""How far from a tile something may be and still show in it: the margin, and what rounding adds."""

TILE: Final = 256
"""Pixels of a tile's side, as OGC counts them."""
ROUNDING: Final = 1e-6
"""Parts of a tile; so little over a whole number of tiles is no further tile."""
WIDEST: Final = 156_543.033_928_040_97
"""Metres of a pixel at zoom 0 of Web Mercator."""


@dataclass(frozen=True)
class MatrixSet:
    """The plane of a CRS cut into squares, at several zooms; columns count eastward, rows southward."""

    id: str
    title: str
    crs: Crs
    extent: Box
    """What the tiles cover, in units of the CRS; its upper left corner is where all of them begin."""
    area: Box
    """The area of use of the CRS, EPSG:4490 degrees: outside of it nothing is drawn."""
    cells: tuple[float, ...]
    """Side of a pixel, 256 of which are a tile's side, in units of the CRS; one a zoom."""
    first: int = 0
    """The zoom of the first of the cells."""
    crs_uri: str = ""
    uri: str | None = None
    """Where a registry defines the set."""
    well_known_scale_set: str | None = None

    @property
    def zooms(self) -> range:
        """The zooms that it has."""
        return range(self.first, self.first + len(self.cells))

    def cell(self, z: int) -> float:
        """Side of a pixel at one of its zooms, in units of the CRS."""
        return self.cells[z - self.first]

    def size(self, z: int) -> tuple[int, int]:
        """How many columns and rows there are at one of its zooms."""
        side = self.cell(z) * TILE
        west, south, east, north = self.extent
        return math.ceil((east - west) / side - ROUNDING), math.ceil((north - south) / side - ROUNDING)

    def exists(self, at: TileAddress) -> bool:
        """Whether it has such a tile."""
        if at.z not in self.zooms:
            return False
        columns, rows = self.size(at.z)
        return 0 <= at.x < columns and 0 <= at.y < rows

    def bounds(self, at: TileAddress, margin: float = 0.0) -> Box:
        """What a tile covers, with a margin in parts of its side, in units of the CRS.

        For Web Mercator to the last bit what PostGIS's `ST_TileEnvelope` gives.
        """
        side, (west, north) = self.cell(at.z) * TILE, (self.extent.west, self.extent.north)
        return Box(
            west + side * (at.x - margin),
            north - side * (at.y + 1 + margin),
            west + side * (at.x + 1 + margin),
            north - side * (at.y - margin),
        )

    @property
    def stored(self) -> bool:
        """Whether tables have geometry in its CRS: `geom_3857`, or `geom`, CGCS2000 and WGS 84 being one."""
        return self.crs in {WEB_MERCATOR, CGCS2000, WGS84}

    @property
    def search_crs(self) -> Crs:
        """The CRS in which rows are looked for: of `geom_3857`, or of `geom`."""
        return WEB_MERCATOR if self.crs == WEB_MERCATOR else CGCS2000

    def search(self, at: TileAddress) -> Box | None:
        """Where the features of a tile lie, in units of `search_crs`; None beyond the area of use.

        The box around all points of the tile and its margin. Only where the sides of tiles are not along
        meridians and parallels it is larger than they.
        """
        wide = self.bounds(at, MARGIN)
        if self.stored:
            return wide
        inside = wide.meeting(self._drawn)
        return to_degrees(inside, self.crs).meeting(self.area) if inside else None

    def pixel(self, z: int) -> float:
        """Side of a pixel on the screen, 512 of which are a tile's side, in units of `search_crs`."""
        half = self.cell(z) / 2
        return half if self.stored else half / METRES_PER_DEGREE

    def scale(self, z: int) -> int:
        """The zoom of Web Mercator at which a pixel is as large, measured at the equator."""
        metres = self.cell(z) * (METRES_PER_DEGREE if self.crs.geographic else 1.0)
        return round(math.log2(WIDEST / metres))

    def plane(self, box: Box) -> Box | None:
        """The box, in units of the CRS, around all of a box of EPSG:4490; None beyond the area of use."""
        inside = box.meeting(self.area)
        return from_degrees(inside, self.crs) if inside else None

    def span(self, box: Box, z: int, margin: float = REACH) -> Span | None:
        """The tiles of a zoom in which something of a box may show; None where there is none.

        Those of a table's extent are its `tileMatrixSetLimits`: all others are empty.

        Args:
            box: EPSG:4490 degrees, edges included; it does not cross the antimeridian.
            z: any number; a zoom that it does not have has no tiles.
            margin: how far a tile reaches beyond its edges, in parts of its side.
        """
        plane = self.plane(Box(*box)) if z in self.zooms else None
        if plane is None:
            return None
        side, (columns, rows) = self.cell(z) * TILE, self.size(z)
        left, right = _touched(plane.west - self.extent.west, plane.east - self.extent.west, side, margin)
        top, bottom = _touched(self.extent.north - plane.north, self.extent.north - plane.south, side, margin)
        span = Span(max(left, 0), max(top, 0), min(right, columns - 1), min(bottom, rows - 1))
        return span if span.left <= span.right and span.top <= span.bottom else None

    @cached_property
    def _drawn(self) -> Box:
        """The box around the area of use, in units of the CRS."""
        return from_degrees(self.area, self.crs)


def _touched(start: float, end: float, side: float, margin: float) -> tuple[int, int]:
    """The first and the last square of a row that an interval touches."""
    return math.ceil(start / side - 1 - margin), math.floor(end / side + margin)
