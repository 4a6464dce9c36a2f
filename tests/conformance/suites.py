"""The executable test suites of OGC: where Maven has them, what they are told, how they are run.

Maven looks where its own settings say. `CITE_REPOSITORY` names another place, as an address; `CITE_JARS` a
folder in which the all-in-one jars lie already.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

from tests.conformance.results import Found, read

__all__ = ["FEATURES", "TILES", "Missing", "Suite", "jar", "run"]

GROUP: Final = "org.opengis.cite"
SECONDS: Final = 1800
"""Time limit of a suite, and of getting one."""


class Missing(RuntimeError):
    """A suite can't be had."""


class Suite(NamedTuple):
    """One test suite."""

    artifact: str
    version: str

    @property
    def file(self) -> str:
        """Name of its jar with all that it needs."""
        return f"{self.artifact}-{self.version}-aio.jar"


FEATURES: Final = Suite("ets-ogcapi-features10", "1.9")
TILES: Final = Suite("ets-ogcapi-tiles10", "1.2")


def jar(suite: Suite, folder: Path) -> Path:
    """The jar of a suite, in a folder of ours or the one that `CITE_JARS` names.

    Raises:
        Missing: Maven can't get it.
    """
    given = os.environ.get("CITE_JARS")
    there = Path(given or folder) / suite.file
    if there.is_file():
        return there
    if given:
        raise Missing(f"{suite.file} is not in the folder that CITE_JARS names")
    coordinates = f"{GROUP}:{suite.artifact}:{suite.version}:jar:aio"
    source = os.environ.get("CITE_REPOSITORY")
    places = [f"-DremoteRepositories=cite::default::{source}"] if source else []
    _maven("dependency:get", f"-Dartifact={coordinates}", "-Dtransitive=false", *places)
    _maven("-o", "dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={folder}")
    return there


def _maven(*arguments: str) -> None:
    try:
        done = subprocess.run(
            ["mvn", "-B", "-q", *arguments], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise Missing("Maven (mvn) is not installed") from None
    if done.returncode:
        raise Missing(f"Maven has not got it: {' '.join(arguments)}")


def run(suite: Path, told: Mapping[str, str], folder: Path) -> Found:
    """Run the jar of a suite.

    Args:
        suite: the jar.
        told: what it is told: the address of the service and so on.
        folder: an empty one for what it writes.

    Raises:
        Missing: it wrote no results.
    """
    properties = ElementTree.Element("properties", version="1.0")
    for key, value in told.items():
        ElementTree.SubElement(properties, "entry", key=key).text = value
    given = folder / "test-run-props.xml"
    ElementTree.ElementTree(properties).write(given, encoding="utf-8", xml_declaration=True)
    command = ["java", "-jar", str(suite), "-o", str(folder), str(given)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    written = next(folder.rglob("testng-results.xml"), None)
    if written is None:
        raise Missing(f"{suite.name} wrote no results: {done.stderr[-1000:]}")
    return read(written)
