"""What a correction of the library may ask for: a closed set of actions, each with its fields, as data."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

import psycopg

from address.lifecycle.adding import Point, add, place
from address.lifecycle.aliases import add_alias, remove_alias
from address.lifecycle.endings import activate, merge, retire
from address.lifecycle.held import Done
from address.lifecycle.moving import move, rename
from layers.errors import Invalid

__all__ = ["ACTIONS", "Action", "Proposal", "apply", "proposal"]

SOURCE: Final = "correction"
"""What rows say that a correction made."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One action with its fields; which of them it takes is in `ACTIONS`, the others are empty."""

    action: str
    code: str = ""
    """Of the address that it is about."""
    parent_code: str = ""
    """Of the address that it is to stand under."""
    area_code: str = ""
    """Of the area that it is to belong to."""
    into_code: str = ""
    """Of the address that it is to be merged into."""
    level: str = ""
    name: str = ""
    """Its own element, such as 12号."""
    text: str = ""
    """Another name of the address, below its area."""
    kind: str = ""
    """Of the other name."""
    lon: float | None = None
    lat: float | None = None
    """CGCS2000."""
    accuracy: str = ""
    below: bool = False
    """Whether what stands below goes too."""

    @property
    def fields(self) -> dict[str, Any]:
        """Those that are given, without the action."""
        given = asdict(self)
        return {name: value for name, value in given.items() if _is_given(value) and name != "action"}

    @property
    def codes(self) -> list[str]:
        """The addresses that it names; the first is the one that it is about."""
        return [code for code in (self.code, self.parent_code, self.into_code) if code]

    @property
    def point(self) -> Point | None:
        """Its position; None when it has none."""
        if self.lon is None or self.lat is None:
            return None
        return Point(self.lon, self.lat, self.accuracy or None)


class Action(NamedTuple):
    """One kind of change."""

    label: str
    """What users see."""
    needs: frozenset[str]
    """Fields without which it means nothing."""
    may: frozenset[str]
    """Fields that it takes too."""
    run: Callable[[psycopg.Connection, Proposal], Done]


def _add(conn: psycopg.Connection, given: Proposal) -> Done:
    parent, area = given.parent_code or None, given.area_code or None
    return add(conn, given.level, given.name, parent=parent, area=area, point=given.point, source=SOURCE)


def _move(conn: psycopg.Connection, given: Proposal) -> Done:
    return move(conn, given.code, parent=given.parent_code or None, area=given.area_code or None)


def _place(conn: psycopg.Connection, given: Proposal) -> Done:
    if given.point is None:
        raise Invalid("a position has lon and lat")
    return place(conn, given.code, given.point)


def _add_alias(conn: psycopg.Connection, given: Proposal) -> Done:
    return add_alias(conn, given.code, given.text, kind=given.kind or "alias", source=SOURCE)


def _action(label: str, needs: str, may: str, run: Callable[[psycopg.Connection, Proposal], Done]) -> Action:
    return Action(label, frozenset(needs.split()), frozenset(may.split()), run)


ACTIONS: Final[Mapping[str, Action]] = {
    "add": _action("新增", "level name", "parent_code area_code lon lat accuracy", _add),
    "rename": _action("更名", "code name", "", lambda conn, p: rename(conn, p.code, p.name)),
    "move": _action("迁移", "code", "parent_code area_code", _move),
    "place": _action("改位置", "code lon lat", "accuracy", _place),
    "retire": _action("注销", "code", "below", lambda conn, p: retire(conn, p.code, below=p.below)),
    "activate": _action("恢复", "code", "", lambda conn, p: activate(conn, p.code)),
    "merge": _action("合并", "code into_code", "", lambda conn, p: merge(conn, p.code, p.into_code)),
    "add_alias": _action("加别名", "code text", "kind", _add_alias),
    "remove_alias": _action("删别名", "code text", "", lambda conn, p: remove_alias(conn, p.code, p.text)),
}
"""Every action by its name, as in `layers.schema.corrections.ACTIONS`."""


def proposal(action: str, fields: Mapping[str, Any]) -> Proposal:
    """An action with its fields, checked for being all there and no others.

    Args:
        action: one of `ACTIONS`.
        fields: of `Proposal`; empty and None mean not given.

    Raises:
        Invalid: no such action, a field is missing, or one is given that the action does not take.
    """
    if action not in ACTIONS:
        raise Invalid(f"no action {action[:20]!r}", allowed=list(ACTIONS))
    wanted = ACTIONS[action]
    given = {name: value for name, value in fields.items() if _is_given(value)}
    missing, stray = wanted.needs - set(given), set(given) - wanted.needs - wanted.may
    if missing or stray:
        problems = {"missing": sorted(missing), "not_taken": sorted(stray)}
        facts = {name: value for name, value in problems.items() if value}
        hint = f"{action} takes {_listed(wanted)}"
        raise Invalid(f"the fields of {action} are not right", **facts, hint=hint)
    return Proposal(action, **given)


def apply(conn: psycopg.Connection, wanted: Proposal) -> Done:
    """Do what is proposed; raises what the operation raises."""
    return ACTIONS[wanted.action].run(conn, wanted)


def _listed(action: Action) -> str:
    needs, may = ", ".join(sorted(action.needs)), ", ".join(sorted(action.may))
    return f"{needs}; and if known {may}" if may else needs


def _is_given(value: object) -> bool:
    """0 is a longitude, but an empty text, None and False say nothing."""
    return value is not None and value is not False and value != ""
