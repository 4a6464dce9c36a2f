"""Tiles as one file that any web server or object store can give away by ranges: PMTiles 3."""

from tiles.archive.about import mark_of
from tiles.archive.export import Exported, export
from tiles.archive.reader import Archive, opened

__all__ = ["Archive", "Exported", "export", "mark_of", "opened"]
