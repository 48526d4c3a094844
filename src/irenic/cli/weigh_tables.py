"""What ``irenic weigh`` prints: whether the weights hold, what the record moved, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from irenic.analysis.wording import figure, listing, percent, plain, span

if TYPE_CHECKING:
    from irenic.analysis.weighting import Weighting
    from irenic.analysis.weighting.manifest import CheckInfo, ContractionInfo, Manifest, StandingInfo

SHOWN = 15
"""Coordinates of the table; the document has all."""

EXPLAINED = 6
"""Coordinates whose meaning is told."""

STRAINED = 2.0
"""Prior standard deviations of recording beyond which the model's pattern is another than the record's."""


def print_weighting(console: Console, weighting: Weighting, case: str) -> None:
    """Print a weighting for people.

    Parameters
    ----------
    console : where
    weighting : what
    case : the case as the user named it, for the next command
    """
    manifest = weighting.manifest
    _print_head(console, manifest)
    _print_refined(console, manifest)
    _print_moved(console, manifest.contractions)
    _print_ridges(console, manifest)
    _print_standings(console, manifest.standings)
    for check in manifest.checks:
        console.print(_check_words(check))
    if manifest.checks:
        console.print()
    console.print(
        f"Kept in {plain(str(weighting.path))} ({weighting.digest[:8]}). To run in the refined worlds:"
    )
    console.print(f"  irenic study {plain(case)} --worlds-from {plain(str(weighting.path))}")
    console.print(f"{manifest.notice}.")


def _print_head(console: Console, manifest: Manifest) -> None:
    asked, months = manifest.request, manifest.request.window.months
    console.print(
        f"{plain(asked.case.title)}: {asked.worlds:,} worlds weighed by {manifest.recorded:,} recorded "
        f"deaths, {months[0]} to {months[-1]}, in {manifest.filled:,} of {manifest.cells:,} cells (dyad, "
        "district, month), under what was done."
    )
    console.print(manifest.reliability.words)
    if manifest.reliability.is_collapsed:
        usable = manifest.reliability.usable_temper
        console.print(f"They would keep a tenth of the worlds effective at --temper {usable:.2g}.")
    console.print()


def _print_refined(console: Console, manifest: Manifest) -> None:
    if not manifest.steps:
        console.print("With a temper of 0 the record is not heard: the refined worlds are prior ones.\n")
        return
    table = Table(title="Refined worlds, exponent by exponent", title_justify="left", box=None)
    for name in ("exponent", "effective", "moves taken", "other luck taken", "families", "log evidence"):
        table.add_column(name, justify="right")
    for step in manifest.steps:
        table.add_row(
            f"{step.temper:.3g}",
            f"{step.ess:,.0f}",
            percent(step.accepted),
            percent(step.fresh_accepted),
            f"{step.families:,}",
            f"{step.log_evidence:.1f}",
        )
    console.print(table)
    console.print(_reached_words(manifest))
    console.print()


def _reached_words(manifest: Manifest) -> str:
    points = f"{manifest.request.points:,} worlds of equal weight"
    if manifest.stalled is None:
        return f"{points}; the record speaks at exponent {manifest.reached:.3g}, as asked."
    beyond = manifest.stalled
    return (
        f"{points}; the record speaks at exponent {manifest.reached:.2g} of {manifest.request.temper:g}: at "
        f"{beyond.temper:.2g} only {percent(beyond.fresh_accepted)} of worlds took other luck, so that they "
        "would be kept for luck that happened to fit."
    )


def _print_moved(console: Console, rows: Sequence[ContractionInfo]) -> None:
    moved = [row for row in rows if row.has_moved]
    words = f"The record moved {len(moved)} of {len(rows)} coordinates beyond Monte Carlo error"
    console.print(f"{words}{': ' + listing([row.name for row in moved[:SHOWN]]) if moved else ''}.")
    if len(moved) > SHOWN:
        console.print(f"And {len(moved) - SHOWN} more.")
    table = Table(box=None)
    table.add_column("coordinate")
    table.add_column("narrowed by", justify="right")
    table.add_column("shift (sd)", justify="right")
    table.add_column("before, 5-50-95%", justify="right")
    table.add_column("after", justify="right")
    for row in (moved or list(rows))[:SHOWN]:
        table.add_row(
            plain(row.name),
            f"{100 * row.contraction:.0f} ± {100 * row.error:.0f}%",
            f"{row.shift:+.2f} ± {row.shift_error:.2f}",
            _three(row.prior_low, row.prior_median, row.prior_high),
            _three(row.low, row.median, row.high),
        )
    console.print(table)
    for row in moved[:EXPLAINED]:
        console.print(f"  {plain(row.name)}: {plain(row.meaning)}")
    console.print("The others did not move beyond error; they are to be swept, not tuned.")
    strained = [row for row in rows if row.kind == "observation" and abs(row.shift) > STRAINED]
    if strained:
        sizes = listing([f"{row.name} by {row.shift:+.1f} sd" for row in strained])
        console.print(
            f"Assumptions about recording gave way ({sizes}): deaths lie otherwise over dyads, districts and "
            "months in the model than in the record, beyond what its parameters can mend."
        )
    console.print()


def _three(low: float, median: float, high: float) -> str:
    return "  ".join(figure(value, "") for value in (low, median, high))


def _print_ridges(console: Console, manifest: Manifest) -> None:
    if not manifest.ridges:
        return
    console.print("Parameters that act together:")
    for ridge in manifest.ridges:
        console.print(
            f"  {ridge.name}: narrowed by {100 * ridge.contraction:.0f} ± {100 * ridge.error:.0f}%, now "
            f"{_three(ridge.low, ridge.median, ridge.high)}; the two correlate by {ridge.correlation:+.2f}"
        )
    console.print()


def _print_standings(console: Console, rows: Sequence[StandingInfo]) -> None:
    table = Table(title="Where the record lies (recorded deaths)", title_justify="left", box=None)
    table.add_column("")
    table.add_column("recorded", justify="right")
    table.add_column("prior worlds, 10-90%", justify="right")
    table.add_column("refined, 10-90%", justify="right")
    table.add_column("of them below", justify="right")
    for row in rows:
        table.add_row(
            plain(row.name),
            f"{row.recorded:,}",
            span(row.before[0], row.before[2], "persons"),
            span(row.after[0], row.after[2], "persons"),
            f"{percent(row.position)}{' *' if row.is_outside else ''}",
        )
    console.print(table)
    outside = sum(row.is_outside for row in rows)
    if outside:
        console.print(f"* outside the central 80% of the refined worlds: {outside} of {len(rows)} rows.")
    console.print()


def _check_words(check: CheckInfo) -> str:
    if check.kind == "second seed":
        return (
            f"With a second seed {percent(check.beyond)} of the coordinates' means differ by more than two "
            f"Monte Carlo errors (5% would by chance), the largest by {check.largest:.1f}; log evidence by "
            f"{abs(check.evidence):.1f}; it reached exponent {check.reached:.2g}."
        )
    better = "better than" if check.evidence > 0 else "no better than"
    return (
        f"Placebo: the worlds explain the record as it is {better} the same months out of order, by "
        f"{check.evidence:+.1f} in log evidence at exponent {check.temper:.2g}; out of order it would have "
        f"moved {len(check.moved)} coordinates."
    )
