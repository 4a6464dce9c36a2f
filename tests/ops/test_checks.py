"""`onemap check` finds what is wrong and says the next step."""

from datetime import UTC, datetime, timedelta

import pytest

from gis_api.checks import CHECKS, Installation, run_all
from gis_api.home import make_admin_key


@pytest.fixture
def problems(conn, settings):
    """What the check whose title begins so finds in this installation."""

    def problems(title, **changes):
        found = Installation(settings.model_copy(update=changes), conn)
        (outcome,) = [o for o in run_all(found) if o.check.title.startswith(title)]
        return outcome.problems

    return problems


@pytest.mark.parametrize(
    "title",
    [
        "PostgreSQL 15",
        "PostGIS is in",
        "The schema",
        "Every layer file",
        "Every index",
        "The life cycle",
        "At least",
    ],
)
def test_a_new_database_is_whole(problems, title):
    assert problems(title) == []


def test_a_missing_spatial_index_is_found(conn, problems):
    conn.execute("DROP INDEX onemap.road_geom")

    assert problems("Every index") == ["road.geom has no index"]


def test_an_old_schema_is_found(conn, problems):
    conn.execute("UPDATE onemap.schema_version SET version_num = 'older'")

    assert problems("The schema")[0].startswith("the database has older")


def test_a_layer_file_that_names_a_missing_column_is_found(conn, problems):
    conn.execute("ALTER TABLE onemap.poi DROP COLUMN kind")

    assert problems("Every layer file")[0].startswith("poi: table 'poi' has no column 'kind'")


def test_a_folder_without_layer_files_is_one_failed_check(problems, tmp_path):
    assert problems("Every layer file", layers=tmp_path) == [f"no layer files in {tmp_path}"]


def test_an_open_admin_key_is_found(problems, settings):
    settings.home.mkdir()
    make_admin_key(settings.home)
    (settings.home / "admin.key").chmod(0o644)

    assert "open to others" in problems("The admin key")[0]


def test_a_missing_page_is_found(problems, tmp_path):
    assert problems("The map page", page=tmp_path) == [f"nothing in {tmp_path}"]


def test_a_state_that_the_database_does_not_know_is_found(conn, problems):
    conn.execute("DELETE FROM onemap.event_state WHERE code = 'checking'")

    assert problems("The life cycle") == ["no state checking"]


def test_a_year_whose_days_off_are_not_known_is_found(problems, tmp_path):
    rules = 'timezone = "Asia/Shanghai"\nhours = [["09:00", "17:00"]]\nweekend = ["sunday"]\n'
    (tmp_path / "calendar.toml").write_text(rules)

    assert problems("The days off of this year", events=tmp_path)[0].startswith("none for 20")


def test_a_coming_year_whose_days_off_are_not_known_is_told_before_it_has_come(
    problems, tmp_path, monkeypatch
):
    monkeypatch.setattr("gis_api.checks.AHEAD", timedelta(days=366))
    year = datetime.now(UTC).year
    rules = 'timezone = "UTC"\nhours = [["09:00", "17:00"]]\nweekend = ["sunday"]\n'
    (tmp_path / "calendar.toml").write_text(f"{rules}[[year]]\nyear = {year}\noff = []\nwork = []\n")

    assert problems("The days off of the coming", events=tmp_path)[0].startswith(f"none for {year + 1}")


def test_only_what_makes_the_installation_unsound_is_a_failure():
    assert [one.title for one in CHECKS if not one.fails] == [
        "The days off of the coming two months are known"
    ]


def test_a_folder_without_a_life_cycle_is_one_failed_check(problems, tmp_path):
    assert problems("The life cycle", events=tmp_path) == [f"there is no {tmp_path / 'life_cycle.toml'}"]
