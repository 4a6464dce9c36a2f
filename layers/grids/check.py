"""The checks of grids, run over a city or some of its communities."""

from collections.abc import Sequence
from typing import Final

import psycopg

from layers.errors import Invalid
from layers.grids import check_cover, check_place, check_shape, check_ties
from layers.grids.check_finding import Check, Finding
from layers.grids.check_ground import Ground
from layers.grids.check_read import read

__all__ = ["CHECKS", "LOCAL", "chosen", "findings", "findings_on"]

CHECKS: Final[Sequence[Check]] = (
    *check_cover.CHECKS,
    *check_shape.CHECKS,
    *check_place.CHECKS,
    *check_ties.CHECKS,
)
"""All checks, in the order in which they are reported."""

LOCAL: Final = [check for check in CHECKS if not check.wide]
"""Those that need not look at whole streets."""


def chosen(names: Sequence[str]) -> Sequence[Check]:
    """The checks of these names, all for none.

    Raises:
        Invalid: there is no such check.
    """
    known = {check.name: check for check in CHECKS}
    if unknown := [name for name in names if name not in known]:
        raise Invalid(f"no check {unknown[0][:40]!r}", known=list(known))
    return [known[name] for name in names] or CHECKS


def findings(
    conn: psycopg.Connection, scope: list[str] | None = None, *, checks: Sequence[Check] = CHECKS
) -> list[Finding]:
    """What is wrong with the grids, check by check.

    Args:
        conn: an open connection.
        scope: codes of the communities whose findings are wanted; None for all, and for those of none. What
            is found in a community doesn't depend on the scope that it is found in.
        checks: which.

    Speed:
        75,600 unit grids with all that belongs to them in 24 seconds of one core.
    """
    return findings_on(read(conn, scope, wide=any(check.wide for check in checks)), checks)


def findings_on(ground: Ground, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """The same, of a ground that was read."""
    suspects = [(check, suspect) for check in checks for suspect in check.run(ground)]
    return [Finding(*one) for one in suspects if ground.is_asked(one[1].community)]
