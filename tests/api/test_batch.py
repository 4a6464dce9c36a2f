"""Tables in, the same tables with answers out: every form, odd input, and the same answers as one by one."""

import csv
import io
import json

import pytest
from openpyxl import Workbook, load_workbook

BATCH = "/api/address/batch"
GEOCODE = "/api/address/geocode"
CSV = {"content-type": "text/csv"}
LABEL = "区域420117001001红旗路12号"
NDJSON = {"content-type": "application/x-ndjson"}


@pytest.fixture
def plate(add):
    return add("address", local_text="红旗路12号", geom="POINT(114.8 30.84)")


def rows(answer, **dialect):
    """The rows of a CSV answer."""
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), **dialect))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_comes_back_in_its_own_encoding(client, plate, encoding):
    body = 'id,地址\r\na,"红旗路12号"\r\nb,没有\r\n'.encode(encoding)
    answer = client.post(f"{BATCH}?column=地址", content=body, headers=CSV)
    text = answer.content.decode(encoding)
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["id"], row["result_label"]) for row in found] == [("a", LABEL), ("b", "")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_comes_back_with_its_own_delimiter_and_line_ends(client, plate, delimiter):
    body = f"id{delimiter}address\na{delimiter}红旗路12号\n"
    answer = client.post(BATCH, content=body.encode(), headers=CSV)
    assert answer.text.splitlines(keepends=True)[1].startswith(f"a{delimiter}红旗路12号{delimiter}{LABEL}")
    assert "\r" not in answer.text


def test_columns_come_back_as_columns(client, plate):
    given = {"id": [7, "b", None], "address": ["红旗路１２号", "没有", None]}
    found = client.post(BATCH, json=given).json()
    assert (found["id"], found["result_code"], found["result_lon"], found["result_error"]) == (
        [7, "b", None],
        [plate["code"], None, None],
        [114.8, None, None],
        [None, None, "empty"],
    )


def test_objects_come_back_as_objects_with_all_their_members(client, plate):
    given = [{"address": "红旗路12号", "id": 42011700000000004217}, {"address": "没有", "more": {"a": [1]}}]
    first, second = client.post(BATCH, json=given).json()
    assert (first["id"], first["result_code"]) == (42011700000000004217, plate["code"])
    assert (second["more"], second["result_code"], "id" in second) == ({"a": [1]}, None, False)


def test_lines_of_json_come_back_as_lines(client, plate):
    body = '{"address": "红旗路12号"}\n\nno json\n["a"]\n'
    found = [json.loads(line) for line in client.post(BATCH, content=body, headers=NDJSON).text.splitlines()]
    assert [one["result_code"] for one in found] == [plate["code"], None, None]
    assert [one["result_error"] for one in found] == [
        None,
        "the line is no JSON",
        "the line is no JSON object",
    ]


def workbook(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_a_workbook_comes_back_as_a_workbook(client, plate):
    body = workbook(["号", "address"], [1, "红旗路12号"], [2.5, "=1+1"], [None, None], [True, "没有"])
    answer = client.post(BATCH, content=body)
    names, *found = load_workbook(io.BytesIO(answer.content)).active.values
    assert (names[:3], [line[:3] for line in found]) == (
        ("号", "address", "result_label"),
        [(1, "红旗路12号", LABEL), (2.5, None, None), (None, None, None), (True, "没有", None)],
    )


@pytest.mark.parametrize(
    ("wanted", "beginning"),
    [("csv", b"address,"), ("json", b'[\n{"address"'), ("ndjson", b'{"address"'), ("xlsx", b"PK")],
)
def test_the_answer_comes_in_the_form_asked_for(client, plate, wanted, beginning):
    answer = client.post(f"{BATCH}?format={wanted}", content="address\n红旗路12号\n", headers=CSV)
    assert answer.content.startswith(beginning)


def test_the_form_of_the_answer_may_be_asked_for_by_a_header(client, plate):
    answer = client.post(BATCH, json=[{"address": "红旗路12号"}], headers={"accept": "text/csv"})
    assert rows(answer)[0]["result_label"] == LABEL


@pytest.mark.parametrize("text", ["红旗路12号", "红旗路", "红旗", "不存在", " 红旗路12號 "])
def test_a_row_is_answered_like_a_single_call(client, plate, text):
    (row,) = client.post(BATCH, json=[{"address": text}], params={"crs": "gcj02"}).json()
    single = client.get(GEOCODE, params={"q": text, "limit": 1, "crs": "gcj02"}).json()["features"]
    said = single[0]["properties"]["geocoding"] if single else dict.fromkeys(("label", "score", "level"))
    place = single[0]["geometry"]["coordinates"] if single else [None, None]
    assert [row[f"result_{name}"] for name in ("label", "score", "level")] == [
        said[name] for name in ("label", "score", "level")
    ]
    assert [row["result_lon"], row["result_lat"]] == place


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "empty"),
        (" \t", "empty"),
        (None, "empty"),
        ("路" * 1001, "too long"),
        ("x" * 100_000, "too long"),
        ("a\0b", "control characters"),
        (True, "not a text"),
        (["红旗路"], "not a text"),
        ("\ud800", "not a text in the encoding of the table"),
        (12, None),
    ],
)
def test_a_row_that_cannot_be_asked_about_says_why(client, text, error):
    body = json.dumps([{"address": text}, {"address": "没有"}])
    first, second = client.post(BATCH, content=body).json()
    assert (first["address"], first["result_error"], second["result_error"]) == (text, error, None)


