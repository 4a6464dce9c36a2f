"""Odd CSV, and Arrow streams of strangers: handled, or refused before they take the memory."""

import gzip
import io
import struct
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.points import Form, arrow, delimited_lines
from importers.points.messages import LARGEST, MOST_ROWS
from importers.tables.table import Style
from layers.errors import Invalid
from tests.importers.points import cells, places, read

ROWS = "lon,lat,名\n114.5,30.5,甲\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("most", [3, 1 << 30])
def test_csv_is_read_in_any_encoding_with_any_delimiter(encoding, mark, most):
    body = ROWS.replace(",", mark).encode(encoding)
    said = encoding if most == 3 or encoding == "utf-16-le" else None
    assert cells(read(body, most=most, encoding=said)) == [["114.5", "30.5", "甲"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_written_as_it_was_read(encoding):
    body = 'lon,lat,名\r\n114.5,30.5,"甲, ""乙""\n丙"\r\n1,2,\r\n'.encode(encoding)
    points = read(body)
    rows = (batch.rows for batch in points.batches)
    assert b"".join(delimited_lines.write(points.schema, rows, points.style or Style())) == body


@pytest.mark.parametrize(
    "header", ["Lng,LAT", "经度,纬度", "經度,緯度", " x ,Y", "Longitude,latitude", "POINT_X,POINT_Y"]
)
def test_usual_names_of_coordinates_are_known(header):
    assert places(read(f"{header}\n114.5,30.5\n".encode())) == [(114.5, 30.5)]


def test_longitude_goes_before_x():
    assert places(read(b"x,y,lat,lon\n1,2,30.5,114.5\n")) == [(114.5, 30.5)]


@pytest.mark.parametrize(
    ("body", "asked", "said"),
    [
        (b"", {}, "the table is empty"),
        (b"\n\n", {}, "the table is empty"),
        (b"a,b\n1,2\n", {}, "no two columns are called like coordinates"),
        (b"114.5,30.5\n", {}, "no two columns are called like coordinates"),
        (b"lon,lat,lat\n1,2,3\n", {}, "several columns"),
        (b"a,b\n1,2\n", {"lon": "a"}, "the column of lat is not named"),
        (b"a,b\n1,2\n", {"lon": "a", "lat": "c"}, "there is no column 'c'"),
        (b"lon,lat\n1,2\n", {"encoding": "klingon"}, "there is no encoding"),
        (b"lon,lat\n" + b"1" * 5_000_000, {}, "a line has more than"),
        (b",".join([b"lon", b"lat"] + [b"c"] * 3000), {}, "there are 3002 columns"),
        ("lon,lat\n1,2\n".encode("utf-16")[:-1], {}, "it is not utf-16"),
        (b"\xff\xff\xff\xff\xff\xff", {}, "neither in UTF-8 nor in GB 18030"),
        (b"lon,lat\n1,2\n", {"encoding": "base64"}, "there is no encoding"),
        (b"lon,lat\n1,2\n", {"encoding": "utf-16"}, "it is not utf-16"),
        (b"lon,lat\n1,2\n", {"encoding": "idna"}, "it is not idna"),
        (gzip.compress(b"lon,lat\n1,2\n", mtime=0), {}, "it is gzip and no CSV"),
    ],
)
def test_what_is_no_table_of_points_says_why(body, asked, said):
    with pytest.raises(Invalid, match=said):
        list(read(body, **asked).batches)


def test_a_line_of_another_length_costs_one_row_and_loses_nothing():
    points = read(b"lon,lat,n\n1,2,a\n1,2,b,c\n1,2\n3,4,d\n")
    (batch,) = points.batches
    assert (batch.x.tolist()[::3], batch.broken.tolist()) == ([1, 3], [False, True, False, False])
    assert batch.rows["n"].to_pylist() == ["a", "b,c", None, "d"]


def test_a_stray_quotation_mark_costs_one_row():
    points = read(b'n,lon,lat\n5" pipe,1,2\n"open,1,2\nok,3,4\n')
    assert [row[0] for row in cells(points)] == ['5" pipe', '"open,1,2', "ok"]


def test_bytes_that_are_no_text_cost_no_row():
    body = ROWS.encode("gb18030") * 1 + b"114.6,30.5,\xb0\n"
    assert [place[0] for place in places(read(body, encoding="gb18030"))] == [114.5, 114.6]


def test_many_blocks_are_as_one():
    lines = [f'{n},{n % 90},"a\nb{"c" * (n % 50)}"\n' for n in range(20_000)]
    points = read(("lon,lat,n\n" + "".join(lines)).encode(), most=50_000)
    assert [int(lon) for lon, _, _ in cells(points)] == list(range(20_000))


@settings(max_examples=50, deadline=None)
@given(body=st.binary(max_size=200), most=st.integers(1, 50))
def test_any_bytes_are_csv_or_refused(body: bytes, most: int) -> None:
    with suppress(Invalid):
        list(read(b"lon,lat,n\n" + body, most=most, encoding="utf-8").batches)


TABLE = pa.table(
    {
        "lon": pa.array([1.0, 2.0, None, 4.0]),
        "lat": pa.array(["1", "2", "x", None]).dictionary_encode(),
        "list": pa.array([[1], [], None, [2, 3]]),
        "large": pa.array(["甲"] * 4, pa.large_string()),
        "view": pa.array(["甲" * 10] * 4, pa.string_view()),
        "none": pa.nulls(4),
    }
)


def stream(table: pa.Table, new: Any = pa.ipc.new_stream, rows: int = 2, **options: Any) -> bytes:
    sink = io.BytesIO()
    with new(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


def refused(body: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        list(read(body, Form.ARROW).batches)


@pytest.mark.parametrize("new", [pa.ipc.new_stream, pa.ipc.new_file])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "zstd"},
        {"compression": "lz4"},
        {"use_legacy_format": True},
        {"emit_dictionary_deltas": True},
    ],
)
def test_arrow_in_any_way_comes_back_as_it_was(new, options):
    points = read(stream(TABLE, new, **options), Form.ARROW, most=7)
    batches = list(points.batches)
    written = b"".join(arrow.write(points.schema, (batch.rows for batch in batches), Style()))
    assert pa.ipc.open_stream(written).read_all().to_pydict() == TABLE.to_pydict()
    assert batches[0].x.tolist() == [1, 2]


def mutations(body: bytes) -> Iterator[bytes]:
    for place in range(0, len(body), 5):
        for value in (0, 127, 255):
            yield body[:place] + bytes([value]) + body[place + 1 :]


@pytest.mark.parametrize("options", [{}, {"compression": "zstd"}])
def test_a_damaged_stream_is_refused_or_read(options):
    for body in mutations(stream(TABLE.select(["lon", "lat", "list"]), **options)):
        with suppress(Invalid):
            list(read(body, Form.ARROW).batches)


def test_a_stream_that_breaks_off_is_refused():
    body = stream(TABLE)
    for end in (3, 20, len(body) // 2, len(body) - 20):
        refused(body[:end], "breaks off|no sound")


@pytest.mark.parametrize("body", [b"", b"lon,lat\n1,2\n", b"ARROW1 oh", b"\xff" * 100, b"\0" * 100])
def test_what_is_no_stream_is_refused(body):
    refused(body, "Arrow stream|larger")


def test_a_length_that_is_only_declared_takes_no_memory():
    """A terabyte in place of each length of the body, of a buffer, or of whatever else is as long."""
    body = stream(TABLE.select(["lon", "lat"]), compression="zstd")
    tracemalloc.start()
    for place in range(len(body) - 8):
        if struct.unpack_from("<q", body, place)[0] in range(1, 257):
            with suppress(Invalid):
                list(read(body[:place] + struct.pack("<q", 1 << 40) + body[place + 8 :], Form.ARROW).batches)
    assert tracemalloc.get_traced_memory()[1] < 10e6
    tracemalloc.stop()


def test_what_unpacks_to_more_than_the_memory_is_refused():
    rows = 1 << 19
    text = pa.array(["x" * (LARGEST // rows + 1)] * rows)
    body = stream(
        pa.table({"lon": [1.0] * rows, "lat": [1.0] * rows, "t": text}), rows=rows, compression="zstd"
    )
    assert len(body) < LARGEST / 20
    refused(body, "a column is larger than|a batch is larger than")


def test_more_rows_than_a_batch_may_have_are_refused():
    rows = MOST_ROWS + 1
    refused(
        stream(pa.table({"lon": pa.nulls(rows), "lat": pa.nulls(rows)}), rows=rows), "the rows of a batch"
    )


def test_dictionaries_that_grow_without_end_are_refused():
    """Each adds to the one before."""
    text = "x" * (LARGEST // 2)
    schema = pa.schema([("lon", pa.int8()), ("lat", pa.int8()), ("t", pa.dictionary(pa.int8(), pa.string()))])
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    texts: list[str] = []
    with pa.ipc.new_stream(sink, schema, options=options) as writer:
        for n in range(2):
            texts.append(f"{n}{text}")
            columns = [pa.array([1], pa.int8())] * 2
            of_texts = pa.DictionaryArray.from_arrays(pa.array([n], pa.int8()), pa.array(texts))
            writer.write_batch(pa.RecordBatch.from_arrays([*columns, of_texts], schema=schema))
    refused(sink.getvalue(), "all dictionaries together")


@pytest.mark.parametrize(
    "column",
    [pa.array([True]), pa.array([[1]]), pa.array([b"1"]), pa.array([{"a": 1}])],
    ids=lambda c: str(c.type),
)
def test_coordinates_that_are_no_numbers_are_refused(column):
    refused(stream(pa.table({"lon": column, "lat": [1]})), "holds no numbers")
