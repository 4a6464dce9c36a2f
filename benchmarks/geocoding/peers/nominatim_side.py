"""Nominatim, run in the peers' environment: `PROJECT load FILE` or `PROJECT ask QUERIES ANSWERS`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

SPARE = 10_000_000  # numbers from here on are nobody's


def load(project, file):
    """Import a file with one process; say how long it took."""
    begin = time.perf_counter()
    command = [
        str(Path(sys.executable).with_name("nominatim")),
        "import",
        "--osm-file",
        file,
        "--threads",
        "2",
    ]
    done = subprocess.run([*command, "--project-dir", project], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[:1500] + done.stderr[-500:])
    return {"seconds": time.perf_counter() - begin}


def ask(project, queries, answers):
    """The number of the best result of each text and how long it took."""
    import nominatim_api

    found = []
    with nominatim_api.NominatimAPI(project, dict(os.environ)) as api:
        for text in json.loads(Path(queries).read_text()):
            begin = time.perf_counter()
            results = api.search(text, max_results=1)
            taken = time.perf_counter() - begin
            number = results[0].osm_object[1] if results and results[0].osm_object else None
            found.append((number if number and number < SPARE else None, taken))
    Path(answers).write_text(json.dumps(found))
    return {"answered": len(found)}


if __name__ == "__main__":
    project, action, *args = sys.argv[1:]
    print(json.dumps({"load": load, "ask": ask}[action](project, *args)))
