"""The private cluster comes up from every state that a crash can leave it in."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from gis_api import processes
from gis_api.cluster import Cluster, place
from gis_api.settings import CHECKOUT
from layers.errors import Failed

pytestmark = pytest.mark.slow


def answer(cluster: Cluster) -> object:
    with psycopg.connect(cluster.dsn("postgres")) as conn:
        row = conn.execute("SELECT 42").fetchone()
    return row and row[0]


@pytest.fixture
def cluster(home):
    """A cluster that has been made but not started."""
    return Cluster.make(home)


def test_a_new_cluster_is_found_again_by_its_home(home, cluster):
    assert Cluster.of(home) == cluster


def test_a_started_cluster_answers(cluster):
    cluster.start()

    assert answer(cluster) == 42


def test_starting_twice_keeps_the_same_server(cluster):
    cluster.start()
    first = cluster.postmaster()

    cluster.start()

    assert cluster.postmaster() == first


def test_a_stopped_cluster_leaves_no_process(cluster):
    cluster.start()

    cluster.stop()

    assert processes.working_in(cluster.data) == []


def test_a_killed_server_is_started_again(cluster):
    cluster.start()
    os.kill(cluster.postmaster() or 0, signal.SIGKILL)

    cluster.start()

    assert answer(cluster) == 42


def test_a_stranger_with_the_number_of_a_stale_file_is_left_alone(cluster):
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n1\n5432\n")

        cluster.start()

        assert stranger.poll() is None
        stranger.kill()


def test_the_remains_of_a_killed_attempt_are_removed(home):
    (home / "cluster.new-1").mkdir()

    Cluster.make(home)

    assert not list(home.glob("*.new-*"))


def test_no_database_is_reachable_for_other_users(cluster):
    cluster.start()

    assert place.sockets(cluster.base).stat().st_mode & 0o077 == 0


def test_a_long_path_gets_a_short_socket(home):
    deep = home / ("d" * 100)
    deep.mkdir()
    cluster = Cluster.make(deep)
    cluster.start()

    found = answer(cluster)

    cluster.stop()
    assert found == 42


def test_a_home_that_the_database_cannot_enter_gets_its_files_elsewhere(as_root, home):
    home.chmod(0o700)

    cluster = Cluster.make(home)

    assert cluster.base.parent == place.SYSTEM
    assert place.pointer(home).resolve() == cluster.base


def test_files_that_are_gone_are_not_replaced_by_an_empty_database(home):
    place.pointer(home).symlink_to(home / "unmounted")

    with pytest.raises(Failed, match="are not there"):
        Cluster.of(home)
    place.pointer(home).unlink()


def test_a_server_that_cannot_start_says_why(cluster):
    (cluster.data / "global" / "pg_control").unlink()

    with pytest.raises(Failed, match=r"does not start: .*pg_control"):
        cluster.start()


def test_files_of_another_version_say_what_to_install(cluster):
    (cluster.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(Failed, match="of PostgreSQL 12"):
        cluster.start()


def test_a_killed_test_run_takes_its_server_along():
    code = "from gis_api.cluster import throwaway\nwith throwaway() as dsn: print(dsn, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        dsn = run.stdout.readline()
        run.kill()

    assert refuses_within(10, dsn)


def refuses_within(seconds: float, dsn: str) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            psycopg.connect(dsn).close()
        except psycopg.OperationalError:
            return True
        time.sleep(0.05)
    return False
