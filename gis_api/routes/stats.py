"""Statistics with numerator and denominator (统计)."""

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(prefix="/api/stats", tags=["statistics"])
