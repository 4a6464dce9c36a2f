"""Areas: the files and the manifest state rows, the tree of them gives full names, outlines and order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import psycopg
import pyarrow as pa
import shapely
from psycopg.rows import class_row

from importers.manifest import LayerFile, StatedArea
from importers.report import Part
from importers.run import LINE, Run, prepare
from layers.rows import merge
from layers.schema.areas import AREA_LEVELS

__all__ = ["load"]

SCHEME = """
INSERT INTO onemap.area_level (scheme, level, digits) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
DIGITS = "SELECT level, digits FROM onemap.area_level WHERE scheme = %s"

KNOWN = """
SELECT code, name, full_name, parent_code, source, geom IS NOT NULL AS placed
FROM onemap.area WHERE code = ANY (%s)
"""


@dataclass(frozen=True)
class Area:
    """An area as stated; `line` 0 is the manifest itself."""

    code: str
    level: str
    name: str
    parent_code: str | None
    geom: str | None
    source: str
    file: str
    line: int
    full_name: str | None = None
    outline: bool = False


@dataclass(frozen=True)
class Known:
    """An area that is in the database already."""

    code: str
    name: str
    full_name: str
    parent_code: str | None
    source: str
    placed: bool


def load(run: Run, layers: Sequence[LayerFile]) -> None:
    """Bring in the areas of all files together; where two state the same area, the later one wins."""
    if not layers and not run.manifest.areas:
        return
    _declare_scheme(run)
    part = run.part(" + ".join(layer.file for layer in layers) or "manifest", "area")
    stated = _together(run, part, layers)
    known = _known(run.conn, stated.values())
    kept = _tree(run, part, stated, known)
    outlined = [_outlined(area, kept.values()) for area in kept.values()]
    _write(run, part, outlined)


def _declare_scheme(run: Run) -> None:
    for level, digits in run.manifest.digits.items():
        run.conn.execute(SCHEME, (run.manifest.scheme, level, digits))


def _together(run: Run, part: Part, layers: Sequence[LayerFile]) -> dict[str, Area]:
    """Code -> area; every row that says one again is counted, and said where it says something else."""
    stated = {one.code: _from_manifest(run, one) for one in run.manifest.areas}
    for layer in layers:
        differ = []
        for area in _rows(run, part, layer):
            before = stated.get(area.code)
            stated[area.code] = _later(before, area)
            part.repeated += before is not None and before.line > 0
            if before is not None and before.name != area.name:
                differ.append(f"{area.code} {before.name} -> {area.name}")
        if differ:
            part.notes.append(f"{layer.file} names {len(differ)} areas otherwise, taken: {'; '.join(differ)}")
    return stated


def _from_manifest(run: Run, one: StatedArea) -> Area:
    return Area(
        code=one.code,
        level=one.level,
        name=one.name,
        parent_code=one.parent_code,
        geom=None,
        source=f"{run.manifest.city}:manifest",
        file="manifest",
        line=0,
        full_name=one.full_name,
        outline=one.outline,
    )


def _later(before: Area | None, area: Area) -> Area:
    """The later statement, with what only the earlier one has."""
    if before is None:
        return area
    return replace(
        area,
        geom=area.geom or before.geom,
        parent_code=area.parent_code or before.parent_code,
        full_name=before.full_name,
        outline=before.outline,
    )


def _rows(run: Run, part: Part, layer: LayerFile) -> Iterator[Area]:
    for row in prepare(run, layer, part).to_pylist():
        yield Area(
            code=row["code"],
            level=row["level"],
            name=row["name"],
            parent_code=row.get("parent_code"),
            geom=row.get("geom"),
            source=run.source(layer),
            file=layer.file,
            line=row[LINE],
        )


def _known(conn: psycopg.Connection, stated: Iterable[Area]) -> dict[str, Known]:
    codes = {code for area in stated for code in (area.code, area.parent_code) if code}
    with conn.cursor(row_factory=class_row(Known)) as cur:
        return {one.code: one for one in cur.execute(KNOWN, (list(codes),))}


def _tree(run: Run, part: Part, stated: dict[str, Area], known: dict[str, Known]) -> dict[str, Area]:
    """From the top: the areas that can be written, with full names; the others are refused."""
    digits: dict[str, int] = dict(run.conn.execute(DIGITS, (run.manifest.scheme,)).fetchall())
    order = {level: place for place, level in enumerate(AREA_LEVELS)}
    kept: dict[str, Area] = {}
    for area in sorted(stated.values(), key=lambda one: (order.get(one.level, 99), one.code)):
        why = _misfit(area, digits) or _foreign(run, area, known) or _orphan(area, kept, known)
        if why:
            row = {"code": area.code, "level": area.level, "name": area.name, "parent_code": area.parent_code}
            part.read += area.line == 0
            run.refusals.add(part, area.file, area.line, why, row)
            continue
        above = kept.get(area.parent_code or "") or known.get(area.parent_code or "")
        begin = above.full_name if above and above.full_name else ""
        kept[area.code] = replace(
            area, full_name=area.full_name or begin + area.name, source=_said_by(area, known.get(area.code))
        )
    return kept


def _said_by(area: Area, there: Known | None) -> str:
    """A statement that adds nothing to what another source said does not take it over."""
    adds = there is None or area.geom or (area.name, area.parent_code) != (there.name, there.parent_code)
    return area.source if adds or there is None else there.source


def _misfit(area: Area, digits: dict[str, int]) -> str | None:
    wanted = digits.get(area.level)
    if wanted is None:
        return f"level {area.level!r} is none of the scheme's"
    if not (area.code.isascii() and area.code.isdigit() and len(area.code) == wanted):
        return f"the code of a {area.level} has {wanted} digits"
    return None


def _foreign(run: Run, area: Area, known: dict[str, Known]) -> str | None:
    """Another source's area stays as it is, and so does all below it; one without an outline may get it."""
    for code in (area.code, area.parent_code or ""):
        there = known.get(code)
        if there and there.placed and there.source.split(":")[0] != run.manifest.city:
            return f"it, or the area above it, belongs to {there.source.split(':')[0]} in this database"
    return None


def _orphan(area: Area, kept: dict[str, Area], known: dict[str, Known]) -> str | None:
    if area.parent_code and area.parent_code not in kept and area.parent_code not in known:
        return f"its parent {area.parent_code} is not known"
    return None


def _outlined(area: Area, all_areas: Iterable[Area]) -> Area:
    if not area.outline:
        return area
    below = [shapely.from_wkb(one.geom) for one in all_areas if one.parent_code == area.code and one.geom]
    if not below:
        return area
    whole = shapely.multipolygons(shapely.get_parts(shapely.union_all(below)))
    return replace(area, geom=str(shapely.to_wkb(whole, hex=True)))


def _step(area: Area) -> tuple[int, bool]:
    return AREA_LEVELS.index(area.level), area.geom is not None


def _write(run: Run, part: Part, areas: Sequence[Area]) -> None:
    """Level by level, parents first; those with a geometry apart, so that a missing one wipes out none."""
    names = ("code", "level", "name", "full_name", "parent_code", "source", "geom")
    for (_, placed), group in groupby(sorted(areas, key=_step), _step):
        rows = list(group)
        columns = {name: pa.array([getattr(one, name) for one in rows], pa.string()) for name in names}
        columns["scheme"] = pa.array([run.manifest.scheme] * len(rows))
        if not placed:
            del columns["geom"]
        derived = sum(one.line == 0 for one in rows)
        part.wrote(merge(run.conn, "area", pa.table(columns), import_id=run.import_id), derived)
