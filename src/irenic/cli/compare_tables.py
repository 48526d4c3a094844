"""The printed assessment: sentences first, then measures, weightings, thresholds, groups and information."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.averages import Floats
from irenic.analysis.robustness.assess import Assessment, Information
from irenic.analysis.robustness.decision import MOST_WORLDS
from irenic.analysis.robustness.information import Worth
from irenic.analysis.robustness.metrics import METRICS, NOT_OFFERED, Metric
from irenic.analysis.robustness.rating import STEADY, Rated, Reached
from irenic.analysis.robustness.weighing import effective_worlds
from irenic.analysis.robustness.words import assessment_sentences, horizon_sentence, loser_lines
from irenic.analysis.sentences import untestable_sentence
from irenic.analysis.wording import NONE, figure, percent, plain
from irenic.cli.tables import print_header
from irenic.study import Study

SIMPLEX_LEGEND = (
    "Weight of: mean over the weightings under which the strategy wins. Strategies that never come within "
    "two standard errors of the best are not shown."
)
CLEAR, UNCLEAR = "*", "~"
BORDER = 2
"""Characters that a table's edges take; without them its last column is cut."""

MOST_INPUTS = 6
"""Inputs, and groups of them, shown as worth finding out."""


def print_assessment(console: Console, study: Study, found: Assessment, *, traps: bool = False) -> None:
    """Print an assessment.

    Parameters
    ----------
    console : where to
    study, found : a study, and `assess` of it
    traps : print every measure's formula and trap too
    """
    names, width = found.decision.strategies, console.width
    print_header(console, study.manifest, found.belief)
    if note := worlds_note(study, found):
        console.print(Text(note))
    for sentence in assessment_sentences(found):
        console.print(Text(f"{sentence}\n"))
    order = print_order(found)
    print_groups(console, found, [names[i] for i in order])
    title = "Ranks by ten measures of robustness, on the weighted families"
    console.print(fitted(rating_table(found.score, names, order, title, in_ranks=True), width))
    console.print(Text(rating_legend(found, names) + "\n"))
    for rated in found.outcomes:
        label = plain(found.decision.infos[rated.id].label)
        title = f"{label} ({rated.unit}), by ten measures"
        console.print(fitted(rating_table(rated, names, order, title), width))
        console.print(Text(f"{horizon_sentence(rated)}{_left_out(rated)}\n"))
    if len(names) > 1:
        console.print(fitted(agreement_table(found.swept.tau), width))
        if len(found.weightings) > 1:
            console.print(fitted(simplex_table(found, order), width))
            console.print(Text(f"{SIMPLEX_LEGEND}\n"))
    if found.reached is not None:
        console.print(fitted(threshold_table(found, found.reached, order), width))
        console.print(Text(threshold_legend(found, found.reached) + "\n"))
    if found.information is not None:
        print_information(console, found.information, found.decision.inputs)
    if traps:
        print_traps(console)
    else:
        console.print(Text("No measure is right; --traps says what each may hide."))
    if untested := untestable_sentence(study.manifest, names):
        console.print(Text(untested))
    console.print(Text(f"\n{study.manifest.notice}."))


def worlds_note(study: Study, found: Assessment) -> str:
    """Return what of the worlds was used, where that is not all of them alike."""
    decision, parts = found.decision, []
    weights = decision.weights
    if study.manifest.worlds > MOST_WORLDS:
        parts.append(f"The first {MOST_WORLDS:,} worlds are used.")
    if found.belief is None and (
        not np.allclose(weights, weights[0]) or len(weights) < min(study.manifest.worlds, MOST_WORLDS)
    ):
        parts.append(
            f"Worlds carry weights; they tell as much as {effective_worlds(weights):,.0f} equal ones."
        )
    return " ".join(parts)


def print_order(found: Assessment) -> list[int]:
    """Return the places of strategies, best mean rank over measures first."""
    ranks = found.score.rating.ranks[found.score.rating.agree.speaking]
    return [int(i) for i in np.argsort(ranks.mean(0) if len(ranks) else 0 * found.score.rating.ranks[0])]


