"""What somebody reports, and where that is: by a point, an address, or both."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from pyproj import Geod

from layers.editions import Edition
from layers.errors import Invalid
from layers.locate import Located

__all__ = ["Placed", "Report", "placed"]

AREAS: Final = ("district", "street", "community")
"""The levels of areas that an event lies in, the largest first."""

ELLIPSOID: Final = {"ellps": "GRS80"}
"""That of CGCS2000, but for a tenth of a millimetre."""


class Placed(NamedTuple):
    """Where an event is, and how that is known."""

    lon: float
    lat: float
    """Longitude and latitude in CGCS2000."""
    source: str
    """One of `PLACED_FROM`."""
    gap_m: float | None = None
    """Between the point and the address where both are known, metres on the ellipsoid."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports."""

    class_code: str
    place: Placed
    where: Located
    """What covers its place."""
    source: str
    """Who reports: one of `EVENT_SOURCES`."""
    description: str | None = None
    address_text: str | None = None
    """Where it is in words; internal, since people say more than they should."""
    address_code: str | None = None
    edition: str = Edition.E2026
    urgent: bool = False
    supervised: bool = False
    condition: str | None = None
    """Which of the cases it is that its class has time limits for."""
    component_code: str | None = None
    collector_code: str | None = None

    @property
    def areas(self) -> list[str]:
        """Codes of the areas that it lies in, the largest first."""
        return [area.code for name in AREAS if (area := getattr(self.where, name))]

    @property
    def number_area(self) -> str | None:
        """Six digits of the smallest area up to the district; None where it is in no area with so many.

        Other schemes than the national one have others.
        """
        return next((code[:6] for code in self.areas if len(code) >= 6), None)


def placed(point: tuple[float, float] | None, address: tuple[float, float] | None) -> Placed:
    """The place of an event by its point, its address, or both: then the point decides.

    Args:
        point: longitude and latitude in CGCS2000; None when none was given.
        address: those of the address that was given; None when none was, or it is not known.

    Raises:
        Invalid: neither is there.
    """
    if point and address:
        _, _, metres = Geod(**ELLIPSOID).inv(*point, *address)
        return Placed(*point, "both", round(metres, 1))
    if point:
        return Placed(*point, "point")
    if address:
        return Placed(*address, "address")
    raise Invalid("say where it is", hint="as a point or an address")
