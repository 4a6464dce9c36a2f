"""What is near an event and what repeats it, by its class: the figures of `data/events/classes.toml`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, NamedTuple

from layers import classes
from layers.check_characters import is_digits
from layers.classes import Kind, Migration
from layers.editions import Edition
from layers.errors import Invalid

__all__ = ["FOLDER", "ClassKey", "EventClasses", "Nearness", "load"]

FOLDER: Final = Path(__file__).parents[2] / "data" / "events"
"""Where the project's own figures lie."""

FARTHEST: Final = 600.0
"""Metres within which similar events can be looked for: the height of a cell of their index."""

OF_THINGS: Final = frozenset({"01", "02", "03", "04", "05"})
"""Major classes of the matters of 2026 that say of a component that something is wrong with it."""


class ClassKey(NamedTuple):
    """A class; its code means nothing without its edition."""

    edition: str
    code: str


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far around an event to look, in metres on the ellipsoid and hours before and after."""

    component_m: float
    camera_m: float
    duplicate_m: float
    duplicate_hours: float
    """An event of the same class within both is likely the same."""
    similar_m: float
    similar_hours: float
    """An event of the same class within both is shown beside it."""

    def __post_init__(self) -> None:
        """Refuse figures by which a duplicate would not be similar, or nothing could be found."""
        if min(getattr(self, field.name) for field in fields(self)) <= 0:
            raise ValueError("metres and hours are more than 0")
        if self.similar_m > FARTHEST:
            raise ValueError(f"similar_m is at most {FARTHEST:g}")
        if self.duplicate_m > self.similar_m or self.duplicate_hours > self.similar_hours:
            raise ValueError("what is a duplicate is similar, too: similar_m and similar_hours are too small")


@dataclass(frozen=True, slots=True)
class Near:
    """All that is looked for near an event of one class."""

    reach: Nearness
    components: tuple[ClassKey, ...]
    """Classes of components that it may be about; empty: of none."""
    same: tuple[ClassKey, ...]
    """Its class in each edition that is known."""


FIGURES: Final = frozenset(field.name for field in fields(Nearness))


@dataclass(frozen=True)
class EventClasses:
    """The figures of all classes."""

    place_gap_m: float
    """From how many metres between point and address on the two disagree."""
    rules: Mapping[ClassKey, Mapping[str, Any]]
    """What is said of a class or of several, by edition and first digits; ("", "") holds for all."""
    migrations: Sequence[Migration]
    _equal: Mapping[tuple[Kind, ClassKey], tuple[ClassKey, ...]] = field(init=False, repr=False)
    """The same class in the other edition: what it became, or what it was."""

    def __post_init__(self) -> None:
        """Check every rule on its own ground, so that a fault shows when the file is read.

        Raises:
            ValueError: figures don't fit together.
        """
        object.__setattr__(self, "_equal", _equal(self.migrations))
        for key in self.rules:
            self.near(*key)

    def near(self, edition: str, code: str) -> Near:
        """What to look for near an event of a class; for a class that nobody knows what holds for all."""
        same = (ClassKey(edition, code), *self._equal.get((Kind.EVENT, ClassKey(edition, code)), ()))
        said = dict(self.rules[ClassKey("", "")])
        for rule in (rule for key in reversed(same) for rule in self._said(key)):
            said |= rule
        things = [ClassKey(*key) for key in said.pop("components", ())]
        things += [key for key in same if key.edition == Edition.E2026 and key.code[:2] in OF_THINGS]
        equal = (other for key in things for other in self._equal.get((Kind.COMPONENT, key), ()))
        return Near(Nearness(**said), tuple(dict.fromkeys((*things, *equal))), same)

    def _said(self, key: ClassKey) -> Iterator[Mapping[str, Any]]:
        """What is said of a class, from the fewest digits to the most."""
        for digits in range(1, len(key.code) + 1):
            yield self.rules.get(ClassKey(key.edition, key.code[:digits]), {})


def _equal(migrations: Sequence[Migration]) -> Mapping[tuple[Kind, ClassKey], tuple[ClassKey, ...]]:
    found: dict[tuple[Kind, ClassKey], tuple[ClassKey, ...]] = {}
    for one in migrations:
        if one.code_2026:
            old, new = ClassKey(Edition.E2013, one.code_2013), ClassKey(Edition.E2026, one.code_2026)
            for key, other in ((old, new), (new, old)):
                found[one.kind, key] = (*found.get((one.kind, key), ()), other)
    return found


def load(folder: Path = FOLDER) -> EventClasses:
    """Read `classes.toml` of a folder.

    Raises:
        Invalid: it is no TOML, or says something that can't be; the message says what.
    """
    path = folder / "classes.toml"
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        if stray := raw.keys() - {"place_gap_m", "default", "class"}:
            raise ValueError(f"unknown entries {sorted(stray)}")
        rules = {ClassKey("", ""): _figures(raw["default"])}
        for entry in raw.get("class", ()):
            key, said = _rule(dict(entry))
            if rules.setdefault(key, said) is not said:
                raise ValueError(f"class {key.code} of {key.edition} stands there twice")
        return EventClasses(float(raw["place_gap_m"]), rules, tuple(classes.load_migrations().values()))
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(
            f"{path.name}: {error}", file=path.name, hint="the file says what stands in it"
        ) from error


def _rule(entry: dict[str, Any]) -> tuple[ClassKey, Mapping[str, Any]]:
    edition = Edition(entry.pop("edition", Edition.E2026))
    prefix = str(entry.pop("prefix"))
    if not any(is_digits(prefix, n) for n in range(1, edition.class_digits + 1)):
        raise ValueError(f"{prefix!r} is not the first digits of a class of {edition}")
    components = entry.pop("components", None)
    said = dict(_figures(entry))
    if components is not None:
        said["components"] = tuple(ClassKey(edition, _component(code, edition)) for code in components)
    return ClassKey(edition, prefix), said


def _component(code: str, edition: Edition) -> str:
    if not is_digits(str(code), edition.class_digits):
        raise ValueError(f"{code!r} is not a class of components of {edition}")
    return code


def _figures(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    if stray := entry.keys() - FIGURES:
        raise ValueError(f"unknown entries {sorted(stray)}")
    return {name: float(value) for name, value in entry.items()}
