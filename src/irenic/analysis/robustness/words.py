"""An assessment in words: who holds up and by which measure, who loses, what is worth finding out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.robustness.assess import Assessment
from irenic.analysis.robustness.decision import BASELINE
from irenic.analysis.robustness.losers import GroupChange
from irenic.analysis.robustness.metrics import METRICS
from irenic.analysis.robustness.rating import STEADY, Rated
from irenic.analysis.wording import figure, in_ten, listing, percent, plain

SURE = 0.9
"""Share of weightings from which an order is called the same under nearly all weightings."""

FEW = 3
"""Groups named per strategy."""


def assessment_sentences(found: Assessment) -> list[str]:
    """Return what an assessment says, the most telling first.

    Parameters
    ----------
    found : by `assess`
    """
    if len(found.decision.strategies) < 2:
        return ["One strategy alone: there is nothing to compare it with, and its regret is nil."]
    parts = [
        winner_sentence(found),
        agreement_sentence(found),
        order_sentence(found),
        simplex_sentence(found),
        dominance_sentence(found),
        threshold_sentence(found),
        information_sentence(found),
    ]
    return [part for part in parts if part]


def winner_sentence(found: Assessment) -> str:
    """Return who is first on how many measures, and whether that is steady."""
    names, rating = found.decision.strategies, found.score.rating
    speaking = rating.agree.speaking
    total = int(speaking.sum())
    counts = Counter(int(first) for first in rating.firsts[speaking] if first >= 0)
    if not counts:
        return "No clear winner: every measure leaves its first place shared."
    where = _weights_in_words(found)
    ranked = counts.most_common()
    best, first = ranked[0]
    steady = int(((rating.steady >= STEADY) & (rating.firsts == best)).sum())
    kept = f"steadily so on {steady} (first in at least {percent(STEADY)} of half-samples of worlds)"
    if rating.agree.unanimous is not None:
        clear = "Clear winner" if steady == total else "First by every measure"
        return f"{clear}: {names[best]} is first on all {total} measures {where}, {kept}."
    others = listing([f"{names[i]} on {count}" for i, count in ranked[1:]])
    shared = total - sum(counts.values())
    rest = [others] if others else []
    rest += [f"{shared} leave the first place shared"] if shared else []
    return (
        f"No clear winner: it depends on the measure. {names[best]} is first on {first} of {total} measures "
        f"{where}, {kept}; {'; '.join(rest)}."
    )


def _weights_in_words(found: Assessment) -> str:
    families, row = found.decision.families, found.weighting
    if np.allclose(row, row[0]):
        return f"with {', '.join(families)} weighted alike"
    return "with " + ", ".join(f"{f} {percent(float(w))}" for f, w in zip(families, row, strict=True))


def agreement_sentence(found: Assessment) -> str:
    """Return how far the measures agree, and which two agree least."""
    tau = found.swept.tau
    places = [(i, j) for i in range(len(tau)) for j in range(i) if not np.isnan(tau[i, j])]
    if not places:
        return ""
    values = np.array([tau[i, j] for i, j in places])
    least = places[int(values.argmin())]
    one, two = (METRICS[k].label for k in least)
    return (
        f"Agreement of measures (Kendall's tau-b, 1 the same order, 0 unrelated; mean over weightings): "
        f"{values.mean():.2f} on average; least between {two} and {one}, {values.min():.2f}."
    )


def order_sentence(found: Assessment) -> str:
    """Return which pairs are ordered alike by every measure under nearly all weightings."""
    names, alike = found.decision.strategies, found.swept.alike
    scope = "every weighting tried" if len(found.weightings) > 1 else "this weighting"
    firm = alike >= SURE
    if not firm.any():
        return "No two strategies are ordered alike by all measures under nearly all weightings."
    total = len(names) * (len(names) - 1) // 2
    leaders = sorted(np.flatnonzero(firm.any(1)).tolist(), key=lambda i: -firm[i].sum())[:FEW]
    parts = [f"{names[i]} before {listing([names[j] for j in np.flatnonzero(firm[i])])}" for i in leaders]
    if len(found.weightings) > 1:
        scope = f"at least {percent(SURE)} of weightings"
    return f"All measures agree, under {scope}, on {int(firm.sum())} of {total} pairs: {'; '.join(parts)}."


def simplex_sentence(found: Assessment) -> str:
    """Return who has the best mean under what share of weightings, and where each wins."""
    simplex, names, families = found.simplex, found.decision.strategies, found.decision.families
    if len(found.weightings) < 2:
        return ""
    order = [int(i) for i in np.argsort(-simplex.wins, kind="stable") if simplex.wins[i] >= 0.005]
    parts = [
        f"{names[i]} in {percent(float(simplex.wins[i]))}{_where(simplex.profile[i], families)}"
        for i in order
    ]
    doubt = 1.0 - float(simplex.clear.sum())
    tail = f" In {percent(doubt)} of weightings Monte Carlo error does not separate first and second."
    lead = "What is valued decides" if len(parts) > 1 else "Whatever is valued"
    return f"{lead}: best mean over worlds {'; '.join(parts)}.{tail if doubt >= 0.005 else ''}"


def _where(profile: Floats, families: Sequence[str]) -> str:
    """Return the family that weighs most, against an even split, where a strategy wins."""
    even = 1.0 / len(families)
    most = int(np.argmax(profile))
    if profile[most] < 1.25 * even:
        return ""
    return f" (where {families[most]} weighs most, {percent(float(profile[most]))} on average)"


def dominance_sentence(found: Assessment) -> str:
    """Return which strategies another beats or equals on every family."""
    names = found.decision.strategies
    parts = []
    for j, name in enumerate(names):
        by = np.flatnonzero(found.dominated[:, j])
        if len(by):
            mark = "" if found.surely[by, j].any() else ", within error"
            parts.append(f"{name} (by {listing([names[i] for i in by])}{mark})")
    if not parts:
        return "Pareto-dominated on the means of all families: none."
    return f"Pareto-dominated on the means of all families: {', '.join(parts)}."


def threshold_sentence(found: Assessment) -> str:
    """Return who reaches all thresholds at once most often, in words."""
    reached, names = found.reached, found.decision.strategies
    if reached is None:
        return ""
    order = np.argsort(-reached.together, kind="stable")
    best = float(reached.together[order[0]])
    count = len(reached.outcomes)
    lines = "the threshold" if count == 1 else f"all {count} thresholds at once"
    if best == 0:
        return f"No strategy reaches {lines} in any world."
    shown = [int(i) for i in order[:FEW] if reached.together[i] > 0]
    parts = [f"{names[i]} in {in_ten(float(reached.together[i]))}" for i in shown]
    return f"Most often reach {lines}: {', '.join(parts)}."


def information_sentence(found: Assessment) -> str:
    """Return what is worth finding out before choosing."""
    information = found.information
    if information is None:
        return ""
    worth = [w for w in information.inputs if w.found][:FEW]
    everything = information.everything
    high = figure(everything.value, "index")
    if everything.without_luck is None:
        lead = f"Knowing which world it is before choosing would bring at most {high} sd, luck included"
    else:
        # The half-replicate estimate is a lower bound, and so is what any input alone was seen to bring.
        low = max([0.0, everything.without_luck, *(w.value for w in information.groups if w.found)])
        low = max([low, *(w.value for w in worth)])
        lead = (
            f"Knowing which world it is before choosing would bring {figure(low, 'index')} to {high} sd (the "
            "upper end counts luck as if it could be known)"
        )
    if (gain := _gain_over_baseline(found)) is not None:
        lead += f"; for scale, the best choice made blind is {figure(gain, 'index')} sd better than nothing"
    if not worth:
        return f"{lead}. No single input is worth finding out as far as these worlds can tell."
    parts = [
        f"{w.name} ({plain(information.meanings.get(w.name, w.name))}; {figure(w.value, 'index')} sd, "
        f"changes the choice in {in_ten(w.changes)})"
        for w in worth
    ]
    return f"{lead}. Most worth finding out: {'; '.join(parts)}."


def _gain_over_baseline(found: Assessment) -> float | None:
    """Mean over weightings of the best mean less that of doing nothing."""
    names, means = found.decision.strategies, found.simplex.means
    if BASELINE not in names:
        return None
    return float((means.max(1) - means[:, names.index(BASELINE)]).mean())


def horizon_sentence(rated: Rated) -> str:
    """Return over which inputs the horizon is taken, and what the threshold is."""
    line = f"c is {figure(rated.threshold.value, rated.unit)} ({rated.threshold.source})."
    if not rated.drivers:
        return f"{line} Horizon: no input explains the performance, so there is no distance to take."
    over = listing(list(rated.drivers))
    return f"{line} Horizon: prior standard scores over the inputs that explain most, {over}."


def loser_lines(changes: Sequence[GroupChange], strategies: Sequence[str]) -> list[str]:
    """Return per strategy who loses and who gains against doing nothing, the largest changes first.

    Parameters
    ----------
    changes : of every group under every strategy
    strategies : in the order to print
    """
    lines = []
    for name in strategies:
        own = [c for c in changes if c.strategy == name]
        if not own:
            continue
        losers = sorted((c for c in own if c.loses), key=_least_first)
        gainers = sorted((c for c in own if c.gains), key=_least_first)
        parts = [f"loses: {_groups(losers)}" if losers else "no group clearly loses"]
        parts += [f"gains: {_groups(gainers)}"] if gainers else []
        lines.append(f"{name} - {'; '.join(parts)}.")
    return lines


def _least_first(change: GroupChange) -> tuple[bool, float]:
    """Largest change first; the extremist group last, since to weaken it is what strategies are for."""
    return change.group.kind == "extremist", -abs(change.effect)


def _groups(changes: Sequence[GroupChange]) -> str:
    """Return the groups with the largest changes, each once, by its largest."""
    seen: dict[str, GroupChange] = {}
    for change in changes:
        seen.setdefault(change.group.id, change)
    shown = [
        f"{plain(c.group.id)} ({plain(c.measure.label).lower()} {_signed(c)}, "
        f"{'worse' if c.loses else 'better'} in {in_ten(c.worse if c.loses else 1 - c.worse)})"
        for c in list(seen.values())[:FEW]
    ]
    more = len(seen) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _signed(change: GroupChange) -> str:
    if change.measure.unit.startswith("share"):
        return f"{100 * change.difference:+.2g}%"
    text = figure(change.difference, change.measure.unit)
    return text if text.startswith(("-", "<", ">")) else f"+{text}"
