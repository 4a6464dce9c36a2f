"""The geocoder as a dependency of routes."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from address.geocoder import Geocoder
from gis_api.indexes.keeper import Keeper
from layers.errors import Unavailable
from layers.locate import Locator

__all__ = ["Geo", "GeoLater", "Grids", "Kept", "Later", "geocoder", "later"]

Later = Callable[[], Geocoder]


async def keeper(request: Request) -> Keeper[Geocoder]:
    """What holds the geocoder of this process."""
    found: Keeper[Geocoder] = request.app.state.keeper
    return found


Kept = Annotated[Keeper[Geocoder], Depends(keeper)]


async def grids(request: Request) -> Keeper[Locator]:
    """What holds the locator of this process."""
    found: Keeper[Locator] = request.app.state.grids
    return found


Grids = Annotated[Keeper[Locator], Depends(grids)]


async def later(keeper: Kept, grids: Grids) -> Later:
    """For a route that may not need the geocoder: what gives it when called.

    The function raises Unavailable when there is no index at the moment; one is being made.
    """

    def present() -> Geocoder:
        if keeper.present is None:
            raise Unavailable("the index of addresses is being made")
        return keeper.present.with_grids(grids.present.unit_grid if grids.present else None)

    return present


async def geocoder(present: Annotated[Later, Depends(later)]) -> Geocoder:
    """The geocoder of the library as it is now.

    Raises:
        Unavailable: there is no index at the moment; one is being made.
    """
    return present()


Geo = Annotated[Geocoder, Depends(geocoder)]
GeoLater = Annotated[Later, Depends(later)]
