"""Where events lie, what that was taken from, and which component each is about."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.sample.arrays import Floats, Ints, Texts
from importers.sample.components import Standing
from importers.sample.events import Events
from importers.sample.rules import EDITION
from importers.sample.town import Town
from importers.sample.world import World
from layers.events.classes import load as load_classes

__all__ = ["Places", "locate"]

BY_ADDRESS = {"hotline": 0.7, "public": 0.35, "leader": 0.8, "department": 0.6}
"""Share of each channel's reports that have an address and no point; the others of these have both."""


@dataclass(frozen=True)
class Places:
    """The places of all events."""

    xy: Floats
    cell: Ints
    placed_from: Texts
    gap: Floats
    """Metres between point and address; NaN where one of the two was not given."""
    component: Texts


def locate(world: World, town: Town, events: Events, standing: Iterable[Standing]) -> Places:
    """The place of each event; one that strayed over the border is put at its plate."""
    rng = world.setting.stream("event places")
    share = np.array([BY_ADDRESS.get(channel, -1.0) for channel in events.channel])
    plate = town.plates.xy[events.plate]
    by_address = rng.random(len(share)) < share
    cell = world.locate(events.xy)
    home = by_address | (cell < 0)
    xy = np.where(home[:, None], plate, events.xy)
    cell = np.where(home, town.plates.cell[events.plate], cell)
    placed = np.where(by_address, "address", np.where(share >= 0, "both", "point")).astype(object)
    gap = np.where(placed == "both", np.round(np.hypot(*(xy - plate).T), 1), np.nan)
    return Places(xy, cell, placed, gap, _components(events, xy, standing))


def _components(events: Events, xy: NDArray[np.float64], standing: Iterable[Standing]) -> Texts:
    """The nearest component of the event's own class, where one is near enough to be it."""
    found = np.full(len(xy), None, dtype=object)
    classes = load_classes()
    for here in standing:
        mine = np.flatnonzero(events.class_code == here.kind.code)
        if len(mine) and len(here.xy):
            reach = classes.near(EDITION, here.kind.code).reach.component_m
            tree = shapely.STRtree(np.asarray(shapely.points(here.xy), dtype=object))
            event, component = tree.query_nearest(shapely.points(xy[mine]), reach, all_matches=False)
            found[mine[event]] = [here.code(number) for number in component.tolist()]
    return found
