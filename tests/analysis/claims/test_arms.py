"""Arms become strategies that differ from their start in what is changed, and in nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from irenic.analysis.claims import Arm, Claim, arm_label, arm_strategy, changes_in_words
from irenic.case import CaseArrays
from irenic.errors import ClaimError
from irenic.strategy import LEVER_BY_ID, Strategy, strategies_text, strategy_arrays
from irenic.strategy.places import elements

Known = dict[str, Strategy]


def test_an_arm_without_changes_is_its_strategy(
    claims: tuple[Claim, ...], strategies: Known, toy_arrays: CaseArrays
) -> None:
    plan = arm_strategy(claims[0].arms["strikes"], strategies, toy_arrays)
    assert plan.strategy is strategies["strikes"]
    assert dict(plan.parameters) == {}


def test_held_parameters_leave_the_strategy_alone(
    claims: tuple[Claim, ...], strategies: Known, toy_arrays: CaseArrays
) -> None:
    plan = arm_strategy(claims[0].arms["no_mh"], strategies, toy_arrays)
    assert plan.strategy is strategies["strikes"]
    assert dict(plan.parameters) == {"mh": 0.0}


@pytest.mark.parametrize("lever", ["breadth", "strikes", "pay", "truce", "services", "guarantee"])
@pytest.mark.parametrize("start", ["nothing", "bottom_up", "top_down_air", "ruled"])
def test_a_pinned_lever_holds_from_the_start_and_in_every_phase(
    lever: str, start: str, strategies: Known, toy_arrays: CaseArrays
) -> None:
    pinned = dict.fromkeys(elements(LEVER_BY_ID[lever], toy_arrays), 0.125)
    before = strategies[start]
    after = arm_strategy(Arm("arm", strategy=start, levers=pinned), strategies, toy_arrays).strategy
    for levers, targets in [(after.base, after.targets), *((p.levers, p.targets) for p in after.phases)]:
        assert {e: v for e, v in levers.items() if e[0] == lever} == pinned
        assert lever not in {target.lever for target in targets}
    assert {e: v for e, v in after.base.items() if e[0] != lever} == {
        e: v for e, v in before.base.items() if e[0] != lever
    }
    assert [(p.name, p.when, p.until, p.exit) for p in after.phases] == [
        (p.name, p.when, p.until, p.exit) for p in before.phases
    ]
    strategy_arrays(after, toy_arrays)


def test_a_pin_of_one_member_spares_it_from_rules(strategies: Known, toy_arrays: CaseArrays) -> None:
    pinned = {("pay", "NA"): 0.2, ("services", "port"): 1.0}
    after = arm_strategy(Arm("arm", strategy="ruled", levers=pinned), strategies, toy_arrays).strategy
    left_out = {target.lever: target.left_out for target in after.targets}
    assert left_out == {"truce": (), "pay": ("NA",), "services": ("hills", "port"), "strikes": ()}
    assert all(phase.levers[("pay", "NA")] == 0.2 for phase in after.phases)


def test_single_pairs_cannot_be_pinned_against_a_rule(strategies: Known, toy_arrays: CaseArrays) -> None:
    arm = Arm("arm", strategy="ruled", levers={("truce", "NA", "SB"): 1.0})
    with pytest.raises(ClaimError, match=r"pin_not_possible: arm arm pins some pairs of truce"):
        arm_strategy(arm, strategies, toy_arrays)
    free = arm_strategy(replace(arm, strategy="nothing"), strategies, toy_arrays).strategy
    assert dict(free.base) == {("truce", "NA", "SB"): 1.0}


def test_a_phase_left_out_has_never_started(strategies: Known, toy_arrays: CaseArrays) -> None:
    after = arm_strategy(Arm("arm", strategy="ruled", without=("first",)), strategies, toy_arrays).strategy
    assert [phase.name for phase in after.phases] == ["second", "third"]
    assert str(after.phases[0].when) == "not month >= 1200 or month >= 1200 for 2 months"
    assert str(after.phases[1].when) == "at least 1 of (month >= 1200, plot)"
    strategy_arrays(after, toy_arrays)
    assert strategies["ruled"].phases[0].name == "first", "the strategy itself is untouched"


def test_leaving_phases_out_changes_nothing_else(
    claims: tuple[Claim, ...], strategies: Known, toy_arrays: CaseArrays
) -> None:
    after = arm_strategy(claims[0].arms["early"], strategies, toy_arrays).strategy
    before = strategies["bottom_up"]
    assert after.base == before.base
    assert after.phases == tuple(p for p in before.phases if p.name in ("air", "exit_ground"))
    assert after.name == "early"


def test_dated_events_join_those_of_the_strategy(strategies: Known, toy_arrays: CaseArrays) -> None:
    known = strategies | {"dated": replace(strategies["nothing"], forced={"signed": 1, "seated": 4})}
    arm = Arm("arm", strategy="dated", events={"seated": 6, "leader_lost:NA": 3})
    after = arm_strategy(arm, known, toy_arrays).strategy
    assert dict(after.forced) == {"signed": 1, "seated": 6, "leader_lost:NA": 3}
    assert not after.reference


def test_a_plan_of_its_own(claims: tuple[Claim, ...], strategies: Known, toy_arrays: CaseArrays) -> None:
    arm = claims[0].arms["own"]
    plan = arm_strategy(arm, {}, toy_arrays).strategy
    assert plan.base[("strikes",)] == 50
    assert [phase.name for phase in plan.phases] == ["deal"]
    assert arm_label(arm, {}) == "own"
    tied = arm_strategy(replace(arm, levers={("strikes",): 10.0}), {}, toy_arrays).strategy
    assert tied.base[("strikes",)] == 10


def test_every_arm_can_be_run_and_written(
    claims: tuple[Claim, ...], strategies: Known, toy_arrays: CaseArrays
) -> None:
    for arm in (arm for claim in claims for arm in claim.arms.values()):
        strategy = arm_strategy(arm, strategies, toy_arrays).strategy
        strategy_arrays(strategy, toy_arrays)
        assert strategy.name in strategies_text([strategy], toy_arrays)


def test_equal_changes_give_equal_arrays(strategies: Known, toy_arrays: CaseArrays) -> None:
    """The bottom-up plan with narrow talks, pinned, is the case's own narrow variant."""
    arm = Arm("narrow", strategy="bottom_up", levers={("breadth",): 0.05})
    mine = strategy_arrays(arm_strategy(arm, strategies, toy_arrays).strategy, toy_arrays)
    theirs = strategy_arrays(strategies["bottom_up_narrow"], toy_arrays)
    np.testing.assert_array_equal(mine.base, theirs.base)


