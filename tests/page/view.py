"""The map page as a user sees it, in words that tests read well with."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

FREE = """(map) => {
  const canvas = map.getCanvas(), middle = [canvas.clientWidth / 2, canvas.clientHeight / 2];
  const taken = (x, y) => map.queryRenderedFeatures([[x - 12, y - 12], [x + 12, y + 12]])
    .some((one) => one.source === "desk-events" || one.layer.metadata?.["onemap:layer"] === "event");
  for (let far = 0; far < 400; far += 15)
    for (let turn = 0; turn < 8; turn++) {
      const angle = turn * Math.PI / 4;
      const [x, y] = [middle[0] + far * Math.cos(angle), middle[1] + far * Math.sin(angle)];
      if (!taken(x, y)) return [x, y];
    }
  return middle;
}"""
DRAWN = "[data-testid=map][data-state=idle]"
MAP = "document.querySelector('[data-testid=map]').map"


@dataclass
class MapPage:
    """One tab on the page of one service; notes what went wrong and where requests went."""

    tab: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tab.on("console", lambda message: self._note(message.type, message.text))
        self.tab.on("pageerror", lambda error: self._note("error", str(error)))
        self.tab.on("request", lambda request: self.asked.append(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")

    def open(self, path: str = "/") -> None:
        """Open the page and wait until the map is drawn; never drawn is a failure."""
        self.tab.goto(self.base + path)
        self.wait()

    def wait(self) -> None:
        """Wait until all tiles of the view are there and drawn, twice: a movement starts a moment late."""
        self.tab.wait_for_selector(DRAWN)
        self.tab.evaluate("() => new Promise((done) => setTimeout(done, 300))")
        self.tab.wait_for_selector(DRAWN)

    def run(self, expression: str) -> Any:
        """What an expression about `map` gives in the browser."""
        return self.tab.evaluate(f"() => {{ const map = {MAP}; return {expression}; }}")

    def comes_to(self, expression: str) -> None:
        """Wait until an expression about `map` holds."""
        self.tab.wait_for_function(f"() => {{ const map = {MAP}; return {expression}; }}")

    def drawn(self, layer: str) -> int:
        """How many features of a catalogue layer are drawn in the view."""
        return int(
            self.run(
                "map.queryRenderedFeatures().filter("
                f"(one) => one.layer.metadata?.['onemap:layer'] === '{layer}').length"
            )
        )

    def jump(self, lon: float, lat: float, zoom: float) -> None:
        """Look elsewhere at once."""
        self.run(f"(map.jumpTo({{center: [{lon}, {lat}], zoom: {zoom}}}), null)")
        self.wait()

    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of the view."""
        lon, lat = self.run("map.getCenter().toArray()")
        return float(lon), float(lat)

    def panel(self, title: str) -> Locator:
        """An open panel by its title."""
        return self.tab.get_by_role("complementary", name=title)

    def search(self, text: str) -> Locator:
        """Type into the search box; the candidates."""
        self.box.fill(text)
        return self.tab.get_by_role("listbox", name="搜索地址").get_by_role("option")

    @property
    def box(self) -> Locator:
        """The search box."""
        return self.tab.get_by_role("combobox", name="搜索地址")

    def look_up(self, text: str) -> Locator:
        """Look a whole text up; the panel with the answers."""
        self.box.fill(text)
        self.box.press("Enter")
        return self.panel("标准地址")

    def give_key(self, key: str) -> None:
        """Type the admin key where the page asks for it."""
        self.tab.get_by_test_id("key").fill(key)
        self.tab.get_by_role("button", name="使用", exact=True).click()

    def click_middle(self) -> None:
        """Click the map near its middle, where no event lies: a click on one opens it."""
        x, y = self.tab.evaluate(f"() => ({FREE})({MAP})")
        self.tab.locator("canvas.maplibregl-canvas").click(position={"x": x, "y": y})

    def elsewhere(self) -> list[str]:
        """Addresses outside the service that the page asked for."""
        return [url for url in self.asked if not re.match(rf"{re.escape(self.base)}(/|$)|data:|blob:", url)]

    def has_url(self, pattern: str) -> None:
        """The address bar comes to match a pattern."""
        expect(self.tab).to_have_url(re.compile(pattern))
