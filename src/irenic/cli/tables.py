"""The printed study: what fared how in which worlds, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.averages import Floats
from irenic.analysis.belief import Belief, worlds_sentences
from irenic.analysis.compare import Comparison, OutcomeComparison
from irenic.analysis.document import sweep_range
from irenic.analysis.reach import PhaseReach
from irenic.analysis.sentences import study_sentences, untestable_sentence
from irenic.analysis.split import SignSplit, regret_by_sign
from irenic.analysis.wording import NONE, figure, interval, percent, plain
from irenic.study import Manifest, Study

CELL = 15
"""Least characters of a column of numbers, two of them padding; wider where a range needs it."""

NAME = 18
"""Least characters of the column of strategies with its padding."""

BORDER = 2
"""Characters that a table's edges take; without them its last column is cut."""

CLEAR, UNCLEAR = "*", "~"


def print_study(console: Console, study: Study, comparison: Comparison, phases: Sequence[PhaseReach]) -> None:
    """Print a study's comparison.

    Parameters
    ----------
    console : where to; tables are split to fit its width
    study, comparison, phases : a study, `compare` of it, `reach` of it
    """
    print_header(console, study.manifest, comparison.belief)
    headline = [o for o in comparison.outcomes if o.info.headline]
    names = comparison.strategies
    for columns in split_columns(headline, names, console.width):
        console.print(outcome_table(columns, names, console.width))
    console.print(
        "Median over worlds (mean for shares of runs); in brackets the 10-90% range over worlds. "
        f"{CLEAR} first, clear of the second; {UNCLEAR} first, but no clear winner. min: less is better.\n"
    )
    console.print(winner_table(headline, names))
    if comparison.sweep is not None and len(names) > 1:
        split = regret_by_sign(study, comparison)
        console.print(robustness_table(comparison, split, console.width))
        console.print(Text(regret_legend(split) + "\n"))
    for sentence in study_sentences(comparison, phases, headline):
        console.print(Text(sentence))
    if untested := untestable_sentence(study.manifest, names):
        console.print(Text(untested))
    console.print(Text(f"\n{study.manifest.notice}."))


def print_header(console: Console, manifest: Manifest, belief: Belief | None = None) -> None:
    """Print what was run, in which worlds, and how much they count (None: alike)."""
    console.print(Text(f"{manifest.notice}.", style="bold"))
    console.print(Text(f"{plain(manifest.case.title)} ({manifest.case.id})"))
    console.print(
        f"{manifest.worlds:,} worlds x {manifest.replicates:,} replicates x {manifest.months} months, "
        f"seed {manifest.seed}, irenic {manifest.irenic}\n"
    )
    for said in worlds_sentences(manifest, belief):
        console.print(Text(f"{said}\n"))
    forced = [s for s in manifest.strategies if s.forced]
    for strategy in forced:
        events = ", ".join(f"{name} in month {month}" for name, month in strategy.forced.items())
        console.print(Text(f"{strategy.name}: dated events forced ({events})."))


