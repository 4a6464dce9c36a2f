"""Repairs of findings: worked out and shown first, then made, all of it or nothing (修复)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

import psycopg

from layers.errors import Conflict, NotFound
from layers.grids.check import chosen, findings_on
from layers.grids.check_finding import Finding, Words
from layers.grids.check_ground import Ground
from layers.grids.check_measure import Shape
from layers.grids.check_read import read
from layers.grids.findings import Stored, finding
from layers.grids.operations import Done, affected
from layers.grids.operations_held import alone, held, unit_grids
from layers.grids.operations_write import place_components, rebuild, replace, reshape
from layers.grids.repair_draft import Draft
from layers.grids.repair_rules import RULES, whole_community

__all__ = ["Change", "Plan", "apply", "has_rule", "plan"]


class Change(NamedTuple):
    """What becomes of one grid."""

    kind: str
    """unit, duty or composite."""
    code: str
    before: Shape
    after: Shape | None
    """None of a unit grid that is retired."""
    into: str | None
    """The unit grid that takes its land."""
    version: datetime
    """Since when the grid is as this plan saw it."""


class Plan(NamedTuple):
    """What would put a finding right."""

    finding: Stored
    says: Words
    """The rule."""
    changes: list[Change]


VERSIONS: Final = """
SELECT 'unit' AS kind, code, valid_from FROM onemap.unit_grid WHERE code = ANY (%(codes)s)
UNION ALL SELECT 'duty', code, valid_from FROM onemap.duty_grid WHERE code = ANY (%(codes)s)
UNION ALL SELECT 'composite', code, valid_from FROM onemap.composite_grid WHERE code = ANY (%(codes)s)
"""
REMADE: Final = frozenset({"duty_shape", "composite_shape"})
COLUMN: Final = {"duty": "duty_grid_code", "composite": "composite_grid_code"}


def plan(conn: psycopg.Connection, code: str, *, whole: bool = False) -> Plan:
    """Work out what would put a finding right, from the grids as they are now; nothing is changed.

    Args:
        conn: an open connection.
        code: of the finding.
        whole: clean all unit grids of its community together, instead of this one place.

    Raises:
        NotFound: there is no such finding, or no rule for what it found.
        Conflict: the grids have changed since it was found, or no neighbour can take the land.
    """
    stored = finding(conn, code)
    _require_rule(stored, whole=whole)
    scope = [stored.community_code] if stored.community_code else None
    ground = read(conn, scope, wide=False)
    draft = Draft(ground)
    if whole:
        says = whole_community(draft, str(stored.community_code))
    else:
        rule = RULES[stored.check_name]
        rule.draft(draft, _found(ground, stored).suspect)
        says = rule.says
    return Plan(stored, says, _changes(conn, draft, stored, whole=whole))


def apply(
    conn: psycopg.Connection,
    code: str,
    *,
    whole: bool = False,
    versions: Mapping[str, datetime] | None = None,
) -> Done:
    """Put a finding right, and check the grids concerned again. The caller says who and why, and commits.

    Args:
        conn: an open connection.
        code: of the finding.
        whole: as for `plan`.
        versions: `version` of each grid by its code, as the plan said that was looked at; None when nobody
            looked at one.

    Raises:
        NotFound: as for `plan`.
        Conflict: as for `plan`, or a grid has changed since the plan was looked at.
        Unavailable: somebody else is writing grids.
    """
    with alone(conn):
        wanted = plan(conn, code, whole=whole)
        now = {change.code: change.version for change in wanted.changes}
        if versions is not None and dict(versions) != now:
            changed = sorted(one for one in now.keys() | versions.keys() if now.get(one) != versions.get(one))
            hint = "look at the repair again, and apply it with the versions that it tells"
            raise Conflict("grids have changed since this repair was looked at", codes=changed, hint=hint)
        return _apply(conn, wanted)


def has_rule(stored: Stored) -> bool:
    """Whether there is a rule to put a finding right; those of trades and of duty grids are for people."""
    return stored.check_name in RULES and (stored.grid_kind == "unit" or stored.check_name in REMADE)


def _apply(conn: psycopg.Connection, wanted: Plan) -> Done:
    units = [change for change in wanted.changes if change.kind == "unit"]
    before = held(conn, [change.code for change in units])
    reshape(conn, {change.code: change.after for change in units if change.after})
    for change, old in zip(units, before, strict=True):
        if change.into:
            replace(conn, [old], {change.into: change.before}, "merge", old)
    codes = sorted({change.into or change.code for change in units})
    place_components(conn, before, codes)
    now = unit_grids(conn, codes)
    for change in wanted.changes:
        if change.kind != "unit":
            now += unit_grids(conn, [change.code], by=COLUMN[change.kind])
    rebuild(conn, [*before, *now])
    retired = [change.code for change in units if change.after is None]
    return Done(retired, codes, affected(conn, before, now))


def _require_rule(stored: Stored, *, whole: bool) -> None:
    if whole and not stored.community_code:
        raise NotFound("the finding belongs to no community", code=stored.code, hint="repair it by itself")
    if whole or has_rule(stored):
        return
    hint = "split, merge or move the grids, or correct their codes where they come from"
    raise NotFound(f"there is no rule to put {stored.check_name} right", kind=stored.grid_kind, hint=hint)


def _found(ground: Ground, stored: Stored) -> Finding:
    """The same finding in the grids as they are now."""
    for one in findings_on(ground, chosen([stored.check_name])):
        if one.code == stored.code:
            return one
    hint = "run the checks again: POST /api/grids/checks, or onemap grids check"
    raise Conflict("the grids have changed since this was found", code=stored.code, hint=hint)


def _changes(conn: psycopg.Connection, draft: Draft, stored: Stored, *, whole: bool) -> list[Change]:
    """What the draft changes, in the order of codes."""
    ground, remade = draft.ground, stored.grid_codes if stored.check_name in REMADE and not whole else []
    codes = sorted(draft.shapes.keys() | draft.heirs.keys())
    since = {(kind, code): at for kind, code, at in conn.execute(VERSIONS, {"codes": [*codes, *remade]})}
    changes = [_change(draft, code, since["unit", code]) for code in codes]
    grids, cover = (
        (ground.duty, ground.duty_cover)
        if stored.grid_kind == "duty"
        else (ground.composite, ground.composite_cover)
    )
    for code in remade:
        before, kind = grids.geom[grids.row[code]], stored.grid_kind
        changes.append(Change(kind, code, before, cover[code], None, since[kind, code]))
    return changes


def _change(draft: Draft, code: str, version: datetime) -> Change:
    before, into = draft.ground.unit.geom[draft.ground.unit.row[code]], draft.heirs.get(code)
    return Change("unit", code, before, None if into else draft.shapes[code], into, version)
