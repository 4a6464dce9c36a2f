"""Many points over HTTP: columns of JSON, and streams of CSV and of Arrow."""

import csv
import http.client
import io
from urllib.parse import urlsplit

import pyarrow as pa
import pytest

from gis_api.middleware import LARGEST_BODY
from layers.crs import CGCS2000, parse, transform
from layers.locate.arrow import ANSWER

PATH = "/api/locate"
ARROW = "application/vnd.apache.arrow.stream"
SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"
ROWS = "id,lon,lat\na,114.8,30.84\nb,115.8,30.84\nc,,\nd,30.84,114.8\n"
FOUND = [("a", "420117", "true", ""), ("b", "", "false", "outside"), ("c", "", "false", "no_point")]
FOUND += [("d", "", "false", "swapped")]


@pytest.fixture
def town(add):
    add("area", code="420117", name="新洲区", geom=SQUARE)
    add("duty_grid", code="Z1", name="第一责任网格", geom=SQUARE)
    return add


def send_csv(client, body, **query):
    body = body.encode() if isinstance(body, str) else body
    return client.post(PATH, content=body, headers={"content-type": "text/csv"}, params=query)


def send_arrow(client, table, **query):
    return client.post(PATH, content=stream(table), headers={"content-type": ARROW}, params=query)


def stream(table, rows=2, **options):
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


def rows(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["detail"]


def test_columns_say_what_is_wrong_with_a_point(client, town):
    body = {"lon": [114.8, 115.8, None, 30.84, 200], "lat": [30.84, 30.84, 1, 114.8, 1]}
    found = client.post(PATH, json=body).json()
    assert (found["problem"], list(found)[-1]) == (
        [None, "outside", "no_point", "swapped", "off_map"],
        "problem",
    )


def test_what_is_near_has_codes_and_is_outside(client, town):
    body = {"lon": [114.8101], "lat": [30.84]}
    found = client.post(f"{PATH}?tolerance=20", json=body).json()
    assert (found["district"], found["inside"], found["problem"]) == (["420117"], [False], ["outside"])


def test_a_system_said_twice_must_be_the_same(client, town):
    body = {"lon": [114.8], "lat": [30.84], "crs": "gcj02"}
    assert client.post(f"{PATH}?crs=gcj02", json=body).status_code == 200
    assert problem(client.post(f"{PATH}?crs=bd09", json=body)) == (422, "crs is said twice, and differs")


def test_csv_comes_back_with_columns_added(client, town):
    answer = send_csv(client, ROWS)
    found = rows(answer)
    said = [(r["id"], r["located_district"], r["located_inside"], r["located_problem"]) for r in found]
    assert (said, answer.headers["content-type"]) == (FOUND, "text/csv; charset=utf-8")
    assert list(found[0])[3:] == [f"located_{name}" for name in ANSWER.names]


def test_csv_may_be_in_chinese_encoding_with_other_names_and_delimiters(client, town):
    body = "号;经度;纬度\n甲;114.8;30.84\n".encode("gb18030")
    answer = send_csv(client, body)
    assert answer.content.decode("gb18030").splitlines()[1].startswith("甲;114.8;30.84;420117;")
    assert answer.headers["content-type"] == "text/csv; charset=gb18030"


def test_columns_prefix_and_delimiter_may_be_said(client, town):
    answer = send_csv(client, "a:b\n114.8:30.84\n", lon="a", lat="b", prefix="", delimiter=":")
    assert answer.text.splitlines()[0].startswith("a:b:district:street")


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "EPSG:4547"])
def test_tables_may_be_in_another_system(client, town, crs):
    ((x, y),) = transform([[114.8, 30.84]], CGCS2000, parse(crs))
    assert rows(send_csv(client, f"x,y\n{x},{y}\n", crs=crs))[0]["located_district"] == "420117"


def test_arrow_comes_back_as_arrow(client, town):
    table = pa.table({"lon": [114.8, 115.8, None], "lat": [30.84] * 3, "n": [[1], [], None]})
    answer = send_arrow(client, table)
    found = pa.ipc.open_stream(answer.content).read_all()
    assert (answer.headers["content-type"], found.select(["lon", "lat", "n"])) == (ARROW, table)
    assert found["located_duty_grid"].to_pylist() == ["Z1", None, None]
    assert found["located_problem"].to_pylist() == [None, "outside", "no_point"]


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/x-www-form-urlencoded"])
def test_the_first_bytes_say_what_a_body_is_that_has_no_name(client, town, kind):
    headers = {"content-type": kind}
    table = pa.table({"lon": [114.8], "lat": [30.84]})
    answers = [client.post(PATH, content=body, headers=headers) for body in (ROWS, stream(table))]
    assert [answer.headers["content-type"] for answer in answers] == ["text/csv; charset=utf-8", ARROW]
    refused = client.post(PATH, content='{"lon": []}', headers=headers)
    assert problem(refused) == (422, "the body looks like JSON")


