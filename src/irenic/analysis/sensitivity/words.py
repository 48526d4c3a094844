"""What drives an answer, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from irenic.analysis.sensitivity.drivers import Driver, Drivers
from irenic.analysis.wording import figure, listing, percent, plain

WORTH_SAYING = 0.05
"""Share of the variance that an input must share with others to be named for it."""

NAMED = 3
"""Inputs named in a sentence."""

TOP = 8
"""Inputs shown one by one; those that cannot be told from none are only counted."""


def title_of(drivers: Drivers) -> str:
    """Return what was asked, with the answer."""
    question, answers = drivers.question, drivers.answers
    outcome, names = question.outcome, question.strategies
    if question.kind == "outcome":
        under = names[0] if len(names) == 1 else f"{len(names)} strategies together"
        return f"{outcome.label} ({outcome.id}), under {under}"
    if question.kind == "difference":
        less = figure(answers[0], outcome.unit)
        return f"{names[0]} less {names[1]} on {outcome.id}: {less} {outcome.unit} on average"
    shares = ", ".join(f"{n} {percent(v)}" for n, v in _by_share(names, answers)[:4])
    more = f", {len(names) - 4} more" if len(names) > 4 else ""
    return f"Who is best on {outcome.id}: {shares}{more} of runs"


def _by_share(names: Sequence[str], answers: Sequence[float]) -> list[tuple[str, float]]:
    return sorted(zip(names, answers, strict=True), key=lambda pair: -pair[1])


def sentences(drivers: Drivers) -> list[str]:
    """Return what drives an answer in whole sentences."""
    if drivers.settled:
        return ["The same in every run: nothing that is uncertain here decides it."]
    found = [_turns_on(drivers)]
    luck = drivers.luck
    if drivers.method == "morris":
        if luck is not None:
            found.append(
                f"Another draw of luck in the same world moves it by {luck.share:.2f} standard deviations "
                "of a run."
            )
        return found
    if luck is None:
        found.append("Luck cannot be told apart with one replicate a world; it is in what is left.")
    else:
        share = luck.share if luck.total is None else luck.total
        found.append(f"Luck is {percent(share)} of it: knowing the world exactly would leave that much open.")
    if joint := _joint(drivers):
        found.append(joint)
    if drivers.left_out > 0:
        found.append(f"{percent(drivers.left_out)} of worlds have no value and are left out.")
    return found


def _turns_on(drivers: Drivers) -> str:
    named = [d for d in drivers.inputs if is_clear(d) and d.share > 0][:NAMED]
    subject = {
        "outcome": "The outcome",
        "difference": "How much they differ",
        "best": "Who is best" + _between(drivers.question.strategies),
    }[drivers.question.kind]
    if not named:
        joint = sorted((d for d in drivers.inputs if d.matters), key=lambda d: -(d.total or 0.0))
        if not joint:
            return f"{subject} turns on no single uncertainty that these runs can tell from none."
        most = listing([f"{d.name} ({percent(d.total)} in all)" for d in joint[:NAMED]])
        return f"{subject} turns most on {most}, each together with others: alone, none can be told."
    first, verb = [f"{d.name} ({plain(d.meaning)})" for d in named], "turns most on"
    if drivers.method == "morris":
        return f"{subject} {verb} {listing(first)}."
    share = sum(max(d.share, 0.0) for d in named)
    alone = "which alone explains" if len(named) == 1 else "which one by one explain"
    return f"{subject} {verb} {listing(first)}, {alone} {percent(share)} of the variance between runs."


def _joint(drivers: Drivers) -> str:
    """Name the input that does most together with others, where that is more than it does alone."""
    known = [(d.total - d.share, d) for d in drivers.inputs if d.matters and d.total is not None]
    most, driver = max(known, key=lambda pair: pair[0], default=(0.0, None))
    if driver is None or most < max(driver.share, WORTH_SAYING):
        return ""
    alone, in_all = percent(max(driver.share, 0.0)), percent(driver.total)
    return f"{driver.name} works mostly together with others: {alone} alone, {in_all} in all."


def _between(names: Sequence[str]) -> str:
    return f" between {names[0]} and {names[1]}" if len(names) == 2 else f" of {len(names)} strategies"


def unclear(drivers: Drivers) -> str:
    """Say how many inputs cannot be told from none, and what was not shown."""
    clear = sum(d.matters for d in drivers.inputs)
    rest = len(drivers.inputs) - clear
    shown = f"{clear - TOP} more can be told from none. " if clear > TOP else ""
    if not rest:
        return shown
    if drivers.method == "sobol":
        return (
            f"{shown}Of the {len(drivers.inputs)} inputs tried one by one, {rest} cannot be told from none."
        )
    return f"{shown}{rest} of {len(drivers.inputs)} inputs cannot be told from none at this number of worlds."


def is_clear(row: Driver) -> bool:
    """Whether what stands under "alone" can be told from none."""
    return row.matters and (row.total is None or row.low > 0)
