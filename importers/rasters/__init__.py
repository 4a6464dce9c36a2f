"""GeoTIFF into the catalogue of rasters (栅格): looked at, written anew as cloud-optimised, registered."""

from importers.rasters.bring_in import Brought, Wanted, bring_in

__all__ = ["Brought", "Wanted", "bring_in"]
