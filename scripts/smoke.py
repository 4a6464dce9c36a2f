"""Ask a running service over HTTP what every user asks first: smoke.py ADDRESS KEY-FILE.

Standard library only; ends with status 1 at the first wrong answer and says which.
"""

import json
import math
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ZOOM = 14


class Smoke:
    """A running service, and the key to write to it."""

    def __init__(self, address: str, key: str) -> None:
        """Remember whom to ask; a proxy has no business with this machine's own service."""
        self.host, self.key = urlsplit(address).netloc, key

    def ask(
        self, path: str, body: dict[str, object] | None = None, **parameters: object
    ) -> tuple[int, bytes]:
        """GET a path, or POST JSON to it with the admin key; the status and the body of the answer."""
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"} if body else {}
        target = f"{path}?{urlencode(parameters)}" if parameters else path
        connection.request("POST" if body else "GET", target, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def json(self, path: str, body: dict[str, object] | None = None, **parameters: object) -> Any:
        """The same for a path that answers JSON; leaves when the answer is an error."""
        status, content = self.ask(path, body, **parameters)
        if status >= 400:
            check(f"{path} answers {status}: {content[:300]!r}", good=False)
        return json.loads(content)


def tile_of(lon: float, lat: float) -> str:
    """The path of the tile that holds a place: zoom/x/y in Web Mercator."""
    size = 2**ZOOM
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return f"{ZOOM}/{int((lon + 180) / 360 * size)}/{int(y * size)}"


def check(what: str, *, good: object) -> None:
    """Say what was checked; leave at the first thing that is wrong."""
    print(f"{'ok  ' if good else 'FAIL'} {what}")
    if not good:
        sys.exit(1)


def main(address: str, key_file: str) -> None:
    """Health, page, city, tile, geocode, locate, report."""
    service = Smoke(address, Path(key_file).read_text().strip())
    check("key file is its owner's only", good=Path(key_file).stat().st_mode & 0o777 == 0o600)
    check("ready", good=service.ask("/health/ready")[0] == 200)
    check("page", good=b"<html" in service.ask("/")[1].lower())
    city = service.json("/api/cities")["items"][0]
    check("the sample says that it is synthetic", good=city["synthetic"])

    west, south, east, north = city["bbox"]
    middle = {"lon": (west + east) / 2, "lat": (south + north) / 2}
    there = service.json("/api/address/reverse", **middle, radius=5000, limit=1)["features"]
    check("reverse", good=there)
    lon, lat = there[0]["geometry"]["coordinates"]
    known = there[0]["properties"]["geocoding"]
    found = service.json("/api/address/geocode", q=known["label"], limit=1)["features"]
    check("geocode", good=found[0]["properties"]["geocoding"]["address_code"] == known["address_code"])
    check("tile", good=len(service.ask(f"/tiles/road/{tile_of(lon, lat)}.mvt")[1]) > 100)
    place = service.json("/api/locate", lon=lon, lat=lat)
    check("locate", good=place["inside"] and place["district"]["code"] == city["code"])
    report_an_event(service, lon, lat)


def report_an_event(service: Smoke, lon: float, lat: float) -> None:
    """With the key it is taken in and finds its place; without it is refused."""
    report = {"class_code": "06010", "description": "check", "source": "public", "lon": lon, "lat": lat}
    event = service.json("/api/events", report)
    check("report an event", good=event["community"] and event["unit_grid"])
    check("read it again", good=service.json(f"/api/events/{event['code']}")["code"] == event["code"])
    service.key = "wrong"
    check("a wrong key is refused", good=service.ask("/api/events", report)[0] in {401, 403})


if __name__ == "__main__":
    main(*sys.argv[1:3])
