"""A claim asked of kept runs: luck removed, conditions, missing values, weights."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.audit.tested import Test, share_under, try_claim
from irenic.analysis.kept import Extract
from irenic.analysis.proposition import Words, parse_proposition
from tests.analysis.kept_arms import ARMS, OUTCOMES

WORDS = Words(("a", "b"), tuple(o.id for o in OUTCOMES), ("acceptance", "unity"), 12)


def claim(holds_when: str, given: str | None = None) -> Test:
    return Test(
        parse_proposition(holds_when, WORDS), None if given is None else parse_proposition(given, WORDS)
    )


def test_luck_is_removed_before_the_claim_is_asked() -> None:
    """In world 0 one run of two holds; its mean does not."""
    found = try_claim(claim("deaths(a) < deaths(b)"), ARMS, OUTCOMES)
    np.testing.assert_array_equal(found.holds, [False, False])
    np.testing.assert_array_equal(found.run_holds, [[True, False], [False, False]])
    assert found.share_of_runs == 0.25
    np.testing.assert_array_equal(found.failing, [0.5, 1.0])
    assert found.share().share == 0.0


def test_a_claim_speaks_only_where_its_condition_holds() -> None:
    found = try_claim(claim("deaths(a) > deaths(b)", "acceptance(b) >= 0.5"), ARMS, OUTCOMES)
    np.testing.assert_array_equal(found.spoken, [False, True])
    np.testing.assert_array_equal(found.holds, [False, True])
    assert np.isnan(found.margin[0])
    share = found.share()
    assert (share.holding, share.speaking, share.worlds) == (1, 1, 2)
    assert found.share(1).speaking == 0


def test_missing_values_say_nothing() -> None:
    arms = {name: {**kept, Extract("rate"): np.array([[np.nan, np.nan], [0.1, np.nan]], np.float32)}
            for name, kept in ARMS.items()}  # fmt: skip
    found = try_claim(claim("rate(a) <= rate(b)"), arms, OUTCOMES)
    np.testing.assert_array_equal(found.spoken, [False, True])
    np.testing.assert_array_equal(found.run_spoken, [[False, False], [True, False]])
    assert np.isnan(found.failing[0])


def test_luck_and_reliability_of_known_variances() -> None:
    """Between worlds 4, luck 1 in each run: luck has 1/5 of a run, a mean of 4 is reliable to 16/17."""
    rng = np.random.default_rng(0)
    world, luck = 2 * rng.normal(size=(20_000, 1)), rng.normal(size=(20_000, 4))
    arms = {"a": {Extract("deaths"): (world + luck).astype(np.float32)}}
    found = try_claim(claim("deaths(a) > 0"), arms, OUTCOMES)
    assert found.luck_share == pytest.approx(0.2, abs=0.01)
    assert found.reliability == pytest.approx(16 / 17, abs=0.005)


def test_one_replicate_cannot_tell_luck() -> None:
    arms = {"a": {Extract("deaths"): np.random.default_rng(0).normal(size=(50, 1)).astype(np.float32)}}
    found = try_claim(claim("deaths(a) > 0"), arms, OUTCOMES)
    assert np.isnan(found.luck_share)
    assert np.isnan(found.reliability)


def test_other_weights_give_other_shares() -> None:
    test = claim("score(a) >= score(b)")
    shares = [share_under(test, ARMS, OUTCOMES, np.array(w)).share for w in ([1.0, 0.0], [0.0, 1.0])]
    assert shares == [0.5, 0.5]
    assert share_under(test, ARMS, OUTCOMES, np.array([0.5, 0.5])).worlds == 2
