"""How a tile matrix set has the geometry of a layer: where it is looked for, and what is drawn of it."""

from dataclasses import dataclass

from psycopg import sql

from layers.catalogue import Kind, Layer
from layers.crs import WEB_MERCATOR
from layers.filters.columns import geometry_type
from tiles.matrix import MatrixSet

__all__ = ["Place"]

# Far from its area of use a projection has no values, so what reaches beyond it is clipped first.
TRANSFORMED = """ST_Transform(CASE WHEN {straight} @ {area} THEN {straight}
                      ELSE ST_ClipByBox2D({straight}, {area}::box2d) END, {srid})"""
AREA = "ST_MakeEnvelope({}, {}, {}, {}, 4490)"
STRAIGHT = "ST_CurveToLine({place})"
STRAIGHT_TYPES = {f"{many}{kind}" for many in ("", "MULTI") for kind in ("POINT", "LINESTRING", "POLYGON")}

FLAT = "GeometryType({place}) NOT IN ('TRIANGLE', 'TIN', 'POLYHEDRALSURFACE')"

# Read from the geometry without making another.
WIDE = "(ST_XMax({place}) - ST_XMin({place}))"
HIGH = "(ST_YMax({place}) - ST_YMin({place}))"
MIDDLE = ("(ST_XMin({place}) + ST_XMax({place})) / 2", "(ST_YMin({place}) + ST_YMax({place})) / 2")
PROJECTED = f"ST_Transform(ST_Point({MIDDLE[0]}, {MIDDLE[1]}, 4490), {{srid}})"

SIMPLIFIED = "ST_Simplify({shape}, (here.east - here.west) * {part}, true)"

# The middle lies in one tile only.
IN_TILE = (
    "width_bucket({x}, here.west, here.east, 1) = 1 AND width_bucket({y}, here.south, here.north, 1) = 1"
)


@dataclass(frozen=True)
class Place:
    """The geometry of one layer in one tile matrix set."""

    layer: Layer
    matrix: MatrixSet

    @property
    def name(self) -> str:
        """The name of the column that has it in the CRS of the search, and is indexed."""
        return "geom_3857" if self.matrix.search_crs == WEB_MERCATOR else "geom"

    @property
    def column(self) -> sql.Identifier:
        """That column."""
        return sql.Identifier(self.name)

    @property
    def shape(self) -> sql.Composable:
        """What ST_AsMVTGeom is given: without curves, in the CRS of the set."""
        straight = self._of(STRAIGHT) if self._may_be_curved else self.column
        if self.matrix.stored:
            return straight
        area = sql.SQL(AREA).format(*map(sql.Literal, self.matrix.area))
        return sql.SQL(TRANSFORMED).format(straight=straight, area=area, srid=self._srid)

    @property
    def order(self) -> sql.Composable:
        """The order of importance: the largest first; of points a sample, wherever they are."""
        if self.layer.geometry is Kind.POINT:
            return sql.SQL("hashint8(id), id")
        return self._of(f"{WIDE} + {HIGH} DESC, id")

    @property
    def extent(self) -> sql.Composable:
        """How wide or high it is, whichever is more, in units of the CRS of the search."""
        return self._of(f"greatest({WIDE}, {HIGH})")

    @property
    def middle(self) -> tuple[sql.Composable, sql.Composable]:
        """The middle of its box in the CRS of the set; of a point its place."""
        x, y = MIDDLE if self.matrix.stored else (f"ST_X({PROJECTED})", f"ST_Y({PROJECTED})")
        known = {"place": self.column, "srid": self._srid}
        return sql.SQL(x).format(**known), sql.SQL(y).format(**known)

    @property
    def centred(self) -> sql.Composable:
        """Whether the middle of its box is in the tile."""
        x, y = self.middle
        return sql.SQL(IN_TILE).format(x=x, y=y)

    def simplified(self, part: float) -> sql.Composable:
        """Its shape, where a line leaves its course by that part of the tile's side at most."""
        return sql.SQL(SIMPLIFIED).format(shape=self.shape, part=sql.Literal(part))

    def _of(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(place=self.column)

    @property
    def _srid(self) -> sql.Literal:
        return sql.Literal(self.matrix.crs.epsg)

    @property
    def drawable(self) -> sql.Composable:
        """The condition that leaves out what tiles have no type for: triangles and the surfaces of solids."""
        return self._of(f" AND {FLAT}") if self._may_be_curved else sql.SQL("")

    @property
    def _may_be_curved(self) -> bool:
        return geometry_type(self.layer) not in STRAIGHT_TYPES
