"""Would the verdict have been another? Resamples of the worlds, and re-runs of the model.

Counts are products of matrices, so that a hundred resamples of ten thousand worlds take a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.verdict import STABLE, VERDICTS, Share, Verdict, verdict_codes

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

RESAMPLES = 100
SEED = 20151130
KINDS: dict[str, str] = {
    "bootstrap": "resampling of worlds",
    "halves": "half of the worlds",
    "seeds": "other seeds",
    "luck": "other luck in the same worlds",
    "structure": "other structural constants",
    "spreads": "narrower and wider priors",
    "weightings": "other weightings",
}
"""Kinds of resamples, in the order in which they are told."""


class Agreement(NamedTuple):
    """How often one kind of resamples gives the verdict.

    ``agreeing`` of ``resamples`` gave it; ``others`` counts the other verdicts; ``least`` and
    ``greatest`` are the shares of worlds found, NaN where none could speak.
    """

    kind: str
    agreeing: int
    resamples: int
    others: dict[Verdict, int]
    least: float
    greatest: float

    @property
    def share(self) -> float:
        """Share of the resamples that agree, 0..1."""
        return self.agreeing / self.resamples

    @property
    def stable(self) -> bool:
        """Whether decision D17 is content with it."""
        return self.share >= STABLE


class Weights(NamedTuple):
    """How often each world counts in each resample, (resample, world): drawn anew, and halves."""

    bootstrap: NDArray[np.float32]
    halves: NDArray[np.float32]


def resample_weights(worlds: int, resamples: int = RESAMPLES, seed: int = SEED) -> Weights:
    """Draw resamples of a set of worlds, the same for every claim.

    Parameters
    ----------
    worlds, resamples : how many worlds, how many resamples of each kind
    seed : same seed, same resamples

    References
    ----------
    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 6; halves without replacement:
    Politis, Romano & Wolf 1999, Subsampling.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.integers(worlds, size=(resamples, worlds))
    rows = np.arange(resamples)[:, None]
    flat = np.bincount((rows * worlds + drawn).ravel(), minlength=resamples * worlds)
    order = rng.random((resamples, worlds))
    half = max(1, worlds // 2)
    cut = np.partition(order, half - 1, axis=1)[:, half - 1 : half]
    return Weights(flat.reshape(resamples, worlds).astype(np.float32), (order <= cut).astype(np.float32))


def resampled_agreement(
    holds: Flags, spoken: Flags, verdict: Verdict, weights: Weights, belief: Floats | None = None
) -> tuple[Agreement, ...]:
    """Agreement of resamples of the worlds with a verdict.

    Parameters
    ----------
    holds, spoken : (world,), of one claim
    verdict : that of all worlds
    weights : as `resample_weights` drew them
    belief : (world,), how much each world counts, above 0; None for alike. A world that is drawn brings its
        weight with it, so resamples vary by which heavy worlds they meet

    References
    ----------
    Efron & Tibshirani 1993, chapter 6, of a ratio of weighted sums; each resample is judged by its own
    effective number of worlds (Kish 1965).
    """
    if belief is not None:
        return _weighted_agreement(holds & spoken, spoken, verdict, (weights, belief))
    columns = np.stack([holds & spoken, spoken, np.ones_like(spoken)], axis=1).astype(np.float32)
    return tuple(
        agreement(kind, *(matrix @ columns).T.astype(np.float64), verdict=verdict)
        for kind, matrix in zip(("bootstrap", "halves"), weights, strict=True)
    )


def _weighted_agreement(
    holds: Flags, spoken: Flags, verdict: Verdict, known: tuple[Weights, Floats]
) -> tuple[Agreement, ...]:
    weights, belief = known
    w = belief / belief.max()
    columns = np.stack([w * holds, w * spoken, w, w**2 * spoken], axis=1)
    found = []
    for kind, matrix in zip(("bootstrap", "halves"), weights, strict=True):
        held, spoke, all_, squares = (matrix.astype(np.float64) @ columns).T
        known_ = spoke > 0
        safe = np.where(known_, spoke, 1.0)
        number = np.where(known_, safe**2 / np.where(known_, squares, 1.0), 0.0)
        looked = np.where(known_, number * all_ / safe, 1.0)
        found.append(agreement(kind, number * held / safe, number, looked, verdict=verdict))
    return tuple(found)


def agreement(kind: str, holding: Floats, speaking: Floats, worlds: Floats, *, verdict: Verdict) -> Agreement:
    """Agreement of sets of worlds with a verdict.

    Parameters
    ----------
    kind : one of `KINDS`
    holding, speaking, worlds : (resample,), counts
    verdict : what they are compared with
    """
    codes = verdict_codes(holding, speaking, worlds)
    found = [VERDICTS[int(code)] for code in codes]
    shares = holding[speaking > 0] / speaking[speaking > 0]
    others = {name: found.count(name) for name in VERDICTS if name != verdict and name in found}
    least, greatest = (
        (float(shares.min()), float(shares.max())) if shares.size else (float("nan"), float("nan"))
    )
    return Agreement(kind, found.count(verdict), len(found), others, least, greatest)


def rerun_agreement(
    kind: str, reruns: Sequence[tuple[Share, Share | None]], main: Share, verdict: Verdict
) -> Agreement:
    """Agreement of re-runs on fewer worlds with a verdict.

    A re-run in the audit's own worlds (other constants, other spreads, other weightings) is read as a
    shift: the audit's share, moved by the difference between the re-run and the audit *in the same
    worlds*, which leaves out what differs only because the worlds are fewer. A re-run in other worlds
    stands by itself. Both are judged as if in as many worlds as the audit, so that a verdict does not
    change for the width of an interval alone. With weights, worlds of a re-run count as those of the audit
    do; where they tell too little, the re-run can't tell.

    Parameters
    ----------
    kind : one of `KINDS`
    reruns : share found, and the audit's share in the same worlds (None: other worlds)
    main : the audit's share
    verdict : the audit's

    References
    ----------
    Owen 2013, Monte Carlo theory, methods and examples, section 8.9 (control variates): the audit in the
    same worlds is the control.
    """
    rows = [_as_wide(found, own, main) for found, own in reruns]
    holding, speaking, worlds = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    return agreement(kind, holding, speaking, worlds, verdict=verdict)


def _as_wide(found: Share, own: Share | None, main: Share) -> tuple[float, float, float]:
    """Counts of a re-run as if in the audit's number of worlds."""
    if main.effective is not None:
        return _as_wide_weighted(found, own, main)
    speaking = found.speaking / max(found.worlds, 1) * main.worlds
    if not found.speaking or (own is not None and not own.speaking):
        return 0.0, 0.0, float(main.worlds)
    share = found.share if own is None else main.share + found.share - own.share
    return min(max(share, 0.0), 1.0) * speaking, speaking, float(main.worlds)


def _as_wide_weighted(found: Share, own: Share | None, main: Share) -> tuple[float, float, float]:
    """The same in effective numbers."""
    looked = main.number / main.spoken if main.spoken > 0 else 1.0
    if found.too_few or not found.speaking or own is None or own.too_few or not own.speaking:
        return 0.0, 0.0, looked
    speaking = found.spoken * looked
    return min(max(main.share + found.share - own.share, 0.0), 1.0) * speaking, speaking, looked


def unsettled(found: Iterable[Agreement]) -> Agreement | None:
    """Return the kind of resamples that agrees least, if decision D17 is not content with it."""
    least = min(found, key=lambda one: one.share, default=None)
    return least if least is not None and not least.stable else None
