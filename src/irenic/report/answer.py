"""The answer in three sentences: who holds up, by what odds, and on what ground that stands.

It says what follows from the assumptions, never what will happen or what to do.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from irenic.analysis.compare import OutcomeComparison
from irenic.analysis.ranking import CLEAR
from irenic.analysis.sentences import MOSTLY
from irenic.analysis.wording import in_ten, listing, percent
from irenic.case.figures import all_figures
from irenic.report.material import Material
from irenic.report.naming import in_sentence

FAVOURED = 0.05
"""Least share of weightings for which a strategy is named."""


def answer(material: Material) -> tuple[str, ...]:
    """Return the three sentences.

    Parameters
    ----------
    material : of the study
    """
    return (standing_sentence(material), odds_sentence(material), ground_sentence(material))


def standing_sentence(material: Material) -> str:
    """Return which strategy holds up best, or that there is no clear winner."""
    robust, sweep, leading = material.comparison.robust, material.comparison.sweep, material.leading
    if robust is None or sweep is None or leading is None:
        return "There is nothing to rank here: one strategy, or no outcome with a better direction."
    names, count = material.names, len(material.comparison.strategies)
    first = names.quoted(leading.first)
    where = f"best in {in_ten(float(sweep.best[:, robust.first].mean()))}"
    if not robust.separated:
        return (
            f"No clear winner: {first} and {names.quoted(leading.second)} fall behind the best by the same, "
            f"within error, and {first} is {where}."
        )
    share = float(robust.lowest[robust.first])
    if share >= MOSTLY:
        return (
            f"{first} holds up best among the {count} strategies whatever is valued (under {percent(share)} "
            f"of the weightings tried), and is {where}."
        )
    order = [int(i) for i in np.argsort(-robust.lowest, kind="stable") if robust.lowest[i] >= FAVOURED]
    ids = material.comparison.strategies
    shares = listing([f"{percent(float(robust.lowest[i]))} favour {names.quoted(ids[i])}" for i in order])
    return (
        f"No clear winner, for it depends on what is valued: of the ways to weigh {families(material)}, "
        f"{shares}; over all of them {first} falls least behind the best, and is {where}."
    )


def families(material: Material) -> str:
    """Return the families of outcomes that are weighed, as a list."""
    return listing(list(material.comparison.families))


def odds_sentence(material: Material) -> str:
    """Return how the first strategy fares against doing nothing, outcome by outcome."""
    leading, names = material.leading, material.names
    if leading is None:
        return "So no odds of one strategy against another can be given."
    other = leading.against(leading.first)
    overall = in_ten(share_ahead(material, leading.first, other))
    parts = [_part(material, outcome, leading.first, other) for outcome in headline_by_family(material)]
    said = [text for text, clear in parts if clear]
    alike = [text for text, clear in parts if not clear]
    more = f": {listing(said)}" if said else ""
    tail = f"{'; ' if said else ': '}no clear difference in {listing(alike)}" if alike else ""
    return (
        f"Set against {names.quoted(other)} in the same worlds with the same luck, "
        f"{names.quoted(leading.first)} does better overall (averaged over ways to weigh "
        f"{families(material)}) in {overall}{more}{tail}."
    )


def share_ahead(material: Material, name: str, other: str) -> float:
    """Return the share of worlds in which a strategy falls less behind the best than another; ties half.

    Parameters
    ----------
    material : of the study
    name, other : strategies
    """
    sweep, ids = material.comparison.sweep, material.comparison.strategies
    assert sweep is not None
    gap = sweep.average[ids.index(other)] - sweep.average[ids.index(name)]
    worlds = np.full(gap.shape, 1.0 / len(gap)) if sweep.worlds is None else sweep.worlds
    return float(worlds @ ((gap > 0) + 0.5 * (gap == 0)))


def headline_by_family(material: Material) -> list[OutcomeComparison]:
    """Return the first headline outcome of each family that is weighed, in their order."""
    found = []
    for family in material.comparison.families:
        of_family = [
            o for o in material.comparison.outcomes if o.info.family == family and o.pairs is not None
        ]
        found += sorted(of_family, key=lambda o: not o.info.headline)[:1]
    return found


def _part(material: Material, outcome: OutcomeComparison, name: str, other: str) -> tuple[str, bool]:
    """One outcome against the other strategy, and whether the difference is beyond its error."""
    ids, label = material.comparison.strategies, in_sentence(outcome.info.label)
    row, column = ids.index(name), ids.index(other)
    pairs = outcome.pairs
    if pairs is None or not abs(pairs.mean[row, column]) > CLEAR * pairs.error[row, column]:
        return label, False
    better = float(pairs.share_better[row, column])
    if better >= 0.5:
        return f"better on {label} in {in_ten(better)}", True
    return f"worse on {label} in {in_ten(1.0 - better)}", True


def ground_sentence(material: Material) -> str:
    """Return on what the answer rests, and how far that carries."""
    parts = [part for part in (_grades(material), _luck(material), _record(material.backtest)) if part]
    return (
        f"How much weight that bears: {'; '.join(parts)}; so it says what follows from the assumptions of "
        "this study, not what will happen, and not what to do."
    )


def _grades(material: Material) -> str:
    if material.case is None:
        return "the study does not carry its case, so its assumptions cannot be graded here"
    grades = [figure.grade for figure in all_figures(material.case).values()]
    guesses, judged = (percent(grades.count(g) / len(grades)) for g in ("D", "C"))
    return (
        f"{guesses} of the case's {len(grades):,} figures are guesses (grade D) and {judged} judgements (C)"
    )


def _luck(material: Material) -> str:
    best = next((d for d in material.drivers if d.question.kind == "best" and d.luck is not None), None)
    if best is None or best.luck is None:
        return ""
    return f"luck alone makes up {percent(best.luck.share)} of which strategy comes out first in a run"


def _record(document: dict[str, Any] | None) -> str:
    if document is None:
        return "the model was not set against the record for this report"
    said = str(document["headline"]).partition(": ")[0]
    return f"set against the record, {said[:1].lower()}{said[1:].rstrip('.')}"
