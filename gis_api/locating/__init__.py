"""Locating in the service: in the process where an index is there, by PostGIS where none is."""

from gis_api.locating.finder import Find, Finder, finder

__all__ = ["Find", "Finder", "finder"]
