"""The geocoder in the service: one a worker, on an index that all workers share."""

from gis_api.geocoding.dependency import Geo, Kept, geocoder

__all__ = ["Geo", "Kept", "geocoder"]
