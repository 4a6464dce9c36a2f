"""Rasters (栅格) of the catalogue: files of our own making, read by number and never by an address.

What comes from outside goes through `importers.rasters` first and is written anew as a cloud-optimised
GeoTIFF. A file never changes; a new version of a raster is another file.
"""

from layers.rasters.records import Kind, Raster, every_raster, find_raster
from layers.rasters.shelf import Open, Shelf

__all__ = ["Kind", "Open", "Raster", "Shelf", "every_raster", "find_raster"]
