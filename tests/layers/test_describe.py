"""The data guide says what the layer files say."""

from pathlib import Path

from layers.catalogue import load
from layers.describe import guide

ROOT = Path(__file__).parents[2]


def test_the_data_guide_is_current() -> None:
    """If this fails: python -m layers.describe > docs/data.md."""
    assert (ROOT / "docs" / "data.md").read_text("utf-8") == guide(load(ROOT / "data" / "layers"))
