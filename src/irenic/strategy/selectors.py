"""The selections of one strategy, each stored once, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from irenic.strategy.arrays import SELECTORS_MAX, Selectors, empty_selectors
from irenic.strategy.choices import Clause, clauses
from irenic.strategy.expression import Choice, Kind, Register
from irenic.strategy.observables import PAIR_FIELDS
from irenic.strategy.vocabulary import Vocabulary

KEYS: Mapping[Kind, str] = {"groups": "group", "districts": "district", "pairs": "pair"}
"""What is picked, as the arrays call it; in the order in which selectors are numbered."""

OFFSETS: Mapping[Kind, int] = {
    "groups": 0,
    "districts": SELECTORS_MAX["group"],
    "pairs": SELECTORS_MAX["group"] + SELECTORS_MAX["district"],
}
"""Number of a kind's first selector among all selectors, and of its count among all counts."""


@dataclass(slots=True)
class Selections:
    """Selections by kind, in the order they are first used.

    Parameters
    ----------
    words : names and registers of the case
    """

    words: Vocabulary
    found: dict[Kind, dict[tuple[Clause, ...], int]] = field(
        default_factory=lambda: {kind: {} for kind in KEYS}
    )

    def number(self, kind: Kind, choice: Choice | None) -> int:
        """Return the number of a selection among all selectors.

        Parameters
        ----------
        kind : what is picked
        choice : what picks it; None picks all
        """
        mine = self.found[kind]
        return OFFSETS[kind] + mine.setdefault(clauses(choice), len(mine))

    def arrays(self, kind: Kind) -> Selectors:
        """Return the selectors of a kind; there are at most as many as the arrays hold."""
        mask = self._mask(kind)
        arrays = empty_selectors(KEYS[kind], mask.shape)
        for alternatives, s in self.found[kind].items():
            arrays.mask[s] = mask
            for c, clause in enumerate(alternatives):
                arrays.live[s, c] = 1
                for a, test in enumerate(clause):
                    arrays.used[s, c, a] = 1
                    arrays.row[s, c, a] = self._row(kind, cast(Register, test.register))
                    arrays.at_least[s, c, a] = test.at_least
                    arrays.threshold[s, c, a] = test.threshold
        return arrays

    def _row(self, kind: Kind, register: Register) -> int:
        """Row of the table that a test of an element looks at."""
        if kind == "pairs":
            return [one.id for one in PAIR_FIELDS].index(register.name)
        other = self.words.names.groups.index(register.members[0]) if register.members else 0
        if kind == "groups":
            return self.words.registers.group_row(register.name, other)
        return self.words.registers.district_row(register.name, other)

    def _mask(self, kind: Kind) -> NDArray[np.float32]:
        """All but the extremist; pairs of two different groups."""
        names = self.words.names
        if kind == "districts":
            return np.ones(len(names.districts), np.float32)
        groups = np.ones(len(names.groups), np.float32)
        groups[names.extremist] = 0
        return (
            groups
            if kind == "groups"
            else np.outer(groups, groups) * (1 - np.eye(len(groups), dtype=np.float32))
        )
