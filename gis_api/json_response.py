"""Answers written to bytes at once, for routes that are asked all day long.

FastAPI checks what a route returns against its model, and writes it as plain values first. Here the route
makes the model, so it is checked already; `response_model` still says for the documentation what it is.
"""

from collections.abc import Mapping

from fastapi import Response
from pydantic import BaseModel

__all__ = ["json_response"]


def json_response(said: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A response with a model as JSON."""
    return Response(said.model_dump_json(), status, headers, "application/json")
