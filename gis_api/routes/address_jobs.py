"""Geocoding of long tables in the background. Everything here needs the key."""

import shutil
from datetime import UTC, datetime
from pathlib import Path as File
from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Request, Response, status
from fastapi.responses import FileResponse
from starlette.requests import ClientDisconnect

from gis_api.auth import require_writer
from gis_api.batch_parameters import CONTENT, TableQuery, Wanted, media_type
from gis_api.batches import Format, answer_form
from gis_api.jobs import Job, Jobs, State, end_process
from gis_api.models.address_jobs import GeocodingJob
from gis_api.table_files import TableFile, check
from importers.tables import Form, Style
from layers.errors import Conflict, Invalid, Unavailable

__all__ = ["router"]

LARGEST_TABLE: Final = 2 * 1024**3
"""Bytes of a table."""

MOST_WAITING: Final = 100
"""Jobs that may wait for their turn."""

FREE_BYTES: Final = 1024**3
"""Bytes of disk that a table must leave free."""

router = APIRouter(prefix="/api/address/jobs", tags=["address"], dependencies=[Depends(require_writer)])


def jobs_of(request: Request) -> Jobs:
    """The jobs of the service."""
    jobs: Jobs = request.app.state.jobs
    return jobs


OurJobs = Annotated[Jobs, Depends(jobs_of)]
JobId = Annotated[str, Path(max_length=40, examples=["pX3mJ0c1T5uQ8sV2wY7zAg"])]


@router.post(
    "",
    operation_id="geocode_later",
    status_code=status.HTTP_202_ACCEPTED,
    openapi_extra={"requestBody": {"required": True, "content": CONTENT}},
)
async def make_job(request: Request, response: Response, jobs: OurJobs, wanted: TableQuery) -> GeocodingJob:
    """Leave a table to be geocoded when it is its turn.

    The body is the table itself, up to 2 GiB in any form that `/batch` takes or in Parquet, and the
    parameters are those of `/batch`. What is wrong with its beginning is answered at once.
    """
    with jobs.draft() as (job_id, draft):
        await _keep_body(request, draft / "input")
        job = await to_thread.run_sync(_checked, draft / "input", job_id, wanted)
        await to_thread.run_sync(_add, jobs, job, draft)
    response.headers["Location"] = f"/api/address/jobs/{job_id}"
    return GeocodingJob.of(job)


@router.get("/{job_id}", operation_id="geocoding_job")
def read_job(jobs: OurJobs, job_id: JobId) -> GeocodingJob:
    """How a job stands."""
    return GeocodingJob.of(jobs.job(job_id))


@router.get("/{job_id}/result", operation_id="geocoding_result", response_class=FileResponse)
def read_result(jobs: OurJobs, job_id: JobId) -> FileResponse:
    """The table with its answers; ranges may be asked for."""
    job = jobs.job(job_id)
    if job.state is not State.DONE:
        raise Conflict(f"the job is {job.state}", hint="ask how it stands")
    kind = media_type(Format(job.format).form, Style())
    return FileResponse(
        jobs.result(job_id),
        media_type=kind.partition(";")[0],
        filename=f"result.{job.format}",
        headers={"Cache-Control": "private, no-store"},
    )


@router.delete("/{job_id}", operation_id="end_geocoding_job", status_code=status.HTTP_204_NO_CONTENT)
def end_job(jobs: OurJobs, job_id: JobId) -> None:
    """Cancel a job that is not over; remove one that is, with its result."""
    with jobs.lock():
        job = jobs.job(job_id)
        if job.state.is_over:
            jobs.remove(job_id)
        else:
            end_process(job)
            jobs.end(job, State.CANCELLED)


async def _keep_body(request: Request, path: File) -> None:
    size = 0
    with path.open("xb") as file:
        path.chmod(0o600)
        try:
            async for part in request.stream():
                size += len(part)
                if size > LARGEST_TABLE:
                    raise Invalid(
                        f"the table has more than {LARGEST_TABLE // 1024**3} GiB", hint="send it in parts"
                    )
                await to_thread.run_sync(file.write, part)
        except ClientDisconnect:
            raise Invalid("the body breaks off") from None
        except OSError:
            raise Unavailable("there is no room for the table") from None
    if shutil.disk_usage(path).free < FREE_BYTES:
        raise Unavailable("there is no room for the table")


def _checked(path: File, job_id: str, wanted: Wanted) -> Job:
    """A job for the table, if one can be made of it."""
    with path.open("rb") as file:
        form = wanted.form_of(file.read(16))
    table = TableFile(path, form, wanted.encoding, wanted.mark)
    check(table, wanted.options)
    answer = _name(answer_form(wanted.answer, form))
    return Job(job_id, _arguments(wanted, _name(form), answer), answer, datetime.now(UTC))


def _arguments(wanted: Wanted, form: str, answer: str) -> list[str]:
    """What `onemap geocode` is told."""
    options = wanted.options
    said = {
        "--from": form,
        "--format": answer,
        "--columns" if len(options.columns) > 1 else "--column": ",".join(options.columns) or None,
        "--within": options.within,
        "--crs": options.crs.name,
        "--accept": options.accept,
        "--prefix": options.prefix,
        "--encoding": wanted.encoding,
        "--delimiter": wanted.delimiter,
    }
    return [f"{name}={value}" for name, value in said.items() if value is not None]


def _name(form: Form) -> str:
    return "json" if form in (Form.ROWS, Form.COLUMNS) else form.value


def _add(jobs: Jobs, job: Job, draft: File) -> None:
    with jobs.lock():
        if sum(not other.state.is_over for other in jobs.all()) >= MOST_WAITING:
            raise Unavailable(f"{MOST_WAITING} jobs are waiting already")
        jobs.add(job, draft)
