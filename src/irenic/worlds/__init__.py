"""Worlds: quasi-random draws of the model's parameters and the case's own uncertain figures.

A world is one draw of everything uncertain. Worlds are numbered, and a block of them is the same
whether drawn alone, in another block or among a million (decision D14).
"""

from __future__ import annotations

from irenic.worlds.draw import MAX_FACTORS, Worlds, WorldSet
from irenic.worlds.factors import Factor
from irenic.worlds.given import PointSet, points_digest

__all__ = ["MAX_FACTORS", "Factor", "PointSet", "WorldSet", "Worlds", "points_digest"]
