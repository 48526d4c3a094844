"""A search in print: what it cost, what it found, what of that holds in unseen worlds."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.search.document import sentences
from irenic.analysis.search.run import Member, SearchResult
from irenic.analysis.wording import figure, plain
from irenic.strategy import strategies_text
from irenic.study import NOTICE

PLANS = 5
"""Plans beside them: the best overall."""

NAME_WIDTH = 18
"""Characters of a strategy's name before it is folded, so that no column of numbers is cut."""


def print_search(console: Console, found: SearchResult) -> None:
    """Print a search.

    Parameters
    ----------
    console : where to
    found : result of `search`
    """
    console.print(Text(f"{NOTICE}.", style="bold"))
    settings, effort = found.settings, found.effort
    console.print(
        f"{effort.judged:,} candidates in {effort.runs:,} runs: {settings.first:,} worlds first, "
        f"{settings.worlds:,} for the {effort.promoted:,} that this did not rule out. "
        f"Archive: {effort.archive:,}. "
        f"Then {effort.test_runs:,} runs in {settings.unseen:,} worlds that the search had not seen. "
        f"Seed {settings.seed}.\n"
    )
    plans = sorted(found.plans, key=lambda one: -float(one.unseen.mean()))
    console.print(member_table(found, found.found, plans[:PLANS]))
    error = max(float(one.error.max()) for one in found.plans)
    console.print(
        "Means in unseen worlds; families and overall in standard deviations over the worlds of the plans, "
        f"more is better, each with a standard error of at most {error:.2f} (differences have less, as all "
        "meet the same worlds). Own: overall in the worlds of the search. "
        "Size: phases, tests and levers set. "
        "Of the archive: the best for their size, the best on each objective, then the best overall.\n"
    )
    for sentence in sentences(found):
        console.print(Text(sentence))
    if found.found:
        print_best(console, found)
    console.print(Text(f"\n{NOTICE}. What was found is the best of many tries in one model."))


def member_table(found: SearchResult, ours: Sequence[Member], plans: Sequence[Member]) -> Table:
    """Return the found strategies, then plans, each with its scores in unseen worlds.

    Parameters
    ----------
    found : result of `search`
    ours, plans : in the order to print
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = max(len(one.strategy.name) for one in (*ours, *plans))
    table.add_column("Strategy", overflow="fold", width=min(names, NAME_WIDTH))
    table.add_column("From", overflow="fold", max_width=NAME_WIDTH - 2)
    table.add_column("Size", justify="right")
    table.add_column("Overall", justify="right")
    table.add_column("Own", justify="right")
    for one in found.objectives:
        table.add_column(plain(one.label), justify="right", overflow="fold", min_width=5)
    for member in ours:
        table.add_row(*_row(found, member, member.ancestor or "random"))
    table.add_section()
    for member in plans:
        table.add_row(*_row(found, member, "plan"))
    return table


def _row(found: SearchResult, member: Member, origin: str) -> list[str]:
    cells = []
    for k, one in enumerate(found.objectives):
        mean = float(member.unseen[k])
        natural = figure(found.yardstick.natural(k, mean), one.unit)
        cells.append(f"{mean:+.2f}" if one.is_family else natural)
    overall = (f"{one.mean():+.2f}" for one in (member.unseen, member.seen))
    return [member.strategy.name, origin, str(member.size), *overall, *cells]


def print_best(console: Console, found: SearchResult) -> None:
    """Print the first of the found strategies in full, and what each of its parts is worth.

    Parameters
    ----------
    console : where to
    found : with at least one strategy
    """
    best = found.found[0].strategy
    console.print(Text(f"\nThe best overall in the worlds of the search, {best.name}:\n", style="bold"))
    console.print(Text(strategies_text([best], found.names)))
    if not found.parts:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("Left out", "of it", "Change overall (sd)", "With it the strategy is"):
        table.add_column(head, overflow="fold")
    words = {"helps": "better", "hurts": "worse", "no clear difference": "not clearly different"}
    for part in sorted(found.parts, key=lambda one: -one.worth):
        change = f"{-part.worth:+.3f}+-{part.error:.3f}"
        table.add_row(part.kind, part.name, change, words[part.verdict])
    console.print(table)
    console.print("Each part left out alone, in the unseen worlds with the same luck.")
