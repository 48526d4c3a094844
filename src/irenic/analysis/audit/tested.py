"""A claim's test on one sample of worlds: where it can be said, where it holds, by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.verdict import Share, weighted_share
from irenic.analysis.kept import Kept, values_of
from irenic.analysis.proposition import All, AnyOf, AtLeast, Measure, Proposition, evaluate, measures_of
from irenic.analysis.variance import variance_between_and_within
from irenic.study.manifest import OutcomeInfo

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Test:
    """What a claim asks: a proposition, in the worlds of which it speaks.

    Parameters
    ----------
    holds_when : the proposition
    given : what must hold for the claim to speak of a world; None: it speaks of all
    """

    __test__ = False  # no test for pytest

    holds_when: Proposition
    given: Proposition | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What must be known, each once."""
        both = (self.holds_when,) if self.given is None else (self.holds_when, self.given)
        return tuple(dict.fromkeys(m for one in both for m in measures_of(one)))


@dataclass(frozen=True)
class Tested:
    """A claim in one sample of worlds.

    Parameters
    ----------
    holds, spoken, margin : (world,), of the world's means over luck; the margin is in standard
        deviations, above 0 where it holds, NaN where nothing can be said
    run_holds, run_spoken, run_margin : (world, replicate), of single runs
    weights : (world,), how much each world counts, above 0; None for alike
    """

    holds: Flags
    spoken: Flags
    margin: Floats
    run_holds: Flags
    run_spoken: Flags
    run_margin: Floats
    weights: Floats | None = None

    def share(self, worlds: int | None = None) -> Share:
        """Return the share of worlds in which it holds.

        Parameters
        ----------
        worlds : only the first so many
        """
        weights = None if self.weights is None else self.weights[:worlds]
        return weighted_share(self.holds[:worlds], self.spoken[:worlds], weights)

    @property
    def share_of_runs(self) -> float:
        """Share of single runs in which it holds: luck left in; NaN where none speaks."""
        return _ratio(self._sum(self.run_holds & self.run_spoken), self._sum(self.run_spoken))

    def _sum(self, runs: Flags) -> float:
        """Number of runs, each as far as its world counts."""
        return float(runs.sum()) if self.weights is None else float(self.weights @ runs.sum(1))

    @property
    def failing(self) -> Floats:
        """(world,), share of a world's runs in which it fails; NaN where none speaks."""
        counts = self.run_spoken.sum(1)
        fails = (self.run_spoken & ~self.run_holds).sum(1)
        return np.where(counts > 0, fails / np.maximum(counts, 1), np.nan)

    @property
    def luck_share(self) -> float:
        """Luck's share of the variance of a run's margin, 0..1; NaN with one replicate."""
        margin = np.where(self.run_spoken, self.run_margin, np.nan)
        return float(variance_between_and_within(margin, self.weights).luck_share)

    @property
    def reliability(self) -> float:
        """Share of the variance of world means that is the worlds' own, 0..1; NaN with one replicate.

        References
        ----------
        Spearman 1910; Brown 1910: the reliability of a mean of R measurements.
        """
        margin = np.where(self.run_spoken, self.run_margin, np.nan)
        between, within = (float(x) for x in variance_between_and_within(margin, self.weights))
        replicates = _ratio(self._sum(self.run_spoken), self._sum(_any_run(self.run_spoken)))
        own = max(between, 0.0)
        return _ratio(own, own + within / replicates) if replicates > 0 else float("nan")


def try_claim(
    test: Test, kept: Mapping[str, Kept], outcomes: Sequence[OutcomeInfo], weights: Floats | None = None
) -> Tested:
    """Test a claim on one sample of worlds.

    Parameters
    ----------
    test : what it asks
    kept : of each of its arms
    outcomes : all there are
    weights : (world,), how much each world counts, above 0; None for alike
    """
    worlds = _asked(test, values_of(test.measures, kept, outcomes, by_world=True, belief=weights))
    runs = _asked(test, values_of(test.measures, kept, outcomes, by_world=False, belief=weights))
    return Tested(*worlds, *runs, weights)


def share_under(
    test: Test,
    kept: Mapping[str, Kept],
    outcomes: Sequence[OutcomeInfo],
    families: Floats,
    weights: Floats | None = None,
) -> Share:
    """Return the share of worlds in which a claim holds under one weighting of families; as `try_claim`."""
    values = values_of(test.measures, kept, outcomes, by_world=True, weights=families, belief=weights)
    holds, spoken, _ = _asked(test, values)
    return weighted_share(holds, spoken, weights)


def shares_of_parts(
    test: Test, kept: Mapping[str, Kept], outcomes: Sequence[OutcomeInfo], weights: Floats | None = None
) -> tuple[tuple[Proposition, Share], ...]:
    """Return the parts of a test that joins several, each with the share of worlds in which it holds.

    Parameters
    ----------
    test, kept, outcomes, weights : as in `try_claim`

    Returns
    -------
    nothing for a test of one part
    """
    whole = test.holds_when
    if not isinstance(whole, All | AnyOf | AtLeast):
        return ()
    values = values_of(test.measures, kept, outcomes, by_world=True, belief=weights)
    found = []
    for part in whole.parts:
        holds, spoken, _ = _asked(Test(part, test.given), values)
        found.append((part, weighted_share(holds, spoken, weights)))
    return tuple(found)


def _any_run(runs: Flags) -> Flags:
    """Whether any run of a world is marked, (world, 1)."""
    return np.asarray(runs.any(1))[:, None]


def _asked(test: Test, values: Mapping[Measure, Floats]) -> tuple[Flags, Flags, Floats]:
    """Where it holds, where it speaks, and the margin."""
    truth = evaluate(test.holds_when, values)
    spoken = truth.spoken
    if test.given is not None:
        given = evaluate(test.given, values)
        spoken = spoken & given.spoken & given.holds
    return truth.holds & spoken, spoken, np.where(spoken, truth.margin, np.nan)


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")
