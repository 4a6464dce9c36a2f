"""Corrections of the library: proposed, reviewed and published, so that grid workers (网格员) keep it right.

A correction is tried when it is proposed and again when it is accepted, and undone at once: what can't be
done is refused then, and everybody sees what will become of it. Publishing does it for good, if the addresses
that it names are still as they were seen.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import dict_row, scalar_row
from psycopg.types.json import Jsonb

from address.lifecycle.actions import Proposal, apply, proposal
from address.lifecycle.held import Done, alone
from address.lifecycle.reading import STEPS, Correction, correction
from layers.changes import act_as
from layers.errors import Conflict, Invalid

__all__ = ["propose", "take_step"]

LONGEST: Final = 500
"""Characters of a reason."""

SNAPSHOT = """
SELECT code, level, name, full_text, local_text, parent_code, area_code, state, merged_into,
       ST_X(geom) AS lon, ST_Y(geom) AS lat, accuracy,
       ARRAY(SELECT local_text FROM onemap.address_alias WHERE address_code = a.code ORDER BY 1) AS aliases
FROM onemap.address a WHERE code = ANY (%(codes)s) ORDER BY array_position(%(codes)s, code)
"""
PROPOSE = """
INSERT INTO onemap.address_correction (action, address_code, wanted, seen, planned, changed)
VALUES (%(action)s, %(address_code)s, %(wanted)s, %(seen)s, %(planned)s, %(changed)s) RETURNING id
"""
LOCK = "SELECT FROM onemap.address_correction WHERE id = %(id)s FOR UPDATE"
ACCEPT = """
UPDATE onemap.address_correction SET seen = %(seen)s, planned = %(planned)s, changed = %(changed)s
WHERE id = %(id)s
"""
PUBLISH = """
UPDATE onemap.address_correction
SET planned = %(planned)s, changed = %(changed)s, result_code = %(result_code)s WHERE id = %(id)s
"""
STEP = """
WITH moved AS (UPDATE onemap.address_correction SET state = %(state)s WHERE id = %(id)s)
INSERT INTO onemap.address_correction_step (correction_id, step, state, actor, reason)
VALUES (%(id)s, %(step)s, %(state)s, %(actor)s, nullif(%(reason)s, ''))
"""


def propose(conn: psycopg.Connection, wanted: Proposal, *, actor: str, reason: str) -> Correction:
    """Propose a change of the library; the library stays as it is.

    Args:
        conn: an open connection; the caller commits.
        wanted: from `address.lifecycle.actions.proposal`.
        actor: who proposes it.
        reason: why; kept with the change when it is published.

    Raises:
        Invalid: no reason, or what the action raises.
        NotFound: an address or area that it names is not known.
        Conflict: it can't be done as the library is now.
    """
    why = _reason(reason, needed=True)
    with conn.transaction(), conn.cursor(row_factory=scalar_row) as cur:
        tried = _tried(conn, wanted)
        about = wanted.codes[0] if wanted.codes else None
        facts = {"action": wanted.action, "address_code": about, "wanted": Jsonb(wanted.fields)}
        number = int(cur.execute(PROPOSE, facts | tried.columns).fetchone() or 0)
        cur.execute(STEP, _step(number, "propose", "proposed", actor, why))
    return correction(conn, number)


def take_step(
    conn: psycopg.Connection, number: int, step: str, *, actor: str, reason: str = ""
) -> Correction:
    """Accept, reject, withdraw or publish a correction.

    Args:
        conn: an open connection; the caller commits.
        number: of the correction.
        step: one of `STEPS`.
        actor: who takes it.
        reason: why; needed for a rejection.

    Raises:
        NotFound: there is no such correction.
        Invalid: no such step, or no reason where one is needed.
        Conflict: the correction is not in a state for it; it can't be done as the library is now; or it is to
            be published and an address that it names has changed since it was seen.
    """
    if step not in STEPS:
        raise Invalid(f"no step {step[:20]!r}", allowed=list(STEPS))
    rule = STEPS[step]
    why = _reason(reason, needed=rule.needs_reason)
    with conn.transaction():
        conn.execute(LOCK, {"id": number})
        found = correction(conn, number)
        if found.state not in rule.before:
            hint = f"it may be taken through: {', '.join(found.may)}" if found.may else "propose a new one"
            raise Conflict(f"the correction is {found.state}", id=number, hint=hint)
        if step == "accept":
            _accept(conn, found)
        if step == "publish":
            _publish(conn, found, actor)
        conn.execute(STEP, _step(number, step, rule.after, actor, why))
    return correction(conn, number)


class _Tried(NamedTuple):
    """What an action would do, or did."""

    seen: list[dict[str, Any]]
    planned: list[dict[str, Any]]
    done: Done

    @property
    def columns(self) -> dict[str, Any]:
        """As the table keeps it."""
        return {"seen": Jsonb(self.seen), "planned": Jsonb(self.planned), "changed": self.done.changed}


def _tried(conn: psycopg.Connection, wanted: Proposal) -> _Tried:
    """Do it, look, and undo it; a code that was drawn for it is not given again."""
    with conn.transaction(force_rollback=True):
        tried = _made(conn, wanted)
    for one in tried.planned:
        one["code"] = one["code"] if one["code"] in wanted.codes else None
    return tried


def _made(conn: psycopg.Connection, wanted: Proposal) -> _Tried:
    """Do it, with what was before and what is now."""
    with alone(conn):
        seen = _snapshot(conn, wanted.codes)
        done = apply(conn, wanted)
        return _Tried(seen, _snapshot(conn, list(dict.fromkeys([*wanted.codes, done.code]))), done)


def _accept(conn: psycopg.Connection, found: Correction) -> None:
    tried = _tried(conn, proposal(found.action, found.wanted))
    conn.execute(ACCEPT, tried.columns | {"id": found.id})


def _publish(conn: psycopg.Connection, found: Correction, actor: str) -> None:
    """Do what was accepted, under the reason that was given for it."""
    wanted = proposal(found.action, found.wanted)
    with alone(conn):
        changed = [one["code"] for one in _snapshot(conn, wanted.codes) if one not in found.seen]
        if changed:
            hint = "look at it as it is now and accept it anew, or reject it"
            raise Conflict("an address has changed since this was accepted", codes=changed, hint=hint)
        act_as(conn, actor, found.steps[0].reason or "")
        made = _made(conn, wanted)
    act_as(conn, actor)
    conn.execute(PUBLISH, made.columns | {"result_code": made.done.code, "id": found.id})


def _snapshot(conn: psycopg.Connection, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Addresses as reviewers see them, in the order of their codes given."""
    with conn.cursor(row_factory=dict_row) as cur:
        return cur.execute(SNAPSHOT, {"codes": list(codes)}).fetchall()


def _step(number: int, step: str, state: str, actor: str, reason: str) -> dict[str, object]:
    return {"id": number, "step": step, "state": state, "actor": actor, "reason": reason}


def _reason(text: str, *, needed: bool) -> str:
    why = text.strip()
    if len(why) > LONGEST or "\0" in why:
        raise Invalid(f"a reason is up to {LONGEST} characters", hint="say it shorter")
    if needed and not why:
        raise Invalid("no reason is given", hint="say why, such as 现场核实 or 公安局更名通知")
    return why
