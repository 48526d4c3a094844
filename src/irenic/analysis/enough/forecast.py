"""When a question was settled, or how many worlds it will take, with the forecast's uncertainty."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from irenic.analysis.enough.confidence import Floats
from irenic.analysis.enough.rules import FIRST_LOOK, OPEN, Rule, SignRule, WinnerRule, looks_upto

PATHS = 40
MOST = 2**17
"""Worlds beyond which no forecast goes."""

SEED = 20151130


class Forecast(NamedTuple):
    """Worlds until a question is settled: median of imagined studies, and the range of 8 in 10 of them.

    None stands for more than `most`.
    """

    median: int | None
    low: int | None
    high: int | None
    most: int


class Need(NamedTuple):
    """What a rule says of a study.

    ``settled_at`` is the number of worlds at which the answer was settled, None where it is open; then
    ``forecast`` says how many it may take. ``answer`` is the settled answer, None while open.
    """

    settled_at: int | None
    answer: str | None
    worlds: int
    forecast: Forecast | None


def worlds_needed(x: Floats, rule: Rule, *, paths: int = PATHS, most: int = MOST, seed: int = SEED) -> Need:
    """Say when a question was settled, or forecast when it will be.

    Parameters
    ----------
    x : (n,) or, for a `WinnerRule`, (option, n): what each world says, in the worlds' order
    rule : when to stop
    paths, most : imagined continuations, and how far they go; 0 for no forecast
    seed : of the continuations

    References
    ----------
    Assumption: worlds to come are like a population that a Bayesian bootstrap (Rubin 1981) draws from those
    seen; each imagined study goes on from the real one under the same rule, so that the forecast knows
    of the rule's price for looking often, and of what is not known about the answer yet.
    """
    x = np.asarray(x, np.float64)
    worlds = x.shape[-1]
    looks = looks_upto(worlds)
    codes = rule.codes(x, looks) if looks else np.empty(0, np.int64)
    done = np.flatnonzero(codes != OPEN)
    if done.size:
        first = int(done[0])
        return Need(looks[first], rule.answers[int(codes[first])], worlds, None)
    if not paths or worlds >= most:
        return Need(None, None, worlds, None)
    rng = np.random.default_rng(seed)
    if isinstance(rule, SignRule):  # the better of the values and of nothing: sums are enough, and fast
        x, rule = np.stack([np.zeros(worlds), x]), WinnerRule(rule.answers, rule.alpha)
    if isinstance(rule, WinnerRule):
        found = np.array([_continued_sums(x, rule, most, rng) for _ in range(paths)])
    else:
        found = np.array([_continued(x, rule, most, rng) for _ in range(paths)])
    low, median, high = (_whole(v) for v in np.quantile(found, (0.1, 0.5, 0.9), method="higher"))
    return Need(None, None, worlds, Forecast(median, low, high, most))


def _continued(x: Floats, rule: Rule, most: int, rng: np.random.Generator) -> float:
    """Number of worlds at which one imagined study is settled; infinite beyond `most`."""
    worlds = x.shape[-1]
    weights = np.asarray(rng.exponential(size=worlds))
    edges = np.cumsum(weights) / weights.sum()
    path, size = x, worlds
    while size < most:
        size = min(2 * size, most)
        drawn = np.minimum(np.searchsorted(edges, rng.random(size - path.shape[-1])), worlds - 1)
        path = np.concatenate([path, x[..., drawn]], axis=-1)
        # Only the new look: at those before, this study was open.
        if size >= FIRST_LOOK and rule.codes(path, [size])[-1] != OPEN:
            return float(size)
    return float("inf")


def _continued_sums(x: Floats, rule: WinnerRule, most: int, rng: np.random.Generator) -> float:
    """As `_continued`, for a rule that needs no more than sums over worlds."""
    worlds = x.shape[-1]
    weights = np.asarray(rng.exponential(size=worlds))
    middle = x.mean(1)
    away = x - middle[:, None]
    times, size = np.ones(worlds), worlds
    while size < most:
        more = min(size, most - size)
        times += rng.multinomial(more, weights / weights.sum())
        size += more
        if size < FIRST_LOOK:
            continue
        total, square = (away @ times)[None], ((away * times) @ away.T)[None]
        if rule.best(total, square, np.array([size]), middle)[0] != OPEN:
            return float(size)
    return float("inf")


def _whole(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None
