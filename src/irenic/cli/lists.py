"""Printed lists: parameters with their priors, strategies of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from irenic.analysis.wording import plain

if TYPE_CHECKING:
    from irenic.parameters import ParameterTable
    from irenic.strategy import Strategy


def parameter_table(parameters: ParameterTable) -> Table:
    """Return every uncertain number with its prior, bounds, grade and chance of the other sign."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), collapse_padding=True)
    for head in ("Parameter", "Mechanism", "Meaning"):
        table.add_column(head, overflow="fold")
    for head in ("Prior", "Bounds", "Grade", "Other sign"):
        table.add_column(head, justify="right", overflow="fold")
    for prior in parameters.priors:
        table.add_row(
            Text(prior.id),
            Text(prior.mechanism),
            Text(f"{prior.meaning} ({prior.unit})"),
            Text(f"{prior.distribution} {prior.a:g}, {prior.b:g}"),
            Text(f"[{prior.lower:g}, {prior.upper:g}]"),
            prior.grade,
            f"{prior.wrong_sign:.0%}" if prior.wrong_sign else "-",
        )
    return table


def strategy_table(strategies: Sequence[Strategy]) -> Table:
    """Return a case's strategies: reference set or not, phases, one sentence each."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), collapse_padding=True)
    for head in ("Strategy", "Set", "Phases", "What it does"):
        table.add_column(head, overflow="fold")
    for strategy in strategies:
        kind = (
            "reference" if strategy.reference else "back-test" if strategy.forced else strategy.set or "other"
        )
        phases = ", ".join(phase.name for phase in strategy.phases) or "-"
        text = f"{strategy.label}. {strategy.summary}"
        table.add_row(Text(strategy.name), kind, Text(phases), Text(plain(text)))
    return table
