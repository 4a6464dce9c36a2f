"""Gold cases: tables that somebody who does not program can read."""

import csv
import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "gold"
_CODE_POINT = re.compile(r"<U\+([0-9A-F]+)>")


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a table; <U+200B> stands for a character that cannot be seen."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [{key: _seen(value) for key, value in row.items()} for row in csv.DictReader(file)]


def _seen(text: str) -> str:
    return _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), text)
