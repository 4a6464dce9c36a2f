"""The scripts behind `make`."""

import os
import subprocess

import pytest

from gis_api.settings import CHECKOUT


def bash(code, **environment):
    return subprocess.run(
        ["bash", "-c", code],
        cwd=CHECKOUT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def forbidden(tmp_path):
    """A PATH on which apt-get, sudo, pip and npm fail and leave a trace."""
    for name in ("apt-get", "sudo", "pip", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} >>{tmp_path}/called\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    return f"{tmp_path}:{os.environ['PATH']}"


def test_a_machine_that_has_everything_is_left_alone(forbidden, tmp_path):
    done = bash("scripts/packages.sh run", PATH=forbidden)

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "called").exists()


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "Collecting x\nERROR: No matching distribution found for x\nWARNING: old pip\n",
            "ERROR: No matching",
        ),
        ("a\nnpm error code ENOTFOUND\nnpm error network no route\n", "npm error network no route"),
        ("E: Unable to fetch\nwrite error: No space left on device\nfailed\n", "write error: No space left"),
        ("only this\n\n", "only this"),
        ("", "no reason given"),
    ],
)
def test_the_reason_of_a_failure_is_one_line_of_its_output(tmp_path, output, line):
    (tmp_path / "output").write_text(output)

    done = bash(f". scripts/lib.sh; reason {tmp_path}/output")

    assert done.stdout.startswith(line), done.stdout + done.stderr


def test_a_failed_step_says_one_line_and_the_next_step():
    done = bash(
        ". scripts/lib.sh; quietly 'making tea' 'boil water' sh -c 'echo fatal error: no kettle; exit 3'"
    )

    assert done.returncode == 1
    assert done.stderr == "onemap: making tea failed: fatal error: no kettle\n  next: boil water\n"


def test_the_lock_files_name_no_place_where_packages_come_from():
    text = "".join(path.read_text() for path in (CHECKOUT / "requirements").glob("*.txt"))

    assert "://" not in text
    assert "--index-url" not in text


def test_everything_that_runs_is_pinned_the_same_for_the_checks():
    def pins(name):
        lines = (CHECKOUT / "requirements" / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    assert pins("run.txt") <= pins("dev.txt")
