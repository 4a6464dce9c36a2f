"""The service in the background: started, found again, stopped, whatever happened to it."""

import json
import os
import signal
import socket
import subprocess

import pytest

from gis_api import home as homes
from gis_api import processes, service
from gis_api.settings import Settings
from layers.errors import Failed

pytestmark = pytest.mark.slow


def on_a_free_port(dsn, home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    homes.prepare(home)
    return Settings(dsn=dsn, home=home, port=port)


@pytest.fixture
def settings(dsn, tmp_path):
    """Settings of a service on a free port."""
    return on_a_free_port(dsn, tmp_path)


@pytest.fixture(scope="module")
def started(dsn, tmp_path_factory):
    """Settings of a service that runs; for tests that only look at it."""
    settings = on_a_free_port(dsn, tmp_path_factory.mktemp("home"))
    child = service.start(settings)
    yield settings
    service.stop(settings.home)
    child.wait()


@pytest.fixture
def start(settings):
    """Start the service; its process is waited for after the test."""
    children = []
    yield lambda: children.append(service.start(settings))
    service.stop(settings.home)
    for child in children:
        child.wait()


def leader(settings: Settings) -> int:
    found = service.running(settings.home)
    assert found
    return found.pid


def test_a_started_service_is_ready_and_current(started):
    found = service.running(started.home)

    assert service.is_ready(started)
    assert found
    assert service.is_current(found, started)


def test_another_setting_makes_it_out_of_date(started):
    found = service.running(started.home)

    assert found
    assert not service.is_current(found, started.model_copy(update={"workers": 1}))


def test_stopping_leaves_no_worker(settings, start):
    start()
    session = leader(settings)

    service.stop(settings.home)

    assert processes.in_session(session) == []


def test_the_workers_of_a_killed_service_are_stopped_too(settings, start):
    start()
    session = leader(settings)
    processes.end([session], signal.SIGKILL, 10)

    service.stop(settings.home)

    assert processes.in_session(session) == []


def test_a_stranger_with_the_number_of_a_dead_service_is_left_alone(settings):
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        state = {"pid": stranger.pid, "started": 1, "since": 0.0, "settings": ""}
        (settings.home / "service.json").write_text(json.dumps(state))

        assert not service.stop(settings.home)
        assert stranger.poll() is None
        stranger.kill()


def test_a_second_service_of_the_same_home_is_refused(settings):
    with (
        service.claim(settings),
        pytest.raises(Failed, match="runs already"),
        service.claim(settings),
    ):
        pass


def test_a_service_that_cannot_start_says_why_in_one_line(settings, tmp_path):
    broken = settings.model_copy(update={"layers": tmp_path, "workers": 1})

    with pytest.raises(Failed, match=rf"ended as it started: .*no layer files in {tmp_path}"):
        service.start(broken)


def test_the_environment_of_the_service_says_nothing_twice(settings):
    values = service.environment(settings)

    assert values["ONEMAP_PORT"] == str(settings.port)
    assert values["PATH"] == os.environ["PATH"]
