"""The tables, as SQLAlchemy and GeoAlchemy2 objects; `metadata` holds them all."""

from layers.schema import (
    addresses,
    areas,
    basemap,
    buildings,
    changes,
    components,
    corrections,
    events,
    grids,
    imports,
    records,
    sensing,
)
from layers.schema.base import HISTORY, LAYER_TABLES, SCHEMA, SRID, history_of, metadata

__all__ = [
    "HISTORY",
    "LAYER_TABLES",
    "SCHEMA",
    "SRID",
    "addresses",
    "areas",
    "basemap",
    "buildings",
    "changes",
    "components",
    "corrections",
    "events",
    "grids",
    "imports",
    "metadata",
    "records",
    "sensing",
]

for _table in list(LAYER_TABLES.values()):
    history_of(_table)
