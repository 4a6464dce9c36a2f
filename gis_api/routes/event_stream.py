"""Events as they happen, as server-sent events."""

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(prefix="/api/events", tags=["events"])