def test_a_table_says_the_same_as_columns(client, town):
    lons, lats = [114.79, 114.8, 114.81, 114.82], [30.83, 30.84, 30.85, 30.86]
    columns = client.post(PATH, json={"lon": lons, "lat": lats}).json()
    found = pa.ipc.open_stream(send_arrow(client, pa.table({"lon": lons, "lat": lats})).content).read_all()
    assert {name: found[f"located_{name}"].to_pylist() for name in ANSWER.names} == columns


def test_a_table_without_rows_comes_back_so(client, town):
    assert send_csv(client, "lon,lat\n").text.count("\n") == 1
    empty = pa.schema([("lon", pa.float64()), ("lat", pa.float64())]).empty_table()
    assert pa.ipc.open_stream(send_arrow(client, empty).content).read_all().num_rows == 0


@pytest.mark.parametrize(
    ("body", "query", "detail"),
    [
        ("", {}, "the table is empty"),
        ("a,b\n1,2\n", {}, "no two columns are called like coordinates"),
        ("a,b\n1,2\n", {"lon": "a", "lat": "z"}, "there is no column 'z'"),
        ("lon,lat,located_inside\n1,2,3\n", {}, "there is a column located_inside already"),
        ("lon,lat\n1,2\n", {"crs": "mars"}, "unknown coordinate system 'mars'"),
        ("lon,lat\n1,2\n", {"encoding": "klingon"}, "there is no encoding 'klingon'"),
    ],
)
def test_what_is_wrong_with_the_whole_table_is_answered_as_a_problem(pooled, body, query, detail):
    assert problem(send_csv(pooled, body, **query)) == (422, detail)


@pytest.mark.parametrize(
    "query", [{"tolerance": -1}, {"tolerance": 1e9}, {"delimiter": '"'}, {"delimiter": ""}]
)
def test_parameters_that_make_no_sense_are_refused(pooled, query):
    assert send_csv(pooled, ROWS, **query).status_code == 422


@pytest.mark.parametrize("body", [b"", b"lon,lat\n", b"\xff\xff\xff\xff" + b"\x7f" * 50, b"\xff" * 2000])
def test_what_is_no_arrow_stream_is_refused(pooled, body):
    assert pooled.post(PATH, content=body, headers={"content-type": ARROW}).status_code == 422


def test_an_unknown_media_type_is_refused_with_the_known_ones(pooled):
    answer = pooled.post(PATH, content="<a/>", headers={"content-type": "text/xml"})
    assert problem(answer) == (422, "points do not come as text/xml")
    assert "text/csv" in answer.json()["facts"]["known"]


def test_a_stream_that_breaks_off_says_so_in_a_last_row(client, town):
    table = pa.table(
        {"lon": [114.8] * 4, "lat": [30.84] * 4, "n": pa.array(list("abcd")).dictionary_encode()}
    )
    body = stream(table)
    answer = client.post(PATH, content=body[: len(body) - 100], headers={"content-type": ARROW})
    found = pa.ipc.open_stream(answer.content).read_all()
    assert found["located_district"].to_pylist() == ["420117", "420117", None]
    assert found["located_problem"].to_pylist()[-1] == "the answer ends here: the Arrow stream breaks off"


def test_a_row_that_is_none_is_said_and_kept(client, town):
    found = rows(send_csv(client, "id,lon,lat\na,114.8,30.84\nb,114.8,30.84,x,y\nc,114.8,30.84\n"))
    assert [row["located_problem"] for row in found] == ["", "broken_row", ""]


def test_tables_may_be_larger_than_json(pooled):
    """JSON has a limit, streams have none."""
    table = "lon,lat,filler\n" + f"1,2,{'x' * 100_000}\n" * (LARGEST_BODY // 100_000 + 1)
    assert send_csv(pooled, table).status_code == 200
    refused = pooled.post(
        PATH, content=" " * (LARGEST_BODY + 1), headers={"content-type": "application/json"}
    )
    assert refused.status_code == 413


@pytest.fixture
def connection(live):
    where = urlsplit(live)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
    yield connection
    connection.close()


def chunk(text):
    body = text.encode()
    return b"%x\r\n%s\r\n" % (len(body), body)


def test_the_answer_begins_before_the_table_ends(connection):
    connection.putrequest("POST", PATH)
    connection.putheader("Content-Type", "text/csv")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    connection.send(chunk("lon,lat,id\n" + "".join(f"114.8,30.84,{n}\n" for n in range(20_000))))
    answer = connection.getresponse()
    early = [answer.readline() for _ in range(100)]
    connection.send(chunk("114.8,30.84,last\n") + chunk(""))
    late = answer.read().splitlines()
    assert (answer.status, early[99].split(b",")[2], late[-1].split(b",")[2]) == (200, b"98", b"last")


def test_the_service_answers_tables_as_it_answers_points(connection):
    connection.request("POST", PATH, b"lon,lat\n114.8,30.84\n", {"Content-Type": "text/csv"})
    (row,) = csv.DictReader(connection.getresponse().read().decode().splitlines())
    connection.request("GET", f"{PATH}?lon=114.8&lat=30.84")
    single = connection.getresponse().read().decode()
    assert row["located_unit_grid"]
    assert f'"{row["located_unit_grid"]}"' in single
