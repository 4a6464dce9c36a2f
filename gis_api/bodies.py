"""Tables in the bodies of requests, as JSON columns or CSV, and the same tables back."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from layers.errors import Invalid

__all__ = ["Table", "TableBody", "table_answer"]

CSV = "text/csv"
ENCODINGS = ("utf-8-sig", "gb18030")  # the second is what Chinese spreadsheets write

Finite = Annotated[float, Field(allow_inf_nan=False)]
COLUMNS: TypeAdapter[dict[str, list[str | Finite | None]]] = TypeAdapter(dict[str, list[str | Finite | None]])


class Table(BaseModel):
    """Columns of the same length, in order."""

    columns: dict[str, list[str | float | None]]
    csv: bool
    """Whether it came as CSV, and so goes back."""

    def texts(self, name: str) -> list[str | None]:
        """A column as texts.

        Raises:
            Invalid: there is no such column.
        """
        if name not in self.columns:
            raise Invalid(f"there is no column {name[:40]!r}", columns=list(self.columns)[:20])
        return [None if value is None else str(value) for value in self.columns[name]]


async def table(request: Request) -> Table:
    """The table in the body.

    Raises:
        Invalid: it is neither JSON columns nor CSV.
    """
    body = await request.body()
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == CSV:
        return Table(columns=_from_csv(body), csv=True)
    return Table(columns=_from_json(body), csv=False)


TableBody = Annotated[Table, Depends(table)]


def table_answer(given: Table, added: Mapping[str, Sequence[Any]]) -> Response:
    """The table with columns added, in the form that it came in."""
    columns: dict[str, Sequence[Any]] = {**given.columns, **added}
    if not given.csv:
        body = json.dumps(columns, ensure_ascii=False, allow_nan=False)
        return Response(body, media_type="application/json")
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return Response(sink.getvalue(), media_type=f"{CSV}; charset=utf-8")


def _from_json(body: bytes) -> dict[str, list[str | float | None]]:
    try:
        columns = COLUMNS.validate_json(body)
    except ValidationError as error:
        raise Invalid(f"the body is not columns in JSON: {error.errors()[0]['msg']}") from None
    if len({len(values) for values in columns.values()}) > 1:
        raise Invalid("the columns differ in length")
    return columns


def _from_csv(body: bytes) -> dict[str, list[str | float | None]]:
    try:
        rows = list(csv.reader(io.StringIO(_decoded(body), newline=""), strict=True))
    except csv.Error as error:
        raise Invalid(f"the body is not CSV: {error}") from None
    header, *lines = [row for row in rows if row] or [[]]
    if len(set(header)) < len(header):
        raise Invalid("two columns have the same name")
    if wrong := next((n for n, line in enumerate(lines, 2) if len(line) != len(header)), None):
        raise Invalid(f"row {wrong} has not as many fields as the header", fields=len(header))
    return {name: [line[n] for line in lines] for n, name in enumerate(header)}


def _decoded(body: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("the body is neither UTF-8 nor GB 18030")
