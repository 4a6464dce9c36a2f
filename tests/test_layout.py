"""Who may import whom: the architecture of docs/architecture.md, enforced."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "layers": set(),
    "address": {"layers"},
    "cim": {"layers"},
    "tiles": {"layers"},
    "importers": {"layers", "address", "cim"},
    "gis_api": {"layers", "address", "cim", "tiles", "importers"},
}
HTTP = {"fastapi", "starlette", "uvicorn", "pydantic", "pydantic_settings"}
FILES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports anywhere in it."""
    tree = ast.parse(path.read_text("utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in found}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_packages_import_only_what_lies_below_them(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert imported(path) & set(MAY_IMPORT) - {package} <= MAY_IMPORT[package]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_edge_knows_http_and_settings(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert package == "gis_api" or not imported(path) & HTTP


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short_enough_to_be_read_at_once(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= 400
