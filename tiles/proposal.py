"""A plan of a layer's tiles under which none is too heavy, found by trying."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Final

import psycopg

from layers.catalogue import Catalogue, Kind, Layer
from layers.steps import Drawn, Step
from tiles.order import Order
from tiles.vector import VectorTiles
from tiles.weights import Weight, sizes

__all__ = ["as_toml", "propose"]

CAPS: Final = (5000, 2000, 1000, 500, 200)


def propose(
    conn: psycopg.Connection, layer: Layer, wanted: Order, weights: Iterable[Weight], limit: int
) -> tuple[Step, ...]:
    """The least that has to change: of each zoom that is too heavy the first step that is light enough.

    Of points those are clusters. Others first lose their fields, then what is smaller than a pixel, then
    the least important features. Where nothing helps it is the last that was tried.

    Args:
        conn: an open connection.
        layer: the layer.
        wanted: what was measured.
        weights: how heavy it is.
        limit: bytes.
    """
    found = []
    for one in weights:
        step = replace(layer.step(one.z), zooms=(one.z, one.z))
        if one.largest > limit:
            step = _lighter(conn, layer, wanted, one, _lighter_steps(layer, step), limit)
        found.append(step)
    return _together(found)


def as_toml(steps: Iterable[Step]) -> str:
    """Steps as layer files have them; what is as ever is left out."""
    return "\n".join("\n".join(["[[tiles]]", *_lines(step), ""]) for step in steps)


def _lighter(
    conn: psycopg.Connection,
    layer: Layer,
    wanted: Order,
    weight: Weight,
    steps: Iterator[Step],
    limit: int,
) -> Step:
    for step in steps:
        tiles = VectorTiles(Catalogue({layer.name: replace(layer, steps=(step,))}))
        if max(size for size, _ in sizes(conn, tiles, wanted, weight.heaviest)) <= limit:
            break
    return step


def _lighter_steps(layer: Layer, step: Step) -> Iterator[Step]:
    if layer.geometry is Kind.POINT:
        yield Step(step.zooms, Drawn.CLUSTERS)
        return
    yield (bare := replace(step, fields=()))
    yield (large := replace(bare, least=max(step.least, 1.0)))
    yield (simple := replace(large, simplify=max(step.simplify, 0.5)))
    yield from (replace(simple, cap=cap) for cap in CAPS if cap < step.cap)


def _together(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Steps of single zooms; neighbours that say the same become one."""
    joined: list[Step] = []
    for step in steps:
        if joined and replace(joined[-1], zooms=step.zooms) == step:
            joined[-1] = replace(step, zooms=(joined[-1].zooms[0], step.zooms[1]))
        else:
            joined.append(step)
    return tuple(joined)


def _lines(step: Step) -> Iterator[str]:
    plain = Step(step.zooms)
    for one in fields(step):
        value = getattr(step, one.name)
        if one.name == "zooms" or value != getattr(plain, one.name):
            yield f"{one.name} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(some)}" for name, some in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
