"""Paired differences: each strategy less a baseline, world by world, on one outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import numpy as np

from irenic.analysis.averages import Floats, quantiles, world_means
from irenic.analysis.compare import Comparison, OutcomeComparison
from irenic.analysis.ranking import CLEAR
from irenic.analysis.robustness.weighing import known_quantiles
from irenic.analysis.wording import in_ten, listing
from irenic.errors import did_you_mean, quoted
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.rows import LETTERS, Rows, plain_minus
from irenic.figures.theme import ink
from irenic.figures.words import four, lines, named, shown, signed, slug, strategy_labels
from irenic.study import OutcomeInfo, Study
from irenic.study.problems import study_error

Standing = Literal["better", "worse", "no clear winner"]
_LOOK: dict[Standing, tuple[str, str]] = {
    "better": ("holds", "triangle-up"),
    "worse": ("fails", "triangle-down"),
    "no clear winner": ("unclear", "circle"),
}


@dataclass(frozen=True)
class _Gap:
    """A strategy less the baseline; ``better`` is the share of worlds in which it is."""

    label: str
    mean: float
    error: float
    low: float
    high: float
    better: float
    standing: Standing


def differences(study: Study, comparison: Comparison, outcome: str, baseline: str) -> Figure:
    """Return how each strategy differs from a baseline in the same worlds.

    Parameters
    ----------
    study : as `open_study` returns it
    comparison : `compare` of it
    outcome : id of one of which more or less is better
    baseline : name of one of the strategies compared

    Raises
    ------
    StudyError : ``unknown_outcome``, ``unknown_strategy``, ``no_direction``, ``too_few_strategies``
    """
    info = study.outcome_info(outcome)
    _check(study, comparison, info, baseline)
    label = strategy_labels(study.manifest)[baseline]
    gaps = _gaps(study, comparison, comparison.outcome(outcome), baseline)
    return Figure(
        name=f"differences-{slug(outcome)}",
        title=_title(info, gaps, label),
        alt=_alt(info, gaps, label),
        table=_table(info, gaps, label),
        chart=_chart(info, gaps),
        note=(
            "Each strategy meets the same worlds and the same luck as the baseline. The mark is the mean "
            "difference, the thick line two standard errors about it: where it takes in zero, there is no "
            "clear winner. The thin line holds eight in ten worlds."
        ),
    )


def _check(study: Study, comparison: Comparison, info: OutcomeInfo, baseline: str) -> None:
    if info.direction == "none":
        expected = "an outcome of which more or less is better"
        raise study_error("no_direction", study.path, quoted(info.id), expected, path="outcome")
    if baseline not in comparison.strategies:
        hint = did_you_mean(baseline, comparison.strategies)
        expected = "one of the strategies compared"
        raise study_error("unknown_strategy", study.path, quoted(baseline), expected, hint, path="baseline")
    if len(comparison.strategies) < 2:
        raise study_error(
            "too_few_strategies",
            study.path,
            "with one strategy",
            "two that can be compared",
            path="strategies",
        )


def _gaps(study: Study, comparison: Comparison, found: OutcomeComparison, baseline: str) -> list[_Gap]:
    manifest = study.manifest
    at = [manifest.strategy_names.index(name) for name in comparison.strategies]
    index = [o.id for o in manifest.outcomes].index(found.info.id)
    averages = world_means(study.outcome_values(index)[at])
    base = comparison.strategies.index(baseline)
    labels = strategy_labels(manifest)
    belief = None if comparison.belief is None else comparison.belief.unequal
    sign = 1.0 if found.info.direction == "max" else -1.0
    assert found.pairs is not None
    gaps = []
    for i, name in enumerate(comparison.strategies):
        if i == base:
            continue
        mean, error = float(found.pairs.mean[i, base]), float(found.pairs.error[i, base])
        low, high = _spread(averages[i] - averages[base], belief)
        clear = np.isfinite(error) and abs(mean) > CLEAR * error
        standing: Standing = "no clear winner" if not clear else "better" if sign * mean > 0 else "worse"
        share = float(found.pairs.share_better[i, base])
        gaps.append(_Gap(labels[name], mean, error, low, high, share, standing))
    return sorted(gaps, key=lambda g: -sign * g.mean if np.isfinite(g.mean) else np.inf)


def _spread(gap: Floats, belief: Floats | None) -> tuple[float, float]:
    """10% and 90% quantiles over worlds."""
    at = (0.1, 0.9)
    found = quantiles(gap, at) if belief is None else known_quantiles(gap, belief, at)
    return float(found[0]), float(found[1])


def _chart(info: OutcomeInfo, gaps: list[_Gap]) -> Any:
    ends = [v for g in gaps for v in (g.low, g.high, g.mean - CLEAR * g.error, g.mean + CLEAR * g.error)]
    known = [v for v in [*ends, 0.0] if np.isfinite(v)]
    low, high = min(known), max(known)
    room = 0.04 * ((high - low) or 1.0)
    rows = Rows([_row(info, g) for g in gaps], (four(low - room), four(high + room)), right=138)
    share = info.unit.startswith("share")
    form = "~%" if share else "~s" if max(abs(low), abs(high)) >= 10 else "~g"
    number = plain_minus(f"format(datum.value, '+{form}')")
    axis = alt.Axis(
        orient="top",
        labelExpr=f"datum.value == 0 ? 'same' : {number}",
        tickCount=4,
        grid=False,
        labelOverlap="parity",
        labelSeparation=6,
    )
    base = rows.base()
    standing = "standing:N"
    keys = list(_LOOK)
    color = alt.Color(
        standing, scale=alt.Scale(domain=keys, range=[ink(_LOOK[k][0]) for k in keys]), legend=None
    )
    shape = alt.Shape(standing, scale=alt.Scale(domain=keys, range=[_LOOK[k][1] for k in keys]), legend=None)
    return rows.chart(
        *rows.frame(),
        rows.guide(0.0, "text"),
        base.mark_rule(strokeWidth=1.5).encode(x=rows.x("low", axis), x2="high:Q", y=rows.y(), color=color),
        base.mark_rule(strokeWidth=9, opacity=0.45).encode(
            x=rows.x("from", axis), x2="to:Q", y=rows.y(), color=color
        ),
        base.mark_point(size=130, opacity=1).encode(
            x=rows.x("mean", axis), y=rows.y(), color=color, shape=shape
        ),
        rows.hover(),
    )


def _row(info: OutcomeInfo, gap: _Gap) -> dict[str, Any]:
    numbers = {
        "mean": gap.mean,
        "low": gap.low,
        "high": gap.high,
        "from": gap.mean - CLEAR * gap.error,
        "to": gap.mean + CLEAR * gap.error,
    }
    known = {k: four(v) for k, v in numbers.items() if np.isfinite(v)}
    mean = _short(gap.mean, info.unit)
    return {
        **known,
        "label": lines(gap.label, LETTERS),
        "standing": gap.standing,
        "words": f"{mean}\n{gap.standing}",
        "tip": f"{gap.label}: {signed(gap.mean, info.unit)}, better in {in_ten(gap.better)}, {gap.standing}",
    }


def _short(value: float, unit: str) -> str:
    """A signed number; its unit only where it needs one to be read."""
    return signed(value, unit if unit.startswith(("share", "persons")) and " a " not in unit else "")


def _title(info: OutcomeInfo, gaps: list[_Gap], label: str) -> str:
    better = [g for g in gaps if g.standing == "better"]
    name = shown(info.label)
    if not better:
        none = (
            "no strategy is clearly better"
            if len(gaps) > 1
            else f"{named(gaps[0].label)} is not clearly better"
        )
        return f"{name}: {none} than {named(label)}"
    best = better[0]
    return f"{name}: {named(best.label)} is furthest ahead of {named(label)}, {signed(best.mean, info.unit)}"


def _alt(info: OutcomeInfo, gaps: list[_Gap], label: str) -> str:
    said = [
        f"Mean differences from {named(label)} in the same worlds, on {shown(info.label)} "
        f"({shown(info.unit)})."
    ]
    said += [
        f"{named(g.label)}: {signed(g.mean, info.unit)}, "
        f"standard error {signed(g.error, info.unit).lstrip('+')}, better in "
        f"{in_ten(g.better)}; {g.standing}."
        for g in gaps
    ]
    unclear = [named(g.label) for g in gaps if g.standing == "no clear winner"]
    if unclear:
        said.append(f"Error does not separate {listing([named(label), *unclear])}.")
    return " ".join(said)


def _table(info: OutcomeInfo, gaps: list[_Gap], label: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            g.label,
            signed(g.mean, info.unit),
            signed(g.error, info.unit).lstrip("+"),
            f"{signed(g.low, info.unit)} to {signed(g.high, info.unit)}",
            in_ten(g.better),
            g.standing,
        )
        for g in gaps
    ]
    columns = ("Strategy", f"Less {label}", "Standard error", "Eight in ten worlds", "Better in", "Verdict")
    return Table(columns, tuple(rows), f"{shown(info.label)}: differences in the same worlds")
