"""Which strategies are meant: by name, by set, or all of a case's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from irenic.strategy import Strategy

ALL, REFERENCE = "all", "reference"


def strategies_of(case: str) -> dict[str, Strategy]:
    """Return the strategies in the files beside a case's file.

    Parameters
    ----------
    case : a case file, or a shipped case's name

    Raises
    ------
    CaseError, StrategyError : with every problem of the file
    """
    from irenic.case import case_arrays, load_case
    from irenic.case.shipped import case_path
    from irenic.strategy import load_case_strategies

    return load_case_strategies(case_path(case)[0].parent, case_arrays(load_case(case)))


def chosen(case: str, wanted: str) -> list[Strategy]:
    """Return the strategies asked for, each once, in the order asked for.

    Parameters
    ----------
    case : a case file, or a shipped case's name
    wanted : names of strategies or of sets with commas between; `ALL`, or `REFERENCE` (also where empty)

    Raises
    ------
    StrategyError : ``unknown_strategy`` for every name that is neither
    """
    from irenic.errors import Problem, StrategyError, did_you_mean, quoted

    known = strategies_of(case)
    sets: dict[str, list[str]] = {ALL: list(known), REFERENCE: [n for n, s in known.items() if s.reference]}
    for name, strategy in known.items():
        if strategy.set:
            sets.setdefault(strategy.set, []).append(name)
    asked = names_in(wanted) or [REFERENCE]
    expected = "a strategy of the case, or a set: " + ", ".join(sets)
    problems = [
        Problem(
            "unknown_strategy",
            case,
            None,
            "strategies",
            quoted(n),
            expected,
            did_you_mean(n, {**known, **sets}),
        )
        for n in asked
        if n not in known and n not in sets
    ]
    if problems:
        raise StrategyError(problems)
    found = (name for n in asked for name in ([n] if n in known else sets[n]))
    return [known[name] for name in dict.fromkeys(found)]


def names_in(text: str) -> list[str]:
    """Return the names in a text with commas between."""
    return [part.strip() for part in text.split(",") if part.strip()]
