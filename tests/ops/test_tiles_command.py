"""`onemap tiles`: seed, purge, stat and export, beside a running worker."""

import asyncio
import json
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from pmtiles.reader import MemorySource, Reader
from typer.testing import CliRunner

from gis_api.cli import build
from gis_api.service import environment
from gis_api.settings import Settings
from gis_api.tiling import open_store
from gis_api.tiling.keeper import Keeper
from layers import catalogue
from layers.changes import last_sequence
from layers.errors import Invalid
from tests.builder import Builder
from tiles.cache import Entry, Source, Spot
from tiles.vector import VectorTiles

COMMAND = (sys.executable, "-P", "-m", "gis_api", "tiles")
WAITS = """
SELECT count(*) FROM pg_stat_activity WHERE application_name = 'onemap export' AND wait_event_type = 'Lock'
"""
AREA = ("--zooms", "13-15")


@pytest.fixture
def settings(scratch, tmp_path, monkeypatch):
    """Settings of a city with a few points of interest."""
    with psycopg.connect(scratch) as conn:
        add = Builder(conn)
        for n in range(20):
            add("poi", code=f"P{n}", geom=f"POINT({114.8 + n / 1000} 30.84)")
    monkeypatch.setenv("ONEMAP_DSN", scratch)
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path / "home"))
    return Settings()


@pytest.fixture
def run(settings):
    """Run a command; what it raises goes through."""

    def run(*arguments):
        done = CliRunner().invoke(build("tiles"), ["tiles", *map(str, arguments)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout.splitlines()

    return run


def counted(run):
    return {(line["matrix"], line["z"]): line["tiles"] for line in json.loads(run("stat", "--json")[0])}


def test_what_was_seeded_is_counted(run):
    (said,) = run("seed", "poi", *AREA)
    tiles = int(said.split()[0])
    assert said == f"{tiles} tiles, {tiles} of them made now"
    assert {z for _, z in counted(run)} == {14, 15}
    assert run("stat")[-1].split()[0] == "all"


def test_seeding_again_makes_nothing(run):
    run("seed", "poi", *AREA)
    assert run("seed", "poi", *AREA)[0].endswith(" 0 of them made now")


def test_another_tile_matrix_set_is_seeded_too(run):
    run("seed", "poi", "--zooms", "14", "--matrix", "WorldCRS84Quad", "--coding", "br")
    assert {matrix for matrix, _ in counted(run)} == {"WorldCRS84Quad"}


@pytest.mark.parametrize(
    ("named", "left"),
    [
        (["--all"], set()),
        (["poi"], set()),
        (["road"], {14, 15}),
        (["--zooms", "15-18"], {14}),
        (["--bbox", "0,0,1,1"], {14, 15}),
        (["poi", "--zooms", "14", "--bbox", "114,30,115,31"], {15}),
    ],
)
def test_what_is_named_is_purged(run, named, left):
    run("seed", "poi", *AREA)
    run("purge", *named)
    assert {z for _, z in counted(run)} == left


@pytest.mark.parametrize("named", [[], ["--all", "poi"], ["--all", "--zooms", "3"]])
def test_a_purge_says_what(run, named):
    with pytest.raises(Invalid, match="say which"):
        run("purge", *named)


def test_a_running_worker_gives_no_purged_tile_away(run, settings):
    tiles = VectorTiles(catalogue.load(settings.layers))
    source = Source(b"poi", "WebMercatorQuad", frozenset({"poi"}))

    async def worker():
        keeper = Keeper(
            settings.database, tiles.matrix_sets, {"poi"}, 10**7, lambda: open_store(tiles, settings)
        )
        await keeper.start()
        with psycopg.connect(settings.database) as conn:
            entry = Entry(source, Spot(b"poi", 14, 1, 1), last_sequence(conn), "", "", {"identity": b"wrong"})
        keeper.put(entry, "identity")
        before = await keeper.find(source, entry.spot, "identity")
        await asyncio.to_thread(run, "purge", "--all")
        until = time.monotonic() + 5
        while await keeper.find(source, entry.spot, "identity"):
            assert time.monotonic() < until, "it is given away still"
            await asyncio.sleep(0.05)
        await keeper.stop()
        return before.bodies

    assert asyncio.run(worker()) == {"identity": b"wrong"}


def test_an_export_is_a_file_that_says_what_it_has(run, settings):
    path = settings.home / "tiles" / "archives" / "city.pmtiles"
    (said,) = run("export", "poi", "-o", path, *AREA, "--filter", "name IS NOT NULL")
    header = Reader(MemorySource(path.read_bytes())).header()
    assert said.startswith(f"{header['addressed_tiles_count']} tiles, 0.0 MB, change ")
    assert (header["min_zoom"], header["max_zoom"]) == (14, 15)


def test_a_refresh_tells_what_it_made(run, settings, tmp_path):
    path = tmp_path / "city.pmtiles"
    first = run("export", "poi", "-o", path, *AREA, "--refresh")
    again = run("export", "poi", "-o", path, *AREA, "--refresh")
    assert again == [*first, "0 tiles were made anew"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (["-o", "city.zip"], "city.zip does not end in .pmtiles"),
        (["-o", "a.pmtiles", "--zooms", "9-3"], "'9-3' are no zooms"),
        (["-o", "a.pmtiles", "--bbox", "1,2,3"], "bbox is four numbers"),
    ],
)
def test_what_is_wrong_is_said(run, tmp_path, monkeypatch, wrong, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Invalid, match=message):
        run("export", "poi", *wrong)
    assert not list(tmp_path.glob("*.pmtiles"))


def test_an_export_that_is_ended_leaves_nothing(settings, tmp_path):
    folder = tmp_path / "out"
    with psycopg.connect(settings.database) as conn:
        conn.execute("LOCK TABLE onemap.poi IN ACCESS EXCLUSIVE MODE")
        child = subprocess.Popen(
            [*COMMAND, "export", "poi", "-o", str(folder / "city.pmtiles")], env=environment(settings)
        )
        while not conn.execute(WAITS).fetchone()[0]:
            assert child.poll() is None, "it ended as it started"
            time.sleep(0.05)
            conn.execute("SELECT pg_stat_clear_snapshot()")
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 143
    assert list(folder.iterdir()) == []