def test_bytes_that_are_no_text_cost_one_row_and_come_back(client, plate):
    body = "地址,address\n红旗路十二号在这里,红旗路12号\n".encode() + b",\xff\xfe\n"
    answer = client.post(BATCH, content=body, headers=CSV)
    assert answer.content.splitlines()[2].startswith(b",\xff\xfe,")
    assert answer.content.splitlines()[2].endswith(b",not a text in the encoding of the table")


def test_a_line_of_another_length_costs_one_row(client, plate):
    body = "id,address\n1,红旗路12号,3栋\n2\n3,红旗路12号\n"
    found = rows(client.post(BATCH, content=body.encode(), headers=CSV))
    assert [(one["id"], one["result_error"]) for one in found] == [
        ("1", "3 fields where there are 2 columns"),
        ("2", "empty"),
        ("3", ""),
    ]
    assert found[0][None] == ["3栋"]


def test_a_stray_quotation_mark_costs_one_row(client, plate):
    body = 'id,address\n1,"红旗路12号\n2,红旗路12号\n3,红旗路12号\n'
    found = rows(client.post(BATCH, content=body.encode(), headers=CSV))
    assert [one["result_label"] for one in found] == ["", LABEL, LABEL]
    assert found[0]["result_error"].startswith("no line of CSV")


def test_columns_are_joined_in_order(client, plate):
    body = [{"a": "红旗路", "b": 12, "c": "号"}]
    (found,) = client.post(f"{BATCH}?columns=a,b,c", json=body).json()
    assert found["result_code"] == plate["code"]


def test_columns_called_like_levels_are_fields(client, plate):
    (found,) = client.post(f"{BATCH}?columns=road:路,plate", json=[{"plate": "12号", "路": "红旗路"}]).json()
    assert found["result_code"] == plate["code"]


def test_a_threshold_is_said_and_hides_nothing(client, plate):
    texts = ["红旗路12号", "红旗路12号9栋", "没有"]
    found = client.post(f"{BATCH}?accept=0.9", json={"address": texts}).json()
    assert found["result_accepted"] == [True, False, None]
    assert found["result_label"][1] == LABEL


def test_coordinates_come_in_the_system_asked_for(client, plate):
    found = client.post(f"{BATCH}?crs=EPSG:4547", json={"address": ["红旗路12号", "没有"]}).json()
    assert found["result_lon"] == [pytest.approx(576_500, abs=500), None]


