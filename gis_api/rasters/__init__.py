"""Rasters over HTTP: where they are opened, and what their requests share."""

from gis_api.rasters.parameters import BandsQuery, CodePath, LookQuery, MatrixQuery, Version
from gis_api.rasters.room import Found, Rasters, Room

__all__ = [
    "BandsQuery",
    "CodePath",
    "Found",
    "LookQuery",
    "MatrixQuery",
    "Rasters",
    "Room",
    "Version",
]
