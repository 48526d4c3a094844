"""What the manifest keeps of a strategy."""

from __future__ import annotations

from irenic.case import CaseArrays
from irenic.strategy.plan import Strategy
from irenic.strategy.write import strategy_to_dict
from irenic.study.describe import strategy_info


def test_dated_events_are_kept_by_name_with_the_group_that_lost_its_leaders(toy_arrays: CaseArrays) -> None:
    group = toy_arrays.groups[0]
    forced = {"signed": 2, f"leader_lost:{group}": 14}
    plan = Strategy("dated", "Dated", "Events with dates.", reference=False, forced=forced)
    content = strategy_to_dict(plan, toy_arrays)
    assert content["forced"] == {"signed": 2, "leader_lost": {group: 14}}
    assert strategy_info(content, plan.name, plan.reference).forced == forced


def test_a_strategy_without_dated_events_keeps_none(toy_arrays: CaseArrays) -> None:
    content = strategy_to_dict(Strategy("plain", "Plain", "No dates."), toy_arrays)
    assert strategy_info(content, "plain", True).forced == {}
