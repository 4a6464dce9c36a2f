"""Jobs: a table is left, worked on in the background, fetched, and outlives whoever works on it."""

import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from fastapi.testclient import TestClient

from gis_api.app import create_app
from gis_api.home import admin_key_file, make_admin_key
from gis_api.jobs import Jobs, State
from gis_api.jobs.runner import Runner
from gis_api.settings import Settings
from tests.builder import Builder
from tests.conftest import copy

pytestmark = pytest.mark.slow

JOBS = "/api/address/jobs"
TABLE = "id,address\n1,红旗路12号\n2,没有\n"
LONG = "address\n" + "红旗路12号附近的某个地方\n" * 200_000


def served(dsn, home):
    """Settings of a library that other processes see too."""
    with psycopg.connect(dsn) as conn:
        Builder(conn)("address", local_text="红旗路12号", geom="POINT(114.8 30.84)")
    home.mkdir()
    make_admin_key(home)
    return Settings(dsn=dsn, home=home)


def with_key(settings):
    """A client with the key; nobody runs the jobs of its service but the tests."""
    key = admin_key_file(settings.home).read_text().strip()
    return TestClient(create_app(settings), headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def settings(scratch, tmp_path):
    return served(scratch, tmp_path / "home")


@pytest.fixture
def client(settings):
    with with_key(settings) as client:
        yield client


@pytest.fixture
def jobs(settings):
    return Jobs(settings.home / "jobs")


@pytest.fixture
def runner(jobs, settings):
    runner = Runner(jobs, settings)
    yield runner
    runner.stop()


def until(runner, jobs, job_id, *states):
    """Let the runner work until the job stands so."""
    while True:
        runner.step()
        job = jobs.job(job_id)
        if job.state in states:
            return job
        assert not job.state.is_over, job.message
        time.sleep(0.05)


def left(client, body=TABLE, **query):
    """The id of a new job."""
    answer = client.post(JOBS, content=body, params=query, headers={"content-type": "text/csv"})
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


@pytest.fixture(scope="module")
def done(server, template, tmp_path_factory):
    """A client and the job that it left, which is done; for tests that only look at it."""
    settings = served(copy(server, template), tmp_path_factory.mktemp("done") / "home")
    jobs = Jobs(settings.home / "jobs")
    runner = Runner(jobs, settings)
    with with_key(settings) as client:
        yield client, until(runner, jobs, left(client), State.DONE), jobs
    runner.stop()


def test_a_job_is_taken_and_can_be_asked_about(client):
    answer = client.post(JOBS, content=TABLE, headers={"content-type": "text/csv"})
    found = client.get(answer.headers["location"]).json()
    assert (answer.status_code, found["state"], found["rows"], found["done"]) == (202, "queued", None, 0)


def test_a_job_is_done_and_its_result_fetched(done):
    client, job, _ = done
    found = client.get(f"{JOBS}/{job.id}").json()
    result = client.get(f"{JOBS}/{job.id}/result")
    assert [found[name] for name in ("rows", "done", "matched", "accepted")] == [2, 2, 1, 1]
    assert result.text.splitlines()[1].startswith("1,红旗路12号,区域420117001001红旗路12号,")


def test_a_result_may_be_fetched_in_parts(done):
    client, job, _ = done
    part = client.get(f"{JOBS}/{job.id}/result", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, b"id,address")


@pytest.mark.parametrize("wanted", ["json", "ndjson", "xlsx", "parquet"])
def test_a_result_comes_in_the_form_asked_for(client, runner, jobs, wanted):
    job_id = left(client, format=wanted)
    until(runner, jobs, job_id, State.DONE)
    result = client.get(f"{JOBS}/{job_id}/result")
    beginnings = {"json": b"[", "ndjson": b"{", "xlsx": b"PK", "parquet": b"PAR1"}
    assert result.content.startswith(beginnings[wanted])
    assert f'filename="result.{wanted}"' in result.headers["content-disposition"]


def test_parameters_reach_the_job(client, runner, jobs):
    job_id = left(
        client, "路,号\n红旗路,12号\n", columns="road:路,plate:号", crs="gcj02", accept=0.5, prefix="x_"
    )
    until(runner, jobs, job_id, State.DONE)
    names, row = client.get(f"{JOBS}/{job_id}/result").text.splitlines()
    assert (names.split(",")[2], names.split(",")[-1], row.split(",")[-1]) == (
        "x_label",
        "x_accepted",
        "true",
    )


def test_a_result_that_is_not_there_yet_is_a_conflict(client):
    assert client.get(f"{JOBS}/{left(client)}/result").status_code == 409


def test_a_job_that_fails_says_why(client, runner, jobs):
    job_id = left(client, within="999")
    assert until(runner, jobs, job_id, State.FAILED).message.startswith("no area")


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", ""), ("get", "/" + "x" * 22), ("get", f"/{'x' * 22}/result"), ("delete", "/x")],
)
def test_jobs_need_the_key(client, method, path):
    del client.headers["Authorization"]
    assert client.request(method, JOBS + path).status_code == 401


