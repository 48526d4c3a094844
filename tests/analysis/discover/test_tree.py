"""The tree's opinion: splits, leaves, agreement with boxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from irenic.analysis.discover.inputs import Input, checked_sample
from irenic.analysis.discover.tree import tree_opinion


def test_it_finds_what_was_planted(planted: Callable[..., Any]) -> None:
    case = planted(1, worlds=4096)
    sample = checked_sample(case.x, case.y, case.inputs)
    told = tree_opinion(sample, case.inside)
    assert set(told.inputs) == {"x0", "x1", "x2", "x3"}
    assert told.first is not None
    assert told.test is not None
    assert told.test.density > 0.9
    assert told.agreement > 0.98
    assert told.called_by_both > 0.85
    limits = {one.input.name: one for one in told.region}
    assert limits["x0"].low == pytest.approx(0.6, abs=0.02)
    assert limits["x1"].high == pytest.approx(0.5, abs=0.02)
    assert limits["x2"].low == pytest.approx(3.5)
    assert limits["x3"].without == (0.0, 2.0)
    assert limits["x0"].quantile == pytest.approx(0.6, abs=0.03)


def test_it_keeps_no_split_on_noise() -> None:
    kept = 0
    for seed in range(5):
        rng = np.random.default_rng(seed)
        sample = checked_sample(
            rng.random((600, 10)), rng.random(600).round(), [Input(n) for n in "abcdefghij"]
        )
        told = tree_opinion(sample, np.zeros(600, bool))
        kept += told.leaves > 1
        assert np.isnan(told.agreement)
    assert kept <= 1


def test_shares_and_weights(planted: Callable[..., Any]) -> None:
    case = planted(2, worlds=4096)
    sample = checked_sample(case.x, 0.1 + 0.8 * case.inside, case.inputs, weights=np.full(4096, 2.0))
    told = tree_opinion(sample, case.inside)
    assert told.leaves >= 4
    assert told.train is not None
    assert told.train.worlds == pytest.approx(2 * 2048, rel=0.05)


def test_few_worlds_or_no_inputs_have_no_tree() -> None:
    sample = checked_sample(np.arange(20.0)[:, None], np.arange(20) % 2, [Input("a")])
    assert tree_opinion(sample, np.zeros(20, bool)).leaves == 1
    sample = checked_sample(np.zeros((200, 1)), np.arange(200) % 2, [Input("a")])
    assert tree_opinion(sample, np.zeros(200, bool)).inputs == ()
