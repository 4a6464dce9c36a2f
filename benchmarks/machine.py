"""What a figure was measured on."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

__all__ = ["describe"]


def describe(versions: tuple[str, ...] = ("numpy", "marisa-trie", "rapidfuzz", "fastapi", "uvicorn")) -> str:
    """One line: date, processor, memory, and what it ran."""
    memory = re.search(r"MemTotal: *(\d+)", Path("/proc/meminfo").read_text())
    packages = ", ".join(f"{name} {version(name)}" for name in versions)
    postgres = subprocess.run(
        ["psql", "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores of {_processor()}, "
        f"{int(memory[1]) / 2**20 if memory else 0:.0f} GB, Python {platform.python_version()}, "
        f"PostgreSQL {postgres[2] if len(postgres) > 2 else '?'}, {packages}"
    )


def _processor() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()
