"""Printing why a number moved, and what sets two runs apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from irenic.analysis.explain.told import LEAST, SHOWN, share_words, signed
from irenic.analysis.wording import figure, plain

if TYPE_CHECKING:
    from rich.console import Console

    from irenic.analysis.explain.differ import Different, First
    from irenic.analysis.explain.tree import Line, Node
    from irenic.study.history import Replay

LEVERS_SHOWN = 8

INDENT, NUMBER = 6, 10
"""Characters that a level stands in, and that a number takes."""


def print_why(console: Console, replay: Replay, text: str, as_json: bool) -> None:
    """Print why a number of a run moved, with the chain of causes.

    Parameters
    ----------
    console : where to
    replay : the run
    text : what is asked, such as "control:sirte:7"
    as_json : print one JSON document instead

    Raises
    ------
    StudyError : as `irenic.analysis.explain.asked.read_question`
    """
    from irenic.analysis.explain.answers import why
    from irenic.analysis.explain.tree import node_data

    node = why(replay, text)
    if as_json:
        typer.echo(_json({"why": text, **_run(replay), **node_data(node)}))
        return
    _print(console, [f"Why {node.label} changed in month {node.month} ({replay.date(node.month)})"])
    _print(console, [*tree_lines(node), "", *_notes(node, replay)])


def print_difference(console: Console, replay: Replay, other: Replay, as_json: bool) -> None:
    """Print what sets a second run apart from a first.

    Parameters
    ----------
    console : where to
    replay, other : the runs
    as_json : print one JSON document instead

    Raises
    ------
    StudyError : ``other_case``
    """
    from irenic.analysis.explain.answers import difference, difference_data

    found = difference(replay, other)
    if as_json:
        typer.echo(_json({"one": _run(replay), "other": _run(other), **difference_data(found)}))
        return
    _print(console, [f"First run: {_title(replay)}", f"Second run: {_title(other)}", ""])
    if found.first.month is None:
        _print(console, ["The two runs are the same in every number."])
        return
    _print(console, [*_first_lines(found.first, other), ""])
    _print(console, ["What differs most (first run, second run, difference; largest score first):"])
    _print(console, [*_largest_lines(found.largest), ""])
    for node in found.chains:
        _print(console, [f"Why {node.label} differs in month {node.month} ({other.date(node.month)})"])
        _print(console, [*tree_lines(node, differs=True), ""])


def tree_lines(node: Node, differs: bool = False) -> Iterator[str]:
    """Yield a tree as indented lines; what was told above is not told again.

    Parameters
    ----------
    node : the change
    differs : whether it is a difference between two runs
    """
    yield from _tree(node, 0, differs, set())


def _tree(node: Node, depth: int, differs: bool, told: set[tuple[Any, ...]]) -> Iterator[str]:
    pad = " " * (INDENT * depth)
    joint, verb = (" against ", "differs by") if differs else (" to ", "changed by")
    values = f"{figure(node.before, node.unit)}{joint}{figure(node.after, node.unit)}"
    name = f"{plain(node.label)}, month {node.month}: " if depth else ""
    again = (node.kind, node.index, node.month) in told
    end = ", as told above" if again else ", because of" if node.lines else ""
    yield f"{pad}{name}{verb} {signed(node.change, node.unit)} ({values}){end}"
    place = (node.kind, node.index, node.month)
    if place in told:
        return
    told.add(place)
    shown, rest = _split(node.lines)
    for line in shown:
        yield f"{pad}{signed(line.value, node.unit):>{NUMBER}}  {_driver(line, node)}"
        if line.below is not None:
            yield from _tree(line.below, depth + 1, differs, told)
    if rest:
        total = sum(line.value for line in rest)
        others = f"{len(rest)} other{'s' if len(rest) > 1 else ''}"
        yield f"{pad}{signed(total, node.unit):>{NUMBER}}  {others}"


def _driver(line: Line, node: Node) -> str:
    words = f"{plain(line.label)} ({share_words(line.share)}"
    if line.earlier and line.now and abs(line.earlier) > LEAST * abs(line.value):
        words += f"; {signed(line.now, node.unit)} this month, {signed(line.earlier, node.unit)} earlier"
    elif not line.now and line.month and line.month != node.month:
        words += f"; from month {line.month}"
    return f"{words}){f' - {plain(line.end)}' if line.end else ''}"


def _split(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    shown = [line for line in lines[:SHOWN] if line.share >= LEAST or line.below is not None]
    return shown, [line for line in lines if line not in shown]


def _notes(node: Node, run: Replay) -> list[str]:
    summed = sum(line.value for line in node.lines)
    notes = [
        f"All {len(node.lines)} drivers sum to {summed:+.9g}; the change in double precision is "
        f"{node.change:+.9g}."
    ]
    if node.recorded is not None:
        gap = node.recorded - node.change
        notes.append(f"The run recorded {node.recorded:+.9g}; the difference of {gap:+.1e} is its rounding.")
    doubts = [doubt.month for doubt in run.doubts if doubt.month <= node.month]
    if doubts:
        notes.append(
            f"Recomputing month {doubts[-1]} gave another course than recorded; causes may not fit it."
        )
    notes.append("Shares are of all that pushed up or down. Simulated, exploratory, not a forecast.")
    return notes


def _first_lines(first: First, run: Replay) -> Iterator[str]:
    if first.month == 0:
        yield "What differs first: the two worlds, before month 1."
    else:
        yield f"What differs first: month {first.month} ({run.date(first.month or 0)})."
    if first.other_luck:
        yield "  The luck of the two runs differs from then on."
    for row in first.given[:LEVERS_SHOWN]:
        yield f"  {plain(row.label)}: {figure(row.one, '')} against {figure(row.other, '')}"
    if len(first.given) > LEVERS_SHOWN:
        yield f"  and {len(first.given) - LEVERS_SHOWN} more"
    if first.follows:
        yield "  In that month it shows in, in the order of the month:"
        for row in sorted(first.follows, key=lambda row: -row.score)[:LEVERS_SHOWN]:
            yield f"    {_sides(row)}"


def _largest_lines(rows: Sequence[Different]) -> Iterator[str]:
    for row in rows:
        basis = "spread of the study's runs" if row.by_spread else f"natural scale {row.scale:g}"
        yield f"  {row.score:6.1f}  month {row.month:>2}  {_sides(row)}  [{basis}]"


def _sides(row: Different) -> str:
    one, other = figure(row.one, row.unit), figure(row.other, row.unit)
    return f"{plain(row.label)}: {one} against {other} ({signed(row.other - row.one, row.unit)})"


def _title(run: Replay) -> str:
    return f"{plain(run.strategy.label)}, world {run.world}, replicate {run.replicate}"


def _run(run: Replay) -> dict[str, Any]:
    return {"strategy": run.strategy.name, "world": run.world, "replicate": run.replicate}


def _print(console: Console, lines: Sequence[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
