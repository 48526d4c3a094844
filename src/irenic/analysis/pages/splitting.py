"""Page on splitting a group in two (decision D13)."""

from __future__ import annotations

from collections.abc import Sequence

from irenic.analysis.averages import world_means
from irenic.analysis.ensemble import Runs, part_of, run_worlds
from irenic.analysis.grouping import MOST, Moved, moved, split_case, split_strategy, split_worlds
from irenic.analysis.pages.examined import BLOCK, MONTHS, REPLICATES, SEED, Examined, Say, drawn, page
from irenic.analysis.pages.markdown import figure, listing, paragraph, signed_percent, table
from irenic.engine.run import Engine
from irenic.strategy import strategy_arrays
from irenic.study import OutcomeInfo
from irenic.worlds import Worlds

FILE = "splitting.md"
STRATEGIES = ("nothing", "top_down", "bottom_up")
CHOSEN = ("MIS", "LNA", "TEB")
"""Groups to split where a case has them: large in the west, large in the east, small in the south."""

MOST_WORLDS = 512
CLEAR = 2.0
UNLIKELY = 3.0
OTHER_LUCK = "other luck"

Table = dict[str, list[Moved]]  # headline outcomes' moves by what was done


def splitting(examined: Examined, say: Say) -> str:
    """The page.

    Parameters
    ----------
    examined : the case
    say : told what is done
    """
    worlds = part_of(examined.worlds, 0, min(MOST_WORLDS, examined.worlds.n))
    strategies = [name for name in STRATEGIES if name in examined.strategies]
    groups = groups_to_split(examined)
    whole = {name: examined.run(name, worlds) for name in strategies}
    infos = examined.headline
    found: dict[str, Table] = {name: {} for name in strategies}
    for group in groups:
        say(f"Splitting {group}")
        halves = run_halves(examined, worlds, group, strategies)
        for name in strategies:
            found[name][group] = compared(whole[name], halves[name], infos)
    for name in strategies:
        again = examined.run(name, worlds, SEED + 1)
        found[name][OTHER_LUCK] = compared(whole[name], again, infos)
    lines = [*_introduction(groups), *_verdict(found, infos)]
    for name in strategies:
        lines += [f"## {name}", "", *_table(found[name], infos)]
    return page("Does splitting a group matter?", lines, examined, drawn(examined, worlds.n))


def groups_to_split(examined: Examined) -> list[str]:
    """`CHOSEN`, or the two largest armed groups of a case that lacks them."""
    arrays = examined.arrays
    known = [group for group in CHOSEN if group in arrays.groups]
    armed = [g for g in range(len(arrays.groups)) if arrays.is_armed[g]]
    largest = sorted(armed, key=lambda g: -arrays.fighters_best[g])[:2]
    return known or [arrays.groups[g] for g in largest]


def run_halves(examined: Examined, worlds: Worlds, group: str, strategies: Sequence[str]) -> dict[str, Runs]:
    """Runs of strategies with one group in two halves.

    Parameters
    ----------
    examined, worlds : the whole case and worlds of it
    group : id
    strategies : names
    """
    arrays = examined.arrays
    g = arrays.groups.index(group)
    engine = Engine(split_case(arrays, g), examined.table, MONTHS, block=BLOCK)
    divided = split_worlds(worlds, g)
    plans = {
        n: split_strategy(strategy_arrays(examined.strategies[n], arrays), arrays, g) for n in strategies
    }
    return {name: run_worlds(engine, divided, plan, REPLICATES, SEED) for name, plan in plans.items()}


def compared(before: Runs, after: Runs, infos: Sequence[OutcomeInfo]) -> list[Moved]:
    """Moves of outcomes, median over worlds, mean for shares of runs.

    Parameters
    ----------
    before, after : runs in the same worlds
    infos : the outcomes
    """
    return [
        moved(
            world_means(before.outcome(info.id)),
            world_means(after.outcome(info.id)),
            "mean" if info.unit.startswith("share of runs") else "median",
        )
        for info in infos
    ]


