"""Corrections of the address library (地址更正): proposed, reviewed, published. All of it is internal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response, status

from address.lifecycle.reading import correction, corrections
from address.lifecycle.review import propose, take_step
from gis_api.auth import Anyone, Writer
from gis_api.db import Db, WriteDb
from gis_api.errors import Unauthorized
from gis_api.models.address_correction import Correction, Corrections, CorrectionStep, NewCorrection
from gis_api.parameters import Code, Cursor, Limit
from layers.schema.corrections import STATES

__all__ = ["router"]


async def insider(caller: Anyone) -> None:
    """Let those through who may see who proposed what.

    Raises:
        Unauthorized: nobody in particular is calling.
    """
    if not caller.internal:
        raise Unauthorized("corrections are internal: they need the admin key", hint="send it as Bearer")


router = APIRouter(prefix="/api/address/corrections", tags=["address"], dependencies=[Depends(insider)])

Number = Annotated[int, Path(ge=1, lt=2**63, examples=[17])]
State = Annotated[
    str | None, Query(max_length=20, json_schema_extra={"enum": list(STATES)}, examples=["proposed"])
]


@router.post("", operation_id="propose_correction", status_code=status.HTTP_201_CREATED)
def propose_correction(db: WriteDb, writer: Writer, given: NewCorrection, response: Response) -> Correction:
    """Propose a change: it is tried and undone, so `after` shows what it would do. Needs the key.

    What can't be done as the library is now is refused, with the reason and the next step.
    """
    made = propose(db, given.proposal(), actor=writer.name, reason=given.reason)
    response.headers["Location"] = f"/api/address/corrections/{made.id}"
    return Correction.of(made)


@router.get("", operation_id="corrections")
def list_corrections(
    db: Db, state: State = None, code: Code = None, limit: Limit = 50, cursor: Cursor = None
) -> Corrections:
    """Corrections in a state, or about an address; newest first. Needs the key."""
    return Corrections.of(corrections(db, state=state, code=code, limit=limit, cursor=cursor))


@router.get("/{number}", operation_id="correction")
def read_correction(db: Db, number: Number) -> Correction:
    """One correction, with its steps and what may be done next. Needs the key."""
    return Correction.of(correction(db, number))


@router.post("/{number}/steps", operation_id="correction_step")
def take(db: WriteDb, writer: Writer, number: Number, given: CorrectionStep) -> Correction:
    """Accept, reject, withdraw or publish a correction. Needs the key.

    Publishing changes the library, unless an address of it has changed since it was accepted: then accept it
    anew, which shows what it does now.
    """
    return Correction.of(take_step(db, number, given.action, actor=writer.name, reason=given.reason))
