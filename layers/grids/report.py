"""What a plan of grids is like, in figures, as map data, and as a page to look at."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import STRtree

from layers.grids.divide_plan import Plan
from layers.grids.divide_town import TOUCH
from layers.grids.group import balance
from layers.grids.plane import Floats
from layers.grids.report_page import page
from layers.grids.report_picture import picture

__all__ = ["compactness", "summary", "write_report"]

PARTS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
"""Quantiles that are told of everything measured."""


def write_report(plan: Plan, folder: Path) -> dict[str, Any]:
    """Write summary.json, grids.geojson, map.svg and report.html into a folder, made when it isn't there.

    Returns:
        The summary.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = summary(plan)
    map_svg = picture(plan)
    text = json.dumps(figures, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text, encoding="utf-8")
    (folder / "grids.geojson").write_text(_geojson(plan), encoding="utf-8")
    (folder / "map.svg").write_text(map_svg, encoding="utf-8")
    (folder / "report.html").write_text(page(plan, figures, map_svg), encoding="utf-8")
    return figures


def compactness(plan: Plan) -> Floats:
    """Of each unit grid, Polsby-Popper: 1 for a circle, 0.79 for a square, 0 for a line."""
    flat = plan.division.flat
    return np.asarray(4 * np.pi * shapely.area(flat) / shapely.length(flat) ** 2)


def summary(plan: Plan) -> dict[str, Any]:
    """Figures of a plan; areas in square metres, quantiles at 0, 5, 25, 50, 75, 95 and 100 %."""
    division, town, options = plan.division, plan.place.town, plan.wishes.options
    loads, evenness = balance(plan.duty.of, plan.load)
    by_grids, by_communities = _cut_buildings(plan)
    missing = [
        code for code, shape in zip(town.codes, town.communities, strict=True) if not shape or shape.is_empty
    ]
    return {
        "area": {"code": plan.place.code, "name": plan.place.name},
        "target_m2": options.target,
        "communities": len(town.codes),
        "communities_without_outline": missing,
        "unit_grids": {
            "count": len(plan.codes),
            "seamless": bool(shapely.coverage_is_valid(division.shapes)),
            "mean_m2": round(float(division.area.mean()), 1),
            "area_m2": _quantiles(division.area, 1),
            "compactness": _quantiles(compactness(plan), 3),
            "below_least": int((division.area < options.least).sum()),
            "buildings_cut": by_grids,
            "buildings_cut_by_communities": by_communities,
            "most_in_a_community": int(np.bincount(division.community).max()),
        },
        "duty_grids": {
            "count": len(plan.duty.codes),
            "weights": dict(plan.wishes.weights),
            "load": _quantiles(loads, 2),
            "max_over_mean": round(evenness, 3),
            "max_over_mean_of_several": round(_of_several(plan, loads), 3),
            "unit_grids_above_a_duty_grid": [
                code for code, load in zip(plan.codes, plan.load, strict=True) if load > plan.wishes.units
            ],
            "deviation_over_mean": round(float(loads.std() / loads.mean()), 3) if loads.any() else 0.0,
        },
        "totals": {name: round(float(amount.sum())) for name, amount in plan.parts.items()},
    }


def _of_several(plan: Plan, loads: Floats) -> float:
    """The largest load over the mean among duty grids of more than one unit grid; 1 when there is none."""
    several = loads[np.bincount(plan.duty.of) > 1]
    return float(several.max() / several.mean()) if several.any() else 1.0


def _quantiles(values: Floats, digits: int) -> list[float]:
    return [round(float(value), digits) for value in np.quantile(values, PARTS)]


def _cut_buildings(plan: Plan) -> tuple[int, int]:
    """How many buildings a border of a grid runs through: one inside a community, and one of communities."""
    plane, town = plan.division.plane, plan.place.town
    shrunk = shapely.buffer(plane.to_metres(town.buildings), -2 * TOUCH, join_style="mitre")
    outlines = plane.to_metres(town.communities)
    outlines = shapely.get_parts(shapely.boundary(outlines[~shapely.is_missing(outlines)]))
    borders = shapely.get_parts(shapely.boundary(plan.division.flat))
    by_communities = set(STRtree(outlines).query(shrunk, predicate="intersects")[0].tolist())
    by_any = set(STRtree(borders).query(shrunk, predicate="intersects")[0].tolist())
    return len(by_any - by_communities), len(by_any & by_communities)


def _geojson(plan: Plan) -> str:
    """Unit grids, with the duty grid of each; coordinates in degrees of CGCS2000."""
    division, compact = plan.division, compactness(plan)
    lines = []
    for n, shape in enumerate(shapely.to_geojson(division.shapes).tolist()):
        properties = {
            "code": plan.codes[n], "name": plan.names[n],
            "community_code": plan.place.town.codes[division.community[n]],
            "duty_grid_code": plan.duty.codes[plan.duty.of[n]], "area_m2": round(float(division.area[n]), 1),
            "compactness": round(float(compact[n]), 3), "load": round(float(plan.load[n]), 3),
        }  # fmt: skip
        told = json.dumps(properties, ensure_ascii=False)
        lines.append(f'{{"type":"Feature","properties":{told},"geometry":{shape}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
