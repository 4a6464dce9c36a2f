"""Points of low zooms, gathered by the cells of a grid (聚合).

The grid is that of the tile matrix set, cut finer: it stands still whatever part of the map is looked at.
"""

from collections.abc import Sequence

from psycopg import sql

from layers.catalogue import Field, Layer
from layers.steps import PIXELS, Step
from tiles.place import Place
from tiles.values import column, names

__all__ = ["CLUSTERS", "COUNT", "clustered"]

COUNT = "_count"
"""The property that says for how many rows a feature stands, where it is more than one."""

# A cell is half open and lies in one tile, so each row is counted once at a zoom. A mark stays in the tile of
# its cell even when it is rounded: clients leave out those that lie on the far edges.
CLUSTERS = """
SELECT {name}::text AS layer, count(*) AS found, count(*) AS there,
       ST_AsMVT(feature.*, {name}, 4096, '_shape'{numbered}) AS mvt
FROM (
  SELECT {fields}, nullif(row._many, 1) AS {count}, ST_AsMVTGeom(ST_Point(
    least(row._middle_x, here.east - (here.east - here.west) / 4096),
    greatest(row._middle_y, here.south + (here.north - here.south) / 4096)
  ), here.box, 4096, 64) AS _shape
  FROM (
    SELECT {columns}, count(*) OVER cell AS _many, row_number() OVER (cell ORDER BY id) AS _place,
           avg(_x) OVER cell AS _middle_x, avg(_y) OVER cell AS _middle_y
    FROM (
      SELECT {columns}, {x} AS _x, {y} AS _y FROM {rows} AS row WHERE {place} && here.search{rules} OFFSET 0
    ) AS point
    WHERE width_bucket(_x, here.west, here.east, 1) = 1 AND width_bucket(_y, here.south, here.north, 1) = 1
    WINDOW cell AS (
      PARTITION BY width_bucket(_x, here.west, here.east, {across}),
                   width_bucket(_y, here.south, here.north, {across})
    )
  ) AS row
  WHERE row._place = 1
  ORDER BY row.id
) AS feature
"""


def clustered(layer: Layer, wanted: Sequence[Field], place: Place, step: Step) -> dict[str, sql.Composable]:
    """The parts of a branch of clusters; the fields are those of a row that is alone in its cell."""
    x, y = place.middle
    alone = "CASE WHEN row._many = 1 THEN {0} END"
    values = [column(layer, "id"), *(column(layer, one.name, alone) for one in wanted)]
    return {
        "fields": sql.SQL(", ").join(values),
        "columns": names(wanted),
        "count": sql.Identifier(COUNT),
        "across": sql.Literal(PIXELS // step.cell),
        "x": x,
        "y": y,
    }
