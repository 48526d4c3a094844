"""Figures of a study, as specifications for the page and as files to take away."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api/studies/{study}/figures", tags=["figures"])
