"""Many texts at once, each answered as it would be alone."""

from collections.abc import Sequence
from typing import Final

import psycopg

from address.found import Found
from address.geocode import geocode
from address.standardize import LONGEST
from layers.crs import CGCS2000, Crs
from layers.errors import Invalid

__all__ = ["COLUMNS", "MOST_ROWS", "geocode_many"]

MOST_ROWS: Final = 1000
"""Texts of one call."""

COLUMNS: Final = (
    "result_label",
    "result_score",
    "result_level",
    "result_match",
    "result_address_code",
    "result_lon",
    "result_lat",
    "result_district",
    "result_street",
    "result_community",
    "result_grid",
)
"""What is said of each text: all null where nothing matches."""


def geocode_many(
    conn: psycopg.Connection,
    texts: Sequence[str | None],
    *,
    within: str | None = None,
    crs: Crs = CGCS2000,
) -> list[dict[str, str | float | None]]:
    """The best answer to each text, by the same function that answers one.

    Args:
        conn: an open connection.
        texts: up to 1,000; null, empty or over-long ones are answered by nulls.
        within: code of an area in which all answers must lie.
        crs: what the coordinates are in.

    Returns:
        One row of `COLUMNS` a text, in order.

    Raises:
        Invalid: there are too many.
        NotFound: there is no area `within`.
    """
    if len(texts) > MOST_ROWS:
        raise Invalid(f"{len(texts)} texts in one call", most=MOST_ROWS, hint="send them in parts")
    return [_row(_best(conn, text, within, crs)) for text in texts]


def _best(conn: psycopg.Connection, text: str | None, within: str | None, crs: Crs) -> Found | None:
    if not text or len(text) > LONGEST:
        return None
    return next(iter(geocode(conn, text, limit=1, within=within, crs=crs)), None)


def _row(found: Found | None) -> dict[str, str | float | None]:
    return {name: getattr(found, name.removeprefix("result_"), None) for name in COLUMNS}
