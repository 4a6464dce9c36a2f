"""The geocoder in the service: one a worker, kept true by a thread, on an index that all workers share."""

from gis_api.geocoding.dependency import Geo, Kept, geocoder
from gis_api.geocoding.making import make, open_geocoder

__all__ = ["Geo", "Kept", "geocoder", "make", "open_geocoder"]