def split_columns(
    outcomes: Sequence[OutcomeComparison], strategies: Sequence[str], width: int
) -> list[list[OutcomeComparison]]:
    """Return the outcomes in groups that fit beside the strategies' names, evenly filled."""
    name = max(NAME, *(len(s) + 2 for s in strategies))
    most = max(1, (width - name - BORDER) // (2 + cell_width(outcomes)))
    tables = -(-len(outcomes) // most)
    each = -(-len(outcomes) // tables) if tables else 1
    return [list(outcomes[i : i + each]) for i in range(0, len(outcomes), each)]


def cell_width(outcomes: Sequence[OutcomeComparison]) -> int:
    """Return the characters that the longest range takes, so that none is cut in two."""
    ranges = (
        interval(float(low), float(high), outcome.info.unit)
        for outcome in outcomes
        for low, high in zip(outcome.low, outcome.high, strict=True)
    )
    return max([CELL - 2, *map(len, ranges)])


def plain_table(strategies: Sequence[str], width: int, title: str | None = None) -> Table:
    """Return an empty table whose first column holds the strategies' names, whole where they fit."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    longest = max(len(s) for s in strategies)
    table.add_column("Strategy", overflow="fold", min_width=longest if width >= 3 * longest else None)
    return table


def outcome_table(outcomes: Sequence[OutcomeComparison], strategies: Sequence[str], width: int) -> Table:
    """Return strategies by outcomes: value and range, the best marked."""
    table = plain_table(strategies, width)
    for outcome in outcomes:
        head = Text(plain(outcome.info.label))
        head.append(f"\n{_unit(outcome)}", style="dim")
        table.add_column(head, justify="right", overflow="fold", max_width=cell_width(outcomes))
    for i, name in enumerate(strategies):
        table.add_row(Text(name), *(_cell(outcome, i) for outcome in outcomes))
    return table


def _unit(outcome: OutcomeComparison) -> str:
    unit = outcome.info.unit.replace("share of ", "% of ").replace(", 0-1", "")
    return unit if outcome.info.direction == "none" else f"{unit}, {outcome.info.direction}"


def _cell(outcome: OutcomeComparison, i: int) -> Text:
    unit = outcome.info.unit
    best = outcome.winner is not None and outcome.winner.first == i and outcome.winner.second is not None
    mark = (CLEAR if outcome.winner is not None and outcome.winner.clear else UNCLEAR) if best else ""
    cell = Text(f"{mark}{figure(float(outcome.value[i]), unit)}", style="bold" if best else "")
    cell.append(f"\n{interval(float(outcome.low[i]), float(outcome.high[i]), unit)}", style="dim not bold")
    return cell


def winner_table(outcomes: Sequence[OutcomeComparison], strategies: Sequence[str]) -> Table:
    """Return per outcome the first and second, whether they are apart, luck and Monte Carlo error."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("Outcome", "First", "Second"):
        table.add_column(head, overflow="fold")
    for head in ("Clear", "First is\nbest in", "Luck's\nvariance", "Error"):
        table.add_column(head, justify="right", overflow="fold")
    for outcome in outcomes:
        known = outcome.error[~np.isnan(outcome.error)]
        table.add_row(
            Text(plain(outcome.info.label)),
            *_placed(outcome, strategies),
            percent(outcome.luck_share),
            figure(float(known.max()), outcome.info.unit) if len(known) else NONE,
        )
    table.caption = "Best in: share of worlds. Luck: share of a run's variance that is not the world's. "
    table.caption += "Error: Monte Carlo standard error, the largest of any strategy."
    table.caption_justify = "left"
    return table


def _placed(outcome: OutcomeComparison, strategies: Sequence[str]) -> list[str]:
    found = outcome.winner
    if found is None or found.second is None or outcome.best is None:
        return [NONE] * 4
    best = percent(float(outcome.best[found.first]))
    return [strategies[found.first], strategies[found.second], "yes" if found.clear else "no", best]


def robustness_table(comparison: Comparison, split: SignSplit | None, width: int) -> Table:
    """Return what the sweep of weightings says of each strategy.

    Parameters
    ----------
    comparison : with a sweep
    split : regret by the sign of a contested parameter; two columns more
    width : of the console
    """
    sweep, robust = comparison.sweep, comparison.robust
    assert sweep is not None
    assert robust is not None
    title = f"Over {len(sweep.weights)} weightings of {', '.join(comparison.families)}"
    table = plain_table(comparison.strategies, width, title)
    heads = ["Best in\nof worlds", "Regret\nmean", "Regret\n90%", "Least\nunder"]
    if split is not None:
        heads += [f"{split.parameter}\n< 0", f"{split.parameter}\n> 0"]
    for head in heads:
        table.add_column(head, justify="right", overflow="fold")
    for i, name in enumerate(comparison.strategies):
        columns = ((sweep.best, "share"), (sweep.mean, "sd"), (sweep.high, "sd"))
        cells = [_swept(values[:, i], unit) for values, unit in columns]
        halves = [] if split is None else [f"{half[i]:.2f}" for half in (split.below, split.above)]
        table.add_row(Text(name), *cells, percent(float(robust.lowest[i])), *halves)
    return table


def regret_legend(split: SignSplit | None) -> str:
    """Return how to read the table of regret."""
    text = (
        "Regret: how far a strategy falls behind the best one in the same world, in standard deviations; "
        "mean and 90th percentile over worlds. In brackets 10-90% over weightings. Least under: share of "
        "weightings with the least mean regret."
    )
    if split is None:
        return text
    worlds = f"{percent(split.share_below)} and {percent(1 - split.share_below)} of worlds"
    return f"{text} {split.parameter} < 0, > 0: mean regret in the {worlds} where that parameter is so."


def _swept(values: Floats, unit: str) -> Text:
    found = sweep_range(values)
    cell = Text(figure(found["mean"], unit))
    return cell.append(f"\n{interval(found['low'], found['high'], unit)}", style="dim")


def print_outcome(console: Console, study: Study, outcome: OutcomeComparison, names: Sequence[str]) -> None:
    """Print everything about one outcome."""
    print_header(console, study.manifest)
    info = outcome.info
    console.print(Text(f"{plain(info.label)} ({info.unit}): {plain(info.definition)}.\n"))
    table = plain_table(names, console.width)
    for head in ("Median", "10-90%", "Mean", "Error", "Best in", "Luck", "Missing"):
        table.add_column(head, justify="right", overflow="fold")
    luck = outcome.variance.luck_share
    for i, name in enumerate(names):
        table.add_row(
            Text(name),
            figure(float(outcome.median[i]), info.unit),
            Text(interval(float(outcome.low[i]), float(outcome.high[i]), info.unit)),
            figure(float(outcome.mean[i]), info.unit),
            figure(float(outcome.error[i]), info.unit),
            percent(None if outcome.best is None else float(outcome.best[i])),
            percent(float(luck[i])),
            percent(float(outcome.missing[i])),
        )
    console.print(table)
    console.print(
        f"Error: Monte Carlo standard error of the {outcome.centre}. Best in: share of worlds. "
        "Luck: share of a run's variance within worlds. Missing: share of runs without a value."
    )
