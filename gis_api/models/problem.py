"""Errors, as RFC 9457 has them."""

from typing import Any

from pydantic import BaseModel, Field

__all__ = ["FieldError", "Problem"]


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(examples=["limit"])
    place: str = Field(alias="in", examples=["query"])
    message: str = Field(examples=["Input should be less than or equal to 100"])
    allowed: dict[str, Any] | None = Field(default=None, examples=[{"le": 100}])


class Problem(BaseModel):
    """An error: `type` is stable and for machines, `title` and `detail` are for people."""

    type: str = Field(examples=["urn:onemap:problem:not-found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str | None = Field(default=None, examples=["no layer 'roads'"])
    facts: dict[str, Any] | None = Field(default=None, examples=[{"known": ["road", "water"]}])
    errors: list[FieldError] | None = None
    request_id: str | None = Field(default=None, examples=["0f9b7c2d4e6f4a0c8b1d2e3f4a5b6c7d"])
