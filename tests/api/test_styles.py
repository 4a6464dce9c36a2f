"""Styles over HTTP."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_style_is_served(client: TestClient, theme: str) -> None:
    answer = client.get(f"/styles/{theme}.json")

    assert (answer.status_code, answer.json()["version"]) == (200, 8)


@pytest.mark.parametrize("name", ["x", "..%2Flight", "light.json", "LIGHT", "'"])
def test_a_style_that_is_not_there_is_404(client: TestClient, name: str) -> None:
    assert client.get(f"/styles/{name}.json").status_code == 404


def test_the_tiles_of_a_style_can_be_asked_for(client: TestClient) -> None:
    source = client.get("/styles/light.json").json()["sources"]["onemap"]
    address = source["tiles"][0].format(z=source["maxzoom"], x=0, y=0)

    assert client.get(address).status_code == 204


def test_a_style_is_the_same_for_everybody(key: dict[str, str], client: TestClient) -> None:
    assert client.get("/styles/light.json", headers=key).json() == client.get("/styles/light.json").json()