def _introduction(groups: Sequence[str]) -> list[str]:
    return paragraph(
        f"How many groups a case lists is a choice of who wrote it. So {listing(groups)} are each split in",
        "two halves alike in everything, with half the fighters and half the control each, full trust in",
        "each other, and every lever on the whole given to both. Mark (decision D13): no headline",
        f"outcome's median (mean for shares of runs) moves by more than {MOST:.0%}. The worlds are the",
        "same before and after; luck is not, since one group more takes other draws, and two halves have",
        "two fortunes and two leaderships where the whole had one. *Other luck* is the whole case with",
        "another seed of luck: what chance alone moves. After ± stands the standard error of the move, by",
        "resampling the worlds. Bold: over the mark. A median near 0 moves by large percentages that mean",
        "little.",
    )


def _verdict(found: dict[str, Table], infos: Sequence[OutcomeInfo]) -> list[str]:
    """What is over the mark, what of it is beyond doubt, and what luck hardly explains."""
    split, by_luck = _named_moves(found, infos)
    over = [name for name, move in split.items() if not move.within]
    doubtless = [name for name in over if _beyond_doubt(split[name])]
    unlikely = [name for name, move in split.items() if _is_unlikely(move)]
    if not over:
        verdict = f"**Mark met:** none of {len(split)} moves is over {MOST:.0%}."
    else:
        verdict = (
            f"**Mark missed** in {len(over)} of {len(split)} moves, taken as they stand (in bold below); "
            f"beyond doubt, over it by more than {CLEAR:g} standard errors, in {_counted(doubtless)}."
        )
    return paragraph(
        verdict,
        f"Other luck alone takes {sum(not move.within for move in by_luck.values())} of {len(by_luck)}",
        "over it.",
        f"Moves of any size that luck hardly explains, more than {UNLIKELY:g} standard errors from 0:",
        f"{_counted(unlikely)}; with other luck {sum(_is_unlikely(move) for move in by_luck.values())}.",
    )


def _named_moves(
    found: dict[str, Table], infos: Sequence[OutcomeInfo]
) -> tuple[dict[str, Moved], dict[str, Moved]]:
    """Moves by splitting and by other luck, each under its name in words."""
    split: dict[str, Moved] = {}
    by_luck: dict[str, Moved] = {}
    for strategy, moves in found.items():
        for what, row in moves.items():
            for info, move in zip(infos, row, strict=True):
                size = f"{signed_percent(move.relative)} ±{100 * move.relative_error:.1f}"
                name = f"{info.label.lower()} under `{strategy}` with {what} split ({size})"
                (by_luck if what == OTHER_LUCK else split)[name] = move
    return split, by_luck


def _counted(names: Sequence[str]) -> str:
    return f"{len(names)}, namely {listing(names)}" if names else "none"


def _is_unlikely(move: Moved) -> bool:
    """Whether luck hardly explains a move; one from 0 to 0 needs no explanation."""
    return abs(move.relative) > UNLIKELY * move.relative_error


def _beyond_doubt(move: Moved) -> bool:
    """Whether a move is over the mark by more than its error can explain."""
    return not (abs(move.relative) - MOST <= CLEAR * move.relative_error)


def _table(moves: Table, infos: Sequence[OutcomeInfo]) -> list[str]:
    heads = ["Outcome", "Whole", *(what if what == OTHER_LUCK else f"{what} split" for what in moves)]
    rows = []
    for i, info in enumerate(infos):
        before = next(iter(moves.values()))[i].before
        rows.append([info.label, figure(before, info.unit), *(_cell(row[i], info) for row in moves.values())])
    return table(heads, rows)


def _cell(move: Moved, info: OutcomeInfo) -> str:
    change = f"{signed_percent(move.relative)} ±{100 * move.relative_error:.1f}" if move.before else "–"
    text = f"{figure(move.after, info.unit)} ({change})"
    return text if move.within else f"**{text}**"
