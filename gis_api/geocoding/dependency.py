"""The geocoder as a dependency of routes."""

from typing import Annotated

from fastapi import Depends, Request

from address.geocoder import Geocoder
from gis_api.geocoding.keeper import Keeper
from layers.errors import Unavailable

__all__ = ["Geo", "geocoder"]


async def geocoder(request: Request) -> Geocoder:
    """The geocoder of the library as it is now.

    Raises:
        Unavailable: there is no index at the moment; one is being made.
    """
    keeper: Keeper = request.app.state.keeper
    if keeper.present is None:
        raise Unavailable("the index of addresses is being made")
    return keeper.present


Geo = Annotated[Geocoder, Depends(geocoder)]
