"""The page has a text for every word that the schema allows."""

import re

import pytest

from address.answer import FaultKind, MatchType
from gis_api.errors import HTTP, KINDS, UNKNOWN
from gis_api.settings import CHECKOUT
from layers.events import life_cycle
from layers.schema.addresses import ADDRESS_LEVELS, ADDRESS_STATES, ALIAS_KINDS, POSITION_ACCURACY
from layers.schema.areas import AREA_LEVELS
from layers.schema.basemap import ROAD_CLASSES
from layers.schema.components import COMPONENT_STATES
from layers.schema.corrections import ACTIONS, STATES, STEPS
from layers.schema.events import EVENT_SOURCES

SETS = {
    "level": AREA_LEVELS + ADDRESS_LEVELS,
    "state": tuple(life_cycle.load().states) + COMPONENT_STATES + ADDRESS_STATES,
    "reported_by": EVENT_SOURCES,
    "accuracy": POSITION_ACCURACY,
    "class": ROAD_CLASSES,
    "match": tuple(MatchType),
    "fault": (*FaultKind, *(f"{kind}.used" for kind in FaultKind)),
    "alias": ALIAS_KINDS,
    "action": ACTIONS,
    "correction": STATES,
    "step": STEPS,
    "problem": (
        UNKNOWN.slug,
        "http",
        *(kind.slug for kind in KINDS.values()),
        *(slug for slug, _ in HTTP.values()),
    ),
}


@pytest.mark.parametrize(("name", "words"), SETS.items())
def test_every_word_of_a_closed_set_has_a_text(name: str, words: tuple[str, ...]) -> None:
    files = (CHECKOUT / "web" / "src" / "i18n").glob("words*.ts")
    text = "".join(file.read_text(encoding="utf-8") for file in files)

    assert [word for word in words if f'"{name}.{word}":' not in text] == []


def test_every_sentence_that_the_page_translates_is_one_of_the_service() -> None:
    words = (CHECKOUT / "web" / "src" / "i18n" / "words_problem.ts").read_text(encoding="utf-8")
    files = [
        path for package in ("address", "gis_api", "layers") for path in (CHECKOUT / package).rglob("*.py")
    ]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    translated = re.findall(r'"said\.(?:\w+: )?(.+?)":', words)

    assert [said for said in translated if said not in code] == []
