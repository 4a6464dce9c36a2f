"""What a check of the grids is, and what it comes upon."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from layers.grids.check_ground import Ground
from layers.grids.check_measure import Shape

__all__ = ["Check", "Finding", "Severity", "Suspect", "Unit", "Words"]

Severity = Literal["error", "warning"]
"""`error`: the grids contradict each other; `warning`: very likely wrong, or worth a look."""

Unit = Literal["m2", "m"]


class Words(NamedTuple):
    """One sentence in two languages."""

    zh: str
    en: str


class Suspect(NamedTuple):
    """What a check comes upon on a ground."""

    codes: tuple[str, ...]
    """Of the grids concerned, in order; none where land has no grid at all."""
    community: str | None
    """The community whose finding it is; None where there is none."""
    shape: Shape
    """Where; degrees of CGCS2000."""
    amount: float | None = None
    """In the unit of the check; None where nothing can be measured."""
    kind: str = "unit"
    """Of the grids, one of `layers.schema.grids.GRID_KINDS`."""


@dataclass(frozen=True)
class Check:
    """One small check of the grids."""

    name: str
    severity: Severity
    title: Words
    says: Words
    """What is wrong where it finds something, and what the amount measures."""
    run: Callable[[Ground], Iterable[Suspect]]
    unit: Unit | None = None
    placed: bool = False
    """Whether the same grids may have several such findings, told apart by their places."""
    wide: bool = False
    """Whether it must look at whole streets, however few communities are asked for."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with some grids, or looks so."""

    check: Check
    suspect: Suspect

    @property
    def code(self) -> str:
        """The same for the same check of the same grids, whenever and wherever it is worked out."""
        known = [self.check.name, self.suspect.kind, *self.suspect.codes]
        if self.check.placed:
            point = self.suspect.shape.point_on_surface()
            known.append(f"{point.x:.5f} {point.y:.5f}")
        digest = hashlib.blake2b("|".join(known).encode(), digest_size=8)
        return digest.hexdigest()
