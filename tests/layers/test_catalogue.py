"""Layer files: read strictly, and held against the tables."""

from pathlib import Path

import psycopg
import pytest

from layers.catalogue import Kind, Sensitivity, load
from layers.catalogue_check import check
from layers.errors import Invalid, NotFound

FILES = Path(__file__).parents[2] / "data" / "layers"
GOOD = """
title = "试"
title_en = "Trial"
group = "底图"
table = "poi"
key = "code"
geometry = "point"
zoom = [1, 18]
[fields]
code = "key"
name = { meaning = "name", tile = true }
kind = { meaning = "kind", sensitivity = "internal" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good layer file."""
    (tmp_path / "trial.toml").write_text(GOOD, "utf-8")
    return tmp_path


def test_every_layer_file_of_the_project_fits_its_table(conn: psycopg.Connection) -> None:
    assert check(conn, load(FILES)) == []


def test_a_file_that_names_a_missing_column_is_reported_with_a_hint(
    conn: psycopg.Connection, folder: Path
) -> None:
    (folder / "trial.toml").write_text(GOOD + 'colour = "none such"\n', "utf-8")

    (problem,) = check(conn, load(folder))

    assert (problem.layer, problem.hint) == ("trial", "correct [fields] in trial.toml")


def test_a_file_that_names_a_missing_table_is_reported(conn: psycopg.Connection, folder: Path) -> None:
    (folder / "trial.toml").write_text(GOOD.replace('"poi"', '"pois"'), "utf-8")

    assert check(conn, load(folder))[0].message == "there is no table 'pois'"


def test_a_misspelt_entry_is_refused_with_the_file_named(folder: Path) -> None:
    (folder / "trial.toml").write_text(GOOD.replace("group", "gruop"), "utf-8")

    with pytest.raises(Invalid, match=r"trial\.toml"):
        load(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no layer files"):
        load(tmp_path)


def test_an_internal_field_is_hidden_from_the_public(folder: Path) -> None:
    layer = load(folder).get("trial")

    assert [field.name for field in layer.visible()] == ["code", "name"]


def test_an_internal_layer_is_not_found_by_the_public(folder: Path) -> None:
    (folder / "trial.toml").write_text('sensitivity = "internal"\n' + GOOD, "utf-8")

    with pytest.raises(NotFound):
        load(folder).get("trial")


def test_a_personal_layer_is_not_found_even_by_insiders() -> None:
    with pytest.raises(NotFound):
        load(FILES).get("person", internal=True)


def test_fields_of_people_are_all_personal() -> None:
    people = next(layer for layer in load(FILES) if layer.name == "person")

    assert {field.sensitivity for field in people.fields.values()} == {Sensitivity.PERSONAL}


def test_layers_without_a_place_are_not_tiled() -> None:
    assert not any(layer.tiled for layer in load(FILES) if layer.geometry is Kind.NONE)
