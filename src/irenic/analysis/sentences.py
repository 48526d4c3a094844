"""The comparison in words: which winner is clear, what is luck, what was hardly reached."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from irenic.analysis.compare import Comparison, OutcomeComparison
from irenic.analysis.document import sweep_range
from irenic.analysis.reach import HARDLY, PhaseReach
from irenic.analysis.wording import figure, in_ten, listing, percent, plain, span
from irenic.study import Manifest

MOSTLY = 0.9
"""Share of weightings under which a strategy must have the least regret to be called the winner."""


def study_sentences(
    comparison: Comparison, phases: Sequence[PhaseReach], outcomes: Sequence[OutcomeComparison]
) -> list[str]:
    """Return the sentences printed below the tables, in order.

    Parameters
    ----------
    comparison, phases : of the study
    outcomes : those to speak of
    """
    parts = [
        robustness_sentence(comparison),
        unclear_sentence(outcomes),
        dominated_sentence(comparison),
        reach_sentence(phases),
    ]
    return [part for part in parts if part]


def untestable_sentence(manifest: Manifest, names: Sequence[str]) -> str:
    """Return which strategies hold parts that the model cannot speak to; empty where none does.

    Parameters
    ----------
    manifest, names : a study's, and the strategies shown
    """
    shown = (s for s in manifest.strategies if s.name in names)
    partly = [s.name for s in shown if s.not_testable]
    if not partly:
        return ""
    return (
        f"Parts of {listing(partly)} cannot be tested here: what, stands in each plan under not_testable "
        "(irenic strategies CASE --text NAME)."
    )


def robustness_sentence(comparison: Comparison) -> str:
    """Return which strategy has the least regret, and whether that is clear."""
    robust, sweep, names = comparison.robust, comparison.sweep, comparison.strategies
    if robust is None or sweep is None or robust.second is None:
        return ""
    first, second = names[robust.first], names[robust.second]
    best = sweep_range(sweep.best[:, robust.first])
    where = f"best in {in_ten(best['mean'])} ({span(best['low'], best['high'], 'share')} over weightings)"
    gap = f"{figure(robust.ahead, 'index')} sd, standard error {figure(robust.error, 'index')}"
    if not robust.separated:
        return (
            f"No clear winner: the mean regret of {first} and {second} is the same within Monte Carlo "
            f"error ({gap}). {first} is {where}."
        )
    share = float(robust.lowest[robust.first])
    if share < MOSTLY:
        ranked = [int(i) for i in np.argsort(-robust.lowest, kind="stable") if robust.lowest[i] >= 0.05]
        listed = listing([f"{names[i]} under {percent(float(robust.lowest[i]))}" for i in ranked])
        return (
            "No clear winner: it depends on what is valued. Share of weightings under which a strategy has "
            f"the least mean regret: {listed}. Averaged over weightings, {first} comes before {second} "
            f"({gap}); it is {where}."
        )
    return (
        f"Clear winner: {first} has the least mean regret under {percent(share)} of weightings, before "
        f"{second} ({gap}). It is {where}."
    )


def unclear_sentence(outcomes: Sequence[OutcomeComparison]) -> str:
    """Return on which outcomes there is no clear winner."""
    unclear = [
        label(o)
        for o in outcomes
        if o.winner is not None and o.winner.second is not None and not o.winner.clear
    ]
    if not unclear:
        return ""
    return f"No clear winner (Monte Carlo error does not separate first and second): {', '.join(unclear)}."


def dominated_sentence(comparison: Comparison) -> str:
    """Return which strategies no weighting of the families prefers to another."""
    matrix, names = comparison.dominated_families, comparison.strategies
    parts = [
        f"{name} (by {listing([names[i] for i in np.flatnonzero(matrix[:, j])])})"
        for j, name in enumerate(names)
        if matrix[:, j].any()
    ]
    if not parts:
        return "Pareto-dominated on the means of all families: none."
    return f"Pareto-dominated on the means of all families: {', '.join(parts)}."


def reach_sentence(phases: Sequence[PhaseReach]) -> str:
    """Return which phases were hardly reached (decision D5)."""
    if not phases:
        return ""
    rare = [
        f"{p.strategy}.{p.phase} (in {percent(p.share_of_runs)} of runs; {in_ten(p.share_of_worlds)})"
        for p in phases
        if p.hardly
    ]
    if not rare:
        return f"Every phase of every strategy was reached in more than {percent(HARDLY)} of runs."
    return f"Hardly reached, its conditions seldom held together: {', '.join(rare)}."


def label(outcome: OutcomeComparison) -> str:
    """Return an outcome's label as it stands inside a sentence."""
    text = plain(outcome.info.label)
    return text[:1].lower() + text[1:]
