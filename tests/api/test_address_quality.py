"""The quality of the address library over HTTP: who may read it, what it says, odd parameters."""

import pytest

PATH = "/api/address/quality"
STREET = "420117001"


@pytest.fixture
def lanes(add):
    """Two lanes without the road that their numbers need."""
    return [add("address", level="lane", local_text=f"{n}巷")["code"] for n in (1, 2)]


def test_findings_come_with_figures_and_a_repair(key, client, lanes):
    found = client.get(PATH, params={"area": STREET, "check": "no_parent"}, headers=key).json()
    assert (found["items"][0], found["next"]) == (
        {
            "check": "no_parent",
            "severity": "error",
            "title": {"zh": "缺少上级", "en": "No parent"},
            "said": {
                "zh": "湖北省武汉市新洲区1巷 没有上级地址",
                "en": "湖北省武汉市新洲区1巷 has no parent, and its level needs one",
            },
            "rows": [
                {
                    "code": lanes[0],
                    "level": "lane",
                    "text": "湖北省武汉市新洲区1巷",
                    "area_code": "420117001001",
                    "lon": None,
                    "lat": None,
                }
            ],
            "facts": {},
            "repair": {
                "said": {"zh": "到现场核实编号和位置", "en": "verify number and position on site"},
                "corrections": [],
            },
        },
        None,
    )


def test_findings_come_by_pages(key, client, lanes):
    wanted = {"area": STREET, "check": ["no_parent", "number_order"], "limit": 1}
    first = client.get(PATH, params=wanted, headers=key).json()
    last = client.get(PATH, params=wanted | {"cursor": first["next"]}, headers=key).json()
    assert ([one["rows"][0]["code"] for one in first["items"] + last["items"]], last["next"]) == (lanes, None)


def test_a_summary_counts_by_check(key, client, lanes):
    found = client.get(f"{PATH}/summary", params={"area": STREET}, headers=key).json()
    counts = {one["check"]: one["count"] for one in found["items"]}
    assert (found["area"], counts["no_parent"], counts["duplicate"]) == (STREET, 2, 0)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/summary"])
def test_lists_of_addresses_need_the_key(client, add, path):
    add("area", code=STREET)
    assert client.get(path, params={"area": STREET}).status_code == 401


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("?area=999", 404),
        ("?area=420117", 422),
        (f"?area={STREET}&check=spelling", 422),
        (f"?area={STREET}&limit=1000000000", 422),
        (f"?area={STREET}&limit=0", 422),
        (f"?area={STREET}&cursor=x", 422),
        ("?area=" + "9" * 100, 422),
    ],
)
def test_parameters_out_of_range_are_refused(key, client, add, query, status):
    add("area", code=STREET)
    assert client.get(PATH + query, headers=key).status_code == status
