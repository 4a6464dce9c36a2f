"""A real Chromium without a graphics card, and the map page of a live service in it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.page.view import MapPage

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

# Draws WebGL 2 in software, so that the tests need no graphics card.
FLAGS = [
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
]


PATIENCE = 60_000
"""Milliseconds after which something that should show is taken for broken; a busy machine draws slowly."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; Playwright's own headless shell never finishes drawing a map."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium fonts-noto-cjk")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """An empty tab of a Chinese user who wants no animations."""
    context = browser.new_context(
        viewport={"width": 1024, "height": 640},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def view(live: str, tab: Page) -> MapPage:
    """The map page of the sample district, drawn to the end."""
    page = MapPage(tab, live)
    page.open()
    return page
