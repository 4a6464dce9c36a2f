"""Suggestions and nearest addresses of an index with what changed since are those of a new one."""

import numpy as np
import psycopg
import pytest

from address.geocoder import Geocoder
from address.index.build import build
from address.index.follow import Overlay
from address.index.segment import Segment
from address.index.source import read
from tests.address.library_changes import Library

PLACES = np.column_stack((np.linspace(114.799, 114.901, 23), np.full(23, 30.8401)))


def near(geocoder: Geocoder) -> list[list[tuple[object, ...]]]:
    """The nearest plates of some places, and the nearest of all of them at once."""
    found = [geocoder.reverse(*place, radius=600) for place in PLACES.tolist()]
    many = geocoder.reverse_many(*PLACES.T, radius=600)
    each = [[(one.address_code, one.distance, one.label) for one in answers] for answers in found]
    return [*each, [tuple(many.code)]]


def suggested(geocoder: Geocoder, texts: set[str]) -> dict[str, set[tuple[object, ...]]]:
    """What is suggested for the beginnings of some texts, in any order."""
    begun = {text[: len(text) - cut] for text in texts for cut in (0, 2)}
    asked = {text: geocoder.suggest(text, limit=50) for text in sorted(begun)}
    return {text: {(one.address_code, one.label, one.lon) for one in found} for text, found in asked.items()}


@pytest.mark.parametrize("seed", [3, 4])
def test_changes_by_chance_are_found_as_by_a_new_index(scratch: str, seed: int) -> None:
    with psycopg.connect(scratch, autocommit=True) as conn:
        library = Library(conn, seed)
        overlay = Overlay(Segment(build(read(conn))))
        for _ in range(8):
            done = [library.change() for _ in range(4)]
            overlay.catch_up(conn)

            old, new = Geocoder(*overlay.view), Geocoder.build(conn)

            assert near(old) == near(new), done
            assert suggested(old, library.texts) == suggested(new, library.texts), done
