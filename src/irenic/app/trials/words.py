"""What changed, in words with odds: what got better, what got worse, what is within error."""

from __future__ import annotations

import math
from collections.abc import Sequence

from irenic.analysis.wording import in_ten, listing, percent
from irenic.app.trials.trial import HARDLY, NEAR, Arm, Guess, Guessed, Odds, Standing
from irenic.figures.figure import Cell, Table
from irenic.figures.words import amount, shown, signed

SAID: dict[Guessed, str] = {"lower": "lower", "same": "about the same", "higher": "higher"}
HALF = 0.5
READINGS: dict[Standing, str] = {
    "better": "better",
    "worse": "worse",
    "mixed": "mixed",
    "other": "different",
    "hardly": "hardly any change",
    "unclear": "no clear change",
}
"""How the table says where an outcome stands."""

MOVED: tuple[Standing, ...] = ("better", "worse", "mixed", "other")
"""Standings that are told outcome by outcome, in order."""


def what_changed(odds: Sequence[Odds], worlds: int) -> list[str]:
    """Return sentences on what a plan changes, the first a summary; worse is never left out.

    Parameters
    ----------
    odds : of the headline outcomes
    worlds : in which they were compared
    """
    if not odds:
        return []
    if all(one.mean == 0 and one.lower == one.higher == 0 for one in odds):
        return ["Nothing changes: in every world the plan does what the baseline does."]
    by = {name: [one for one in odds if one.standing == name] for name in READINGS}
    said = [_summary(by, worlds)]
    for name in ("better", "worse", "mixed", "other"):
        if listed := by[name]:
            said.append(
                f"{READINGS[name].capitalize()}: {'; '.join(moved(one) for one in _ordered(listed))}."
            )
    if by["hardly"]:
        said.append(f"Hardly any change, less than {100 * HARDLY:.0f}%: {_names(by['hardly'])}.")
    if by["unclear"] and len(by["unclear"]) < len(odds):
        said.append(f"No clear change, within Monte Carlo error: {_names(by['unclear'])}.")
    return said


def _summary(by: dict[Standing, list[Odds]], worlds: int) -> str:
    counts = {name: len(by[name]) for name in MOVED if by[name]}
    if not counts:
        return (
            "No clear change: headline outcomes hardly move, or stay within Monte Carlo error in "
            f"{worlds:,} worlds. More worlds may tell more."
        )
    (first, most), *rest = counts.items()
    parts = [f"{most} outcome{'' if most == 1 else 's'} {READINGS[first]}"]
    parts += [f"{count} {READINGS[name]}" for name, count in rest]
    if "better" in counts and "worse" not in counts:
        parts.append("none clearly worse")
    if "worse" in counts and "better" not in counts:
        parts.append("none clearly better")
    both = "Gains and losses: " if {"better", "worse"} <= counts.keys() else ""
    return f"{both}{', '.join(parts)}."


def _names(listed: Sequence[Odds]) -> str:
    return listing([_low(one) for one in listed])


def _ordered(listed: Sequence[Odds]) -> list[Odds]:
    """The most decided first."""
    return sorted(listed, key=lambda one: -max(one.lower, one.higher))


def moved(one: Odds) -> str:
    """Return how one outcome moved, such as "civilian deaths lower in 7 in 10 worlds, by 120 persons ...".

    Parameters
    ----------
    one : an outcome that moved beyond error
    """
    if one.info.unit.startswith("share of runs"):
        return f"{_low(one)} in {percent(one.plan)} of runs instead of {percent(one.baseline)}"
    average = f"{_word(one.mean)} on average, by {amount(abs(one.mean), one.info.unit)}"
    if not one.by_worlds:
        return f"{_low(one)} {average}, in {in_ten(one.higher if one.mean > 0 else one.lower)}"
    share = one.higher if one.by_worlds > 0 else one.lower
    said = f"{_low(one)} {_word(one.by_worlds)} in {in_ten(share)}"
    if one.middle * one.by_worlds > 0:
        said += f", by {_by(one)} in the middle world"
    elif one.by_mean == one.by_worlds:  # most worlds stay as they are
        return f"{said}, by {amount(abs(one.mean), one.info.unit)} on average"
    if one.by_mean == -one.by_worlds:
        return f"{said}, but {average}: some worlds are hit hard"
    return said if one.by_mean else f"{said} (on average within error)"


def _word(sign: float) -> str:
    return "higher" if sign > 0 else "lower"


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
            READINGS[one.standing],
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
        "Medians over worlds, means for shares of runs. The difference is that of the middle world; on "
        "average for shares of runs, and where it says so."
    )
    return Table(columns, tuple(rows), caption)


def _difference(one: Odds) -> str:
    """What the reading rests on: the middle world, or the average where only that moves."""
    if one.info.unit.startswith("share of runs"):
        return signed(one.mean, one.info.unit)
    if one.by_mean and not one.by_worlds:
        return f"{signed(one.mean, one.info.unit)} on average"
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


def guess_sentences(guess: Guess, shares: dict[Guessed, float]) -> list[str]:
    """Return a guess beside what came of it.

    Parameters
    ----------
    guess : what was expected
    shares : of worlds, from `irenic.app.trials.trial.end_shares`
    """
    share = shares[guess.direction]
    others = [f"{SAID[way]} in {_worlds(part)}" for way, part in shares.items() if way != guess.direction]
    verdict = (
        "Most worlds agree with you."
        if share > HALF
        else "Most worlds say otherwise."
        if max(shares.values()) > HALF
        else "The worlds are divided."
    )
    return [
        f"You said {SAID[guess.direction]}, {guess.confidence}% sure; it is {SAID[guess.direction]} "
        f"in {_worlds(share)}. {verdict}",
        f"It is {listing(others)}. About the same means within {100 * NEAR:.0f}% of the "
        "baseline in the last month, world by world.",
    ]


def _worlds(share: float) -> str:
    return in_ten(share) if share > 0 else "no world"


def plan_notes(plan: Arm) -> list[str]:
    """Return what else to know of a plan's runs: phases seldom reached, parts that cannot be tested.

    Parameters
    ----------
    plan : with its runs
    """
    said = []
    if plan.reached:
        parts = [
            f"{name} never" if month is None else f"{name} in {percent(share)} of runs, month {month:.0f}"
            for name, share, month in plan.reached
        ]
        said.append(f"How often phases start, and their middle month: {'; '.join(parts)}.")
    if plan.untestable:
        said.append(f"Not tested here: {plan.untestable}")
    return said
