"""Archives of tiles over HTTP: by ranges, and nothing beside them."""

import pytest

from gis_api.archives import PIECE, folder
from tiles.archive.writer import writing
from tiles.matrix import Box

CITY = "/tiles/archives/city.pmtiles"
SAID = {"name": "道路", "vector_layers": [{"id": "road", "fields": {}}]}


@pytest.fixture
def write(settings):
    """Writes an archive with one tile of so many bytes; gives its content."""
    folder(settings.home).mkdir(parents=True)

    def write(name="city", size=1000, own=None):
        path = folder(settings.home) / f"{name}.pmtiles"
        with writing(path) as out:
            out.add(5, bytes(n % 251 for n in range(size)))
            out.finish(Box(114.5, 30.5, 115, 31), (1, 1), SAID | ({"onemap": own} if own else {}))
        return path.read_bytes()

    return write


@pytest.fixture
def whole(write):
    return write()


def ask(client, path=CITY, **headers):
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_all_of_it_is_given(client, whole):
    answer = ask(client)
    assert (answer.status_code, answer.content) == (200, whole)
    assert answer.headers["content-type"] == "application/vnd.pmtiles"
    assert (answer.headers["accept-ranges"], answer.headers["cache-control"]) == ("bytes", "no-cache")


def test_a_large_one_is_given_in_pieces_and_never_compressed(client, write):
    whole = write(size=3 * PIECE)
    answer = ask(client, Accept_Encoding="gzip")
    assert answer.content == whole
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(whole)
    assert ask(client, Range=f"bytes=9-{2 * PIECE}").content == whole[9 : 2 * PIECE + 1]


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-126", slice(0, 127)),
        ("bytes=127-", slice(127, None)),
        ("bytes=-10", slice(-10, None)),
        ("bytes=100-999999", slice(100, None)),
        ("bytes=-999999", slice(None)),
        ("BYTES=5-5", slice(5, 6)),
    ],
)
def test_a_range_is_given(client, whole, wanted, part):
    answer = ask(client, Range=wanted)
    start, stop, _ = part.indices(len(whole))
    assert (answer.status_code, answer.content) == (206, whole[part])
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    assert int(answer.headers["content-length"]) == stop - start


@pytest.mark.parametrize(
    "wanted",
    ["bytes=0-1,5-6", "bytes=9-3", "bytes=-", "lines=0-1", "bytes=a-b", "", "bytes=" + "9" * 40 + "-"],
)
def test_what_is_no_single_range_is_answered_with_all_of_it(client, whole, wanted):
    answer = ask(client, Range=wanted)
    assert (answer.status_code, answer.content) == (200, whole)


@pytest.mark.parametrize("wanted", ["bytes=999999-", "bytes=999999-9999999", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(client, whole, wanted):
    answer = ask(client, Range=wanted)
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    assert answer.json()["type"] == "urn:onemap:problem:range"


def test_a_range_of_another_version_is_answered_with_all_of_this_one(client, whole):
    tag = ask(client).headers["etag"]
    assert ask(client, Range="bytes=0-9", If_Range=tag).status_code == 206
    assert ask(client, Range="bytes=0-9", If_Range='"other"').content == whole
    assert ask(client, Range="bytes=0-9", If_Range="Wed, 01 Jul 2026 08:00:00 GMT").content == whole


def test_who_has_pieces_of_another_version_is_told(client, write):
    write()
    tag = ask(client).headers["etag"]
    write(size=2000)
    assert ask(client, Range="bytes=0-9", If_Match=tag).status_code == 412
    now = ask(client).headers["etag"]
    assert ask(client, Range="bytes=0-9", If_Match=now).status_code == 206


def test_who_has_it_is_told_so(client, whole):
    tag = ask(client).headers["etag"]
    answer = ask(client, If_None_Match=f'"other", {tag}')
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


def test_another_file_has_another_tag(client, write):
    write()
    before = ask(client).headers["etag"]
    write()
    assert ask(client).headers["etag"] != before


def test_its_head_has_no_body(client, whole):
    answer = client.head(CITY)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len(whole)


@pytest.mark.parametrize(
    "name",
    ["nothing", "..", "%2e%2e", "..%2F..%2Fadmin", "city%00", "a" * 65, ".hidden", "城", "city.pmtiles"],
)
def test_nothing_else_is_given_away(client, whole, settings, name):
    (folder(settings.home) / ".hidden.pmtiles").write_bytes(b"secret")
    (settings.home / "admin.pmtiles").write_bytes(b"secret")
    answer = ask(client, f"/tiles/archives/{name}.pmtiles")
    assert answer.status_code in (400, 404, 422)
    assert b"secret" not in answer.content


def test_archives_are_listed_with_what_they_have(client, write):
    whole = write(own={"seq": 7, "at": 1_782_864_000_000_000})
    (found,) = client.get("/tiles/archives").json()["items"]
    assert found == {
        "name": "city",
        "title": "道路",
        "href": CITY,
        "bytes": len(whole),
        "etag": ask(client).headers["etag"],
        "layers": ["road"],
        "bbox": [114.5, 30.5, 115.0, 31.0],
        "minzoom": 2,
        "maxzoom": 2,
        "seq": 7,
        "as_of": "2026-07-01T00:00:00Z",
    }


def test_what_is_none_is_not_listed(client, write, settings):
    write("other")
    (folder(settings.home) / "broken.pmtiles").write_bytes(b"broken")
    (folder(settings.home) / ".hidden.pmtiles").write_bytes(b"hidden")
    (found,) = client.get("/tiles/archives").json()["items"]
    assert (found["name"], found["seq"], found["as_of"]) == ("other", None, None)


def test_there_may_be_none(client):
    assert client.get("/tiles/archives").json() == {"items": []}


def test_a_refreshed_archive_is_listed_anew(client, write):
    write()
    before = client.get("/tiles/archives").json()["items"][0]
    write(size=2000)
    assert client.get("/tiles/archives").json()["items"][0]["bytes"] == before["bytes"] + 1000
