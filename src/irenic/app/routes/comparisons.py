"""Comparisons: which strategy holds up in a study's worlds, and where it fails."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["comparisons"])