def test_what_is_not_at_hand_is_refused(strategies: Known, toy_arrays: CaseArrays) -> None:
    with pytest.raises(ClaimError, match=r'unknown_strategy: arm a starts from "strkes"'):
        arm_strategy(Arm("a", strategy="strkes"), strategies, toy_arrays)
    with pytest.raises(ClaimError, match=r"unknown_phase: arm a leaves out exit_lat"):
        arm_strategy(Arm("a", strategy="bottom_up", without=("exit_lat",)), strategies, toy_arrays)


def test_changes_are_said_in_words(claims: tuple[Claim, ...], strategies: Known) -> None:
    arms = claims[0].arms
    assert changes_in_words(arms["strikes"]) == ""
    assert changes_in_words(arms["tied"]) == "breadth 0.05; pay NA 0.2"
    assert changes_in_words(arms["early"]) == "without exit_late, exit_growth"
    assert changes_in_words(arms["no_mh"]) == "mh held at 0"
    assert changes_in_words(arms["dated"]) == "signed in month 2; seated in month 3"
    lost = Arm("a", strategy="nothing", events={"leader_lost:NA": 3})
    assert changes_in_words(lost) == "leader lost (NA) in month 3"
    alike = Arm("a", strategy="nothing", levers={("pay", g): 0.5 for g in ("NA", "SB", "PB", "LC")})
    assert changes_in_words(alike) == "pay 0.5"
    assert arm_label(arms["no_mh"], strategies) == "Strikes only (mh held at 0)"
    assert arm_label(arms["strikes"], strategies) == "Strikes alone"
