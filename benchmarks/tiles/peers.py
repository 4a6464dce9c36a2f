"""Which of the others are there."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

__all__ = ["martin_program", "tipg_program", "versions"]

PEERS: Final = Path(__file__).parents[2] / ".peers" / "bin"


def martin_program() -> str | None:
    """Where martin is: as ONEMAP_MARTIN says, among the peers, or on the PATH."""
    found = os.environ.get("ONEMAP_MARTIN") or shutil.which("martin", path=PEERS) or shutil.which("martin")
    return found and str(found)


def tipg_program() -> str | None:
    """The uvicorn of the peers, where tipg is there too."""
    found = (PEERS / "uvicorn").exists() and list(PEERS.parent.glob("lib/*/site-packages/tipg"))
    return str(PEERS / "uvicorn") if found else None


def versions(martin: str | None, tipg: str | None) -> str:
    """A line that says which of the others are there, and what they are told."""
    found = []
    if martin:
        done = subprocess.run([martin, "--version"], capture_output=True, text=True, check=True)
        found.append(f"{done.stdout.strip()} (its own cache and pool)")
    if tipg:
        command = [
            str(PEERS / "python"),
            "-c",
            "from importlib.metadata import version; print(version('tipg'))",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(f"tipg {done.stdout.strip()} (uvicorn, 2 workers, a margin of 64)")
    missing = [name for name, there in (("martin", martin), ("tipg", tipg)) if not there]
    return "; ".join([*found, *(f"{name} is not here" for name in missing)])
