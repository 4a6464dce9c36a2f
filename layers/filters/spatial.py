"""Spatial functions (空间): the index of `geom` finds candidates, PostGIS decides."""

import shapely
from psycopg import sql

from layers.filters.caps import MOST_CROSSING, wrong
from layers.filters.columns import Type, geometry_type
from layers.filters.shapes import COLLECTION
from layers.filters.statement import Statement, joined, mismatch
from layers.filters.tree import Call, Node, Property, Shape

__all__ = ["FUNCTIONS", "spatial"]

FUNCTIONS = {
    "s_intersects": "ST_Intersects(",
    "s_disjoint": "ST_Intersects(",  # of which it is the contrary
    "s_equals": "ST_Equals(",
    "s_touches": "ST_Touches(",
    "s_crosses": "ST_Crosses(",
    "s_within": "ST_Within(",
    "s_contains": "ST_Contains(",
    "s_overlaps": "ST_Overlaps(",
}
ANY = frozenset({"s_intersects", "s_disjoint"})
"""What PostGIS knows of collections, too; a collection in a column is in no other relation."""
COLLECTED = ("CASE WHEN GeometryType(", ") = 'GEOMETRYCOLLECTION' THEN ", " ELSE ", " END")


def spatial(statement: Statement, call: Call) -> sql.Composable:
    """How two places lie to each other.

    Raises:
        Invalid: an operand is no geometry, or a collection of several kinds where that has no meaning.
    """
    shapes = [arg.geometry for arg in call.args if isinstance(arg, Shape)]
    if len(shapes) == 2 and shapely.get_num_coordinates(shapes).sum() > MOST_CROSSING:
        raise wrong(f"two geometries of a filter have together at most {MOST_CROSSING} vertices", call.at)
    left, right = (_geometry(statement, arg, call.op) for arg in call.args)
    test = joined(FUNCTIONS[call.op], left, ", ", right, ")")
    if _may_be_collection(statement, call):
        # Once GEOS has prepared a line for many rows, it overlooks points of collections that lie on it.
        first, second, third, last = COLLECTED
        plainly = joined("NOT ST_Disjoint(", left, ", ", right, ")") if call.op in ANY else sql.SQL("false")
        column = left if isinstance(call.args[0], Property) else right
        test = joined(first, column, second, plainly, third, test, last)
    if call.op == "s_disjoint":
        return joined("(NOT ", test, ")")
    return joined("(", left, " && ", right, " AND ", test, ")")


def _geometry(statement: Statement, node: Node, op: str) -> sql.Composable:
    if isinstance(node, Property) and statement.type(node) is Type.GEOMETRY:
        return statement.column(node)
    if not isinstance(node, Shape):
        raise mismatch("a geometry", node)
    if node.geometry.geom_type == COLLECTION and op not in ANY:
        raise wrong(f"{op} has no meaning for a collection of several kinds", node.at)
    return joined("ST_GeomFromWKB(", statement.bind(shapely.to_wkb(node.geometry), "bytea"), ", 4490)")


def _may_be_collection(statement: Statement, call: Call) -> bool:
    named = any(isinstance(arg, Property) for arg in call.args)
    return named and geometry_type(statement.layer) == "GEOMETRY"
