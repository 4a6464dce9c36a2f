"""What holds the geocoder in a worker, whatever state database and index are in; and `onemap index`."""

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from typer.testing import CliRunner, Result

from address.geocoder import Geocoder
from gis_api.cli import build
from gis_api.geocoding.report import problems
from gis_api.indexes.keeper import Keeper
from gis_api.indexes.kinds import ADDRESSES
from gis_api.indexes.making import make, open_present
from gis_api.settings import Settings
from layers.schema.migrate import upgrade
from tests.builder import Builder

PATIENCE = 120.0


@pytest.fixture
def keep(tmp_path) -> Iterator[Callable[[str], Keeper[Geocoder]]]:
    """Start keepers of one home for databases."""
    keepers = []

    def keep(dsn: str) -> Keeper[Geocoder]:
        keepers.append(Keeper(Settings(dsn=dsn, home=tmp_path), ADDRESSES))
        keepers[-1].start()
        return keepers[-1]

    yield keep
    for keeper in keepers:
        keeper.stop()


def soon(true: Callable[[], object]) -> bool:
    limit = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < limit:
        time.sleep(0.05)
    return bool(true())


def silent(_: str) -> None:
    pass


def codes(keeper: Keeper[Geocoder], text: str) -> list[str | None]:
    return [one.address_code for one in keeper.present.geocode(text)] if keeper.present else []


def house(dsn: str, text: str, **more: object) -> str:
    with psycopg.connect(dsn) as conn:
        return str(Builder(conn)("address", local_text=text, full_text=text, **more)["code"])


@pytest.mark.slow
def test_a_database_that_is_migrated_later_gets_an_index(empty: str, keep) -> None:
    keeper = keep(empty)
    before = keeper.present

    upgrade(empty)

    assert before is None
    assert soon(lambda: keeper.present)


@pytest.mark.slow
def test_an_index_of_another_library_is_replaced(scratch: str, dsn: str, tmp_path, keep) -> None:
    code = house(scratch, "红旗路12号")
    make(Settings(dsn=scratch, home=tmp_path), ADDRESSES, silent)

    keeper = keep(dsn)

    assert soon(lambda: keeper.present)
    assert codes(keeper, "红旗路12号") != [code]


def test_without_its_database_a_worker_answers_from_the_index(scratch: str, tmp_path, keep) -> None:
    code = house(scratch, "红旗路12号")
    make(Settings(dsn=scratch, home=tmp_path), ADDRESSES, silent)

    keeper = keep("host=/nonexistent")

    assert codes(keeper, "红旗路12号") == [code]


def test_two_workers_see_a_change(scratch: str, tmp_path, keep) -> None:
    make(Settings(dsn=scratch, home=tmp_path), ADDRESSES, silent)
    keepers = [keep(scratch), keep(scratch)]

    code = house(scratch, "红旗路12号")

    assert all(soon(lambda k=keeper: codes(k, "红旗路12号") == [code]) for keeper in keepers)


def test_the_last_who_lets_go_of_a_version_removes_it(scratch: str, tmp_path, keep) -> None:
    settings = Settings(dsn=scratch, home=tmp_path)
    make(settings, ADDRESSES, silent)
    store = ADDRESSES.store(tmp_path)
    old = store.current()
    keeper = keep(scratch)

    make(settings, ADDRESSES, silent, force=True)

    assert soon(lambda: not old.exists())
    assert keeper.present


def test_a_geocoder_outside_the_service_knows_what_changed_since(scratch: str, tmp_path) -> None:
    settings = Settings(dsn=scratch, home=tmp_path)
    make(settings, ADDRESSES, silent)
    code = house(scratch, "红旗路12号")

    found = open_present(settings, ADDRESSES, silent).geocode("红旗路12号")

    assert [one.address_code for one in found] == [code]


def test_a_row_that_differs_from_the_library_is_found(scratch: str, tmp_path) -> None:
    settings = Settings(dsn=scratch, home=tmp_path)
    code = house(scratch, "红旗路12号")
    make(settings, ADDRESSES, silent)
    with psycopg.connect(scratch) as conn:
        conn.execute("ALTER TABLE onemap.address DISABLE TRIGGER ALL")
        conn.execute("UPDATE onemap.address SET local_text = '红旗路13号'")

    assert problems(settings) == [f"1 of 1 addresses differ from the library, such as {code}"]


@pytest.fixture
def run(scratch: str, tmp_path, monkeypatch) -> Callable[..., Result]:
    """Runs `onemap index`."""
    monkeypatch.setenv("ONEMAP_DSN", scratch)
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(build("index"), ["index", *arguments])


def first_words(said: str) -> list[str]:
    return [line.split()[1] for line in said.splitlines()]


def test_all_indexes_are_made_once(run) -> None:
    assert [first_words(run("build").stdout) for _ in range(2)] == [["made", "made"], ["nothing", "nothing"]]


def test_one_index_can_be_made_anew(run) -> None:
    run("build", "grids")
    assert first_words(run("build", "grids", "--force").stdout) == ["made"]


def test_what_the_index_is_can_be_read(run) -> None:
    run("build")

    assert "0 addresses changed since" in run("stat").stdout


def test_a_whole_index_is_said_to_be(run) -> None:
    run("build")

    assert run("check").stdout == "ok\n"


def test_a_missing_index_is_said_with_the_next_step(run) -> None:
    error = run("check").exception

    assert error
    assert str(error) == "there is no index of addresses"
