"""The geocoder as a dependency of routes."""

from typing import Annotated

from fastapi import Depends, Request

from address.geocoder import Geocoder
from gis_api.geocoding.keeper import Keeper
from layers.errors import Unavailable

__all__ = ["Geo", "Kept", "geocoder"]


async def keeper(request: Request) -> Keeper:
    """What holds the geocoder of this process."""
    found: Keeper = request.app.state.keeper
    return found


Kept = Annotated[Keeper, Depends(keeper)]


async def geocoder(keeper: Kept) -> Geocoder:
    """The geocoder of the library as it is now.

    Raises:
        Unavailable: there is no index at the moment; one is being made.
    """
    if keeper.present is None:
        raise Unavailable("the index of addresses is being made")
    return keeper.present


Geo = Annotated[Geocoder, Depends(geocoder)]
