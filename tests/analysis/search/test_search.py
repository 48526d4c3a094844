"""The search finds what is planted, spends what it may, and claims what unseen worlds show."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.search import Contest, Drawn, Moves, Variation, evolve, gains
from irenic.analysis.search.unseen import Gain, parts_of, standard_error
from irenic.case import CaseArrays
from irenic.errors import StudyError
from irenic.strategy import Strategy, parse_strategies

from .conftest import PlantedJudge, planted


def contest(names: CaseArrays, budget: int, judge: PlantedJudge | None = None) -> Contest:
    return Contest(judge or PlantedJudge(), names, 2, 0.05, budget)


def run(names: CaseArrays, moves: Moves, shipped: list[Drawn], seed: int, budget: int = 2500) -> Contest:
    found = contest(names, budget)
    evolve(found, Variation(moves, np.random.default_rng(seed)), shipped, 4)
    return found


def test_the_planted_best_is_found_and_with_few_parts(
    toy_arrays: CaseArrays, moves: Moves, shipped: list[Drawn]
) -> None:
    assert all(planted(one.strategy) != (0.0, 1.0) for one in shipped)
    found = run(toy_arrays, moves, shipped, seed=1)
    best = [m for m in found.archive.members if planted(m.drawn.strategy) == (0.0, 1.0)]
    assert best
    # One lever, one phase, one test, its lever; a search may leave a part or two that cost nothing.
    assert min(int(m.losses[-1]) for m in best) <= 6


def test_the_same_seed_finds_the_same(toy_arrays: CaseArrays, moves: Moves, shipped: list[Drawn]) -> None:
    one, two, other = (run(toy_arrays, moves, shipped, seed, 500) for seed in (3, 3, 4))
    for a, b in zip(one.archive.losses, two.archive.losses, strict=True):
        assert np.array_equal(a, b)
    assert [m.drawn for m in one.archive.members] == [m.drawn for m in two.archive.members]
    assert one.seen != other.seen


def test_no_more_is_spent_than_there_is(toy_arrays: CaseArrays, moves: Moves, shipped: list[Drawn]) -> None:
    start = len(shipped) * 16
    for budget in (start, start + 15, start + 40):
        found = run(toy_arrays, moves, shipped, 1, budget)
        assert found.spent <= budget
        assert found.left < 16


def test_nothing_is_judged_twice(toy_arrays: CaseArrays, moves: Moves, shipped: list[Drawn]) -> None:
    found = contest(toy_arrays, 500)
    evolve(found, Variation(moves, np.random.default_rng(2)), shipped, 4)
    assert found.judged - len(shipped) == len(found.seen)  # plans are entered by `search`
    new = planned(toy_arrays, "talks: .33")
    assert found.fresh(new)
    assert not found.fresh(new)


def test_what_the_first_look_shows_as_covered_gets_no_second(
    toy_arrays: CaseArrays, shipped: list[Drawn]
) -> None:
    judge = PlantedJudge()
    found = contest(toy_arrays, 10_000, judge)
    good = planned(toy_arrays, "talks: .75")
    same_but_longer = planned(toy_arrays, "talks: .75, border: .5")
    better = planned(toy_arrays, "talks: .75", "step: {when: signed, levers: {services: 1}}")
    found.judge_all([Drawn(good, "x", "")], whole=True)
    assert not found.judge_all([Drawn(same_but_longer, "x", "")])[0].is_promoted
    assert found.judge_all([Drawn(better, "x", "")])[0].is_promoted
    assert judge.calls == [(1, 0), (1, 1), (1, 0), (1, 0), (1, 1)]
    assert len(found.archive) == 2  # the longer one is better on one objective


def test_a_strategy_without_a_value_is_unfit(toy_arrays: CaseArrays, shipped: list[Drawn]) -> None:
    class Blind(PlantedJudge):
        def scores(self, strategies: object, look: int) -> list[np.ndarray]:
            return [np.full((2, self.runs[look]), np.nan)]

    found = contest(toy_arrays, 1000, Blind())
    assert found.judge_all(shipped[:1], whole=True) == []
    assert (found.unfit, len(found.archive)) == (1, 0)


def planned(names: CaseArrays, levers: str, phases: str = "") -> Strategy:
    body = f"levers: {{{levers}}}" + (f"\n    phases:\n      {phases}" if phases else "")
    text = f"strategies:\n  one:\n    label: One\n    summary: One.\n    {body}\n"
    return parse_strategies(text, names)["one"]


# Unseen worlds


def rows(mean: float, worlds: int = 64, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(2, worlds))
    return mean + noise - noise.mean(1, keepdims=True)


def test_a_gain_that_is_luck_does_not_survive() -> None:
    """Fifty alike strategies: the best of them in some worlds is none of the best in others."""
    seen = {f"f{i}": np.random.default_rng(i).normal(size=(1, 32)) for i in range(50)}
    unseen = {f"f{i}": np.random.default_rng(1000 + i).normal(size=(1, 4096)) for i in range(50)}
    plan = {"plan": np.zeros((1, 32))}, {"plan": np.zeros((1, 4096))}
    overall, single = gains(["a"], (seen, plan[0]), (unseen, plan[1]))
    assert overall.seen > 0.25
    assert abs(overall.unseen) < 0.05
    assert not overall.is_clear
    assert overall.survived is not None and overall.survived < 0.2
    assert single.strategy == overall.strategy


def test_a_gain_that_is_there_survives_and_is_measured_in_pairs() -> None:
    luck, far = rows(0.0), rows(0.0, 256, 9)
    seen = {"f": luck + 0.2}, {"plan": luck, "worse": luck - 1}
    unseen = {"f": far + 0.2}, {"plan": far, "worse": far - 1}
    overall = gains(["a", "b"], seen, unseen)[0]
    assert overall.rival == "plan"
    assert overall.unseen == pytest.approx(0.2)
    assert overall.error == pytest.approx(0, abs=1e-12)  # the luck is common
    assert overall.survived == pytest.approx(1)
    assert (overall.is_clear, overall.better) == (True, 1.0)


def test_the_rival_is_the_best_of_the_unseen_worlds() -> None:
    seen = {"f": rows(0.1)}, {"a": rows(0.0), "b": rows(-0.2)}
    unseen = {"f": rows(0.1)}, {"a": rows(0.0), "b": rows(0.3)}
    overall = gains(["x", "y"], seen, unseen)[0]
    assert (overall.rival_seen, overall.rival) == ("a", "b")
    assert overall.unseen == pytest.approx(-0.2)


def test_no_gain_to_begin_with_has_no_share_left() -> None:
    gain = Gain("overall", "f", -0.1, 0.0, "a", "a", 0.1, 0.5)
    assert gain.survived is None
    assert standard_error(np.zeros(1)) == float("inf")


def test_what_a_part_is_worth(toy_arrays: CaseArrays) -> None:
    plan = planned(toy_arrays, "talks: .75, border: .5", "step: {when: signed, levers: {services: 1}}")
    judge = PlantedJudge()
    whole = judge.scores([plan], 1)[0]
    parts = {part.name: part for part in parts_of(plan, toy_arrays, whole, lambda s: judge.scores(s, 1))}
    assert parts["step"].worth == pytest.approx(0.5)
    assert parts["talks"].worth == pytest.approx(0.375)
    assert parts["border"].worth == 0
    assert [parts[name].verdict for name in ("step", "talks", "border")] == [
        "helps",
        "helps",
        "no clear difference",
    ]


def test_settings_that_cannot_be_used_are_all_named() -> None:
    from irenic.analysis.search.run import Settings, check

    wrong = Settings(budget=0, seed=-1, first=64, worlds=64, unseen=100, epsilon=0, engine="x")  # type: ignore[arg-type]
    with pytest.raises(StudyError, match="bad_setting") as caught:
        check(wrong)
    assert [p.path for p in caught.value.problems] == [
        "unseen", "worlds", "budget", "seed", "epsilon", "engine",
    ]  # fmt: skip


def test_an_engine_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from irenic.analysis.search import run as module

    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(
        StudyError, match=r"pymoo_missing: engine is pymoo, which is not installed.*\[search\]"
    ):
        module.check(module.Settings(engine="pymoo"))


def test_what_is_judged_again_holds_the_simple_and_the_best(shipped: list[Drawn]) -> None:
    from irenic.analysis.search import Trial
    from irenic.analysis.search.run import RESCORED, rescored

    rng = np.random.default_rng(4)
    losses = np.column_stack([rng.normal(size=(80, 2)), rng.integers(5, 40, 80)])
    losses[7] = [0.5, 0.5, 1]  # poor, but the smallest
    losses[9] = [-9.0, 9.0, 39]  # best on one objective, worst on the other
    trials = [Trial(shipped[0], np.zeros((2, 2)), row, row, True) for row in losses]
    chosen = rescored(trials, 2)
    assert len(chosen) == RESCORED
    assert trials[7] in chosen and trials[9] in chosen
    scores = [trial.overall for trial in chosen]
    assert scores == sorted(scores, reverse=True)
    assert chosen[0].overall == max(trial.overall for trial in trials)
    assert rescored([], 2) == []
