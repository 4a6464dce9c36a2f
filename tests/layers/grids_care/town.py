"""A small town of two communities side by side, each of 3 x 3 unit grids of about 100 m."""

import shapely

from layers.grids.check_measure import square_metres
from tests.builder import Builder

WEST, EAST = "420117001001", "420117001002"
DUTY = {WEST: f"{WEST}01", EAST: f"{EAST}01"}
COMPOSITE = {WEST: f"{WEST}D1", EAST: f"{EAST}D1"}
LON, LAT = 114.8, 30.84
DX, DY = 0.00104, 0.0009
"""Degrees: 99.5 m from west to east, 99.8 m from south to north."""

UNIT = """
INSERT INTO onemap.unit_grid (code, community_code, duty_grid_code, composite_grid_code, area_m2, geom,
                              valid_from, source)
VALUES (%(code)s, left(%(code)s, 12), %(duty_grid_code)s, %(composite_grid_code)s, %(area_m2)s,
        ST_Multi(ST_GeomFromText(%(geom)s, 4490)), %(valid_from)s, 'test')
"""


def cells(x: float, y: float, to_x: float, to_y: float) -> shapely.Polygon:
    """A rectangle, in widths of a grid from the northwest corner of the town, y to the south."""
    return shapely.box(LON + x * DX, LAT - to_y * DY, LON + to_x * DX, LAT - y * DY)


class Town:
    """The rows of the town, written through `add`; `valid_from` is before now, so that history is kept."""

    def __init__(self, add: Builder) -> None:
        self.add, self.conn = add, add.conn
        self.old = {"valid_from": "2026-01-01T00:00:00Z"}
        add("area", code="420117001", geom=cells(0, 0, 6, 3).wkt)
        for west, community in ((0, WEST), (3, EAST)):
            shape = cells(west, 0, west + 3, 3).wkt
            add("area", code=community, geom=shape)
            add("duty_grid", code=DUTY[community], community_code=community, geom=shape, **self.old)
            add("composite_grid", code=COMPOSITE[community], community_code=community, geom=shape, **self.old)
            grids = [cells(west + n % 3, n // 3, west + n % 3 + 1, n // 3 + 1) for n in range(9)]
            rows = [self._row(f"{community}{n:03d}", grid) for n, grid in enumerate(grids, 1)]
            self.conn.cursor().executemany(UNIT, rows)

    def _row(self, code: str, shape: shapely.Geometry) -> dict[str, object]:
        community = code[:12]
        ties = {"duty_grid_code": DUTY.get(community), "composite_grid_code": COMPOSITE.get(community)}
        return {"code": code, "geom": shape.wkt, "area_m2": square_metres(shape)} | ties | self.old

    def unit(self, code: str, shape: shapely.Geometry, **more: object) -> None:
        """Add a unit grid, with its area, of the duty and composite grid of its community."""
        self.add("unit_grid", **self._row(code, shape) | more)

    def draw(self, code: str, *shapes: shapely.Polygon) -> None:
        """Give a unit grid another shape, and the area of it."""
        self.reshape("unit_grid", code, *shapes)
        self.set("unit_grid", code, "area_m2", square_metres(shapely.MultiPolygon(shapes)))

    def shape(self, table: str, code: str) -> shapely.Geometry:
        """The shape of a row."""
        return shapely.from_wkb(
            self.value(f"SELECT ST_AsBinary(geom) FROM onemap.{table} WHERE code = %s", code)
        )

    def set(self, table: str, code: str, column: str, value: object) -> None:
        """Change a column of a row."""
        self.conn.execute(f"UPDATE onemap.{table} SET {column} = %s WHERE code = %s", (value, code))

    def remake(self, table: str) -> None:
        """Let the duty or composite grids be what their unit grids are."""
        self.conn.execute(
            f"UPDATE onemap.{table} AS whole SET geom = made.geom "
            f"FROM (SELECT {table}_code AS code, ST_Multi(ST_Union(geom)) AS geom "
            "FROM onemap.unit_grid GROUP BY 1) AS made WHERE made.code = whole.code"
        )

    def reshape(self, table: str, code: str, *shapes: shapely.Geometry) -> None:
        """Give a duty or composite grid, or an area, another shape."""
        self.set(table, code, "geom", f"SRID=4490;{shapely.multipolygons(list(shapes)).wkt}")

    def value(self, query: str, *values: object) -> object:
        """The first value of the first row of a query."""
        row = self.conn.execute(query, values).fetchone()
        return row[0] if row else None

    def remove(self, code: str) -> None:
        """Delete a unit grid."""
        self.conn.execute("DELETE FROM onemap.unit_grid WHERE code = %s", (code,))
