"""Having a new index made in a process of its own, so that answering is not slowed down."""

import subprocess
import sys
import time
from typing import Any

from gis_api.indexes.kinds import Index
from gis_api.service import environment
from gis_api.settings import CHECKOUT, Settings

__all__ = ["SMALL", "Builder"]

SMALL = {"PYPINYIN_NO_PHRASES": "true"}
"""Environment of a worker: pypinyin without its list of words, 45 MB. An index is made with it."""

COMMAND = ["nice", sys.executable, "-P", "-m", "gis_api", "index", "build"]
SHORTEST, LONGEST = 1.0, 60.0
"""Seconds until it is tried again after it failed: twice as long each time."""


class Builder:
    """Starts the process, unless somebody builds already or did so just now."""

    def __init__(self, settings: Settings, index: Index[Any]) -> None:
        """Start nothing yet."""
        self._settings, self._index = settings, index
        self._store = index.store(settings.home)
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = SHORTEST
        self._not_before = 0.0

    def ask(self) -> None:
        """Ask for a new index; may be called as often as one likes."""
        if self._is_running() or time.monotonic() < self._not_before or self._is_somebody():
            return
        whole = {name: value for name, value in environment(self._settings).items() if name not in SMALL}
        self._process = subprocess.Popen(
            [*COMMAND, self._index.name], cwd=CHECKOUT, stdin=subprocess.DEVNULL, env=whole
        )

    def rest(self, seconds: float) -> None:
        """There is a new index now: make the next one no sooner than after some seconds."""
        self._pause = SHORTEST
        self._not_before = time.monotonic() + seconds

    def stop(self) -> None:
        """End the process."""
        if self._process:
            self._process.terminate()
            self._process.wait()

    def _is_running(self) -> bool:
        if self._process is None:
            return False
        if self._process.poll() is None:
            return True
        self._process = None
        self._not_before = max(self._not_before, time.monotonic() + self._pause)
        self._pause = min(2 * self._pause, LONGEST)
        return False

    def _is_somebody(self) -> bool:
        try:
            with self._store.building(wait=False):
                return False
        except BlockingIOError:
            return True
