"""Where a point is: areas, grids, who is responsible, the nearest road and address (定位)."""

from layers.locate.answer import LEVELS, Body, DutyGrid, Located, Near, Person, Place, Problem, Relation
from layers.locate.by_query import Columns, locate, locate_columns
from layers.locate.locator import Locator

__all__ = [
    "LEVELS",
    "Body",
    "Columns",
    "DutyGrid",
    "Located",
    "Locator",
    "Near",
    "Person",
    "Place",
    "Problem",
    "Relation",
    "locate",
    "locate_columns",
]
