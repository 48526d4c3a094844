"""Value of information: an analytic linear-normal case, limits, chance and luck."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, qmc

from irenic.analysis.robustness.horizon import prior_scores
from irenic.analysis.robustness.information import Question
from irenic.analysis.robustness.splines import Smoother, basis_of, explained, folds_of
from irenic.analysis.robustness.weighing import world_weights

WORLDS = 4096


def unit_normal_loss(mean: float, deviation: float) -> float:
    """E max(0, X) - max(0, E X) for normal X: what knowing X is worth when it is the gain of the second."""
    ratio = abs(mean) / deviation
    return float(deviation * (norm.pdf(ratio) - ratio * norm.cdf(-ratio)))


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """Five standard normal inputs, (input, world)."""
    return np.asarray(norm.ppf(qmc.Sobol(5, seed=1).random(WORLDS)).T)


def linear(drawn: np.ndarray, slopes: list[float], mean: float) -> np.ndarray:
    """Two strategies, one family: 0, and mean + slopes * inputs; scores (strategy, world, family)."""
    gain = mean + np.asarray(slopes) @ drawn[: len(slopes)]
    return np.stack([np.zeros_like(gain), gain])[..., None]


ONE = np.ones((1, 1))


@pytest.mark.parametrize(("mean", "slopes"), [(0.2, [1.0, 0.5, 0.0]), (-0.5, [0.3, 1.0, 0.2])])
def test_linear_normal_case(drawn: np.ndarray, mean: float, slopes: list[float]) -> None:
    # The gain given x_j is mean + slope_j x_j: normal with deviation |slope_j|.
    asked = Question(linear(drawn, slopes, mean), ONE, world_weights(WORLDS), shuffles=5)
    z = prior_scores(drawn)
    for j, slope in enumerate(slopes):
        found = asked.worth("x", (j,), z[[j]])
        exact = unit_normal_loss(mean, abs(slope)) if slope else 0.0
        assert abs(found.value - exact) < 3 * found.error + 0.003
        assert abs(found.plug_in - exact) < 3 * found.error + 0.01
    pair = asked.worth("both", (0, 1), z[[0, 1]])
    exact = unit_normal_loss(mean, float(np.hypot(*slopes[:2])))
    assert abs(pair.value - exact) < 3 * pair.error + 0.003
    everything = asked.everything()
    exact = unit_normal_loss(mean, float(np.linalg.norm(slopes)))
    assert abs(everything.value - exact) < 3 * everything.error
    assert everything.value >= pair.value


def test_values_add_to_no_more_than_all_and_groups_are_worth_no_less(drawn: np.ndarray) -> None:
    asked = Question(linear(drawn, [1.0, 0.7], 0.1), ONE, world_weights(WORLDS), shuffles=2)
    z = prior_scores(drawn)
    single, pair = asked.worth("a", (0,), z[[0]]), asked.worth("ab", (0, 1), z[[0, 1]])
    assert 0 < single.value < pair.value <= asked.everything().value + 1e-9
    assert 0 < single.changes < 1


def test_a_bend_and_an_interaction_are_seen(drawn: np.ndarray) -> None:
    z = prior_scores(drawn)
    bent = np.stack([np.zeros(WORLDS), drawn[0] ** 2 - 1])[..., None]
    crossed = np.stack([np.zeros(WORLDS), drawn[0] * drawn[1]])[..., None]
    weights = world_weights(WORLDS)
    exact = float(np.maximum(drawn[0] ** 2 - 1, 0).mean())
    assert Question(bent, ONE, weights, shuffles=2).worth("a", (0,), z[[0]]).value == pytest.approx(
        exact, abs=0.03
    )
    asked = Question(crossed, ONE, weights, shuffles=2)
    # neither alone tells anything; together they tell all: E|xy| / 2 = 1 / pi
    assert asked.worth("a", (0,), z[[0]]).value < 0.03
    assert asked.worth("ab", (0, 1), z[[0, 1]]).value == pytest.approx(1 / np.pi, abs=0.03)


def test_inputs_that_mean_nothing_are_not_found(drawn: np.ndarray) -> None:
    rng = np.random.default_rng(2)
    scores = rng.normal(size=(4, 1024, 3))
    asked = Question(scores, rng.dirichlet(np.ones(3), 8), world_weights(1024), shuffles=20)
    z = prior_scores(rng.normal(size=(12, 1024)))
    found = [asked.worth(str(j), (j,), z[[j]]) for j in range(12)]
    assert not any(w.found for w in found)
    # The fit's own estimate is above zero by chance alone; shuffled inputs show by how much.
    assert min(w.plug_in for w in found) > 0
    assert np.mean([w.plug_in for w in found]) < found[0].chance[1]
    assert abs(np.mean([w.value for w in found])) < 3 * np.mean([w.error for w in found])


def test_a_real_input_is_found_among_noise(drawn: np.ndarray) -> None:
    noise = np.random.default_rng(3).normal(size=WORLDS)
    scores = np.stack([np.zeros(WORLDS), 0.4 * drawn[2] + noise])[..., None]
    asked = Question(scores, ONE, world_weights(WORLDS), shuffles=20)
    z = prior_scores(drawn)
    assert asked.worth("true", (2,), z[[2]]).found
    assert not asked.worth("noise", (3,), z[[3]]).found


def test_weights_of_worlds_move_the_answer(drawn: np.ndarray) -> None:
    # Worlds weighted by exp(x - 1/2) have x ~ N(1, 1): the second strategy is then nearly always right.
    weights = world_weights(WORLDS, np.exp(drawn[0] - 0.5))
    asked = Question(linear(drawn, [1.0], 0.5), ONE, weights, shuffles=2)
    found = asked.worth("a", (0,), prior_scores(drawn)[[0]])
    assert found.value == pytest.approx(unit_normal_loss(1.5, 1.0), abs=0.01)


def test_luck_is_no_knowledge(drawn: np.ndarray) -> None:
    # All that differs is luck: knowing the world seems worth much, and is worth nothing.
    halves = np.random.default_rng(4).normal(size=(2, 3, 2048, 1))
    asked = Question(halves.mean(0), ONE, world_weights(2048), shuffles=1)
    found = asked.everything(halves)
    assert found.value > 0.5 and found.without_luck is not None
    assert abs(found.without_luck) < 0.06
    assert asked.everything().without_luck is None


def test_over_weightings_it_is_the_mean_of_each(drawn: np.ndarray) -> None:
    scores = np.random.default_rng(5).normal(size=(3, 512, 2))
    scores[0, :, 0] += prior_scores(drawn[:1, :512])[0]
    rows, weights = np.array([[0.2, 0.8], [0.9, 0.1]]), world_weights(512)
    z = prior_scores(drawn[:1, :512])
    apart = [Question(scores, rows[[k]], weights, shuffles=1).everything().value for k in range(2)]
    joint = Question(scores, rows, weights, shuffles=1)
    assert joint.everything().value == pytest.approx(np.mean(apart))
    parts = [Question(scores, rows[[k]], weights, shuffles=1).worth("a", (0,), z).plug_in for k in range(2)]
    assert joint.worth("a", (0,), z).plug_in == pytest.approx(np.mean(parts))


def test_the_same_seed_the_same_answer(drawn: np.ndarray) -> None:
    scores, z = linear(drawn, [0.5], 0.0), prior_scores(drawn)
    one, two = (Question(scores, ONE, world_weights(WORLDS), shuffles=3) for _ in range(2))
    assert one.worth("a", (0,), z[[0]]) == two.worth("a", (0,), z[[0]])


def test_splines_fit_lines_exactly_and_levels_by_their_means() -> None:
    x = np.linspace(-2, 2, 400)
    fold, weights = folds_of(400, 1), world_weights(400)
    curve = Smoother(basis_of(x[None]), weights)
    line, _ = curve.fit((3 * x + 1)[:, None])
    np.testing.assert_allclose(line[:, 0], 3 * x + 1, atol=1e-4)
    levels = np.repeat([0.0, 1, 2], [100, 150, 150])
    steps, response = Smoother(basis_of(levels[None]), weights), np.where(levels == 1, 5.0, 2.0)[:, None]
    found = steps.outside(response, steps.fit(response)[1], fold)
    np.testing.assert_allclose(found, response, atol=1e-3)
    assert explained(curve, np.sin(2 * x)[:, None], weights, fold) > 0.99
    noise = np.random.default_rng(1).normal(size=(400, 1))
    assert explained(curve, noise, weights, fold) < 0.1


def test_a_fit_is_the_weighted_least_squares_of_its_stiffness() -> None:
    rng = np.random.default_rng(6)
    x, weights = prior_scores(rng.normal(size=(1, 200))), world_weights(200, rng.random(200) + 0.1)
    basis, response = basis_of(x), rng.normal(size=(200, 2))
    found, stiff = Smoother(basis, weights).fit(response)
    b, heavy = basis.columns, basis.columns * weights[:, None]
    plain = b @ np.linalg.lstsq(heavy.T @ b + stiff * basis.penalty, heavy.T @ response, rcond=1e-12)[0]
    np.testing.assert_allclose(found, plain, atol=1e-5)


def test_folds_are_even() -> None:
    assert np.bincount(folds_of(64, 1)).tolist() == [13, 13, 13, 13, 12]
