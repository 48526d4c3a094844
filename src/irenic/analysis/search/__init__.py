"""Search for better conditional strategies, and what is left of them in worlds that it never saw.

A strategy is a tree in the rule language. Variation changes phases, rules, levers and their order, with
levers from a declared list only (`moves`, `operators`, `vary`); candidates are judged in fixed worlds with
common luck (`simulation`, `contest`), kept in an epsilon-dominance archive with simplicity as an objective
(`archive`, `evolve`), and judged again in other worlds (`unseen`), on which every claim rests.
"""

from __future__ import annotations

from irenic.analysis.search.archive import Archive, hypervolume
from irenic.analysis.search.contest import Contest, Drawn, Judge, Trial
from irenic.analysis.search.document import search_document
from irenic.analysis.search.evolve import evolve
from irenic.analysis.search.moves import Moves, moves_for
from irenic.analysis.search.objectives import Objective, Yardstick, objectives_of, yardstick
from irenic.analysis.search.run import Ground, Member, SearchResult, Settings, ground_of, search
from irenic.analysis.search.size import size
from irenic.analysis.search.unseen import Gain, Part, gains
from irenic.analysis.search.vary import Variation

__all__ = [
    "Archive",
    "Contest",
    "Drawn",
    "Gain",
    "Ground",
    "Judge",
    "Member",
    "Moves",
    "Objective",
    "Part",
    "SearchResult",
    "Settings",
    "Trial",
    "Variation",
    "Yardstick",
    "evolve",
    "gains",
    "ground_of",
    "hypervolume",
    "moves_for",
    "objectives_of",
    "search",
    "search_document",
    "size",
    "yardstick",
]
