"""Settings: read once, no typo survives, no password is shown."""

import re

import pytest
from pydantic import ValidationError

from gis_api.settings import CHECKOUT, Settings

SECRET = "host=db.example password=hunter2"


def test_an_unknown_name_is_refused(monkeypatch):
    monkeypatch.setenv("ONEMAP_PROT", "8081")

    with pytest.raises(ValidationError, match="ONEMAP_PROT"):
        Settings()


def test_a_password_is_not_shown():
    assert "hunter2" not in repr(Settings(dsn=SECRET))


def test_a_malformed_connection_string_is_refused_without_repeating_it():
    with pytest.raises(ValidationError) as caught:
        Settings(dsn="hunter2")

    assert "hunter2" not in str(caught.value)


def test_a_relative_home_is_made_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert Settings(home="here").home == tmp_path / "here"


def test_without_a_server_of_ones_own_the_database_is_the_private_one(tmp_path):
    assert str(tmp_path / "cluster" / "run") in Settings(home=tmp_path).database


def test_settings_cannot_be_changed_later(tmp_path):
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


def test_every_setting_is_described_for_operators():
    text = (CHECKOUT / "docs" / "operations.md").read_text()
    described = set(re.findall(r"`ONEMAP_([A-Z_]+)`", text))

    assert {name.upper() for name in Settings.model_fields} <= described
