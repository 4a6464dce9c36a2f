"""What answers where a point is."""

from dataclasses import dataclass, replace
from typing import Annotated

import psycopg
from fastapi import Depends
from fastapi.concurrency import run_in_threadpool

from address.geocoder import Geocoder
from gis_api.db import Connect, DbLater
from gis_api.geocoding.dependency import Grids, Kept
from layers.locate import Located, Locator, Near, locate

__all__ = ["Find", "Finder", "finder", "present"]


@dataclass(frozen=True)
class Finder:
    """The indexes as they are at the moment of a request; PostGIS answers the same where one is missing."""

    locator: Locator | None
    geocoder: Geocoder | None
    connect: Connect

    async def one(self, lon: float, lat: float, *, tolerance: float = 0.0, reach: float = 50.0) -> Located:
        """Where a point is, with the nearest road and address; see `layers.locate.locate`.

        Args:
            lon: CGCS2000, degrees.
            lat: the same.
            tolerance: metres.
            reach: metres.
        """
        if found := present(self.locator, self.geocoder, lon, lat, tolerance=tolerance, reach=reach):
            return found
        async with self.connect() as conn:
            return await run_in_threadpool(
                self.with_connection, conn, lon, lat, tolerance=tolerance, reach=reach
            )

    def with_connection(
        self, conn: psycopg.Connection, lon: float, lat: float, *, tolerance: float = 0.0, reach: float = 50.0
    ) -> Located:
        """The same for a caller that has a connection anyway."""
        if found := present(self.locator, self.geocoder, lon, lat, tolerance=tolerance, reach=reach):
            return found
        (found,) = locate(conn, [lon], [lat], tolerance=tolerance, reach=reach)
        return found


def present(
    locator: Locator | None,
    geocoder: Geocoder | None,
    lon: float,
    lat: float,
    *,
    tolerance: float = 0.0,
    reach: float = 50.0,
) -> Located | None:
    """Where a point is, from the indexes alone; None where one is missing. Parameters as in `Finder.one`."""
    if locator is None or geocoder is None:
        return None
    found = locator.locate(lon, lat, tolerance=tolerance, reach=reach)
    plate = geocoder.nearest(lon, lat, radius=reach) if reach else None
    return replace(found, address=Near(*plate)) if plate else found


async def finder(grids: Grids, addresses: Kept, connect: DbLater) -> Finder:
    """What is there at this moment."""
    return Finder(grids.present, addresses.present, connect)


Find = Annotated[Finder, Depends(finder)]
