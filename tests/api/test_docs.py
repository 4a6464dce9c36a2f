"""The page, the documentation and the OpenAPI document."""

import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from gis_api.app import create_app
from gis_api.cli import openapi
from gis_api.settings import CHECKOUT, Settings


@pytest.fixture
def built(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an installation whose page is built."""
    page = tmp_path / "dist"
    for name in ("index.html", "favicon.svg", "assets/a-1.js", "swagger/swagger-ui-bundle.js"):
        (page / name).parent.mkdir(parents=True, exist_ok=True)
        (page / name).write_text(name)
    return settings.model_copy(update={"page": page})


@pytest.fixture
def without(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an installation whose page is not built."""
    return settings.model_copy(update={"page": tmp_path / "nothing"})


def test_the_page_is_served_and_asked_for_anew_each_time(built: Settings) -> None:
    with TestClient(create_app(built)) as client:
        answer = client.get("/")

    assert (answer.text, answer.headers["cache-control"]) == ("index.html", "no-cache")


def test_the_files_of_the_page_are_kept(built: Settings) -> None:
    with TestClient(create_app(built)) as client:
        answer = client.get("/assets/a-1.js")

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/x", "/swagger/x"]
)
def test_nothing_beside_the_files_is_served(built: Settings, path: str) -> None:
    with TestClient(create_app(built)) as client:
        assert client.get(path).json()["status"] == 404


def test_without_a_page_it_says_how_to_build_it(without: Settings) -> None:
    with TestClient(create_app(without)) as client:
        answer = client.get("/")

    assert (answer.status_code, "make up" in answer.text) == (503, True)


def test_the_documentation_loads_nothing_from_outside(built: Settings) -> None:
    with TestClient(create_app(built)) as client:
        answer = client.get("/docs")

    assert "/swagger/swagger-ui-bundle.js" in answer.text
    assert "//" not in answer.text


def test_the_documentation_runs_no_script_that_stands_in_the_page(built: Settings) -> None:
    with TestClient(create_app(built)) as client:
        page, start = client.get("/docs").text, client.get("/docs/start.js")

    assert "SwaggerUIBundle" not in page.replace("swagger-ui-bundle.js", "")
    assert start.headers["content-type"].startswith("text/javascript")


def test_without_swagger_the_documentation_leads_to_the_document(without: Settings) -> None:
    with TestClient(create_app(without)) as client:
        assert 'href="/openapi.json"' in client.get("/docs").text


def test_the_committed_document_is_current() -> None:
    committed = (CHECKOUT / "docs" / "openapi.json").read_text("utf-8")

    assert committed == openapi.text() + "\n", "run: ./onemap openapi > docs/openapi.json"


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


def test_every_operation_says_what_its_errors_look_like(app: FastAPI) -> None:
    operations = [one for path in app.openapi()["paths"].values() for one in path.values()]

    assert all("application/problem+json" in one["responses"]["default"]["content"] for one in operations)
    assert not any("422" in one["responses"] for one in operations)


def test_every_operation_has_a_tag_and_a_summary_of_its_own(app: FastAPI) -> None:
    operations = [one for path in app.openapi()["paths"].values() for one in path.values()]
    known = {tag["name"] for tag in app.openapi()["tags"]}

    assert all(set(one["tags"]) <= known and one["description"] for one in operations)
    assert len({one["operationId"] for one in operations}) == len(operations)


def test_every_reference_leads_somewhere(app: FastAPI) -> None:
    document = app.openapi()
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert named <= set(document["components"]["schemas"])


def test_the_document_says_where_the_service_is_when_that_is_known(settings: Settings) -> None:
    public = settings.model_copy(update={"base_url": "https://map.example.cn"})

    assert create_app(public).openapi()["servers"] == [{"url": "https://map.example.cn"}]
