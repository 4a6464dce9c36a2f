"""Files of events: what is taken is seen by what is in them; none is ever changed."""

import hashlib

import psycopg
import pytest

from layers.errors import Invalid, NotFound
from layers.events import files

JPEG = b"\xff\xd8\xff\xe0" + b"photo"
CONTENTS = {
    "image/jpeg": ("a.jpg", JPEG),
    "image/png": ("a.png", b"\x89PNG\r\n\x1a\n..."),
    "image/webp": ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
    "application/pdf": ("a.pdf", b"%PDF-1.7\n"),
    "video/mp4": ("a.mp4", b"\x00\x00\x00\x18ftypmp42"),
    "text/plain": ("a.txt", "现场\t情况\r\n".encode()),
}


@pytest.fixture
def code(add) -> str:
    return add("event")["code"]


def put(conn, code, name="现场.jpg", media_type="image/jpeg", content=JPEG):
    return files.add_file(conn, code, name, media_type, content, actor="admin")


@pytest.mark.parametrize("media_type", CONTENTS)
def test_every_kind_that_is_taken_comes_back_as_it_was(conn, code, media_type):
    name, given = CONTENTS[media_type]
    made = put(conn, code, name, media_type, given)
    assert files.content(conn, code, made.id) == (name, media_type, hashlib.sha256(given).hexdigest(), given)


def test_files_of_an_event_are_listed_in_the_order_in_which_they_came(conn, code):
    made = [put(conn, code, f"{n}.jpg", content=JPEG + bytes([n])) for n in range(3)]
    assert files.files(conn, code) == made


def test_the_same_content_sent_again_is_kept_once(conn, code):
    first = put(conn, code, "a.jpg")
    assert (put(conn, code, "b.jpg"), files.files(conn, code)) == (first, [first])


def test_two_events_may_have_the_same_photo(conn, code, add):
    other = add("event")["code"]
    assert put(conn, code).id != put(conn, other).id


def test_what_a_camera_wrote_into_a_photo_stays_in_it(conn, code):
    given = JPEG + b"Exif\x00\x00GPS 114.8 30.84"
    assert files.content(conn, code, put(conn, code, content=given).id).content == given


@pytest.mark.parametrize(
    ("name", "media_type", "given"),
    [
        ("a.jpg", "image/jpeg", b""),
        ("a.jpg", "image/jpeg", b"<html>"),
        ("a.png", "image/png", JPEG),
        ("a.webp", "image/webp", b"RIFF\x00\x00\x00\x00WAVE"),
        ("a.txt", "text/plain", b"\xff\xfe"),
        ("a.txt", "text/plain", b"\x1b[2J"),
        ("a.html", "text/html", b"<html>"),
        ("a.svg", "image/svg+xml", b"<svg>"),
        ("a.html", "image/jpeg", JPEG),
        ("", "image/jpeg", JPEG),
        ("../a.jpg", "image/jpeg", JPEG),
        ("a\n.jpg", "image/jpeg", JPEG),
        ("a\u202egpj.jpg", "image/jpeg", JPEG),
        ("x" * 120 + ".jpg", "image/jpeg", JPEG),
    ],
)
def test_what_is_not_what_it_says_is_refused(conn, code, name, media_type, given):
    with pytest.raises(Invalid):
        put(conn, code, name, media_type, given)


def test_a_file_that_is_too_large_is_refused(conn, code, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 5)
    with pytest.raises(Invalid):
        put(conn, code)


def test_a_file_belongs_to_an_event(conn):
    with pytest.raises(NotFound):
        put(conn, "no such")


def test_a_file_is_found_only_with_its_event(conn, code, add):
    made = put(conn, code)
    with pytest.raises(NotFound):
        files.content(conn, add("event")["code"], made.id)


@pytest.mark.parametrize(
    "change", ["DELETE FROM onemap.event_file", "UPDATE onemap.event_file SET name = 'x'"]
)
def test_a_file_is_never_changed(conn, code, change):
    put(conn, code)
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        conn.execute(change)
