"""The life of events: its states and steps, time limits, and taking a step."""

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(prefix="/api/events", tags=["events"])
