"""addok with a Redis of its own on a socket: one document an address, Chinese cut into numbers and pairs."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.geocoding.peers.base import Guess, Loaded, rows_of, run_side, version_of

__all__ = ["Addok"]

_SIDE = Path(__file__).with_name("addok_side.py")


class Addok:
    """The geocoder of the French address base."""

    def __init__(self, dsn: str, python: Path) -> None:
        """Compare with the rows of `dsn`; `python` is that of the peers' environment."""
        self.name = f"addok {version_of(python, 'addok')}"
        self.source, self.python = dsn, python
        self.folder = Path(tempfile.mkdtemp(prefix="peer-"))
        self.socket = self.folder / "redis.sock"
        command = [
            "redis-server",
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--save",
            "",
            "--daemonize",
            "no",
        ]
        self.redis = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL)
        while not self.socket.exists():
            time.sleep(0.05)

    def load(self) -> Loaded:
        """Import one document an address, as `addok batch` does."""
        documents = self.folder / "documents.jsonl"
        with documents.open("w") as file:
            for row in rows_of(self.source):
                place = {"lon": row.lon or 0, "lat": row.lat or 0}
                area = row.full_text.removesuffix(row.local_text)
                document = {
                    "code": row.code,
                    "name": row.local_text,
                    "city": area,
                    "type": row.level,
                    **place,
                }
                file.write(json.dumps(document, ensure_ascii=False) + "\n")
        said = self._side("load", documents)
        return Loaded(float(str(said["seconds"])), float(str(said["megabytes"])))

    def ask(self, texts: Sequence[str]) -> list[Guess]:
        """`addok.core.search` without autocompletion, in its own process."""
        asked, answered = self.folder / "queries.json", self.folder / "answers.json"
        asked.write_text(json.dumps(list(texts)))
        self._side("ask", asked, answered)
        return [Guess(code, seconds) for code, seconds in json.loads(answered.read_text())]

    def _side(self, *args: str | Path) -> dict[str, object]:
        return run_side(
            self.python, _SIDE, *args, REDIS_SOCKET=str(self.socket), ADDOK_LOG_DIR=str(self.folder)
        )

    def close(self) -> None:
        """End Redis and forget the files."""
        self.redis.terminate()
        self.redis.wait()
        shutil.rmtree(self.folder)
