"""All that is said of one question: boxes, what lies outside them, a tree's opinion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.discover.box import Fit, fit_of
from irenic.analysis.discover.find import Found, Options, Report, find_boxes
from irenic.analysis.discover.halves import in_training
from irenic.analysis.discover.inputs import checked_sample
from irenic.analysis.discover.question import Question, WorldInputs
from irenic.analysis.discover.tree import TreeOpinion, tree_opinion


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a proposition holds; make one with `discover`.

    Parameters
    ----------
    question, inputs : what was asked of which worlds
    boxes : at least one search; only the first may be without a box
    overall : fit in the test worlds of the worlds in any box
    outside : share of the cases of the test worlds outside all boxes, and how often it holds there
    tree : the second opinion
    """

    question: Question
    inputs: WorldInputs
    boxes: tuple[Found, ...]
    overall: Fit | None
    outside: tuple[float, float]
    tree: TreeOpinion

    @property
    def found(self) -> bool:
        """Whether any box beats chance."""
        return self.boxes[0].box is not None


def discover(
    question: Question,
    inputs: WorldInputs,
    options: Options,
    *,
    most: int = 3,
    report: Report | None = None,
) -> Discovery:
    """Search for the worlds in which a proposition holds.

    Parameters
    ----------
    question, inputs : as `ask` and `world_inputs` return them
    options, most, report : as in `find_boxes`
    """
    heavy = question.weights
    boxes = find_boxes(
        inputs.x, question.chance, inputs.inputs, options, weights=heavy, most=most, report=report
    )
    sample = checked_sample(inputs.x, question.chance, inputs.inputs, weights=heavy)
    names = [one.name for one in sample.inputs]
    called: NDArray[np.bool_] = np.zeros(len(sample), bool)
    for found in boxes:
        if found.box is not None:
            called |= found.box.inside(sample.x.T, names)
    test = ~in_training(sample.worlds)
    held_out = sample.rows(test)
    overall = fit_of(held_out, called[test]) if called.any() else None
    rest = fit_of(held_out, ~called[test])
    tree = tree_opinion(sample, called)
    return Discovery(question, inputs, boxes, overall, (rest.coverage, rest.density), tree)
