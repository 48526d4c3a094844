"""Strategies: levers over time, with rules on what can be observed.

A strategy is read from a file (`load_strategies`), its rules by a small parser (`parse_condition`, the
language in `grammar.py`), checked against a case, and turned into arrays of fixed shape
(`strategy_arrays`). The tables of levers and observables are the single home of names, ranges, costs,
lags and noise.
"""

from __future__ import annotations

from irenic.strategy.arrays import K_MAX, P_MAX, StrategyArrays, lever_layout
from irenic.strategy.compile import strategy_arrays
from irenic.strategy.expression import Condition
from irenic.strategy.levers import LEVER_BY_ID, LEVERS, Lever, LeverLayout, levers_markdown
from irenic.strategy.load import (
    check_case_strategies,
    check_strategies,
    load_case_strategies,
    load_strategies,
    parse_strategies,
)
from irenic.strategy.observables import OBSERVABLE_INDEX, OBSERVABLES, Observable, observables_markdown
from irenic.strategy.parse import parse_choice, parse_condition, parse_register
from irenic.strategy.plan import (
    MILESTONES,
    CaseNames,
    Follow,
    Phase,
    Strategy,
    Target,
    observable_names,
)
from irenic.strategy.reference import rules_markdown
from irenic.strategy.tokens import RuleFault
from irenic.strategy.vocabulary import Vocabulary
from irenic.strategy.write import strategies_text, strategy_to_dict

__all__ = [
    "K_MAX",
    "LEVERS",
    "LEVER_BY_ID",
    "MILESTONES",
    "OBSERVABLES",
    "OBSERVABLE_INDEX",
    "P_MAX",
    "CaseNames",
    "Condition",
    "Follow",
    "Lever",
    "LeverLayout",
    "Observable",
    "Phase",
    "RuleFault",
    "Strategy",
    "StrategyArrays",
    "Target",
    "Vocabulary",
    "check_case_strategies",
    "check_strategies",
    "lever_layout",
    "levers_markdown",
    "load_case_strategies",
    "load_strategies",
    "observable_names",
    "observables_markdown",
    "parse_choice",
    "parse_condition",
    "parse_register",
    "parse_strategies",
    "rules_markdown",
    "strategies_text",
    "strategy_arrays",
    "strategy_to_dict",
]
