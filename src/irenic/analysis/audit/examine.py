"""What the runs say of one claim: verdict, stability, and where it turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.failure import failure_box
from irenic.analysis.audit.flip import Flip, flip_of
from irenic.analysis.audit.influence import Inputs, drivers, margin_slopes
from irenic.analysis.audit.ledger import Boundary, Box, Differing, Findings, FlipAt, NearestWorld
from irenic.analysis.audit.nearest import nearest_world
from irenic.analysis.audit.stability import (
    Agreement,
    Weights,
    rerun_agreement,
    resampled_agreement,
    unsettled,
)
from irenic.analysis.audit.tested import Test, Tested, share_under, shares_of_parts, try_claim
from irenic.analysis.audit.trials import Sample
from irenic.analysis.audit.verdict import FAILS_TO, Share
from irenic.analysis.averages import Floats
from irenic.analysis.belief import loads
from irenic.analysis.kept import Kept, is_score, weighted
from irenic.analysis.proposition import Labels, in_words
from irenic.analysis.regret import draw_weightings
from irenic.parameters import ParameterTable
from irenic.study.manifest import OutcomeInfo

WEIGHTINGS = 64
"""Weightings under which a claim about scores is judged again."""

BOUNDARIES = 2
"""Inputs whose boundary is told."""

COUNTS_FROM = 0.01
"""Least weight, of the mean, at which a single world is named: the record has not ruled it out.

