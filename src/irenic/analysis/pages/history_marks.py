"""Whether the base districts are freed under what was done, and on what path (decision D26)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from irenic.analysis.ensemble import Runs
from irenic.analysis.pages.examined import Examined
from irenic.analysis.pages.markdown import paragraph, percent, table
from irenic.analysis.prior_check import BAND, FREED_BELOW, freed
from irenic.record.figures import figures

SHARE = 0.30
WITHIN = (12, 24, 36)
LASTING = 3
ORDER = ("history", "history_unforced", "nothing")
WORDS = {"history": "forced events", "history_unforced": "no forced events", "nothing": "nobody acts"}


def history_verdicts(runs: Mapping[str, Runs]) -> list[list[str]]:
    """Rows of the table of marks.

    Parameters
    ----------
    runs : by strategy
    """
    if "history" not in runs:
        return []
    share = freed(runs["history"].monthly("base_share"), WITHIN[0]).mean()
    mark = (
        f"D26. Under `history` with forced events the extremist's share of the base falls under "
        f"{FREED_BELOW} within {WITHIN[0]} months in at least {SHARE:.0%} of runs"
    )
    return [[mark, percent(share), "met" if share >= SHARE else "**missed**"]]


def history_lines(examined: Examined, runs: Mapping[str, Runs]) -> list[str]:
    """The page's part on the base districts.

    Parameters
    ----------
    examined, runs : the case, and runs by strategy
    """
    known = [name for name in ORDER if name in runs]
    start = examined.worlds.control[1 + examined.arrays.extremist]
    base = examined.arrays.base * examined.arrays.population
    below = float(((base[:, None] * start).sum(0) / base.sum() < FREED_BELOW).mean())
    return [
        "## The base districts",
        "",
        *paragraph(
            f"How often the extremist's share of its base districts falls under {FREED_BELOW}: in any",
            f"single month; in brackets as the mean of {LASTING} months in a row, which a dip does not",
            f"meet. In the last column, worlds in which most replicates do within {WITHIN[0]} months.",
            f"Share of worlds that start below: {percent(below)}.",
        ),
        *_how_often(runs, known),
        *_path(examined, runs, known),
    ]


def _how_often(runs: Mapping[str, Runs], known: list[str]) -> list[str]:
    heads = ["Strategy", *(f"{months} months" for months in WITHIN), f"Most replicates, {WITHIN[0]} months"]
    rows = []
    for name in known:
        share = runs[name].monthly("base_share")
        cells = [
            f"{percent(freed(share, months).mean())} ({percent(freed(share, months, LASTING).mean())})"
            for months in WITHIN
        ]
        most = (freed(share, WITHIN[0]).mean(1) > 0.5).mean()
        rows.append([f"`{name}`, {WORDS[name]}", *cells, percent(float(most))])
    return table(heads, rows)


def _path(examined: Examined, runs: Mapping[str, Runs], known: list[str]) -> list[str]:
    """Median path beside the record, at the record's months."""
    dated = [(row.month(examined.arrays), row) for row in figures(examined.record, "base_share")]
    rows = []
    for month, row in dated:
        if month is None or not 1 <= month <= runs[known[0]].result.series.shape[-1]:
            continue
        cells = [_cell(runs[name].monthly("base_share")[..., month - 1]) for name in known]
        rows.append([row.period, str(month), f"{row.value:.2f}", *cells])
    if not rows:
        return []
    heads = ["End of", "Month", "Record", *(f"`{name}`" for name in known)]
    grades = sorted({row.grade for _, row in dated})
    return [
        *paragraph(
            f"Median over runs, in brackets 5-95%; the record is of grade {', '.join(grades)} (analysts'",
            "estimates).",
        ),
        *table(heads, rows),
    ]


def _cell(values: np.ndarray) -> str:
    low, median, high = np.quantile(values, BAND)
    return f"{median:.2f} ({low:.2f}-{high:.2f})"
