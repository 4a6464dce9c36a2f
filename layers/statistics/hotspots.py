"""Places of high incidence (高发点位): unit grids or hexagons where more happens than is to be expected."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
import psycopg

from layers.errors import Invalid
from layers.statistics.events import Question, Rules, Statistics, events
from layers.statistics.getis_ord import Adjustment, Floats, Ints, Near, adjusted, scores
from layers.statistics.hexagons import Json
from layers.statistics.keys import Grouping, names
from layers.statistics.period import Period
from layers.statistics.places import around_grids, around_hexagons, grids, hexagons
from layers.statistics.selection import Selection
from layers.statistics.shapes import shapes

__all__ = ["Baseline", "HotSpot", "HotSpots", "Search", "hot_spots"]


class Baseline(StrEnum):
    """In proportion to what events are to be expected."""

    AREA = "area"
    """The area of a cell."""
    EVENTS = "events"
    """All events of the period in a cell, of whatever class and source; cells without any are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for."""

    by: Grouping = Grouping.H3
    """Unit grids or hexagons."""
    selection: Selection = field(default_factory=Selection)
    resolution: int = 9
    rings: int = 1
    """Of hexagons around each one; of unit grids those that touch it are around it."""
    baseline: Baseline = Baseline.AREA
    level: float = 0.05
    """The share of false findings among all, or the chance of one, that is put up with."""
    correction: Adjustment = Adjustment.BH
    min_count: int = 3
    """Of events in a cell itself; fewer are no finding, whatever is around."""
    limit: int = 100
    geometry: bool = False


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A place where more happens than is to be expected."""

    rank: int
    """From 1, the highest score first."""
    key: str
    name: str | None
    count: int
    expected: float
    score: float
    """Gi*, in standard deviations."""
    p: float
    """Corrected for the number of cells; at most the level."""
    geometry: Json | None = None


@dataclass(frozen=True, slots=True)
class HotSpots:
    """What was found."""

    rows: Sequence[HotSpot]
    found: int
    """Hot spots there are, also those beyond the limit."""
    cells: int
    """Cells that were looked at."""
    events: int
    """Events in them."""
    period: Period


def hot_spots(
    conn: psycopg.Connection,
    search: Search | None = None,
    *,
    rules: Rules | None = None,
    now: datetime | None = None,
) -> HotSpots:
    """The hot spots of the events that were reported in a period.

    Each cell is looked at together with those around it. See `layers.statistics.getis_ord.scores`.

    Args:
        conn: an open connection.
        search: what is looked for; None: hexagons of all events.
        rules: as in `events`.
        now: the present moment.

    Raises:
        NotFound: there is no such area.
        Invalid: something that is asked for is not there, or there are too many cells.
    """
    search = search or Search()
    if search.by not in {Grouping.UNIT_GRID, Grouping.H3}:
        raise Invalid("hot spots are found by unit_grid or h3", given=search.by)
    counted = _count(conn, search, search.selection, rules, now)
    cells, weight = _weighed(conn, search, [row.key for row in counted.rows if row.key], rules, now)
    counts, share = _placed(counted, cells), weight / max(weight.sum(), 1)
    tried = np.flatnonzero(counts >= max(search.min_count, 1))
    score = scores(counts, share, _near(conn, search, cells, tried), tried)
    p = adjusted(score.p, len(cells), search.correction)
    hot = np.flatnonzero((p <= search.level) & (score.z > 0))
    hot = hot[np.lexsort((tried[hot], -score.z[hot]))]
    columns = (counts[tried], counts.sum() * share[tried], score.z, p)
    found = [(cells[tried[one]], *(float(column[one]) for column in columns)) for one in hot]
    rows = _rows(conn, search, found[: search.limit])
    return HotSpots(rows, len(found), len(cells), int(counts.sum()), counted.period)


def _rows(
    conn: psycopg.Connection, search: Search, found: Sequence[tuple[str, float, float, float, float]]
) -> Sequence[HotSpot]:
    keys = [key for key, *_ in found]
    called = names(conn, search.by, keys, {})
    drawn = shapes(conn, search.by, keys) if search.geometry else {}
    return [
        HotSpot(
            rank, key, called.get(key), int(count), round(expected, 4), round(score, 4), p, drawn.get(key)
        )
        for rank, (key, count, expected, score, p) in enumerate(found, 1)
    ]


def _count(
    conn: psycopg.Connection, search: Search, selection: Selection, rules: Rules | None, now: datetime | None
) -> Statistics:
    asked = Question(by=search.by, selection=selection, resolution=search.resolution, chosen=(), limit=None)
    return events(conn, asked, rules=rules, now=now)


def _weighed(
    conn: psycopg.Connection, search: Search, used: Sequence[str], rules: Rules | None, now: datetime | None
) -> tuple[Sequence[str], Floats]:
    """The keys of all cells, and in proportion to what each one's share of events is expected to be."""
    area = search.selection.area
    by_grid = search.by is Grouping.UNIT_GRID
    cells = grids(conn, area) if by_grid else hexagons(conn, area, search.resolution, used)
    if search.baseline is Baseline.AREA:
        return cells
    every = replace(
        search.selection, class_code=None, edition=None, source=None, department=None, collector=None
    )
    weight = _placed(_count(conn, search, every, rules, now), cells.keys)
    some = np.flatnonzero(weight)
    return [cells.keys[one] for one in some.tolist()], weight[some]


def _placed(counted: Statistics, cells: Sequence[str]) -> Floats:
    """How many events each cell has; those in no cell, or in a grid that is no more, are left out."""
    found = {row.key: row.count for row in counted.rows}
    return np.array([found.get(key, 0) for key in cells], dtype=np.float64)


def _near(conn: psycopg.Connection, search: Search, cells: Sequence[str], tried: Ints) -> Near:
    if search.by is Grouping.H3:
        return around_hexagons(cells, tried, search.rings)
    return around_grids(conn, cells, tried)
