"""The home folder, its key and its port."""

import os
import socket
import stat
import subprocess
import sys

import pytest

from gis_api import home as homes
from gis_api import ports
from gis_api.settings import CHECKOUT
from layers.errors import Failed

HOLD = """
import fcntl, sys
with open(sys.argv[1], "a") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    input()
"""


def test_the_admin_key_is_its_owners_only(tmp_path):
    homes.make_admin_key(tmp_path)

    assert stat.S_IMODE((tmp_path / "admin.key").stat().st_mode) == 0o600


def test_the_admin_key_stays_the_same(tmp_path):
    homes.make_admin_key(tmp_path)
    first = (tmp_path / "admin.key").read_text()

    homes.make_admin_key(tmp_path)

    assert (tmp_path / "admin.key").read_text() == first


def test_a_home_that_cannot_be_made_says_so_in_one_line(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(Failed, match=r"cannot make .*/file"):
        homes.prepare(tmp_path / "file")


def test_two_starts_take_turns(tmp_path):
    said: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()

        def tell(text: str) -> None:
            said.append(text)
            other.kill()

        with homes.lock(tmp_path, tell):
            assert said == ["another up or down is at work; waiting for it"]


def test_a_taken_port_names_who_has_it_and_another_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(Failed, match=rf"port {port} is taken by .*{os.getpid()}") as caught:
            ports.check("127.0.0.1", port)

    assert f"ONEMAP_PORT={port + 1}" in str(caught.value.facts["hint"])


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Failed, match="cannot listen on 192"):
        ports.check("192.0.2.1", 8080)


def test_the_launcher_works_from_any_folder(tmp_path):
    done = subprocess.run(
        [CHECKOUT / "onemap", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "migrate" in done.stdout
