"""Trials: a changed plan beside a baseline, in a few hundred worlds at once."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["trials"])