def rating_table(
    rated: Rated, names: Sequence[str], order: Sequence[int], title: str, *, in_ranks: bool = False
) -> Table:
    """Return strategies by measures.

    Parameters
    ----------
    rated : by `rate_score` or `rate_outcome`
    names, order : of the strategies, and in which order to print them
    title : above the table
    in_ranks : ranks in place of values
    """
    table = compact_table(title)
    for metric in METRICS:
        table.add_column("\n".join(metric.head.split()), justify="right", overflow="fold")
    for i in order:
        cells = (_rated_cell(rated, k, i, in_ranks) for k in range(len(METRICS)))
        table.add_row(Text(names[i]), *cells)
    return table


def fitted(table: Table, width: int) -> Table:
    """Return a table whose first column is as wide as its names need, or as the page leaves room for.

    Where room is short, columns stand one character apart.

    Parameters
    ----------
    table : filled
    width : of the page
    """
    first, *others = table.columns
    taken = sum(max(_least(column.header), *map(_least, column.cells)) for column in others)
    names = max(map(_least, first.cells), default=0)
    gap = 2
    if names > width - taken - gap * len(table.columns) - BORDER:
        gap = 1
        table.padding = (0, 0)
    room = width - taken - gap * len(table.columns) - BORDER
    first.min_width = max(_least(first.header), min(names, room))
    return table


def _least(cell: object) -> int:
    """Characters of a cell's longest line."""
    return max((len(line) for line in str(cell).split("\n")), default=0)


def compact_table(title: str, head: str = "Strategy") -> Table:
    """Return an empty table whose columns stand close, the first for names."""
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, title=title, title_justify="left"
    )
    table.add_column(head, overflow="fold")
    return table


def _rated_cell(rated: Rated, k: int, i: int, in_ranks: bool) -> Text:
    rating, metric = rated.rating, METRICS[k]
    first = int(rating.firsts[k]) == i and rating.values.shape[1] > 1
    mark = (CLEAR if rating.steady[k] >= STEADY else UNCLEAR) if first else ""
    rank = float(rating.ranks[k, i])
    ranked = NONE if np.isnan(rank) else f"{rank:g}"
    shown = ranked if in_ranks else _value(rating.values[k, i], metric, rated.unit)
    return Text(f"{mark}{shown}", style="bold" if first else "")


def _value(value: float, metric: Metric, unit: str) -> str:
    if np.isposinf(value):
        return "never"
    if metric.kind == "share":
        return percent(float(value))
    return figure(float(value), "sd" if metric.kind == "distance" else unit)


def rating_legend(found: Assessment, names: Sequence[str]) -> str:
    """Return how to read the table of measures, with the set of rivals that regret is against."""
    return (
        f"Ordered by mean rank; tied strategies share a rank; values: --json. {CLEAR} first, and first in at "
        f"least {percent(STEADY)} of half-samples of worlds; {UNCLEAR} first, but not steadily. "
        f"{horizon_sentence(found.score)} Regret is against: {', '.join(names)}; other rivals, other regrets."
    )


def _left_out(rated: Rated) -> str:
    if rated.left_out <= 0:
        return ""
    return f" Left out: {percent(rated.left_out)} of worlds, in which some strategy has no value."


def agreement_table(tau: Floats) -> Table:
    """Return Kendall's tau-b between measures, mean over weightings."""
    title = "Do the measures agree? Kendall's tau-b, mean over weightings"
    table = compact_table(title, "Measure")
    for metric in METRICS:
        table.add_column("\n".join(metric.head.split()), justify="right")
    for k, metric in enumerate(METRICS):
        cells = (NONE if np.isnan(tau[k, j]) else f"{tau[k, j]:.2f}" for j in range(k))
        table.add_row(metric.head, *cells, "1" if not np.isnan(tau[k, k]) else NONE)
    return table


def simplex_table(found: Assessment, order: Sequence[int]) -> Table:
    """Return under what share of weightings each strategy wins, and where."""
    simplex, decision = found.simplex, found.decision
    title = f"Who has the best mean over worlds, under {len(found.weightings)} weightings"
    table = compact_table(title)
    for head in ("Wins", "beyond\nerror", "Best or\nwithin error"):
        table.add_column(head, justify="right")
    for family in decision.families:
        table.add_column(f"Weight of\n{family}", justify="right")
    rows = [i for i in order if simplex.tied[i] > 0]
    for i in sorted(rows, key=lambda i: -simplex.wins[i]):
        shares = (simplex.wins[i], simplex.clear[i], simplex.tied[i], *simplex.profile[i])
        table.add_row(Text(decision.strategies[i]), *(percent(float(share)) for share in shares))
    return table


