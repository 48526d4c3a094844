"""Page on which phases of the strategies are ever reached (decision D5)."""

from __future__ import annotations

from collections.abc import Mapping

from irenic.analysis.ensemble import Runs
from irenic.analysis.pages.examined import Examined, dated_events, drawn, page
from irenic.analysis.pages.markdown import figure, listing, paragraph, percent, table
from irenic.analysis.reach import HARDLY, PhaseReach, phase_reach
from irenic.strategy import Strategy

FILE = "reachability.md"


def reachability(examined: Examined, runs: Mapping[str, Runs]) -> str:
    """The page.

    Parameters
    ----------
    examined, runs : the case, and runs of every strategy
    """
    found = [
        PhaseReach(name, phase.name, *phase_reach(runs[name].result.phases[..., p]))
        for name, strategy in examined.strategies.items()
        for p, phase in enumerate(strategy.phases)
    ]
    hardly = [f"`{at.phase}` of `{at.strategy}`" for at in found if at.hardly]
    verdict = (
        f"**Mark met:** each of the {len(found)} phases is reached in over {HARDLY:.0%} of runs."
        if not hardly
        else f"**Mark missed**, reached in {HARDLY:.0%} of runs or fewer: {listing(hardly)}."
    )
    heads = ("Strategy", "Phase", "Starts when", "Worlds", "Runs", "Median month")
    rows = [_row(at, examined.strategies[at.strategy]) for at in found]
    lines = [
        *paragraph(
            "A phase that is never reached makes a strategy another than the one it is called. Mark",
            f"(decision D5): every phase is reached in over {HARDLY:.0%} of worlds. *Worlds*: reached in",
            "at least one replicate; *runs*: share of all runs, which more replicates do not raise, and",
            "which the mark is held to here. The month is that of first reaching it, over the runs that do.",
        ),
        verdict, "",
        *table(heads, rows, words=3),
        *_signings(examined, runs),
    ]  # fmt: skip
    return page("Which phases are reached", lines, examined, drawn(examined))


def _row(at: PhaseReach, strategy: Strategy) -> list[str]:
    phase = next(p for p in strategy.phases if p.name == at.phase)
    when = "from month 1" if phase.when is None else str(phase.when)
    month = figure(float("nan")) if at.median_month is None else f"{at.median_month:g}"
    share, runs = percent(at.share_of_worlds), percent(at.share_of_runs)
    return [at.strategy, at.phase, when, share, f"**{runs}**" if at.hardly else runs, month]


def _signings(examined: Examined, runs: Mapping[str, Runs]) -> list[str]:
    """What most phases wait for: how often the milestones come at all."""
    rows = []
    for name in examined.strategies:
        marks = [
            percent(runs[name].outcome(mark).mean()) for mark in ("signed", "seated", "endorsed", "in_force")
        ]
        rows.append([name, *marks])
    heads = (
        "Strategy",
        "Signed at any time",
        "Seated at the end",
        "Endorsed at the end",
        "In force at the end",
    )
    forced = [
        f"`{name}` has events forced: {events}"
        for name, strategy in examined.strategies.items()
        if (events := dated_events(strategy))
    ]
    return [
        *paragraph("What phases wait for most, as a share of runs.", *(f"{words}." for words in forced)),
        *table(heads, rows),
    ]
