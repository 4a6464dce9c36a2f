"""Whatever goes wrong on the command line is one line and the next step."""

import errno

import psycopg
import pytest

from gis_api import cli
from layers.errors import NotFound


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command that fails; gives its status and what it said on standard error."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["onemap", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return caught.value.code, capsys.readouterr().err

    return run


@pytest.fixture
def failing(monkeypatch):
    """Let `onemap migrate` raise an error."""

    def failing(error):
        def migrate(*_, **_more):
            raise error

        monkeypatch.setattr("gis_api.cli.migrate.upgrade", migrate)

    return failing


def test_an_error_of_ours_shows_its_hint(run, failing):
    failing(NotFound("no such thing", hint="look elsewhere"))

    assert run("migrate") == (1, "onemap: no such thing\n  next: look elsewhere\n")


def test_an_error_of_ours_says_what_there_is_to_choose_from(run, failing):
    failing(NotFound("no such column", columns=["a", "b"]))

    assert run("migrate") == (1, "onemap: no such column\n  next: there are a, b\n")


def test_an_interruption_is_quiet(run, failing):
    failing(KeyboardInterrupt())

    assert run("migrate")[0] == 130


def test_a_full_disk_says_so(run, failing):
    failing(OSError(errno.ENOSPC, "No space left on device", "/data"))

    assert run("migrate") == (
        1,
        "onemap: No space left on device /data\n  next: free some disk space, then call it again\n",
    )


def test_a_database_that_does_not_run_says_how_to_start_it(run, monkeypatch, tmp_path):
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path))
    status, said = run("migrate")

    assert status == 1
    assert said.startswith("onemap: the database is not reachable: ")
    assert said.endswith("\n  next: start it: make up\n")


def test_a_database_error_is_one_line(run, failing):
    failing(psycopg.errors.UndefinedTable('relation "x" does not exist\nLINE 1: SELECT\n        ^'))

    assert run("migrate")[1].splitlines()[0] == 'onemap: the database refused: relation "x" does not exist'


def test_a_wrong_setting_is_named(run, monkeypatch):
    monkeypatch.setenv("ONEMAP_PORT", "many")
    status, said = run("migrate")

    assert status == 2
    assert said.startswith("onemap: ONEMAP_PORT: Input should be a valid integer")


def test_a_wrong_command_is_wrong_usage(run):
    assert run("fly")[0] == 2


@pytest.mark.parametrize("name", ["up", "down", "serve", "db", "migrate", "check", "sample"])
def test_every_command_explains_itself(monkeypatch, capsys, name):
    monkeypatch.setattr("sys.argv", ["onemap", name, "--help"])

    with pytest.raises(SystemExit, match="0"):
        cli.main()

    assert len(capsys.readouterr().out) > 100