Assumption: a world with a hundredth of the usual weight is no example of anything.
"""


@dataclass(frozen=True)
class Ground:
    """What all claims of an audit share.

    Parameters
    ----------
    outcomes : their definitions
    inputs : everything uncertain, in the audit's worlds
    weights : resamples of the worlds
    main, reruns : the samples that were run
    table : the priors, for words
    belief : (world,), how much each world counts, above 0; None for alike
    numbers : (world,), numbers of the worlds that count; None for all
    """

    outcomes: Sequence[OutcomeInfo]
    inputs: Inputs
    weights: Weights
    main: Sample
    reruns: Sequence[Sample]
    table: ParameterTable
    belief: Floats | None = None
    numbers: NDArray[np.intp] | None = None

    @property
    def load(self) -> Floats | None:
        """How many equal worlds each world counts for, (world,); None for one."""
        return None if self.belief is None else loads(self.belief)

    def within(self, worlds: int) -> int:
        """Return how many of the first so many worlds of the audit count."""
        return worlds if self.numbers is None else int((self.numbers < worlds).sum())

    @property
    def labels(self) -> Labels:
        """How people call outcomes."""
        return Labels(measures={one.id: one.label for one in self.outcomes})


def examine(test: Test, kept: Mapping[str, Mapping[str, Kept]], ground: Ground) -> Findings:
    """Return what the runs say of a claim.

    Parameters
    ----------
    test : what it asks
    kept : sample's label -> arm -> what was kept
    ground : what all claims share
    """
    tested = try_claim(test, kept[ground.main.label], ground.outcomes, ground.belief)
    share = tested.share()
    agreements = (
        *resampled_agreement(tested.holds, tested.spoken, share.verdict, ground.weights, ground.belief),
        *_rerun(test, kept, tested, ground),
        *_reweighted(test, kept[ground.main.label], share, ground),
    )
    told = share.verdict != "can't tell"
    doubt = unsettled(agreements) if told else None
    box = nearest = None
    no_box = ""
    boundaries: tuple[Boundary, ...] = ()
    if told:
        nearest = _nearest(tested, share, ground)
        boundaries = _boundaries(tested, ground)
        box, no_box = _box(tested, share, ground)
    return Findings(
        share=share,
        runs=_number(tested.share_of_runs),
        luck_share=_number(tested.luck_share),
        reliability=_number(tested.reliability),
        by_rule=share.verdict,
        agreements=agreements,
        unsettled=doubt,
        box=box,
        no_box=no_box,
        parts=tuple(
            (in_words(part, ground.labels), one)
            for part, one in shares_of_parts(test, kept[ground.main.label], ground.outcomes, ground.belief)
        ),
        nearest=nearest,
        boundaries=boundaries,
    )


def _rerun(
    test: Test, kept: Mapping[str, Mapping[str, Kept]], main: Tested, ground: Ground
) -> list[Agreement]:
    """Agreement of the re-runs, by kind."""
    whole = main.share()
    by_kind: dict[str, list[tuple[Share, Share | None]]] = {}
    for sample in ground.reruns:
        count = ground.within(sample.worlds)
        belief = None if ground.belief is None else ground.belief[:count]
        found = try_claim(test, kept[sample.label], ground.outcomes, belief).share()
        own = main.share(count) if sample.paired else None
        by_kind.setdefault(sample.kind, []).append((found, own))
    return [rerun_agreement(kind, rows, whole, whole.verdict) for kind, rows in by_kind.items()]


def _reweighted(test: Test, kept: Mapping[str, Kept], main: Share, ground: Ground) -> list[Agreement]:
    """Agreement under other weightings of the families, for a claim about scores."""
    if not any(is_score(m) and m.name == "score" for m in test.measures):
        return []
    outcomes, belief = ground.outcomes, ground.belief
    families = len({one.family for one in weighted(outcomes)})
    rows = [
        (share_under(test, kept, outcomes, row, belief), main)
        for row in draw_weightings(families, WEIGHTINGS)
    ]
    return [rerun_agreement("weightings", rows, main, main.verdict)]


def _exception_holds(share: Share) -> bool:
    """Whether the exception is to hold: of a claim that fails in most worlds."""
    return share.share < FAILS_TO


def _nearest(tested: Tested, share: Share, ground: Ground) -> NearestWorld | None:
    inputs, load = ground.inputs, ground.load
    spoken = np.flatnonzero(tested.spoken)
    holds = _exception_holds(share)
    wanted = tested.holds[spoken] == holds
    if ground.belief is not None:
        wanted &= ground.belief[spoken] >= COUNTS_FROM * ground.belief.mean()
    failing = np.nan_to_num(tested.failing[spoken], nan=0.5)
    scores = inputs.scores[:, spoken]
    slopes = margin_slopes(scores, tested.margin[spoken], _part(load, spoken))
    found = nearest_world(scores, slopes, wanted, 1.0 - failing if holds else failing, holds=holds)
    if found is None:
        return None
    world = int(spoken[found.world])
    middles = inputs.middles
    differs = tuple(
        Differing(
            inputs.names[i], inputs.meanings[i], inputs.units[i],
            float(inputs.values[i, world]), float(middles[i]), score,
        )
        for i, score in found.differs
    )  # fmt: skip
    number = world if ground.numbers is None else int(ground.numbers[world])
    return NearestWorld(number, holds, found.runs, found.distance, differs)


def _part(load: Floats | None, spoken: NDArray[Any]) -> Floats | None:
    """Loads of the worlds that speak, which again sum to the number of equal ones."""
    return None if load is None else loads(load[spoken])


def _boundaries(tested: Tested, ground: Ground) -> tuple[Boundary, ...]:
    """Where the verdict turns along the inputs that say most of where the claim holds."""
    spoken, inputs = tested.spoken, ground.inputs
    holds, uniforms = tested.holds[spoken], inputs.uniforms[:, spoken]
    load = _part(ground.load, spoken)
    found = []
    for index, explains in drivers(uniforms, holds, BOUNDARIES, load):
        flip = flip_of(index, uniforms[index], holds, load)
        if flip is not None:
            found.append(_boundary(flip, explains, inputs))
    return tuple(found)


def _boundary(flip: Flip, explains: float, inputs: Inputs) -> Boundary:
    def value(probability: float) -> float:
        return inputs.value_at(flip.input, probability)

    flips = tuple(
        FlipAt(
            c.threshold, value(c.at), value(c.low) if c.low > 0 else None,
            value(c.high) if c.high < 1 else None, c.at,
        )
        for c in flip.crossings
    )  # fmt: skip
    i = flip.input
    return Boundary(
        inputs.names[i], inputs.meanings[i], inputs.units[i], explains,
        flip.rising, flip.first, flip.last, flips,
    )  # fmt: skip


def _box(tested: Tested, share: Share, ground: Ground) -> tuple[Box | None, str]:
    """The box of the exceptions, or why there is none."""
    holds = _exception_holds(share)
    fares = (tested.holds == holds) & tested.spoken
    if not fares.any():
        return None, f"there is no world in which it {'holds' if holds else 'fails'}"
    failing = np.where(tested.spoken, tested.failing, np.nan)
    return failure_box(
        ground.inputs,
        1.0 - failing if holds else failing,
        holds=holds,
        table=ground.table,
        load=ground.load,
        numbers=ground.numbers,
    )


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
