"""Tables sent to the service to be geocoded."""

import csv
import io
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection

from benchmarks.service import Service

__all__ = ["Batch", "batch"]


@dataclass(frozen=True)
class Batch:
    """What tables sent at the same time get."""

    per_second: float
    """Rows."""
    found: float
    """Percentage of the rows with an answer."""


def batch(at: Service, texts: Sequence[str], tables: int = 2) -> Batch:
    """Send tables of all the texts at the same time, and read what comes back."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["address"])
    writer.writerows([text] for text in texts)
    content = file.getvalue().encode()
    begin = time.perf_counter()
    with ThreadPoolExecutor(tables) as threads:
        found = list(threads.map(lambda _: _send(at.port, content), range(tables)))
    taken = time.perf_counter() - begin
    return Batch(tables * len(texts) / taken, 100 * sum(found) / (tables * len(texts)))


def _send(port: int, content: bytes) -> int:
    """Rows with an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=900)
    connection.request("POST", "/api/address/batch?column=address", content, {"Content-Type": "text/csv"})
    response = connection.getresponse()
    rows = csv.DictReader(io.TextIOWrapper(response, "utf-8", newline=""))
    found = sum(bool(row["result_label"]) for row in rows)
    connection.close()
    return found
