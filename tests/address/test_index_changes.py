"""An index with what changed since says the same as one that is made anew."""

import psycopg
import pytest

from address.geocoder import Geocoder
from address.index.build import build
from address.index.follow import Overlay
from address.index.segment import Segment
from address.index.source import read
from tests.address.library_changes import Library


def said(geocoder: Geocoder, texts: set[str]) -> dict[str, list[tuple[object, ...]]]:
    """Of each text the answers, without the order of those that are equally good."""
    return {
        text: sorted(
            (-one.score, one.address_code or "", one.label, one.match_type, one.lon, one.lat)
            for one in geocoder.geocode(text, limit=3)
        )
        for text in sorted(texts)
    }


@pytest.mark.parametrize("seed", range(3))
def test_changes_by_chance_are_answered_as_by_a_new_index(scratch: str, seed: int) -> None:
    with psycopg.connect(scratch, autocommit=True) as conn:
        library = Library(conn, seed)
        overlay = Overlay(Segment(build(read(conn))))
        for _ in range(12):
            done = [library.change() for _ in range(3)]
            overlay.catch_up(conn)

            new = Geocoder.build(conn)

            assert said(Geocoder(*overlay.view), library.texts) == said(new, library.texts), done
