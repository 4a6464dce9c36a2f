"""Where indexes of addresses are kept, and which program makes them."""

from pathlib import Path
from typing import Final

from layers.indexing.store import Kind, Store

__all__ = ["KIND", "store"]

KIND: Final = Kind(
    title="index of addresses",
    made_by=(
        "address/index", "address/text", "address/lifecycle/former.py", "layers/indexing",
        "layers/schema/addresses.py", "layers/schema/search_key.py",
    ),
    remedy="./onemap index build",
)  # fmt: skip


def store(folder: Path) -> Store:
    """The versions below a folder."""
    return Store(folder, KIND)
