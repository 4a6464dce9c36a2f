"""Seamless coverages of made-up polygons, for property tests and benchmarks of whatever lies in grids."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi
from shapely import MultiPoint, STRtree

__all__ = ["Box", "coverage", "hull_box"]

Box = tuple[float, float, float, float]
"""West, south, east, north."""
COMMUNITY = "420117999"
"""Codes are unit grid codes: this, three digits of a community that does not exist, three of the grid."""
MOST = 999
BEND = 0.35
"""How far an edge bends at most, as a share of the way from it to the seed of the cell on that side."""
SHORT = 1e-6
"""Edges shorter than this stay straight; the box is one long."""


def coverage(
    n: int, box: Box, seed: int, *, vertices: int = 4
) -> tuple[NDArray[np.str_], NDArray[np.object_]]:
    """Fill a box with irregular polygons without gap or overlap, neighbours sharing all vertices.

    The cells of random seeds (Voronoi), each shared edge bent once to both sides. Bends stay inside the two
    triangles between an edge and its seeds, which never overlap, so the coverage is always valid.

    Args:
        n: how many polygons, 1 to 998001.
        box: west, south, east, north in any CRS; its sides are the outline.
        seed: the same number gives the same polygons.
        vertices: bends of each shared edge; 4 make a polygon of about 30 vertices, 0 and 1 none.

    Returns:
        Codes of 15 digits in rising order, and Polygons in the order of the codes.
    """
    rng = np.random.default_rng(seed)
    seeds = rng.random((n, 2))
    lines = _edges(rng, seeds, vertices)
    west, south, east, north = box
    corner, size = np.array([west, south]), np.array([east - west, north - south])
    lines = shapely.transform(lines, lambda xy: np.where(xy == 1, [east, north], corner + xy * size))
    faces = shapely.get_parts(shapely.polygonize(lines))
    held, face = STRtree(faces).query(shapely.points(corner + seeds * size), predicate="within")
    assert held.tolist() == list(range(n)), "each seed lies in a polygon of its own"
    codes = np.array([f"{COMMUNITY}{k // MOST + 1:03d}{k % MOST + 1:03d}" for k in range(n)])
    return codes, faces[face]


def hull_box(lon: NDArray[np.float64], lat: NDArray[np.float64], margin: float = 0.001) -> Box:
    """The box around points, with a margin in the unit of the points, so that none lies on its sides."""
    west, south, east, north = shapely.bounds(MultiPoint(np.column_stack((lon, lat)))).tolist()
    return west - margin, south - margin, east + margin, north + margin


def _edges(rng: np.random.Generator, seeds: NDArray[np.float64], bends: int) -> NDArray[np.object_]:
    """LineStrings between the cells of seeds in the unit square, and around the square."""
    n = len(seeds)
    mirrored = [seeds * (-1, 1), seeds * (1, -1), seeds * (-1, 1) + (2, 0), seeds * (1, -1) + (0, 2)]
    found = Voronoi(np.vstack((seeds, *mirrored)))  # mirrored seeds make the sides of the square edges
    at = np.where(np.abs(found.vertices) < 1e-12, 0.0, found.vertices)
    at = np.where(np.abs(at - 1) < 1e-12, 1.0, at)
    pair, ends = found.ridge_points, np.array(found.ridge_vertices)
    ours = (pair < n).any(axis=1)
    pair, start, stop = pair[ours], at[ends[ours, 0]], at[ends[ours, 1]]
    length = np.hypot(*(stop - start).T)
    bent = (pair < n).all(axis=1) & (length > SHORT)
    straight = shapely.linestrings(np.stack((start, stop), axis=1)[~bent & (length > 0)])
    curved = shapely.linestrings(_bend(rng, start[bent], stop[bent], seeds[pair[bent]], bends))
    return np.append(shapely.get_parts(straight), shapely.get_parts(curved))


def _bend(
    rng: np.random.Generator,
    start: NDArray[np.float64],
    stop: NDArray[np.float64],
    sides: NDArray[np.float64],
    bends: int,
) -> NDArray[np.float64]:
    """Coordinates of bent edges, shape (edges, bends + 2, 2): towards one seed, then towards the other."""
    along = np.linspace(0, 1, bends + 2)[:, None]
    straight = start[:, None] * (1 - along) + stop[:, None] * along
    pull = rng.uniform(0.05, BEND, (len(start), bends + 2, 1))
    pull[:, [0, (bends + 1) // 2, -1]] = 0  # the middle one stays, where it changes sides
    first = np.arange(bends + 2)[None, :, None] <= (bends + 1) // 2
    goal = np.where(first, sides[:, :1], sides[:, 1:])
    return np.asarray(straight * (1 - pull) + goal * pull)
