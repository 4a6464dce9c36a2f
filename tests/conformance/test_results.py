"""Reading what a test suite of OGC found."""

from pathlib import Path

import pytest

from tests.conformance.results import Found, read
from tests.conformance.suites import Missing, Suite, jar

RESULTS = """<?xml version="1.0" encoding="UTF-8"?>
<testng-results ignored="0" total="4" passed="2" failed="1" skipped="1"><suite name="s"><test name="Core">
<class name="a.B">
<test-method is-config="true" signature="x" name="prepare" status="{prepared}"/>
<test-method signature="x" name="one" status="PASS"/><test-method signature="x" name="two" status="PASS"/>
<test-method signature="x" name="three" status="SKIP"/>
<test-method signature="x" name="four" status="{four}"><exception class="e">
<message><![CDATA[ Expected 200 ]]></message></exception></test-method>
</class></test></suite></testng-results>"""


def results(folder: Path, prepared: str = "PASS", four: str = "PASS") -> Found:
    path = folder / "testng-results.xml"
    path.write_text(RESULTS.format(prepared=prepared, four=four))
    return read(path)


def test_passed_and_skipped_tests_are_counted(tmp_path: Path) -> None:
    assert results(tmp_path) == Found(3, 0, 1, [])


def test_a_failed_test_says_what_it_expected(tmp_path: Path) -> None:
    found = results(tmp_path, four="FAIL")

    assert (found.failures, found.good) == (["four: Expected 200"], False)


def test_a_failed_preparation_is_a_failure(tmp_path: Path) -> None:
    assert results(tmp_path, prepared="FAIL").failed == 1


def test_nothing_tested_is_not_good() -> None:
    assert not Found(0, 0, 0, []).good


def test_a_jar_that_lies_there_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITE_JARS", str(tmp_path))
    suite = Suite("a", "1")
    (tmp_path / "a-1-aio.jar").touch()

    assert jar(suite, tmp_path / "x").name == "a-1-aio.jar"


def test_a_jar_that_is_not_there_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITE_JARS", str(tmp_path))

    with pytest.raises(Missing):
        jar(Suite("a", "1"), tmp_path)
