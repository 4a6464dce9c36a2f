"""An address by its code: in use or not, and as a QR code."""

import pytest
from fastapi.testclient import TestClient

from address.lifecycle.endings import merge, retire
from gis_api.app import create_app
from gis_api.db import connection
from layers.changes import act_as


@pytest.fixture
def plate(add):
    return add("address", local_text="红旗路12号", valid_from="2020-01-01", geom="POINT(114.8 30.84)")["code"]


def test_an_entry_is_a_feature_with_its_place(client, plate):
    found = client.get(f"/api/address/{plate}").json()["address"]
    said = found["properties"]["geocoding"]
    assert (found["geometry"]["coordinates"], said["label"], said["position_level"]) == (
        [114.8, 30.84],
        "湖北省武汉市新洲区红旗路12号",
        "plate",
    )


def test_a_code_in_use_stands_for_itself(client, plate):
    found = client.get(f"/api/address/{plate}").json()
    assert (found["state"], found["state_label"], found["present"]["code"]) == ("active", "在用", plate)


def test_a_retired_code_answers_and_says_so(client, conn, plate):
    retire(conn, plate)
    answer = client.get(f"/api/address/{plate}")
    found = answer.json()
    assert (answer.status_code, found["state"], found["present"]) == (200, "retired", None)


def test_a_merged_code_answers_with_the_present_address(client, conn, add, plate):
    other = add("address")["code"]
    merge(conn, plate, other)
    found = client.get(f"/api/address/{plate}").json()
    assert (found["state_label"], found["present"]["code"]) == ("已合并", other)


def test_who_and_why_are_for_those_with_the_key(key, client, conn, plate):
    act_as(conn, "wang", "现场核实")
    retire(conn, plate)
    found = client.get(f"/api/address/{plate}", headers=key).json()
    assert (found["actor"], found["reason"]) == ("wang", "现场核实")


def test_who_and_why_are_not_for_everybody(client, conn, plate):
    act_as(conn, "wang", "现场核实")
    retire(conn, plate)
    assert "wang" not in client.get(f"/api/address/{plate}").text


def test_a_door_gets_a_qr_code(client, plate):
    answer = client.get(f"/api/address/{plate}/qr.svg")
    assert (answer.headers["content-type"], answer.text[:5]) == ("image/svg+xml", "<?xml")


def test_a_qr_code_that_is_known_already_is_not_sent_again(client, plate):
    path = f"/api/address/{plate}/qr.svg"
    tag = {"If-None-Match": client.get(path).headers["etag"]}
    assert client.get(path, headers=tag).status_code == 304


def test_a_qr_code_holds_the_link_where_the_service_has_a_name(settings, conn, client, plate):
    app = create_app(settings.model_copy(update={"base_url": "https://map.example.cn"}))
    app.dependency_overrides[connection] = lambda: conn
    with TestClient(app) as named:
        linked = named.get(f"/api/address/{plate}/qr.svg").content
    assert linked != client.get(f"/api/address/{plate}/qr.svg").content


def test_the_link_on_a_door_leads_to_the_page(client, plate):
    answer = client.get(f"/a/{plate}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"../?address={plate}")


@pytest.mark.parametrize("path", ["/api/address/{}", "/api/address/{}/qr.svg", "/a/{}"])
@pytest.mark.parametrize("code", ["42011700000000000000", "geocoding", "一", "%F0%9F%98%80"])
def test_a_code_that_was_never_given_is_not_found(pooled, path, code):
    answer = pooled.get(path.format(code))
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("code", ["x" * 41, "%00"])
def test_what_can_be_no_code_is_refused(pooled, code):
    assert pooled.get(f"/api/address/{code}/qr.svg").status_code in {400, 422}
