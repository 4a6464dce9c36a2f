"""Files of events over HTTP: sent and served with the key only, and never as something that runs."""

import pytest

from layers.events.files import LARGEST

JPEG = b"\xff\xd8\xff\xe0photo"


@pytest.fixture
def code(add) -> str:
    return add("event")["code"]


@pytest.fixture
def post(key, client, code):
    def post(content=JPEG, name="现场 1.jpg", kind="image/jpeg", head=key):
        headers = head | {"Content-Type": kind}
        return client.post(
            f"/api/events/{code}/files", params={"name": name}, content=content, headers=headers
        )

    return post


def test_a_file_is_served_as_it_was_sent(key, client, post):
    made = post()
    found = client.get(made.headers["location"], headers=key)
    assert (made.status_code, found.content, found.headers["content-type"]) == (201, JPEG, "image/jpeg")


def test_a_file_is_saved_under_its_name_and_never_shown_as_something_else(key, client, post):
    head = client.get(post().headers["location"], headers=key).headers
    assert (head["content-disposition"], head["x-content-type-options"]) == (
        "attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.jpg",
        "nosniff",
    )


def test_the_event_lists_its_files_for_the_holder_of_the_key(key, client, post, code):
    made = post().json()
    found = [client.get(f"/api/events/{code}", headers=head).json()["files"] for head in (key, {})]
    assert found == [[made], None]


def test_without_the_key_no_file_is_taken_or_served(key, client, post):
    made = post()
    assert (post(head={}).status_code, client.get(made.headers["location"]).status_code) == (401, 401)


def test_the_type_may_say_more(post):
    assert post("现场".encode(), "a.txt", "Text/Plain; charset=utf-8").status_code == 201


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<html>", "a.jpg", "image/jpeg"),
        (JPEG, "a.html", "image/jpeg"),
        (b"<html>", "a.html", "text/html"),
        (b"{}", "a.json", "application/json"),
        (b"", "a.jpg", "image/jpeg"),
    ],
)
def test_what_is_not_what_it_says_is_refused(post, content, name, kind):
    assert post(content, name, kind).status_code == 422


def test_a_photo_larger_than_other_bodies_is_taken(post):
    assert post(JPEG + bytes(11 * 1024 * 1024)).json()["bytes"] == 11 * 1024 * 1024 + len(JPEG)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(post):
    assert post(JPEG + bytes(LARGEST)).status_code == 413


def test_a_body_without_a_length_is_cut_off_when_it_is_too_large(post):
    chunks = (bytes(1024 * 1024) for _ in range(LARGEST // 1024**2 + 2))
    assert post(chunks).status_code == 413


def test_an_unknown_event_has_no_files(key, client):
    head = key | {"Content-Type": "image/jpeg"}
    answer = client.post("/api/events/4201172026070199999/files?name=a.jpg", content=JPEG, headers=head)
    assert answer.status_code == 404


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "12345"])
def test_an_unknown_file_is_not_there(key, client, code, number):
    assert client.get(f"/api/events/{code}/files/{number}", headers=key).status_code in {404, 422}
