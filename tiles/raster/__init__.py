"""Tiles of rasters (栅格瓦片): pictures of any matrix set, from files of the catalogue."""

from tiles.raster.look import COLOURS, Form, Look, Resampling, plan
from tiles.raster.picture import picture
from tiles.raster.tilejson import tilejson, zooms

__all__ = ["COLOURS", "Form", "Look", "Resampling", "picture", "plan", "tilejson", "zooms"]
