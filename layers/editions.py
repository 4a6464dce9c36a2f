"""The editions of the class standards of 数字城管 that running systems use."""

from enum import StrEnum


class Edition(StrEnum):
    """Edition of the component and event classes; a class code means nothing without it."""

    E2007 = "2007"
    """CJ/T 214-2007: 4-digit classes."""

    E2013 = "2013"
    """GB/T 30428.2-2013: 4-digit classes."""

    E2026 = "2026"
    """GB/T 47678.5-2026, in force since 2026-07-01: 5-digit classes. The default everywhere."""

    @property
    def class_digits(self) -> int:
        """Digits of a class code: 2 for the major class, the rest for the minor one."""
        return 5 if self is Edition.E2026 else 4
