"""A MapLibre style of all layers that the public may see, made from layer files and a theme."""

from collections.abc import Iterator, Sequence
from typing import Any

from layers.catalogue import Kind, Layer
from layers.steps import Drawn
from tiles.clusters import COUNT
from tiles.look import FONTS, ROADS, Look, look
from tiles.theme import Theme
from tiles.values import LABEL, has_label

__all__ = ["SOURCE", "style"]

SOURCE = "onemap"
"""The source of all layers but those that come apart, each of which has one of its own."""

Json = dict[str, Any]


def style(layers: Sequence[Layer], theme: Theme, base: str = "") -> Json:
    """A style of version 8 of the MapLibre style specification.

    Args:
        layers: tiled layers in drawing order, at least one; labels lie above all of them.
        theme: the colours.
        base: what stands before `/tiles/...`, such as 'https://map.example.cn'; empty for relative addresses.
    """
    drawn = [part for layer in layers for part in _shapes(layer, theme)]
    labels = [part for layer in layers for part in (*_labels(layer, theme), *_counts(layer, theme))]
    return {
        "version": 8,
        "name": theme.title,
        "sources": _sources(layers, base),
        "layers": [_background(theme), *drawn, *labels],
    }


def _sources(layers: Sequence[Layer], base: str) -> Json:
    members: dict[str, list[Layer]] = {}
    for layer in layers:
        members.setdefault(_source_of(layer), []).append(layer)
    return {name: _source(together, base) for name, together in members.items()}


def _source_of(layer: Layer) -> str:
    return f"{SOURCE}-{layer.name}" if look(layer).apart else SOURCE


def _source(layers: Sequence[Layer], base: str) -> Json:
    names = ",".join(layer.name for layer in layers)
    return {
        "type": "vector",
        "tiles": [f"{base}/tiles/{names}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": min(layer.zoom[0] for layer in layers),
        "maxzoom": max(layer.zoom[1] for layer in layers),
    }


def _background(theme: Theme) -> Json:
    return {"id": "background", "type": "background", "paint": {"background-color": theme.background}}


def _part(
    layer: Layer, kind: str, role: str, paint: Json, layout: Json | None = None, condition: Json | None = None
) -> Json:
    """A style layer of a catalogue layer; the condition is what it says of features and zooms."""
    part: Json = {
        "id": f"{layer.name}:{role}",
        "type": kind,
        "source": _source_of(layer),
        "source-layer": layer.name,
        "minzoom": layer.zoom[0],
        "metadata": {"onemap:layer": layer.name, "onemap:title": layer.title},
        "paint": paint,
        "layout": {"visibility": "visible" if look(layer).shown else "none", **(layout or {})},
    }
    highest = 24
    if layer.zoom[1] < 18:  # tiles of the last zoom are drawn on and on; a layer that ends before is not
        part["maxzoom"] = min(layer.zoom[1] + 1, highest)
    return part | (condition or {})


def _shapes(layer: Layer, theme: Theme) -> Iterator[Json]:
    colour = theme.colours.get(layer.name, layer.colour)
    if layer.geometry is Kind.POINT:
        clusters = _clusters(layer)
        alone = {"filter": ["!", ["has", COUNT]]} if clusters else None
        yield _part(layer, "circle", "point", _circle(colour, theme), condition=alone)
        if clusters:
            yield _part(layer, "circle", "cluster", _heap(colour, theme), condition=clusters)
    elif layer.table == "road":
        yield from _roads(layer, theme)
    elif layer.geometry is Kind.LINE:
        yield _part(layer, "line", "line", {"line-color": colour, "line-width": look(layer).line})
    else:
        yield from _polygon(layer, colour, theme.outlines.get(layer.name, colour), look(layer))


def _circle(colour: str, theme: Theme) -> Json:
    return {
        "circle-color": colour,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 1.5, 14, 2.5, 18, 6],
        "circle-stroke-color": theme.halo,
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 13, 0, 16, 1],
    }


