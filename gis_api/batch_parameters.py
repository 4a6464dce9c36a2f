"""What a caller may say about a table to geocode: the parameters that streams and jobs share."""

from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Query, Request

from address.batch import Options
from gis_api.batches import Delimiter, Format
from gis_api.parameters import Code, CrsQuery
from importers.tables import Form, Style
from layers.errors import Invalid

__all__ = ["CONTENT", "MEDIA_TYPES", "TableQuery", "Wanted", "media_type"]

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MEDIA_TYPES: Final = {
    "text/csv": Form.CSV,
    "text/tab-separated-values": Form.CSV,
    "text/plain": Form.CSV,
    "application/json": Form.ROWS,
    "application/x-ndjson": Form.NDJSON,
    "application/ndjson": Form.NDJSON,
    "application/jsonl": Form.NDJSON,
    XLSX: Form.XLSX,
    "application/vnd.apache.parquet": Form.PARQUET,
}
"""What clients call the forms. JSON is a list or an object of lists, as its first character says."""

CONTENT: Final[dict[str, Any]] = {
    "text/csv": {"schema": {"type": "string", "example": "id,address\na,红旗路12号\n"}},
    "application/json": {
        "schema": {
            "oneOf": [
                {"type": "array", "items": {"type": "object"}},
                {"type": "object", "additionalProperties": {"type": "array", "items": {}}},
            ],
            "example": {"id": ["a", "b"], "address": ["红旗路12号", "邾城街道"]},
        }
    },
    "application/x-ndjson": {"schema": {"type": "string", "example": '{"address": "红旗路12号"}\n'}},
    XLSX: {"schema": {"type": "string", "format": "binary"}},
}
"""Bodies and answers, for the description of the API."""

_UNSAID: Final = {"", "application/octet-stream", "application/x-www-form-urlencoded"}
_BEGINNINGS: Final = {b"PK": Form.XLSX, b"PA": Form.PARQUET, b"[": Form.ROWS, b"{": Form.ROWS}


class Wanted(NamedTuple):
    """What a caller says of a table."""

    options: Options
    given: Form | None
    """How it is written; None: its first bytes say."""
    answer: Form | None
    """How to write the answer; None: as the table."""
    encoding: str | None
    delimiter: Delimiter | None

    @property
    def mark(self) -> str | None:
        """The delimiter itself."""
        return self.delimiter.mark if self.delimiter else None

    def form_of(self, start: bytes) -> Form:
        """How it is written, by what was said or by its first bytes."""
        if self.given:
            return self.given
        bare = start.lstrip(b"\xef\xbb\xbf \t\r\n")
        return next((form for mark, form in _BEGINNINGS.items() if bare.startswith(mark)), Form.CSV)


async def wanted(
    request: Request,
    crs: CrsQuery,
    column: Annotated[
        str | None,
        Query(
            max_length=200, description="Column of the address; `address`, 地址 or the only one if not said."
        ),
    ] = None,
    columns: Annotated[
        str | None,
        Query(
            max_length=1000,
            description="Several, with commas between. Those called like levels (`road,plate`) or written "
            "`level:name` (`road:路名,plate:门牌`) are fields of one address; others are joined in order.",
            examples=["district:区,road:路名,plate:门牌"],
        ),
    ] = None,
    within: Code = None,
    accept: Annotated[
        float | None, Query(ge=0, le=1, description="Adds a column that says whether the score is as high.")
    ] = None,
    prefix: Annotated[
        str, Query(max_length=40, description="What the names of the added columns begin with.")
    ] = "result_",
    form: Annotated[
        Format | None,
        Query(
            alias="format", description="Of the answer; else by the header `Accept`, else as the table came."
        ),
    ] = None,
    encoding: Annotated[
        str | None, Query(max_length=40, description="Of CSV that is neither UTF-8 nor GB 18030.")
    ] = None,
    delimiter: Annotated[Delimiter | None, Query(description="Of CSV; else the line of names says.")] = None,
) -> Wanted:
    """What the caller says of the table in the body.

    Raises:
        Invalid: the header `Content-Type` names no known form.
    """
    options = Options(_names(column, columns), within, crs, accept, prefix)
    answer = form.form if form else _accepted(request.headers.get("accept", ""))
    return Wanted(options, _given(request.headers.get("content-type", "")), answer, encoding, delimiter)


TableQuery = Annotated[Wanted, Depends(wanted)]


def _names(column: str | None, columns: str | None) -> tuple[str, ...]:
    if column and columns:
        raise Invalid("column and columns are both given")
    return (column,) if column else tuple(columns.split(",")) if columns else ()


def _given(header: str) -> Form | None:
    name = header.partition(";")[0].strip().lower()
    if name in _UNSAID:
        return None
    if name not in MEDIA_TYPES:
        hint = "send the table itself as the body"
        raise Invalid(f"tables do not come as {name[:60]}", known=sorted(MEDIA_TYPES), hint=hint)
    return MEDIA_TYPES[name]


def _accepted(header: str) -> Form | None:
    """The first form that the client names."""
    names = (part.partition(";")[0].strip().lower() for part in header.split(","))
    return next((MEDIA_TYPES[name] for name in names if name in MEDIA_TYPES), None)


def media_type(form: Form, style: Style) -> str:
    """What clients call a table that is written so."""
    if form is Form.CSV:
        return f"text/csv; charset={style.encoding.removesuffix('-sig')}"
    if form is Form.COLUMNS:
        return "application/json"
    return next(name for name, known in MEDIA_TYPES.items() if known is form)
