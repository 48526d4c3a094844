"""What changed, in words with odds: what got better, what got worse, what is within error."""

from __future__ import annotations

import math
from collections.abc import Sequence

from irenic.analysis.wording import in_ten, listing, percent
from irenic.app.trial import NEAR, Arm, Guess, Guessed, Odds
from irenic.figures.figure import Cell, Table
from irenic.figures.words import amount, shown, signed

SAID: dict[Guessed, str] = {"lower": "lower", "same": "about the same", "higher": "higher"}
HALF = 0.5
_STANDINGS = {"better": "better", "worse": "worse", "other": "different", "unclear": "no clear change"}


def what_changed(odds: Sequence[Odds], worlds: int) -> list[str]:
    """Return sentences on what a plan changes, worse never left out.

    Parameters
    ----------
    odds : of the headline outcomes
    worlds : in which they were compared
    """
    if not odds:
        return []
    if all(one.mean == 0 and one.lower == one.higher == 0 for one in odds):
        return ["Nothing changes: in every world the plan does what the baseline does."]
    by = {name: [one for one in odds if one.standing == name] for name in _STANDINGS}
    better, worse, other, still = (by[name] for name in _STANDINGS)
    if not (better or worse or other):
        return [
            f"No clear change: every headline outcome stays within Monte Carlo error in {worlds:,} worlds. "
            "More worlds may tell more."
        ]
    said = [_summary(len(better), len(worse))]
    for name, listed in (("Better", better), ("Worse", worse), ("Different", other)):
        if listed:
            said.append(f"{name}: {'; '.join(moved(one) for one in _ordered(listed))}.")
    if still:
        said.append(f"No clear change, within Monte Carlo error: {listing([_low(one) for one in still])}.")
    return said


def _summary(better: int, worse: int) -> str:
    if better and worse:
        return f"Gains and losses: {_count(better)} better, {_count(worse)} worse."
    if better:
        return f"{_count(better).capitalize()} better, none clearly worse."
    if worse:
        return f"{_count(worse).capitalize()} worse, none clearly better."
    return "Something changes that is neither better nor worse."


def _count(number: int) -> str:
    return f"{number} outcome{'' if number == 1 else 's'}"


def _ordered(listed: Sequence[Odds]) -> list[Odds]:
    """The most decided first."""
    return sorted(listed, key=lambda one: -max(one.lower, one.higher))


def moved(one: Odds) -> str:
    """Return how one outcome moved, such as "civilian deaths lower in 7 in 10 worlds, by 120 persons ...".

    Parameters
    ----------
    one : an outcome that moved beyond error
    """
    word = "higher" if one.mean > 0 else "lower"
    unit = one.info.unit
    slightly = "slightly " if one.small else ""
    if unit.startswith("share of runs"):
        fewer = f"in {percent(one.plan)} of runs instead of {percent(one.baseline)}"
        return f"{_low(one)} {fewer}"
    share = one.higher if one.mean > 0 else one.lower
    if share < HALF or one.middle * one.mean <= 0:
        by = amount(abs(one.mean), unit)
        return f"{_low(one)} {slightly}{word} on average, by {by}, though in {in_ten(share)} only"
    return f"{_low(one)} {slightly}{word} in {in_ten(share)}, by {_by(one)} in the middle world"


def _by(one: Odds) -> str:
    unit = one.info.unit
    if unit.startswith("share"):
        return signed(abs(one.middle), unit).removeprefix("+")
    return amount(abs(one.middle), unit)


def _low(one: Odds) -> str:
    label = shown(one.info.label)
    return label[:1].lower() + label[1:]


def odds_table(odds: Sequence[Odds], baseline: Arm, plan: Arm) -> Table:
    """Return the headline outcomes before and after.

    Parameters
    ----------
    odds : of the outcomes
    baseline, plan : what is compared
    """
    rows: list[tuple[Cell, ...]] = [
        (
            shown(one.info.label),
            amount(one.baseline, one.info.unit),
            amount(one.plan, one.info.unit),
            _difference(one),
            _odds(one),
            _STANDINGS[one.standing],
        )
        for one in odds
    ]
    columns = (
        "Outcome",
        f"Before: {baseline.label}",
        f"After: {plan.label}",
        "Difference",
        "Worlds",
        "Reading",
    )
    caption = (
        "Medians over worlds, means for shares of runs. The difference is that of the middle world, or on "
        "average for shares of runs."
    )
    return Table(columns, tuple(rows), caption)


def _difference(one: Odds) -> str:
    if one.info.unit.startswith("share of runs"):
        return signed(one.mean, one.info.unit)
    return signed(one.middle, one.info.unit)


def _odds(one: Odds) -> str:
    if not math.isfinite(one.mean):
        return "none that can be compared"
    if one.lower == one.higher == 0:
        return "the same in all worlds"
    if one.lower == one.higher:
        return f"lower in {in_ten(one.lower)}, higher in as many"
    word, share = ("higher", one.higher) if one.higher > one.lower else ("lower", one.lower)
    return f"{word} in {in_ten(share)}"


def guess_sentences(guess: Guess, label: str, shares: dict[Guessed, float]) -> list[str]:
    """Return a guess beside what came of it.

    Parameters
    ----------
    guess : what was expected
    label : of the series
    shares : of worlds, from `irenic.app.trial.end_shares`
    """
    low = label[:1].lower() + label[1:]
    share = shares[guess.direction]
    others = [f"{SAID[way]} in {in_ten(part)}" for way, part in shares.items() if way != guess.direction]
    verdict = (
        "Most worlds agree with you."
        if share > HALF
        else "Most worlds say otherwise."
        if max(shares.values()) > HALF
        else "The worlds are divided."
    )
    return [
        f"You said {SAID[guess.direction]}, {guess.confidence}% sure; {low} is {SAID[guess.direction]} "
        f"in {in_ten(share)}. {verdict}",
        f"It is {listing(others)}. About the same means within {100 * NEAR:.0f}% of the "
        "baseline in the last month, world by world.",
    ]


def plan_notes(plan: Arm) -> list[str]:
    """Return what else to know of a plan's runs: phases seldom reached, parts that cannot be tested.

    Parameters
    ----------
    plan : with its runs
    """
    said = []
    if plan.reached:
        parts = [
            f"{name} never"
            if month is None
            else f"{name} in {percent(share)} of runs, month {month:.0f}"
            for name, share, month in plan.reached
        ]
        said.append(f"How often phases start, and their middle month: {'; '.join(parts)}.")
    if plan.untestable:
        said.append(f"Not tested here: {plan.untestable}")
    return said
