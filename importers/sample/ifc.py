"""A small IFC 4 building: walls, slabs and rooms by storey, placed on the map by IfcMapConversion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import ifcopenshell
import ifcopenshell.guid

from importers.sample.setting import DAY, MARK

__all__ = ["Block", "Placement", "build", "guid"]

UNITS = (
    ("LENGTHUNIT", "METRE"),
    ("AREAUNIT", "SQUARE_METRE"),
    ("VOLUMEUNIT", "CUBIC_METRE"),
    ("PLANEANGLEUNIT", "RADIAN"),
)
WALL, SLAB, STOREY, CORRIDOR = 0.24, 0.2, 3.0, 2.4
"""Metres."""
Entity = Any  # ifcopenshell has no types


@dataclass(frozen=True)
class Block:
    """A rectangular building, metres."""

    name: str
    length: float
    depth: float
    storeys: int
    rooms: int
    """Of each storey, on both sides of a corridor."""


@dataclass(frozen=True)
class Placement:
    """Where the corner of the building lies in EPSG:4547, and how its length runs."""

    easting: float
    northing: float
    height: float
    east: float
    """Components of the unit vector along the length."""
    north: float


def guid(*names: object) -> str:
    """A global id that depends on the names only."""
    return str(ifcopenshell.guid.compress(uuid5(NAMESPACE_URL, "/".join(map(str, names))).hex))


def build(block: Block, placement: Placement) -> Entity:
    """The model, an `ifcopenshell.file`; equal input gives an equal file."""
    return _Model(block).make(placement)


class _Model:
    def __init__(self, block: Block) -> None:
        self.block = block
        self.file: Entity = ifcopenshell.file(schema="IFC4")
        header = self.file.header.file_name
        header.name, header.time_stamp = f"{block.name}.ifc", f"{DAY}T00:00:00"

    def make(self, placement: Placement) -> Entity:
        self._context()
        self._georeference(placement)
        site = self._root("IfcSite", "site", f"场地（{MARK}）", self._place(None), CompositionType="ELEMENT")
        building = self._root(
            "IfcBuilding",
            "building",
            f"{self.block.name}（{MARK}）",
            self._place(site),
            CompositionType="ELEMENT",
        )
        self._aggregate(self.project, [site])
        self._aggregate(site, [building])
        storeys = [self._storey(building, n) for n in range(self.block.storeys)]
        self._aggregate(building, storeys)
        return self.file

    def _context(self) -> None:
        new = self.file.create_entity
        units = [new("IfcSIUnit", UnitType=kind, Name=name) for kind, name in UNITS]
        self.axes = new("IfcAxis2Placement3D", Location=self._point(0, 0, 0))
        self.context = new(
            "IfcGeometricRepresentationContext", ContextType="Model", CoordinateSpaceDimension=3,
            Precision=1e-5, WorldCoordinateSystem=self.axes,
        )  # fmt: skip
        self.body = new(
            "IfcGeometricRepresentationSubContext", ContextIdentifier="Body", ContextType="Model",
            ParentContext=self.context, TargetView="MODEL_VIEW",
        )  # fmt: skip
        self.project = new(
            "IfcProject", GlobalId=self._guid("project"), Name=f"新洲区示例建筑（{MARK}）",
            RepresentationContexts=[self.context], UnitsInContext=new("IfcUnitAssignment", Units=units),
        )  # fmt: skip

    def _georeference(self, placement: Placement) -> None:
        crs = self.file.create_entity(
            "IfcProjectedCRS", Name="EPSG:4547", Description="CGCS2000 / 3-degree Gauss-Kruger CM 114E",
            GeodeticDatum="CGCS2000", VerticalDatum="1985 national height datum",
        )  # fmt: skip
        self.file.create_entity(
            "IfcMapConversion", SourceCRS=self.context, TargetCRS=crs, Eastings=placement.easting,
            Northings=placement.northing, OrthogonalHeight=placement.height, XAxisAbscissa=placement.east,
            XAxisOrdinate=placement.north, Scale=1.0,
        )  # fmt: skip

    def _storey(self, building: Entity, n: int) -> Entity:
        """One storey with its slab, walls and rooms; the last one has a roof too."""
        low = n * STOREY
        storey = self._root(
            "IfcBuildingStorey", f"storey {n}", f"{n + 1}F", self._place(building, 0, 0, low),
            LongName=f"{n + 1}层", CompositionType="ELEMENT", Elevation=low,
        )  # fmt: skip
        size = (self.block.length, self.block.depth)
        parts = [
            self._solid(
                "IfcSlab", f"slab {n}", "楼板", storey, (0, 0, 0), *size, SLAB, PredefinedType="FLOOR"
            )
        ]
        for name, corner, length, depth in self._walls():
            what = f"wall {n} {name}"
            parts.append(
                self._solid("IfcWall", what, f"{name}外墙", storey, corner, length, depth, STOREY - SLAB)
            )
        if n == self.block.storeys - 1:
            roof = (0, 0, STOREY)
            parts.append(
                self._solid("IfcSlab", "roof", "屋面板", storey, roof, *size, SLAB, PredefinedType="ROOF")
            )
        self.file.create_entity(
            "IfcRelContainedInSpatialStructure", GlobalId=self._guid("contained", n), RelatedElements=parts,
            RelatingStructure=storey,
        )  # fmt: skip
        self._aggregate(storey, list(self._spaces(storey, n)))
        return storey

    def _walls(self) -> Iterator[tuple[str, tuple[float, float, float], float, float]]:
        length, depth = self.block.length, self.block.depth
        yield "南", (0, 0, SLAB), length, WALL
        yield "北", (0, depth - WALL, SLAB), length, WALL
        yield "西", (0, WALL, SLAB), WALL, depth - 2 * WALL
        yield "东", (length - WALL, WALL, SLAB), WALL, depth - 2 * WALL

    def _spaces(self, storey: Entity, n: int) -> Iterator[Entity]:
        """A corridor along the middle, rooms on both sides of it."""
        inner, half = self.block.length - 2 * WALL, (self.block.depth - 2 * WALL - CORRIDOR) / 2
        south = (self.block.rooms + 1) // 2
        yield self._space(storey, n, "走廊", (WALL, WALL + half, SLAB), inner, CORRIDOR)
        for k in range(self.block.rooms):
            row, place, many = (0, k, south) if k < south else (1, k - south, self.block.rooms - south)
            width = inner / many
            corner = (WALL + place * width, WALL + row * (half + CORRIDOR), SLAB)
            yield self._space(storey, n, f"{n + 1}{k + 1:02d}", corner, width - WALL / 2, half)

    def _space(
        self,
        storey: Entity,
        n: int,
        name: str,
        corner: tuple[float, float, float],
        length: float,
        depth: float,
    ) -> Entity:
        title = f"{name}室" if name.isdigit() else name
        space = self._solid(
            "IfcSpace", f"space {n} {name}", name, storey, corner, length, depth, STOREY - SLAB,
            LongName=title, CompositionType="ELEMENT", PredefinedType="INTERNAL",
        )  # fmt: skip
        new = self.file.create_entity
        area = new("IfcQuantityArea", Name="NetFloorArea", AreaValue=round(length * depth, 3))
        own = self._guid("quantities", n, name)
        found = new("IfcElementQuantity", GlobalId=own, Name="Qto_SpaceBaseQuantities", Quantities=[area])
        new(
            "IfcRelDefinesByProperties", GlobalId=self._guid("measured", n, name), RelatedObjects=[space],
            RelatingPropertyDefinition=found,
        )  # fmt: skip
        return space

    def _solid(
        self, kind: str, what: str, name: str, storey: Entity, corner: Sequence[float], length: float,
        depth: float, height: float, **more: object,
    ) -> Entity:  # fmt: skip
        """A box of a storey, by its lowest corner."""
        new = self.file.create_entity
        middle = new(
            "IfcAxis2Placement2D", Location=new("IfcCartesianPoint", Coordinates=(length / 2, depth / 2))
        )
        profile = new("IfcRectangleProfileDef", ProfileType="AREA", Position=middle, XDim=length, YDim=depth)
        up = new("IfcDirection", DirectionRatios=(0.0, 0.0, 1.0))
        solid = new(
            "IfcExtrudedAreaSolid", SweptArea=profile, Position=self.axes, ExtrudedDirection=up, Depth=height
        )
        shape = new(
            "IfcShapeRepresentation", ContextOfItems=self.body, RepresentationIdentifier="Body",
            RepresentationType="SweptSolid", Items=[solid],
        )  # fmt: skip
        product = new("IfcProductDefinitionShape", Representations=[shape])
        return self._root(kind, what, name, self._place(storey, *corner), Representation=product, **more)

    def _root(self, kind: str, what: str, name: str, place: Entity, **more: object) -> Entity:
        return self.file.create_entity(
            kind, GlobalId=self._guid(what), Name=name, ObjectPlacement=place, **more
        )

    def _guid(self, *what: object) -> str:
        return guid(self.block.name, *what)

    def _aggregate(self, whole: Entity, parts: list[Entity]) -> None:
        self.file.create_entity(
            "IfcRelAggregates", GlobalId=self._guid("parts of", whole.GlobalId), RelatingObject=whole,
            RelatedObjects=parts,
        )  # fmt: skip

    def _place(self, above: Entity | None, x: float = 0, y: float = 0, z: float = 0) -> Entity:
        where = self.file.create_entity("IfcAxis2Placement3D", Location=self._point(x, y, z))
        relative = above.ObjectPlacement if above is not None else None
        return self.file.create_entity("IfcLocalPlacement", PlacementRelTo=relative, RelativePlacement=where)

    def _point(self, *xyz: float) -> Entity:
        return self.file.create_entity("IfcCartesianPoint", Coordinates=tuple(map(float, xyz)))
