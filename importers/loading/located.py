"""The areas that positions lie in: one query for all rows of a file."""

import psycopg
import pyarrow as pa
import shapely

from importers.report import Part
from layers.copying import copy_in

__all__ = ["AREA_COLUMNS", "locate", "note_outside", "with_areas"]

AREA_COLUMNS = ("district_code", "street_code", "community_code")

STAGE = "CREATE TEMP TABLE position (n bigint, geom geometry(Point, 4490)) ON COMMIT DROP"
INDEX = "CREATE INDEX ON position USING gist (geom)"
ANALYZE = "ANALYZE position"
DROP = "DROP TABLE position"

# A position on a shared edge lies in the area with the lowest code, as everywhere.
LOCATE = """
SELECT p.n, min(a.code) FILTER (WHERE a.level = 'district'),
       min(a.code) FILTER (WHERE a.level = 'street'), min(a.code) FILTER (WHERE a.level = 'community')
FROM onemap.area a JOIN position p ON ST_Covers(a.geom, p.geom)
WHERE a.level IN ('district', 'street', 'community')
GROUP BY p.n ORDER BY p.n
"""


def locate(conn: psycopg.Connection, geom: pa.Array) -> pa.Table:
    """District, street and community of each position.

    Args:
        conn: an open connection; areas that its transaction has brought in count.
        geom: WKB in hexadecimal, EPSG:4490; null for none. Of a line or an area its middle is located.

    Returns:
        `AREA_COLUMNS` in the order of the positions; null where there is no such area.
    """
    shapes = shapely.point_on_surface(shapely.from_wkb(geom.to_pylist()))
    there = [n for n, missing in enumerate(shapely.is_missing(shapes)) if not missing]
    columns: dict[str, list[str | None]] = {name: [None] * len(shapes) for name in AREA_COLUMNS}
    if there:
        wkb = shapely.to_wkb(shapes[there], hex=True)
        for n, *codes in _located(conn, pa.table({"n": there, "geom": pa.array(wkb, pa.string())})):
            for name, code in zip(AREA_COLUMNS, codes, strict=True):
                columns[name][n] = code
    return pa.table({name: pa.array(codes, pa.string()) for name, codes in columns.items()})


def with_areas(conn: psycopg.Connection, rows: pa.Table) -> pa.Table:
    """The rows with `AREA_COLUMNS` beside their `geom`; rows without positions stay as they are."""
    if "geom" not in rows.column_names:
        return rows
    found = locate(conn, rows["geom"])
    for name in AREA_COLUMNS:
        rows = rows.append_column(name, found[name])
    return rows


def note_outside(part: Part, rows: pa.Table) -> None:
    """Say how many rows lie in no community."""
    if "community_code" in rows.column_names and (outside := rows["community_code"].null_count):
        part.notes.append(f"{outside:,} lie in no community")


def _located(
    conn: psycopg.Connection, positions: pa.Table
) -> list[tuple[int, str | None, str | None, str | None]]:
    with conn.cursor() as cur:
        cur.execute(STAGE)
        copy_in(cur, "position", positions)
        cur.execute(INDEX)
        cur.execute(ANALYZE)
        found = cur.execute(LOCATE).fetchall()
        cur.execute(DROP)
    return found
