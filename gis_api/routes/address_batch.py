"""Geocoding of whole tables, as streams."""

from functools import partial
from typing import Any, Final

from anyio import to_thread
from fastapi import APIRouter, Request, status

from address.batch import Cells, Finds, Options, Tally, results
from address.questions import Question
from gis_api.batch_parameters import CONTENT, TableQuery, Wanted, media_type
from gis_api.batches import Work, answer_form, pieces
from gis_api.geocoding.dependency import Geo
from gis_api.spool import Spool
from gis_api.streaming import Begun, Streamed, Streams
from importers.tables import READERS, Form, Style, Table
from layers.errors import Invalid

__all__ = ["router"]

router = APIRouter(prefix="/api/address", tags=["address"])

BEGINNING: Final = 16
"""Bytes by which forms are told apart."""

LARGEST_WORKBOOK: Final = 200 * 1024**2
"""Bytes of a workbook, which must be there as a whole before it can be read."""

ANSWERED: Final = (Form.CSV, Form.COLUMNS, Form.ROWS, Form.NDJSON, Form.XLSX)

_DOCUMENTED: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": CONTENT},
    "responses": {
        "200": {
            "description": "The same table with `result_*` columns added, in the form that came in.",
            "content": CONTENT,
        }
    },
}


@router.post(
    "/batch",
    operation_id="geocode_many",
    openapi_extra=_DOCUMENTED,
    response_class=Streamed,
    status_code=status.HTTP_200_OK,  # said here, since the class says none
)
async def geocode_table(request: Request, find: Geo, wanted: TableQuery) -> Streamed:
    """A table of any length: the same rows and columns with `result_*` columns added, in the same order.

    Each row is answered as `/geocode` answers it with `limit=1`; one that can't be asked about says why in
    `result_error`. The answer begins while the table still arrives. Should the table break off after that,
    a last row says so in `result_error`.
    """
    streams: Streams = request.app.state.streams
    return Streamed(streams, partial(_begin, streams, find, wanted))


async def _begin(streams: Streams, find: Finds, wanted: Wanted, spool: Spool) -> Begun:
    await spool.ready(BEGINNING)
    form = wanted.form_of(spool.head(BEGINNING))
    if form not in ANSWERED or wanted.answer not in (None, *ANSWERED):
        raise Invalid("Parquet is for jobs and the command line", hint="send CSV or NDJSON")
    if form is Form.XLSX:
        spool.kept = True
        await spool.whole(LARGEST_WORKBOOK)
    table = await to_thread.run_sync(_table, spool, form, wanted, limiter=streams.threads)
    answer = answer_form(wanted.answer, table.form)
    work = Work(table, wanted.options, answer, partial(_in_turn, streams, find))
    style = table.style if answer is table.form else Style()
    return Begun(media_type(answer, style), pieces(work, Tally(), tell=True))


def _table(spool: Spool, form: Form, wanted: Wanted) -> Table:
    return READERS[form](spool, wanted.encoding, wanted.mark)


def _in_turn(
    streams: Streams, find: Finds, questions: list[Question], options: Options
) -> "partial[list[Cells]]":
    return partial(_answered, streams, find, questions, options)


def _answered(streams: Streams, find: Finds, questions: list[Question], options: Options) -> list[Cells]:
    with streams.turn():
        return results(find, questions, options)