def _clusters(layer: Layer) -> Json | None:
    """At which zooms some features stand for many, and which do; None when none does."""
    steps = [one for one in layer.steps if one.kind is Drawn.CLUSTERS]
    if not steps:
        return None
    first, last = min(one.zooms[0] for one in steps), max(one.zooms[1] for one in steps)
    return {"minzoom": first, "maxzoom": last + 1, "filter": ["has", COUNT]}


def _heap(colour: str, theme: Theme) -> Json:
    """A circle for many: it grows with the logarithm of how many they are."""
    size = ["interpolate", ["linear"], ["log10", ["get", COUNT]], 0.3, 7, 1, 9, 2, 13, 3, 17, 5, 22]
    return {
        "circle-color": colour,
        "circle-opacity": 0.75,
        "circle-radius": size,
        "circle-stroke-color": theme.halo,
        "circle-stroke-width": 1,
    }


def _counts(layer: Layer, theme: Theme) -> Iterator[Json]:
    """How many a feature stands for, written into its circle."""
    if clusters := _clusters(layer):
        text = ["to-string", ["get", COUNT]]
        layout = {"text-field": text, "text-font": FONTS, "text-size": 11, "text-allow-overlap": True}
        paint = {"text-color": theme.text, "text-halo-color": theme.halo, "text-halo-width": 1.2}
        yield _part(layer, "symbol", "count", paint, layout, clusters)


def _polygon(layer: Layer, colour: str, edge: str, drawn: Look) -> Iterator[Json]:
    if drawn.fill:
        yield _part(layer, "fill", "fill", {"fill-color": colour, "fill-opacity": drawn.fill})
    if drawn.line:
        paint = {"line-color": edge, "line-width": drawn.line}
        yield _part(
            layer, "line", "edge", paint | ({"line-dasharray": list(drawn.dash)} if drawn.dash else {})
        )


def _roads(layer: Layer, theme: Theme) -> Iterator[Json]:
    """Each road twice: its edge, wider, below everything of all roads; then its fill."""
    order = _by_class({name: place for place, name in enumerate(ROADS)}, 0)
    layout = {"line-cap": "round", "line-join": "round", "line-sort-key": order}
    for role, colours, extra in (("casing", theme.casing, 2.0), ("line", theme.road, 0.0)):
        far = _by_class({name: road.far + extra / 4 for name, road in ROADS.items()}, 0.4)
        near = _by_class({name: road.near + extra for name, road in ROADS.items()}, 6)
        width = ["interpolate", ["exponential", 1.6], ["zoom"], 9, far, 18, near]
        colour = _by_class(dict(colours), layer.colour)
        yield _part(layer, "line", role, {"line-color": colour, "line-width": width}, layout)


def _by_class(values: dict[str, Any], otherwise: object) -> list[Any]:
    pairs = [item for pair in values.items() for item in pair]
    return ["match", ["get", "class"], *pairs, otherwise]


def _labels(layer: Layer, theme: Theme) -> Iterator[Json]:
    if not layer.label:
        return
    drawn = look(layer)
    placement: Json = {"text-anchor": "center"}
    if layer.geometry is Kind.LINE:
        placement = {"symbol-placement": "line", "symbol-spacing": 300}
    elif layer.geometry is Kind.POINT:
        placement = {"text-anchor": "top", "text-offset": [0, 0.6]}
    layout = {"text-field": ["get", layer.label], "text-font": FONTS, "text-size": drawn.text, **placement}
    paint = {"text-color": theme.text, "text-halo-color": theme.halo, "text-halo-width": 1.4}
    label = _part(layer, "symbol", "label", paint, layout)
    if has_label(layer):
        label["filter"] = ["==", ["get", LABEL], True]
    label["minzoom"] = min(layer.zoom[0] + drawn.text_from, layer.zoom[1])
    yield label
