"""Resamples and re-runs: what they count, and how fast."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.audit.stability import (
    KINDS,
    agreement,
    rerun_agreement,
    resample_weights,
    resampled_agreement,
    unsettled,
)
from irenic.analysis.audit.timing import stability_seconds
from irenic.analysis.audit.verdict import share_of

N = 4096


def flags(share: float) -> np.ndarray:
    return np.random.default_rng(3).permutation(np.arange(N) < share * N)


def test_resamples_are_drawn_with_and_without_replacement() -> None:
    weights = resample_weights(1000, 50)
    assert weights.bootstrap.shape == weights.halves.shape == (50, 1000)
    np.testing.assert_array_equal(weights.bootstrap.sum(1), 1000)
    np.testing.assert_array_equal(weights.halves.sum(1), 500)
    assert set(np.unique(weights.halves)) == {0, 1}
    assert weights.bootstrap.max() > 1
    assert weights.bootstrap.mean(0).std() > 0


def test_the_same_seed_draws_the_same() -> None:
    for one, two in zip(resample_weights(64), resample_weights(64), strict=True):
        np.testing.assert_array_equal(one, two)


def test_matrix_products_count_as_a_loop_does() -> None:
    holds, spoken = flags(0.66), flags(0.9)
    weights = resample_weights(N, 20)
    boot, halves = resampled_agreement(holds & spoken, spoken, "mixed", weights)
    for found, matrix in ((boot, weights.bootstrap), (halves, weights.halves)):
        verdicts = []
        for row in matrix:
            worlds = np.repeat(np.arange(N), row.astype(int))
            speaking = int(spoken[worlds].sum())
            verdicts.append(share_of(int((holds & spoken)[worlds].sum()), speaking, len(worlds)).verdict)
        assert found.agreeing == verdicts.count("mixed")
        assert sum(found.others.values()) == len(verdicts) - found.agreeing


def test_a_clear_share_is_stable_and_one_at_the_edge_is_not() -> None:
    weights = resample_weights(N)
    everywhere = np.ones(N, bool)
    clear = resampled_agreement(flags(0.8), everywhere, "holds", weights)
    assert all(one.share == 1.0 and one.stable for one in clear)
    edge = resampled_agreement(flags(0.679), everywhere, "holds", weights)
    assert unsettled(edge) is not None
    assert unsettled(clear) is None


def test_the_kind_that_agrees_least_counts() -> None:
    fine = agreement("seeds", np.array([90.0, 90.0]), np.full(2, 100.0), np.full(2, 100.0), verdict="holds")
    worse = agreement(
        "spreads", np.array([90.0, 20.0]), np.full(2, 100.0), np.full(2, 100.0), verdict="holds"
    )
    found = unsettled([fine, worse])
    assert found is worse
    assert found.others == {"fails": 1}
    assert (found.least, found.greatest) == (0.2, 0.9)


def test_four_of_five_are_enough() -> None:
    counts = np.array([90.0, 90, 90, 90, 50])
    found = agreement("structure", counts, np.full(5, 100.0), np.full(5, 100.0), verdict="holds")
    assert found.share == 0.8
    assert found.stable


def test_a_rerun_that_changes_nothing_agrees_however_few_its_worlds() -> None:
    """A share of .69 holds in 4,096 worlds; 128 worlds alone could never say so."""
    main = share_of(round(0.69 * N), N, N)
    few = share_of(88, 128, 128)
    assert (main.verdict, few.verdict) == ("holds", "mixed")
    assert rerun_agreement("structure", [(few, few)], main, "holds").agreeing == 1


def test_a_rerun_counts_as_a_shift_from_the_same_worlds() -> None:
    main, own = share_of(round(0.75 * N), N, N), share_of(400, 512, 512)
    lower = share_of(340, 512, 512)  # 12 points below its own worlds' share: .63 of all
    found = rerun_agreement("spreads", [(lower, own)], main, "holds")
    assert found.others == {"mixed": 1}
    assert found.least == pytest.approx(0.75 + (340 - 400) / 512, abs=1e-3)


def test_other_worlds_stand_by_themselves() -> None:
    main = share_of(round(0.75 * N), N, N)
    found = rerun_agreement(
        "seeds", [(share_of(384, 512, 512), None), (share_of(100, 512, 512), None)], main, "holds"
    )
    assert (found.agreeing, found.others) == (1, {"fails": 1})


def test_a_rerun_in_which_nothing_speaks_does_not_agree() -> None:
    main = share_of(N, N, N)
    found = rerun_agreement("seeds", [(share_of(0, 0, 512), None)], main, "holds")
    assert found.others == {"can't tell": 1}


def test_every_kind_has_words() -> None:
    assert set(KINDS) == {"bootstrap", "halves", "seeds", "luck", "structure", "spreads", "weightings"}


def test_twenty_eight_claims_at_ten_thousand_worlds_take_seconds() -> None:
    """The budget is 20 s; a third of a second was measured."""
    assert stability_seconds() < 20
