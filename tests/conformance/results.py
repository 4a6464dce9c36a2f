"""What a test suite of OGC found, as TestNG writes it."""

from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

__all__ = ["Found", "read"]

PASSED, FAILED, SKIPPED = "PASS", "FAIL", "SKIP"


class Found(NamedTuple):
    """What became of the tests of a suite."""

    passed: int
    failed: int
    skipped: int
    failures: list[str]
    """Each with the name of its test and what it said."""

    @property
    def good(self) -> bool:
        """Whether something was tested and nothing failed."""
        return self.passed > 0 and self.failed == 0


def read(path: Path) -> Found:
    """Read `testng-results.xml`; preparations count only when they failed."""
    methods = list(ElementTree.parse(path).iter("test-method"))
    tests = [one for one in methods if one.get("is-config") != "true"]
    failures = [_said(one) for one in methods if one.get("status") == FAILED]
    number = {kind: sum(one.get("status") == kind for one in tests) for kind in (PASSED, SKIPPED)}
    return Found(number[PASSED], len(failures), number[SKIPPED], failures)


def _said(method: ElementTree.Element) -> str:
    message = method.findtext("exception/message", "").strip() or "no message"
    return f"{method.get('name')}: {message[:500]}"
