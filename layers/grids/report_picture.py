"""A picture of planned grids, as SVG that opens anywhere."""

from collections.abc import Iterator

import numpy as np
import shapely

from layers.grids.divide_plan import Plan
from layers.grids.plane import Floats, Ints, Shapes

__all__ = ["histogram", "picture"]

WIDTH = 1200.0
"""Of the picture, pixels."""
LABELLED = 600
"""Up to so many grids, each bears its number."""
DETAILED = 6000
"""Up to so many grids, buildings and minor roads are drawn."""
DRAWN = 20_000
"""Up to so many grids, unit grids are drawn; more would be a red surface."""
FILLS = ("#f6e3d7", "#e3eedb", "#dfe8f4", "#f3e6f0", "#f8f0d0", "#dff0ee", "#eee8e0")
"""Of duty grids: neighbours differ."""
ROADS = {"motorway": 5.0, "trunk": 4.5, "primary": 4.0, "secondary": 3.0, "tertiary": 2.2}
MINOR = 1.2
STYLE = """
path{fill-rule:evenodd}
.water{fill:#a9cfe8}.whole{fill:#bcdcae}.building{fill:#b9b2aa}
.road{fill:none;stroke:#fff;stroke-linecap:round;stroke-linejoin:round}
.unit{fill:none;stroke:#b5361f;stroke-width:.8;stroke-linejoin:round}
.duty{fill:none;stroke:#1f4e9c;stroke-width:2.2;stroke-linejoin:round}
.community{fill:none;stroke:#111;stroke-width:2.6;stroke-linejoin:round}
.number{font:8px sans-serif;text-anchor:middle;dominant-baseline:central;fill:#4a1408}
"""


def picture(plan: Plan) -> str:
    """Unit grids in red, duty grids as tints with blue borders, communities in black, over the base map."""
    scale = _Scale(plan)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {scale.height:.0f}">',
            f"<style>{STYLE}</style>",
            *_layers(plan, scale),
            "</svg>",
        )
    )


def histogram(values: Floats, top: float, bins: int = 30) -> str:
    """Bars of how many values lie in each of equal steps from 0 to `top`; those above are in the last."""
    counts, edges = np.histogram(np.minimum(values, top), bins=bins, range=(0, top))
    wide, high = 600 / bins, 160 / max(1, int(counts.max()))
    bars = "".join(
        f'<rect x="{n * wide:.1f}" y="{170 - count * high:.1f}" width="{wide - 1:.1f}" '
        f'height="{count * high:.1f}"><title>{edges[n]:,g} – {edges[n + 1]:,g}: {count}</title></rect>'
        for n, count in enumerate(counts.tolist())
    )
    ticks = "".join(
        f'<text x="{600 * n / 5:.0f}" y="184">{top * n / 5:,g}{"+" if n == 5 else ""}</text>'
        for n in range(6)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 0 640 194" width="640">'
        f'<g fill="#5b7fb4">{bars}</g><g font-size="11" text-anchor="middle">{ticks}</g></svg>'
    )


class _Scale:
    """From metres of the plane to pixels, y downwards."""

    def __init__(self, plan: Plan) -> None:
        self.plane = plan.division.plane
        west, south, east, north = shapely.total_bounds(plan.division.flat).tolist()
        margin = (east - west) * 0.01
        self.west, self.north = west - margin, north + margin
        self.factor = WIDTH / (east - west + 2 * margin)
        self.height = (north - south + 2 * margin) * self.factor
        self.frame = shapely.box(west - margin, south - margin, east + margin, north + margin)

    def path(self, shapes: Shapes) -> str:
        """All outlines or lines of geometries in metres as the data of one path."""
        parts = shapely.get_parts(shapes)
        rings = shapely.get_rings(parts)
        lines = rings if len(rings) else parts
        xy, line = shapely.get_coordinates(lines, return_index=True)
        at = self.pixels(xy)
        moved = (np.diff(at, axis=0, prepend=np.nan) != 0).any(axis=1)
        kept = moved | (np.diff(line, prepend=-1) != 0)
        at, line = at[kept], line[kept]
        first = np.diff(line, prepend=-1) != 0
        return "".join(
            f"{'M' if begins else 'L'}{x:g} {y:g}"
            for begins, (x, y) in zip(first.tolist(), at.tolist(), strict=True)
        )

    def pixels(self, xy: Floats) -> Floats:
        """Of points in metres, to a tenth."""
        return np.asarray(np.round((xy - (self.west, self.north)) * (self.factor, -self.factor), 1))

    def drawn(self, degrees: Shapes) -> str:
        """The path of geometries in degrees, as far as they lie within the picture."""
        flat = self.plane.to_metres(degrees[~shapely.is_missing(degrees)])
        inside = shapely.intersects(flat, self.frame)
        return self.path(shapely.intersection(flat[inside], self.frame))


def _layers(plan: Plan, scale: _Scale) -> Iterator[str]:
    division, town, duty = plan.division, plan.place.town, plan.duty
    duty_flat = division.plane.to_metres(duty.shapes)
    tints = _tints(plan)
    for n, fill in enumerate(FILLS):
        yield f'<path fill="{fill}" d="{scale.path(duty_flat[tints == n])}"/>'
    yield f'<path class="water" d="{scale.drawn(town.water)}"/>'
    yield f'<path class="whole" d="{scale.drawn(town.compounds)}"/>'
    detailed = len(plan.codes) <= DETAILED
    if detailed:
        yield f'<path class="building" d="{scale.drawn(town.buildings)}"/>'
    yield from _roads(plan, scale, detailed=detailed)
    if len(plan.codes) <= DRAWN:
        yield f'<path class="unit" d="{scale.path(division.flat)}"/>'
    yield f'<path class="duty" d="{scale.path(duty_flat)}"/>'
    yield f'<path class="community" d="{scale.drawn(town.communities)}"/>'
    if len(plan.codes) <= LABELLED:
        places = scale.pixels(np.asarray(shapely.get_coordinates(shapely.point_on_surface(division.flat))))
        for (x, y), code in zip(places.tolist(), plan.codes, strict=True):
            yield f'<text class="number" x="{x:g}" y="{y:g}">{code[-3:]}</text>'


def _roads(plan: Plan, scale: _Scale, *, detailed: bool) -> Iterator[str]:
    classes = np.array(plan.place.town.road_classes)
    for name in np.unique(classes).tolist():
        if detailed or name in ROADS:
            width = ROADS.get(name, MINOR)
            drawn = scale.drawn(plan.place.town.roads[classes == name])
            yield f'<path class="road" stroke-width="{width:g}" d="{drawn}"/>'


def _tints(plan: Plan) -> Ints:
    """A tint for each duty grid, other than those of its neighbours as far as there are enough."""
    found, of = plan.division.borders, plan.duty.of
    pairs = np.column_stack((of[found.left], of[found.right]))
    beside: list[set[int]] = [set() for _ in plan.duty.codes]
    for one, other in pairs[pairs[:, 0] != pairs[:, 1]].tolist():
        beside[one].add(other)
        beside[other].add(one)
    tints = np.full(len(beside), -1, dtype=np.int64)
    for n, others in enumerate(beside):
        taken = {int(tints[other]) for other in others}
        free = [tint for tint in range(len(FILLS)) if tint not in taken]
        tints[n] = free[n % len(free)] if free else n % len(FILLS)
    return tints