def threshold_table(found: Assessment, reached: Reached, order: Sequence[int]) -> Table:
    """Return in what share of worlds each strategy reaches each threshold, and all at once."""
    table = compact_table("Share of worlds in which a threshold is reached")
    for name, line in zip(reached.outcomes, reached.thresholds, strict=True):
        info = found.decision.infos[name]
        sign = ">=" if info.direction == "max" else "<="
        words = "\n".join(plain(info.label).split())
        head = f"{words}\n{sign} {figure(line.value, info.unit)}"
        table.add_column(head, justify="right", overflow="fold")
    table.add_column("All at\nonce", justify="right")
    for i in order:
        shares = (percent(float(v)) for v in (*reached.each[i], reached.together[i]))
        table.add_row(Text(found.decision.strategies[i]), *shares)
    return table


def threshold_legend(found: Assessment, reached: Reached) -> str:
    """Return where the thresholds come from, and which outcomes have none that tells anything."""
    sources = dict.fromkeys(line.source for line in reached.thresholds)
    text = f"Thresholds: {'; '.join(sources)}. Set one with --threshold OUTCOME=VALUE."
    if reached.dull:
        labels = ", ".join(plain(found.decision.infos[name].label).lower() for name in reached.dull)
        text += f" Left out, since most worlds lie exactly on the threshold: {labels}."
    return text


def print_groups(console: Console, found: Assessment, names: Sequence[str]) -> None:
    """Print who loses and who gains under each strategy."""
    lines = loser_lines(found.groups, names)
    if not lines:
        return
    console.print(Text("Who loses, against nothing in the same worlds", style="italic"))
    for line in lines:
        console.print(Text(f"  {line}"))
    measures = {c.measure.id: c.measure for c in found.groups}.values()
    said = "; ".join(f"{plain(m.label).lower()}: {plain(m.definition).lower()}" for m in measures)
    legend = (
        f"Named where beyond two standard errors and a tenth of a standard deviation. {said}. A group that "
        "fights less, or is gone, has fewer killed, too.\n"
    )
    console.print(Text(legend))


def print_information(console: Console, information: Information, inputs: Sequence[str]) -> None:
    """Print what is worth finding out before choosing."""
    title = "What is worth finding out before choosing"
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    table.add_column("Known", overflow="fold", ratio=1)
    for head in ("Worth", "Error", "Changes\nthe choice", "From\nthe fit", "By\nchance"):
        table.add_column(head, justify="right")
    for worth in (*_shown(information.groups), *_shown(information.inputs)):
        meaning = information.meanings.get(worth.name)
        if worth.name.startswith("the "):
            meaning = ", ".join(inputs[i] for i in worth.members)
        label = f"{worth.name}: {meaning}" if meaning else f"{worth.name} ({len(worth.members)} inputs)"
        numbers = (worth.value, worth.error)
        cells = [_sd(v) for v in numbers] + [percent(worth.changes), _sd(worth.plug_in), _sd(worth.chance[1])]
        table.add_row(Text(plain(label)), *cells)
    everything = information.everything
    whole = f"everything, luck too: {_sd(everything.value)}, error {_sd(everything.error)}"
    if everything.without_luck is not None:
        whole += f"; with luck taken out: {_sd(everything.without_luck)}"
    if table.row_count:
        console.print(table)
    said = (
        f"In sd, mean over weightings; {whole}. Worth: what choosing by it brings in worlds that the rule "
        "was not fitted to. From the fit: the usual estimate, too high by chance; by chance: its highest "
        "with the input shuffled. Shown where beyond three errors and beyond chance.\n"
    )
    console.print(Text(said))


def _shown(worths: Sequence[Worth]) -> list[Worth]:
    return [worth for worth in worths if worth.found][:MOST_INPUTS]


def _sd(value: float) -> str:
    return f"{value:.4f}"


def print_traps(console: Console) -> None:
    """Print every measure's formula, unit, direction, trap and source."""
    console.print(Text("The measures, and what each may hide", style="italic"))
    console.print(
        Text("f: performance, larger is better; r: regret; c: threshold; means and quantiles over worlds.")
    )
    for metric in METRICS:
        head = f"{metric.label}: {metric.formula}; {metric.unit}, {metric.better}. {metric.trap}"
        console.print(Text(f"  {head} ({metric.reference})"))
    for name, why in NOT_OFFERED:
        console.print(Text(f"  Not offered: {name}, which {why}."))
