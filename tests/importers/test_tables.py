"""Tables are read and written again without a cell of theirs being changed."""

import csv
import io
import json
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pyarrow import parquet

from importers.tables import READERS, WRITERS, Answered, Form, Style
from layers.errors import Invalid

ADDED = {"result_label": str, "result_score": float}


def read(form, body, encoding=None, delimiter=None):
    return READERS[form](io.BytesIO(body), encoding, delimiter)


def written(table, form=None, label="=x", score=0.5):
    """The table with the same two cells added to every row."""
    chunks = ([Answered(row, (label, score)) for row in rows] for rows in table.chunks)
    style = table.style if form in (None, table.form) else Style()
    return b"".join(WRITERS[form or table.form](table.names, ADDED, chunks, style))


CELLS = st.text(st.characters(codec="utf-8"), max_size=20)
NAMES = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), min_size=2, max_size=5)


@st.composite
def tables(draw):
    names = draw(NAMES)
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    return [names, *draw(st.lists(row, max_size=20))]


@settings(max_examples=150, deadline=None)
@given(
    rows=tables(),
    delimiter=st.sampled_from(",;\t"),
    writing=st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_csv_keeps_every_cell(rows, delimiter, writing, encoding):
    sink = io.StringIO(newline="")
    end, quoting = writing
    csv.writer(sink, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    body = sink.getvalue().encode(encoding)

    table = read(Form.CSV, body, encoding, delimiter)
    text = written(table).decode(encoding)

    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [row[: len(rows[0])] for row in found] == rows
    assert {tuple(row[-2:]) for row in found[1:]} <= {("'=x", "0.5")}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CELLS, inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.lists(st.dictionaries(CELLS, JSON, max_size=4), max_size=20)


@settings(max_examples=100, deadline=None)
@given(rows=OBJECTS, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_a_list_of_objects_keeps_every_member(rows, indent, ascii_only):
    body = json.dumps(rows, indent=indent, ensure_ascii=ascii_only).encode()

    found = json.loads(written(read(Form.ROWS, body)))

    assert found == [row | {"result_label": "=x", "result_score": 0.5} for row in rows]


@settings(max_examples=100, deadline=None)
@given(rows=OBJECTS)
def test_lines_of_json_keep_every_member(rows):
    body = "".join(json.dumps(row) + "\n" for row in rows).encode()

    found = [json.loads(line) for line in written(read(Form.NDJSON, body)).split(b"\n") if line]

    assert found == [row | {"result_label": "=x", "result_score": 0.5} for row in rows]


@settings(max_examples=50, deadline=None)
@given(body=st.binary(max_size=300), form=st.sampled_from(list(Form)))
def test_any_bytes_are_a_table_or_refused(body, form):
    with suppress(Invalid):
        written(read(form, body))


@settings(max_examples=50, deadline=None)
@given(text=st.text(st.sampled_from('a,;\t"\r\n '), max_size=60))
def test_any_text_of_signs_is_a_table_or_refused(text):
    with suppress(Invalid):
        written(read(Form.CSV, text.encode()))


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


ROW = (
    7,
    2.5,
    "红旗路12号",
    True,
    None,
    datetime(2026, 7, 1, 8, tzinfo=UTC).replace(tzinfo=None),
    "#N/A",
    " x ",
    "last",
)


def test_a_workbook_keeps_its_values_and_their_kinds():
    body = workbook(list("abcdefghi"), ROW)

    _, found = load_workbook(io.BytesIO(written(read(Form.XLSX, body)))).active.values

    assert found == (*ROW, "=x", 0.5)


def test_a_workbook_that_we_write_has_no_formulas():
    book = load_workbook(io.BytesIO(written(read(Form.CSV, b"a,b\n=1+1,@x\n"), Form.XLSX)))

    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s", "n"}


def test_a_formula_counts_as_its_last_value():
    made = io.BytesIO(workbook(["a"], ["=1+1"]))
    body = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(body, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))

    ((row,),) = read(Form.XLSX, body.getvalue()).chunks

    assert row.cells == (2,)


def test_empty_rows_stand_between_others_and_not_at_the_end():
    body = workbook(["a", "b"], [1, 2], [], [3], ["", None])

    (rows,) = read(Form.XLSX, body).chunks

    assert [row.cells for row in rows] == [(1, 2), (None, None), (3, None)]


def test_long_numbers_become_texts_in_a_workbook():
    body = b'[{"code": 42011700000000004217}]'

    _, found = load_workbook(io.BytesIO(written(read(Form.ROWS, body), Form.XLSX))).active.values

    assert found[0] == "42011700000000004217"


def test_characters_that_xml_has_not_are_replaced_in_a_workbook():
    body = b'[{"a": "x\\u0000y\\ud800z"}]'

    _, found = load_workbook(io.BytesIO(written(read(Form.ROWS, body), Form.XLSX))).active.values

    assert found[0] == "x\ufffdy\ufffdz"


def bomb(part, content):
    """A workbook in which a part unpacks to much more than it is."""
    sink = io.BytesIO()
    whole = io.BytesIO(workbook(["a"], ["x"]))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return sink.getvalue()


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_that_unpacks_to_fill_the_memory_is_refused(part):
    body = bomb(part, b"<x>" + b" " * 20_000_000 + b"</x>")

    with pytest.raises(Invalid, match="MiB unpacked"):
        read(Form.XLSX, body)


def test_a_workbook_cut_short_is_refused():
    body = workbook(["a"], ["x"])

    with pytest.raises(Invalid, match="no sound workbook"):
        read(Form.XLSX, body[: len(body) // 2])


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(place, byte):
    body = bytearray(workbook(["a", "b"], [1, "x"], [2, "y"]))
    body[int(place * len(body))] = byte
    with suppress(Invalid):
        written(read(Form.XLSX, bytes(body)))


def test_parquet_keeps_the_types_of_its_columns():
    given = pa.table(
        {
            "n": pa.array([1, None], pa.int32()),
            "at": pa.array([0, 1], pa.timestamp("ms", "UTC")),
            "t": ["a", "b"],
        }
    )
    sink = io.BytesIO()
    parquet.write_table(given, sink)

    found = parquet.read_table(io.BytesIO(written(read(Form.PARQUET, sink.getvalue()))))

    assert found.select(["n", "at", "t"]).cast(given.schema) == given
    assert found["result_label"].to_pylist() == ["=x", "=x"]


def test_a_damaged_parquet_file_is_refused():
    with pytest.raises(Invalid, match="no sound Parquet"):
        read(Form.PARQUET, b"PAR1 and nothing else PAR1")


def test_other_tables_become_texts_in_parquet():
    found = parquet.read_table(io.BytesIO(written(read(Form.ROWS, b'[{"a": 1, "b": [2]}]'), Form.PARQUET)))

    assert found.select(["a", "b"]).to_pylist() == [{"a": "1", "b": "[2]"}]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("a,b", ["a", "b"]),
        ("a;b", ["a", "b"]),
        ("a\tb", ["a", "b"]),
        ('"a,b";c', ["a,b", "c"]),
        ("地址", ["地址"]),
        ("a,b\tc", ["a,b", "c"]),
    ],
)
def test_the_line_of_names_says_what_stands_between_fields(header, names):
    assert list(read(Form.CSV, header.encode()).names) == names


def test_in_a_table_of_one_column_a_comma_is_a_comma():
    table = read(Form.CSV, "地址\n红旗路,12号\n\n".encode())

    assert written(table).decode().splitlines() == [
        "地址,result_label,result_score",
        '"红旗路,12号",\'=x,0.5',
        ",'=x,0.5",
    ]


def test_rows_of_other_members_than_the_first_lose_none_in_csv():
    rows = [{"a": 1}] * 200 + [{"b": 2}]

    *_, last = written(read(Form.ROWS, json.dumps(rows).encode()), Form.CSV).decode().splitlines()

    assert last == ",'=x,0.5,2"


@pytest.mark.parametrize("form", [Form.ROWS, Form.NDJSON, Form.PARQUET])
def test_columns_of_the_same_name_are_refused_where_they_cannot_stand(form):
    with pytest.raises(Invalid, match="same name"):
        written(read(Form.CSV, b"a,a\n1,2\n"), form)


def test_only_as_much_is_held_as_a_row_takes():
    """A list of a million objects is read while it is made."""

    class Endless(io.RawIOBase):
        read_so_far = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            part = (b"[" if not self.read_so_far else b"") + b'{"a": 1},' * (len(buffer) // 9 - 1)
            buffer[: len(part)] = part
            self.read_so_far += len(part)
            return len(part)

    source = Endless()
    chunks = READERS[Form.ROWS](source, None, None).chunks
    for _ in range(10):
        next(chunks)
    assert source.read_so_far < 300_000


def test_an_element_without_an_end_is_refused():
    with pytest.raises(Invalid, match="element 1"):
        read(Form.ROWS, b'[{"a": "' + b"x" * 3_000_000)
