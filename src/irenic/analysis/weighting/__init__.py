"""Worlds weighted by what was recorded: which of them history speaks for, and which parameters it moves.

The chain: `observation` (from deaths to recorded deaths), `likelihood` (of worlds, luck averaged),
`importance` (weights of prior worlds), `smc` (refined worlds), `contraction` and `standing` (what the record
says), `store` (a folder).
"""

from __future__ import annotations

from irenic.analysis.weighting.store import Weighting, open_weighting

__all__ = ["Weighting", "open_weighting"]
