"""What the database does to make a tile."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from tiles.grid import TileAddress
from tiles.subject import Subject
from tiles.vector import VectorTiles

__all__ = ["Branch", "explain"]

# As the service runs it: prepared, with one plan for all places.
GENERIC = "SET LOCAL plan_cache_mode = force_generic_plan"
PREPARE = b"PREPARE onemap_why AS "
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE onemap_why ({values})"
DEALLOCATE = "DEALLOCATE onemap_why"

Node = dict[str, Any]


class Branch(NamedTuple):
    """What was done for one layer."""

    layer: str
    milliseconds: float
    indexes: str
    """Names of the indexes that were read; empty: the whole table was."""
    read: int
    """Rows that were looked at in the table."""
    kept: int
    """Rows of them that fit."""
    blocks: int
    """Of 8 kB each."""
    from_disk: int
    """Those of them that were not in the server's memory."""


def explain(
    conn: psycopg.Connection, tiles: VectorTiles, subject: Subject, address: TileAddress, *, ranked: bool
) -> tuple[list[Branch], float]:
    """What the statement of a tile does, by layer, and its milliseconds in all.

    Args:
        conn: an open connection, which may be one that can only read.
        tiles: what makes tiles.
        subject: what the tile is made of.
        address: where it is.
        ranked: the statement that takes the most important ones of too many features; else the usual one.

    Raises:
        NotFound: there is no such tile, or none of the layers is drawn at its zoom.
    """
    layers, text, values = tiles.query(subject, address, ordered=ranked)
    with conn.transaction():
        conn.execute(GENERIC)
        conn.execute(PREPARE + text)
        given = sql.SQL(", ").join(map(sql.Literal, values))
        row = conn.execute(sql.SQL(EXPLAIN).format(values=given)).fetchone()
        conn.execute(DEALLOCATE)
    (found,) = row[0] if row else [{}]
    return _by_layer(found["Plan"], layers), found["Execution Time"]


def _by_layer(plan: Node, layers: Sequence[str]) -> list[Branch]:
    """The parts of a plan in the order of the statement; all of it as one where they can't be told apart."""
    parts = next((node["Plans"] for node in _nodes(plan) if _joins(node, len(layers))), None)
    if parts is None:
        return [_branch(", ".join(layers), plan)]
    return [_branch(*one) for one in zip(layers, parts, strict=True)]


def _joins(node: Node, parts: int) -> bool:
    return node["Node Type"] == "Append" and len(node["Plans"]) == parts


def _branch(layer: str, node: Node) -> Branch:
    scans = [one for one in _nodes(node) if _is_scan(one)]
    indexes = sorted({one["Index Name"] for one in _nodes(node) if _is_index(one)})
    kept = sum(_rows(one, "Actual Rows") for one in scans)
    lost = sum(_rows(one, name) for one in scans for name in one if name.startswith("Rows Removed by"))
    from_disk = node["Shared Read Blocks"]
    time = node["Actual Total Time"] * node["Actual Loops"]
    blocks = node["Shared Hit Blocks"] + from_disk
    return Branch(layer, time, ", ".join(indexes), kept + lost, kept, blocks, from_disk)


def _is_scan(node: Mapping[str, Any]) -> bool:
    """Whether a node reads a layer's table, and not the change log."""
    return "Relation Name" in node and node["Relation Name"] != "change_log"


def _is_index(node: Mapping[str, Any]) -> bool:
    return "Index Name" in node and node.get("Relation Name") != "change_log"


def _rows(node: Mapping[str, Any], name: str) -> int:
    return int(node[name] * node["Actual Loops"])


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)
