"""Manifests: the project's own are sound, and a wrong one is refused in words."""

from pathlib import Path

import pytest

from importers import manifest
from layers.errors import Invalid, NotFound
from tests.importers.conftest import AREAS, MANIFEST

OWN = sorted(path.stem for path in manifest.FOLDER.glob("*.toml"))


def load(folder: Path, text: str) -> manifest.Manifest:
    path = folder / "m.toml"
    path.write_text(text, "utf-8")
    return manifest.load(path)


@pytest.mark.parametrize("name", OWN)
def test_our_own_manifests_are_sound(name: str) -> None:
    assert manifest.load(manifest.find(name)).city == name


def test_every_city_names_its_licence_and_its_makers() -> None:
    plans = [manifest.load(manifest.find(name)) for name in OWN]

    assert all(plan.licence and plan.credits for plan in plans)


def test_taipei_is_shown_as_a_sample_of_open_data() -> None:
    plan = manifest.load(manifest.find("taipei"))

    assert (plan.title, plan.areas[0].name) == ("台北市开放数据样例", "台北市开放数据样例")


def test_an_unknown_city_names_those_that_are_known() -> None:
    with pytest.raises(NotFound) as error:
        manifest.find("atlantis")
    assert error.value.facts["known"] == OWN


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("= = =", "m.toml"),
        (MANIFEST, "no entry 'layer'"),
        (MANIFEST.replace('title = "小城"', "") + AREAS, "title"),
        (MANIFEST.replace('"630000"', '"63"') + AREAS, "prefix '63' is not 6 digits"),
        (MANIFEST + AREAS.replace('table = "area"', 'table = "pg_class"'), "no table 'pg_class'"),
        (MANIFEST + AREAS.replace("{ code =", "{ secret = 'x', code ="), r"area has no columns \['secret'\]"),
        (MANIFEST + AREAS.replace('crs = "wgs84"', 'crs = "mars"'), "unknown coordinate system 'mars'"),
        (MANIFEST + AREAS.replace('"code",', '{ use = "eval" },'), "no transformation 'eval'"),
        (MANIFEST + AREAS.replace('"code",', '{ use = "lookup", table = "t" },'), "no lookup table 't'"),
        (MANIFEST + AREAS.replace('table = "area"', 'table = "area"\nhow = "magic"'), "how = 'magic'"),
        (MANIFEST + AREAS.replace('table = "area"', 'table = "area"\nodd = 1'), "odd"),
    ],
)
def test_a_wrong_manifest_is_refused_in_words(tmp_path: Path, wrong: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        load(tmp_path, wrong)
