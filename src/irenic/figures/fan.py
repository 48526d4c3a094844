"""Fan chart: how one monthly series spreads over runs, by strategy, with single worlds on demand."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from irenic.analysis.averages import Floats
from irenic.analysis.belief import unequal
from irenic.analysis.robustness.weighing import world_weights
from irenic.analysis.sensitivity.questions import wanted_strategies
from irenic.analysis.wording import listing, span
from irenic.errors import quoted
from irenic.figures.fan_data import MOST_BANDS, Band, FanSeries, ticks
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.words import amount, heading, named, shown, slug, strategy_labels
from irenic.study import Manifest, Study
from irenic.study.problems import study_error

__all__ = ["Band", "FanSeries", "fan", "fan_of", "series_of"]

MOST_WORLDS = 12
"""Single worlds drawn at once; more would hide the bands."""


def fan(
    study: Study,
    series: str,
    strategies: Sequence[str] = (),
    *,
    worlds: Sequence[int] = (),
    weights: ArrayLike | None = None,
    baseline: str | None = None,
) -> Figure:
    """Return a fan chart of one monthly series of a study.

    Parameters
    ----------
    study : as `open_study` returns it
    series : its id
    strategies : names; none for the first of the study and those that end lowest and highest
    worlds : single worlds to draw as lines, one a run
    weights : (world,), how much each world counts; None for alike
    baseline : a strategy to show in grey behind the others

    Raises
    ------
    StudyError : ``unknown_series``, ``unknown_strategy``, ``unknown_world``, ``too_many_worlds``,
        ``bad_world_weights``
    """
    about = series_of(study, series)
    heavy = None if weights is None else unequal(world_weights(study.manifest.worlds, weights))
    _check_worlds(study, worlds)
    names = wanted_strategies(study, strategies) if strategies else _telling(study, series, heavy)
    ghosts = [] if baseline is None else [n for n in wanted_strategies(study, [baseline]) if n not in names]
    labels = strategy_labels(study.manifest)
    bands = []
    for name in [*ghosts, *names]:
        values = np.asarray(study.series(series, strategy=name).values, np.float64)
        runs = values.reshape(-1, values.shape[-1])
        by_run = None if heavy is None else np.repeat(heavy, values.shape[1]) / values.shape[1]
        paths = [] if name in ghosts else _paths(values, worlds)
        at = study.manifest.strategy_names.index(name)
        bands.append(Band(labels[name], runs, name in ghosts, by_run, at, paths))
    return fan_of(about, bands)


def fan_of(name: FanSeries, bands: Sequence[Band]) -> Figure:
    """Return a fan chart of plain arrays.

    Parameters
    ----------
    name : the series
    bands : at least one; in the order of the legend
    """
    from irenic.figures.fan_chart import fan_chart  # the charting library is slow to import

    front = [band for band in bands if not band.ghost] or list(bands)
    return Figure(
        name=f"fan-{slug(name.id)}",
        title=_title(name, front),
        alt=_alt(name, bands),
        table=_table(name, bands),
        chart=fan_chart(name, bands),
        note=_note(bands, len(front)),
    )


def series_of(study: Study, series: str) -> FanSeries:
    """Return what a fan of one of a study's series is called.

    Raises
    ------
    StudyError : ``unknown_series``
    """
    manifest = study.manifest
    unit = str(
        study.series(series, strategy=manifest.strategy_names[0], world=[], replicate=[]).attrs["unit"]
    )
    labels = {o.id: o.label for o in manifest.outcomes if o.unit == unit}
    label = labels.get(series, series.replace("_", " ").capitalize())
    return FanSeries(series, shown(label), shown(unit), _start(manifest))


def _start(manifest: Manifest) -> str:
    """Month before the first, from the case that the study keeps; empty where it keeps none."""
    try:
        return str(json.loads(manifest.case.content or "")["case"]["start"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _check_worlds(study: Study, worlds: Sequence[int]) -> None:
    count = study.manifest.worlds
    wrong = [world for world in worlds if not 0 <= world < count]
    if wrong:
        expected = f"a world of the study, 0 to {count - 1}"
        raise study_error("unknown_world", study.path, quoted(wrong[0]), expected, path="worlds")
    if len(worlds) > MOST_WORLDS:
        given, expected = f"{len(worlds)} worlds", f"at most {MOST_WORLDS} lines of single worlds"
        raise study_error("too_many_worlds", study.path, given, expected, path="worlds")


def _telling(study: Study, series: str, weights: Floats | None) -> tuple[str, ...]:
    """First strategy, and those whose middle run ends lowest and highest; all where there are few."""
    names = study.manifest.strategy_names
    if len(names) <= MOST_BANDS:
        return names
    last = study.series(series, month=study.dataset["month"].values[-1:]).values[..., 0]
    ends = last.reshape(len(names), -1)
    by_run = None if weights is None else np.repeat(weights, last.shape[-1]) / last.shape[-1]
    middles = [float(Band("", row[:, None], weights=by_run).median[0]) for row in ends]
    picked = {0, int(np.nanargmin(middles)), int(np.nanargmax(middles))}
    return tuple(names[i] for i in sorted(picked))


def _paths(values: Floats, worlds: Sequence[int]) -> list[tuple[str, Floats]]:
    """Single runs of some worlds, by name."""
    return [
        (f"world {world}, replicate {run}", values[world, run])
        for world in dict.fromkeys(worlds)
        for run in range(values.shape[1])
    ]


def _low(name: FanSeries) -> str:
    return name.label[:1].lower() + name.label[1:]


def _title(name: FanSeries, front: Sequence[Band]) -> str:
    ends = [float(band.median[-1]) for band in front]
    said = [f"at {amount(v, name.unit)} under {named(b.label)}" for v, b in zip(ends, front, strict=True)]
    if len(front) <= MOST_BANDS:
        return f"{name.label}: the middle run ends {listing(said)}"
    low, high = int(np.nanargmin(ends)), int(np.nanargmax(ends))
    return f"{name.label}: the middle run ends between {said[low][3:]} and {said[high][3:]}"


def _alt(name: FanSeries, bands: Sequence[Band]) -> str:
    months = bands[0].quantiles.shape[1]
    said = [
        f"Fan chart of {_low(name)}{f' in {name.unit}' if name.unit else ''} by month, "
        f"{name.month(1)} to {name.month(months)}."
    ]
    for band in bands:
        first, last = (amount(float(band.median[i]), name.unit) for i in (0, -1))
        wide = span(float(band.quantiles[0, -1]), float(band.quantiles[-1, -1]), name.unit)
        ghost = ", shown in grey for comparison" if band.ghost else ""
        said.append(
            f"Under {named(band.label)}{ghost}, the median over runs goes from {first} to {last}; eight in "
            f"ten runs end within {wide}."
        )
    lines = sum(len(band.paths) for band in bands)
    return " ".join([*said, *([f"Thin lines show {lines} single runs."] if lines else [])])


def _note(bands: Sequence[Band], front: int) -> str:
    lines = " Thin lines are single runs." if any(band.paths for band in bands) else ""
    ghost = " The grey dashed line is for comparison." if any(band.ghost for band in bands) else ""
    if front > MOST_BANDS:
        return f"Lines are medians over runs; the table has how far runs spread.{ghost}{lines}"
    return (
        "The line is the median over runs; half of them lie in the dark band, eight in ten in the light "
        f"one.{ghost}{lines}"
    )


def _table(name: FanSeries, bands: Sequence[Band]) -> Table:
    months = bands[0].quantiles.shape[1]
    rows: list[tuple[Cell, ...]] = []
    for band in bands:
        for month in sorted({1, *ticks(months), months}):
            low, quarter, middle, three, high = (float(v) for v in band.quantiles[:, month - 1])
            rows.append(
                (
                    band.label,
                    name.month(month),
                    amount(middle, name.unit).removesuffix(f" {name.unit}"),
                    span(quarter, three, name.unit),
                    span(low, high, name.unit),
                )
            )
    columns = ("Strategy", "Month", "Median over runs", "Middle half of runs", "Eight in ten runs")
    return Table(columns, tuple(rows), heading(name.label, name.unit))
