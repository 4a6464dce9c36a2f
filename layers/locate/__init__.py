"""Where a point is: areas, grids, who is responsible, the nearest road and address (定位)."""

from layers.locate.by_query import Columns, DutyGrid, Located, Named, Near, locate, locate_columns

__all__ = ["Columns", "DutyGrid", "Located", "Named", "Near", "locate", "locate_columns"]
