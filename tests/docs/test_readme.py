"""Every example of the READMEs and the guides is run as it stands, against a real service."""

import re
import subprocess
from pathlib import Path

import pytest

from gis_api import service
from gis_api.settings import Settings

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
READMES = ("README.md", "README.zh.md")
GUIDES = (f"docs/{name}{end}.md" for name in ("geocoding", "locating", "events") for end in ("", ".zh"))
PAGES = (*READMES, *GUIDES, "docs/desk.zh.md", "docs/architecture.md", "docs/operations.md")
EXAMPLES = [(name, block) for name in PAGES for block in BLOCK.findall((ROOT / name).read_text("utf-8"))]
SCRIPTS: dict[str, str] = {}
"""What is to be run -> the first page that shows it; the READMEs show the same."""
for page, shown in EXAMPLES:
    SCRIPTS.setdefault(shown, f"{page}-{len(SCRIPTS)}")


@pytest.mark.slow
@pytest.mark.parametrize("block", SCRIPTS, ids=SCRIPTS.values())
def test_an_example_works(block: str, live: str, live_settings: Settings) -> None:
    """The service of the tests stands in for the one of the README; nothing else is changed."""
    script = block.replace("http://127.0.0.1:8080", live)
    script = script.replace(".onemap/admin.key", str(live_settings.home / "admin.key"))

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=service.environment(live_settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize("name", PAGES)
def test_the_links_of_a_page_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = LINK.findall(page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_readmes_show_the_same_examples() -> None:
    english, chinese = ([block for name, block in EXAMPLES if name == one] for one in READMES)

    assert english == chinese
