"""Tiles have, feature for feature, what martin makes of the same table.

Runs where martin is on the PATH, or where ONEMAP_TEST_MARTIN says that it is.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import mapbox_vector_tile
import psycopg
import pytest

from tests.tiles import awkward
from tiles.grid import TileAddress

CONFIG = """
listen_addresses: 127.0.0.1:{port}
cache: disable
postgres:
  connection_string: "{dsn}"
  auto_publish: false
  tables:
    awkward:
      schema: onemap
      table: awkward
      geometry_column: geom_3857
      srid: 3857
      geometry_type: GEOMETRY
      id_column: id
      bounds: [-180.0, -85.0, 180.0, 85.0]
      properties: {{code: text, height: float8, storeys: int4, open: bool, nothing: text}}
"""
SAME = ["code", "height", "storeys", "open", "nothing"]
"""Properties that both write alike: martin knows nothing of exact numbers and times."""
# Both refuse to draw these, martin with an error for the whole tile.
UNDRAWN = "DELETE FROM onemap.awkward WHERE code IN ('triangle', 'triangles', 'solid')"
SCATTERED = """
INSERT INTO onemap.awkward (code, geom)
SELECT 'scattered ' || n, ST_Transform(ST_Buffer(ST_SetSRID(ST_MakePoint(
         ST_XMin(e) + (hashint4(n) %% 2000) * unit, ST_YMin(e) + (hashint4(-n) %% 2000) * unit), 3857),
         (5 + n %% 90) * unit, 1 + n %% 5), 4490)
FROM ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS e,
     LATERAL (SELECT (ST_XMax(e) - ST_XMin(e)) / 1000 AS unit) AS u, generate_series(1, 300) AS n
"""

Features = dict[int, tuple[Any, Any]]


@pytest.fixture(scope="module")
def program() -> str:
    found = os.environ.get("ONEMAP_TEST_MARTIN") or shutil.which("martin")
    if not found:
        pytest.skip("martin is not here")
    return found


@pytest.fixture
def martin(program: str, scratch: str, tmp_path: Path) -> Iterator[str]:
    """Address of martin's tiles of the awkward table, to which scattered polygons were added."""
    with psycopg.connect(scratch) as conn:
        awkward.create(conn)
        conn.execute(UNDRAWN)
        conn.execute(SCATTERED, awkward.AT._asdict())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path / "martin.yaml"
    config.write_text(CONFIG.format(port=port, dsn=scratch))
    child = subprocess.Popen(
        [program, "--config", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while not answers(address):
            assert child.poll() is None, "martin ended as it started"
            time.sleep(0.1)
        yield f"{address}/awkward"
    finally:
        child.terminate()
        child.wait()


def answers(address: str) -> bool:
    try:
        return bool(httpx.get(f"{address}/health").status_code == 200)
    except httpx.TransportError:
        return False


def features(tile: bytes) -> Features:
    decoded = mapbox_vector_tile.decode(tile)
    return {
        one["id"]: (one["geometry"], one["properties"])
        for layer in decoded.values()
        for one in layer["features"]
    }


def test_tiles_equal_those_of_martin_feature_for_feature(scratch: str, martin: str) -> None:
    around = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    near = [awkward.AT._replace(x=awkward.AT.x + x, y=awkward.AT.y + y) for x, y in around]
    above = [TileAddress(z, awkward.AT.x >> 16 - z, awkward.AT.y >> 16 - z) for z in (0, 5, 10, 13, 14, 15)]
    below = [TileAddress(18, 4 * awkward.AT.x + n, 4 * awkward.AT.y + n) for n in range(4)]

    with awkward.known() as tiles, psycopg.connect(scratch) as conn:
        subject = tiles.subject(awkward.ODD_NAME, properties=SAME)
        for at in (*near, *above, *below):
            theirs = httpx.get("{}/{}/{}/{}".format(martin, *at))
            ours = tiles.tile(conn, subject, at)

            assert theirs.status_code in (200, 204)
            assert features(ours.data) == features(theirs.content), at
            assert ours.data or at.z < 13
