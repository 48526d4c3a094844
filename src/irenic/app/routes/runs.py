"""Single runs: their months on the map, and why things happened."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["runs"])
