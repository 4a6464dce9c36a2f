"""Grids: findings of checks, splitting, merging and moving (网格)."""

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(prefix="/api/grids", tags=["grids"])
