"""The shipped table of priors: rows, truncation, quantiles and variants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.errors import ParameterError, ShapeError
from irenic.parameters import (
    CENTRED_RUN,
    NATURAL_LIMITS,
    ParameterTable,
    Prior,
    load_parameters,
    shorthand,
)

TABLE = load_parameters()


def oracle(prior: Prior) -> scipy.stats.rv_continuous:
    """The untruncated distribution of scipy.stats, built apart from ours."""
    if prior.distribution == "normal":
        return scipy.stats.norm(prior.a, prior.b)
    if prior.distribution == "lognormal":
        return scipy.stats.lognorm(s=prior.b, scale=prior.a)
    return scipy.stats.beta(prior.a, prior.b)


def truncated_cdf(prior: Prior, values: np.ndarray) -> np.ndarray:
    """Distribution function inside the bounds, by the oracle."""
    low, high = oracle(prior).cdf([prior.lower, prior.upper])
    return (oracle(prior).cdf(values) - low) / (high - low)


def by_distribution(kind: str) -> list[Prior]:
    return [prior for prior in TABLE.priors if prior.distribution == kind]


# --- the shipped table ---------------------------------------------------------------------------


def test_the_table_has_the_model_and_its_amendments() -> None:
    assert len(TABLE) == 110
    assert len(set(TABLE.names)) == 110
    assert TABLE.names[0] == "chi" and TABLE.names[-1] == "s_o"
    assert {prior.mechanism for prior in TABLE.priors} == {*(f"M{i}" for i in range(1, 13)), "amendment"}


def test_decided_priors() -> None:
    stated = {
        "b_s": "N(0.15, 0.4)",
        "r_B": "N(0.2, 0.5)",
        "b_j": "N(0.8, 0.6)",
        "b_l": "N(0.4, 0.5)",
        "t_l": "LN(0.05, 0.6)",
        "s_w": "LN(0.03, 0.8)",
        "b_w": "N(0.5, 0.6)",
        "x_c": "LN(0.8, 0.6)",
        "b_i": "N(0.4, 0.5)",
        "t_p": "N(0.01, 0.02)",
        "z_p": "N(0.2, 0.5)",
        "b_p": "N(0.4, 0.4)",
        "chi": "Be(2, 5)",
    }
    assert {name: shorthand(TABLE[name]) for name in stated} == stated


@pytest.mark.parametrize("prior", TABLE.priors, ids=TABLE.names)
def test_every_row_is_sourced_and_its_centre_inside(prior: Prior) -> None:
    assert prior.lower < prior.centre < prior.upper
    assert prior.source and prior.checked and prior.meaning and prior.unit
    words = ("abstract or summary seen", "from memory, not re-checked", "expert guess")
    assert any(word in prior.checked for word in words)
    assert (prior.grade == "D") or "expert guess" not in prior.checked.split(";")[0]
    least, greatest = NATURAL_LIMITS.get(prior.unit, (-np.inf, np.inf))
    assert least <= prior.lower and prior.upper <= greatest


@pytest.mark.parametrize("prior", TABLE.priors, ids=TABLE.names)
def test_little_mass_is_cut_off(prior: Prior) -> None:
    inside = np.diff(oracle(prior).cdf([prior.lower, prior.upper]))[0]
    assert inside > 0.95


def test_the_article_is_no_evidence() -> None:
    """Decision D30."""
    for prior in TABLE.priors:
        assert "article" not in prior.source and "seed" not in prior.source
    assert TABLE["be_V"].source == "Arjona 2016"


# --- quantiles -----------------------------------------------------------------------------------


def test_quantiles_stay_in_bounds_and_reach_them() -> None:
    ends = TABLE.quantile(np.tile([0.0, 1.0], (len(TABLE), 1)))
    lower = np.array([prior.lower for prior in TABLE.priors])
    upper = np.array([prior.upper for prior in TABLE.priors])
    np.testing.assert_allclose(ends[:, 0], lower, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ends[:, 1], upper, rtol=1e-9, atol=1e-12)
    draws = TABLE.quantile(np.random.default_rng(5).random((len(TABLE), 4096)))
    assert draws.dtype == np.float64 and draws.shape == (len(TABLE), 4096)
    # Truncated, not clipped: nothing heaps on a bound.
    assert np.all(draws > lower[:, None]) and np.all(draws < upper[:, None])


def test_normals_against_truncnorm() -> None:
    u = np.linspace(0.001, 0.999, 333)
    for prior in by_distribution("normal"):
        bounds = (np.array([prior.lower, prior.upper]) - prior.a) / prior.b
        expected = scipy.stats.truncnorm.ppf(u, *bounds, loc=prior.a, scale=prior.b)
        np.testing.assert_allclose(prior.quantile(u), expected, rtol=1e-9, atol=1e-12)


def test_lognormals_against_truncnorm_of_logs() -> None:
    u = np.linspace(0.001, 0.999, 333)
    for prior in by_distribution("lognormal"):
        bounds = np.log(np.array([prior.lower, prior.upper]) / prior.a) / prior.b
        expected = prior.a * np.exp(prior.b * scipy.stats.truncnorm.ppf(u, *bounds))
        np.testing.assert_allclose(prior.quantile(u), expected, rtol=1e-9)


@pytest.mark.parametrize("prior", TABLE.priors, ids=TABLE.names)
def test_draws_follow_the_truncated_distribution(prior: Prior) -> None:
    """Kolmogorov-Smirnov distance of 4,096 evenly spread points is their spacing."""
    u = (np.arange(4096) + 0.5) / 4096
    distance = np.max(np.abs(truncated_cdf(prior, prior.quantile(u)) - u))
    assert distance < 1e-9


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8))
def test_round_trip(probabilities: list[float]) -> None:
    u = np.tile(np.array(probabilities), (len(TABLE), 1))
    np.testing.assert_allclose(TABLE.probability(TABLE.quantile(u)), u, atol=1e-9)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_quantiles_rise(first: float, second: float) -> None:
    pair = np.tile(np.sort([first, second]), (len(TABLE), 1))
    theta = TABLE.quantile(pair)
    assert np.all(theta[:, 0] <= theta[:, 1])


def test_median_is_the_half_quantile() -> None:
    half = TABLE.quantile(np.full((len(TABLE), 1), 0.5))[:, 0]
    assert list(TABLE.median) == list(TABLE.names)
    np.testing.assert_array_equal(list(TABLE.median.values()), half)
    assert TABLE.median["be_u"] == pytest.approx(0.0, abs=1e-12)


def test_smallest_probabilities_give_numbers() -> None:
    u = np.concatenate([[0.0, 5e-324], 10.0 ** np.arange(-307, 0)])
    theta = TABLE.quantile(np.tile(u, (len(TABLE), 1)))
    assert np.all(np.isfinite(theta)) and np.all(np.diff(theta) >= 0.0)


def test_no_rows_no_draws() -> None:
    assert ParameterTable(()).quantile(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("shape", [(110,), (109, 4), (110, 4, 1)])
def test_wrong_shape(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"one row per parameter"):
        TABLE.quantile(np.full(shape, 0.5))


def test_wrong_shape_of_values() -> None:
    with pytest.raises(ShapeError, match=r"expected \(110, N\)"):
        TABLE.probability(np.zeros(110))


@pytest.mark.parametrize("bad", [-1e-9, 1.0000001, np.nan, np.inf])
def test_not_a_probability(bad: float) -> None:
    u = np.full((110, 3), 0.5)
    u[4, 1] = bad
    with pytest.raises(ParameterError, match=r"probability_out_of_range: 1 of 330"):
        TABLE.quantile(u)


def test_unknown_name() -> None:
    with pytest.raises(ParameterError, match=r'unknown_parameter: id is "be_v".*Did you mean "be_V"'):
        TABLE["be_v"]


# --- variants ------------------------------------------------------------------------------------


def test_spread_of_one_changes_nothing() -> None:
    for before, after in zip(TABLE.priors, TABLE.spread(1.0).priors, strict=True):
        for field in ("a", "b", "lower", "upper"):
            assert getattr(after, field) == pytest.approx(getattr(before, field), rel=1e-12)


def test_doubled_spread() -> None:
    wide = TABLE.spread(2.0)
    assert (wide["b_k"].b, wide["b_k"].lower, wide["b_k"].upper) == pytest.approx((0.8, -1.7, 3.5))
    # On the log scale: [.005, .25] about .05 becomes [.0005, 1.25], and a share ends at 1.
    assert (wide["t_l"].b, wide["t_l"].lower, wide["t_l"].upper) == pytest.approx((1.2, 0.0005, 1.0))
    assert (wide["chi"].a, wide["chi"].b) == pytest.approx((1.25, 2.0))
    assert wide["tau"].lower == 1.0


@settings(max_examples=25)  # each integrates every prior twice
@given(st.floats(0.2, 5.0))
def test_spread_keeps_natural_limits(factor: float) -> None:
    for prior, spread in zip(TABLE.priors, TABLE.spread(factor).priors, strict=True):
        least, greatest = NATURAL_LIMITS.get(spread.unit, (-np.inf, np.inf))
        assert least <= spread.lower < spread.upper <= greatest
        if spread.distribution != "normal":
            assert spread.lower >= 0.0
        if spread.distribution == "beta":
            assert spread.a >= 1.0 and spread.b >= 1.0 and spread.upper <= 1.0
        wider = oracle(spread).std() >= oracle(prior).std()
        assert wider == (factor >= 1.0) or factor == pytest.approx(1.0)


@pytest.mark.parametrize("factor", [0.0, -1.0, np.nan, np.inf])
def test_spread_not_positive(factor: float) -> None:
    with pytest.raises(ParameterError, match="spread_not_positive"):
        TABLE.spread(factor)


def test_centred_priors_lose_only_their_lean() -> None:
    centred = TABLE.centred()
    assert CENTRED_RUN == ("mh", "z_s", "be_V")
    for name in CENTRED_RUN:
        assert centred[name].a == 0.0 and centred[name].b == TABLE[name].b
        assert centred[name].wrong_sign == pytest.approx(0.5, abs=0.005)
        assert centred.median[name] == pytest.approx(0.0, abs=0.01 * TABLE[name].b)
    changed = [n for n in TABLE.names if centred[n] != TABLE[n]]
    assert sorted(changed) == sorted(CENTRED_RUN)


def test_only_normals_can_be_centred() -> None:
    with pytest.raises(ParameterError, match="not_normal") as caught:
        TABLE.centred(["k_s", "chi", "mh"])
    assert [problem.path for problem in caught.value.problems] == ["k_s", "chi"]
    with pytest.raises(ParameterError, match="unknown_parameter"):
        TABLE.centred(["nothing"])


def test_digest_follows_what_is_drawn_not_the_wording() -> None:
    assert len(TABLE.digest) == 64 and load_parameters().digest == TABLE.digest
    reworded = (replace(TABLE.priors[0], meaning="said otherwise"), *TABLE.priors[1:])
    assert ParameterTable(reworded).digest == TABLE.digest
    for field in ("a", "b", "lower", "upper"):
        moved = replace(TABLE.priors[0], **{field: getattr(TABLE.priors[0], field) + 0.01})
        assert ParameterTable((moved, *TABLE.priors[1:])).digest != TABLE.digest
    assert ParameterTable(TABLE.priors[::-1]).digest != TABLE.digest
