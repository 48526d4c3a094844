"""The cells of the factorial: one thing varied at a time, everything else alike (decision D32).

Breadth of talks, the kit of incentives, the kind of air support and its timing are crossed. Without air
support timing means nothing, so that 64 combinations are 56 different strategies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from irenic.errors import Problem, StrategyError
from irenic.strategy import LEVER_BY_ID, CaseNames, Phase, Strategy, Vocabulary, parse_condition
from irenic.strategy.places import elements
from irenic.strategy.plan import Element

FACTORS: Mapping[str, tuple[str, ...]] = {
    "breadth": ("elite", "broad"),
    "kit": ("none", "pay", "sanctions", "both"),
    "air": ("none", "uninvited", "partnered", "invited"),
    "timing": ("now", "after"),
}
"""Levels of each factor; effects are against the first, of air's timing among those with air support."""

MEANINGS: Mapping[str, str] = {
    "elite": "talks among the strongest (breadth .05)",
    "broad": "a broad conference (breadth .85)",
    "pay": "payments tied to conduct (.4, scaled)",
    "sanctions": "targeted sanctions (.6)",
    "both": "payments and sanctions",
    "uninvited": "a hundred strikes a month (scaled), without asking",
    "partnered": "the same beside the partner of strategy partnered",
    "invited": "the same only by consent, and tied to effort",
    "now": "from month 1",
    "after": "while a seated government has sat for two months",
}
"""What the levels stand for."""

PARTNERED = "partnered"
"""Strategy of the case that names the partner."""

START, END = "seated for 2 months", "not seated for 2 months"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One combination of levels; with no air support the timing is "now"."""

    breadth: str
    kit: str
    air: str
    timing: str

    @property
    def name(self) -> str:
        """Id of its strategy."""
        parts = (self.breadth, f"kit_{self.kit}", f"air_{self.air}", self.timing)
        return "_".join(parts[:3] if self.air == "none" else parts)

    @property
    def is_scaled(self) -> bool:
        """True where it holds something that costs money and can be scaled: strikes or payments."""
        return self.air != "none" or self.kit in ("pay", "both")


def cell_of(levels: Sequence[str]) -> Cell:
    """Return the cell of a combination; without air support both timings are one cell.

    Parameters
    ----------
    levels : one of each factor, in order
    """
    breadth, kit, air, timing = levels
    return Cell(breadth, kit, air, "now" if air == "none" else timing)


def all_cells() -> tuple[Cell, ...]:
    """Return the 56 different cells, in the order of the factors."""
    return tuple(dict.fromkeys(cell_of(levels) for levels in product(*FACTORS.values())))


def partner_of(strategies: Iterable[Strategy]) -> dict[Element, float]:
    """Return whom strategy `PARTNERED` arms, with how much.

    Parameters
    ----------
    strategies : of the case

    Raises
    ------
    StrategyError : ``no_partner`` where the case has no such strategy, or it arms no one from month 1
    """
    for strategy in strategies:
        found = {e: value for e, value in strategy.base.items() if e[0] == "partner" and value > 0}
        if strategy.name == PARTNERED and found:
            return found
    given, hint = "missing, or arms no one from month 1", "Add one that sets the lever partner."
    expected = f"a strategy {PARTNERED} that names the partner of the factorial"
    raise StrategyError([Problem("no_partner", "the case", None, PARTNERED, given, expected, hint)])


def cell_strategy(cell: Cell, scale: float, partner: Mapping[Element, float], names: CaseNames) -> Strategy:
    """Return the strategy of a cell.

    Parameters
    ----------
    cell : the combination
    scale : of strikes and payments, both at once; values stop at the levers' limits
    partner : see `partner_of`
    names : ids of the case

    References
    ----------
    Assumption: sizes are those of the shipped plans (a hundred strikes, payments .4 tied to conduct at .7,
    sanctions .6, air support tied to effort at .8 or, with a partner, .5); the conference is a new one in
    all cells, so that breadth alone differs.
    """
    base: dict[Element, float] = {("talks",): 1.0, ("new_conference",): 1.0, ("care",): 0.5}
    base |= {("leadership_pressure",): 0.1, ("breadth",): 0.05 if cell.breadth == "elite" else 0.85}
    if cell.kit in ("pay", "both"):
        base |= _all("pay", _limited("pay", 0.4 * scale), names)
        base[("pay_conditional",)] = 0.7
    if cell.kit in ("sanctions", "both"):
        base |= _all("sanction", 0.6, names)
    air = _air(cell, scale, partner)
    phases: tuple[Phase, ...] = ()
    if cell.timing == "now":
        base |= air
    elif air:
        words = Vocabulary(names, ("air",))
        when, until = (parse_condition(text, words) for text in (START, END))
        phases = (Phase("air", MappingProxyType(air), when, until),)
    label = f"{cell.breadth}, kit {cell.kit}, air {cell.air} {cell.timing}"
    summary = "A cell of the factorial; built to isolate one thing, not to be argued for."
    return Strategy(cell.name, label, summary, MappingProxyType(base), phases, reference=False)


def _air(cell: Cell, scale: float, partner: Mapping[Element, float]) -> dict[Element, float]:
    strikes: dict[Element, float] = {("strikes",): _limited("strikes", 100 * scale)}
    if cell.air == "partnered":
        return {**strikes, **partner, ("air_conditional",): 0.5}
    if cell.air == "invited":
        return {**strikes, ("consent_required",): 1.0, ("air_conditional",): 0.8}
    return strikes if cell.air == "uninvited" else {}


def _all(lever: str, value: float, names: CaseNames) -> dict[Element, float]:
    return dict.fromkeys(elements(LEVER_BY_ID[lever], names), value)


def _limited(lever: str, value: float) -> float:
    return min(value, LEVER_BY_ID[lever].upper)
