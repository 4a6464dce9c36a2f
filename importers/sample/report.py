"""What a load of the sample did, table by table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from layers.rows import Merged

__all__ = ["Progress", "Report", "silent"]

Progress = Callable[[str, int, int], None]
"""Called with what is being made, and how many steps of how many are done."""


def silent(_what: str, _done: int, _of: int) -> None:
    """Show nothing."""


@dataclass
class Report:
    """Rows by table, in the order of loading."""

    source: str
    tables: dict[str, Merged] = field(default_factory=dict)

    def add(self, name: str, merged: Merged) -> None:
        """Add what became of some rows of a table."""
        before = self.tables.get(name, Merged(0, 0, 0))
        self.tables[name] = Merged(*(a + b for a, b in zip(before, merged, strict=True)))

    @property
    def inserted(self) -> int:
        """Rows that were new, all tables together."""
        return sum(merged.inserted for merged in self.tables.values())

    @property
    def changed(self) -> int:
        """Rows that were new or other than before."""
        return sum(merged.inserted + merged.updated for merged in self.tables.values())

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield f"合成样例 synthetic district ({self.source})"
        for name, merged in self.tables.items():
            counts = (
                f"inserted {merged.inserted:,}, updated {merged.updated:,}, unchanged {merged.unchanged:,}"
            )
            yield f"{name}: {counts}"
