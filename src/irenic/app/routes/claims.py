"""Claims: the ledger of a study, and the worlds behind a verdict."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["claims"])