@pytest.mark.parametrize("job_id", ["x" * 22, "x", "..", "%2e%2e%2fhome", "new-x"])
def test_a_job_that_nobody_made_is_not_found(client, job_id):
    assert client.get(f"{JOBS}/{job_id}").status_code == 404


def test_a_table_that_does_not_fit_is_refused_at_once_and_not_kept(client, jobs):
    answer = client.post(f"{JOBS}?column=nothing", content=TABLE)
    assert answer.status_code == 422
    assert [path for path in jobs.folder.iterdir() if path.is_dir()] == []


def test_what_people_sent_is_for_the_service_alone(client, runner, jobs):
    job_id = left(client)
    modes = {path.stat().st_mode & 0o777 for path in jobs.folder_of(job_id).iterdir()}
    until(runner, jobs, job_id, State.DONE)
    modes |= {path.stat().st_mode & 0o777 for path in jobs.folder_of(job_id).iterdir()}
    assert (modes, jobs.folder_of(job_id).stat().st_mode & 0o777) == ({0o600}, 0o700)


def test_the_table_is_gone_when_the_job_is_over(done):
    _, job, jobs = done
    assert not jobs.input(job.id).exists()


def test_a_job_whose_process_is_lost_begins_again(client, runner, jobs, settings):
    job_id = left(client, LONG)
    os.kill(until(runner, jobs, job_id, State.RUNNING).pid, signal.SIGKILL)
    time.sleep(0.1)
    until(runner, jobs, job_id, State.QUEUED, State.RUNNING)
    assert until(runner, jobs, job_id, State.RUNNING).attempts == 2


def test_a_job_goes_on_under_another_runner(client, runner, jobs, settings):
    job_id = left(client, LONG)
    before = until(runner, jobs, job_id, State.RUNNING)
    runner._lock.close()  # as when its process ends
    other = Runner(jobs, settings)
    other.step()
    other.stop()
    assert jobs.job(job_id).pid == before.pid


def test_two_runners_do_not_work_at_once(client, runner, jobs, settings):
    left(client, LONG)
    runner.step()
    second = left(client)
    Runner(jobs, settings).step()
    runner.step()
    assert jobs.job(second).state is State.QUEUED


def test_a_stopped_service_leaves_its_job_to_the_next(client, runner, jobs, settings):
    job_id = left(client, LONG)
    until(runner, jobs, job_id, State.RUNNING)
    runner.stop()
    other = Runner(jobs, settings)
    assert until(other, jobs, job_id, State.QUEUED, State.RUNNING).attempts in {1, 2}
    other.stop()


def test_a_running_job_is_cancelled_and_then_removed(client, runner, jobs):
    job_id = left(client, LONG)
    pid = until(runner, jobs, job_id, State.RUNNING).pid
    cancelled = client.delete(f"{JOBS}/{job_id}").status_code, client.get(f"{JOBS}/{job_id}").json()["state"]
    runner.step()
    removed = client.delete(f"{JOBS}/{job_id}").status_code, client.get(f"{JOBS}/{job_id}").status_code
    assert (cancelled, removed) == ((204, "cancelled"), (204, 404))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_job_is_removed_after_a_week(client, runner, jobs):
    job_id = left(client)
    job = until(runner, jobs, job_id, State.DONE)
    jobs.put(replace(job, finished=datetime.now(UTC) - timedelta(days=8)))
    runner.step()
    assert client.get(f"{JOBS}/{job_id}").status_code == 404


def test_an_upload_that_its_service_did_not_survive_is_removed(client, runner, jobs):
    with jobs.draft() as (_, draft):
        old = time.time() - 2 * 86400
        os.utime(draft, (old, old))
        runner.step()
        assert not draft.exists()