def test_a_second_pass_needs_other_names(client, plate):
    once = client.post(BATCH, content="address\n红旗路12号\n", headers=CSV).content
    refused = client.post(BATCH, content=once, headers=CSV)
    again = client.post(f"{BATCH}?prefix=new_", content=once, headers=CSV)
    assert (refused.status_code, rows(again)[0]["new_label"]) == (422, LABEL)


def test_columns_of_the_same_name_stay_apart(client, plate):
    answer = client.post(BATCH, content="x,x,address\n1,2,红旗路12号\n", headers=CSV)
    assert answer.text.splitlines()[1].startswith(f"1,2,红旗路12号,{LABEL}")


def test_a_library_text_cannot_become_a_formula(client, add):
    add("area", code="420117001001", name="=1+1", full_name="=1+1")
    add("address", local_text="等号路1号")
    answer = client.post(BATCH, content="n,address\n=2+2,等号路1号\n", headers=CSV)
    assert answer.text.splitlines()[1].startswith("=2+2,等号路1号,'=1+1等号路1号,")


@pytest.mark.parametrize("body", ["address\n", "address", "\ufeffaddress\r\n"])
def test_a_header_alone_comes_back_with_more_names(client, body):
    answer = client.post(BATCH, content=body.encode(), headers=CSV)
    assert (rows(answer), answer.text.lstrip("\ufeff").startswith("address,result_label,")) == ([], True)


@pytest.mark.parametrize(
    ("body", "kind", "back"), [("[]", "application/json", "[]\n"), ("", NDJSON["content-type"], "")]
)
def test_no_rows_come_back_as_none(client, body, kind, back):
    answer = client.post(BATCH, content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.text) == (200, back)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"[", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'["a"]', "application/json"),
        (b'{"address": "x"}', "application/json"),
        (b'{"address": ["x"], "id": []}', "application/json"),
        (b'{"address": [NaN]}', "application/json"),
        (b'{"other": ["x"], "more": ["y"]}', "application/json"),
        (b'[{"a": "x", "b": 1}]', "application/json"),
        (b'[{"address": 1e999}]', "application/json"),
        (b"", "text/csv"),
        (b"\xff\xff", "text/csv"),
        (b'"', "text/csv"),
        (b"address,address\na,b\n", "text/csv"),
        (b"a,b\n1,2\n", "text/csv"),
        (b"address\n" + b"x" * 2_000_000, "text/csv"),
        (b"address\nx\n", "image/png"),
        (b"address\nx\n", "multipart/form-data; boundary=x"),
        (b"PK\x03\x04 no workbook", "application/octet-stream"),
        (b"PAR1", ""),
    ],
)
def test_a_table_that_is_none_is_refused(client, body, kind):
    answer = client.post(BATCH, content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize(
    "query",
    [
        "column=a&columns=b",
        "crs=mars",
        "accept=2",
        "format=pdf",
        "encoding=klingon",
        "delimiter=x",
        "column=no",
    ],
)
def test_parameters_that_do_not_fit_are_refused(client, query):
    assert client.post(f"{BATCH}?{query}", content="address\nx\n", headers=CSV).status_code == 422


def test_an_unknown_area_to_search_in_is_not_found(client):
    assert client.post(f"{BATCH}?within=999", content="address\nx\n", headers=CSV).status_code == 404


def test_a_table_that_breaks_off_says_so_in_its_last_row(client, plate):
    body = b"[" + b'{"address": "x"},' * 500 + b'{"addr'
    *found, last = client.post(BATCH, content=body).json()
    assert (len(found), last["result_error"]) == (
        500,
        "the answer ends here: element 501 of the list is no object in JSON",
    )


def test_a_body_may_be_larger_than_those_of_other_calls(client):
    line = "x" * 100_000
    answer = client.post(BATCH, content="address\n" + f"{line}\n" * 110, headers=CSV)
    assert {row["result_error"] for row in rows(answer)} == {"too long"}
