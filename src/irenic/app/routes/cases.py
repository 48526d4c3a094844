"""Cases: what the conflict is, as its file states it, and changing it."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["cases"])
