"""Where the service takes its geocoder from."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Annotated

import psycopg
from fastapi import Depends, Request

from address.answer import Answer, MatchType
from address.batch import Finds
from address.found import Found
from address.geocode import geocode

__all__ = ["Finder", "Finding", "finder"]

Connect = Callable[[], AbstractContextManager[psycopg.Connection]]


class Finding:
    """Finds by the database."""

    def __init__(self, connect: Connect) -> None:
        """Use a connection a question."""
        self._connect = connect

    def geocode(
        self,
        text: str,
        *,
        limit: int = 5,
        within: str | None = None,
        near: tuple[float, float] | None = None,
        explain: bool = False,
    ) -> list[Answer]:
        """Answers to one text, best first."""
        del near, explain
        with self._connect() as conn:
            return [_answer(found) for found in geocode(conn, text, limit=limit, within=within)]

    def geocode_fields(
        self,
        fields: Mapping[str, str],
        *,
        limit: int = 5,
        within: str | None = None,
        near: tuple[float, float] | None = None,
        explain: bool = False,
    ) -> list[Answer]:
        """Answers to an address that is apart already."""
        return self.geocode("".join(fields.values()), limit=limit, within=within, near=near, explain=explain)


def _answer(found: Found) -> Answer:
    same = {one.name: getattr(found, one.name) for one in fields(Answer) if hasattr(found, one.name)}
    kind = MatchType.EXACT if found.match == "exact" else MatchType.FALLBACK
    return Answer(**same, match_type=kind)


def finder(request: Request) -> Finds:
    """What finds addresses."""
    return Finding(request.app.state.pool.connection)


Finder = Annotated[Finds, Depends(finder)]
