"""Jobs that geocode tables, as clients see them."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from gis_api.jobs import Job, State

__all__ = ["GeocodingJob"]


class GeocodingJob(BaseModel):
    """How a job stands."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["pX3mJ0c1T5uQ8sV2wY7zAg"])
    state: State
    format: str = Field(description="Of the result.", examples=["csv"])
    rows: int | None = Field(description="Of the table; null until they are counted.", examples=[120000])
    done: int = Field(description="Rows that were asked about.", examples=[48000])
    matched: int = Field(description="Rows with an answer.", examples=[47210])
    accepted: int = Field(description="Rows with an answer of a score from 0.9 on.", examples=[45904])
    created: datetime
    started: datetime | None
    finished: datetime | None
    expires: datetime | None = Field(description="When it is removed with its result.")
    message: str | None = Field(description="Why it failed.")

    @classmethod
    def of(cls, job: Job) -> Self:
        """The same, as its folder has it."""
        return cls.model_validate(job)
