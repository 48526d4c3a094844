"""The rival plans for Libya: all there, alike where they must be, and explained in docs/rivals.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from irenic.case import case_arrays, load_case
from irenic.case.arrays import CaseArrays
from irenic.strategy import Strategy, load_strategies, strategy_arrays
from irenic.strategy.levers import LEVER_BY_ID

PAGE = Path(__file__).parents[2] / "docs" / "rivals.md"
FILE = Path(str(files("irenic"))) / "cases" / "libya_2015" / "rivals.yaml"

PLANS = [
    "s0_politics_first", "s1_strike_partners", "s2_two_tracks", "s3_aid_for_cooperation", "s4_back_lna",
    "s5_contain", "s6_stay_out", "s7_confederal", "s8_gna_channel", "s9_assistance_force",
    "s9_expeditionary", "s10_reset",
]  # fmt: skip

INSTRUMENTS = {
    "s0_politics_first": {
        "deny", "bank_terms", "truce", "local_mediation", "new_conference", "sanction", "pay", "joint_room",
    },
    "s1_strike_partners": {"advisers", "strikes", "partner", "services", "talks"},
    "s2_two_tracks": {"strikes", "talks", "deny", "sanction"},
    "s3_aid_for_cooperation": {"joint_room", "advisers", "partner", "strikes", "embargo", "talks"},
    "s4_back_lna": {"partner", "embargo_exempt", "strikes", "oil_block", "pay", "sanction"},
    "s5_contain": {"border", "strikes", "advisers", "oil_block", "services"},
    "s6_stay_out": {"embargo", "services", "talks"},
    "s7_confederal": {"talks", "bank_terms", "devolve", "guard_force", "reinstate", "strikes"},
    "s8_gna_channel": {
        "deny", "embargo_exempt", "guard_force", "bank_terms", "strikes", "sanction", "patron_deal",
    },
    "s9_assistance_force": {"outside_force", "outside_combat", "services"},
    "s9_expeditionary": {"outside_force", "outside_combat", "strikes", "services"},
    "s10_reset": {"truce", "military_track", "bank_terms", "guard_force", "patron_deal", "talks"},
}  # fmt: skip
"""Levers that the steps of each plan ask for, restated by hand from the sequences of the debate."""


@pytest.fixture(scope="module")
def arrays() -> CaseArrays:
    return case_arrays(load_case("libya-2015"))


@pytest.fixture(scope="module")
def plans(arrays: CaseArrays) -> dict[str, Strategy]:
    return load_strategies(FILE, arrays)


def levers_of(plan: Strategy) -> Iterator[str]:
    """Every lever a plan names, at its base, in a phase or by a rule."""
    for settings, targets in ((plan.base, plan.targets), *((p.levers, p.targets) for p in plan.phases)):
        yield from (element[0] for element in settings)
        yield from (target.lever for target in targets)


def test_all_plans_are_there_and_stand_apart(plans: dict[str, Strategy]) -> None:
    assert list(plans) == PLANS
    for plan in plans.values():
        assert (plan.set, plan.reference) == ("rivals", False)
        assert plan.argued_by
        assert plan.not_testable, f"{plan.name}: every plan has something the model cannot speak to"
        assert plan.phases


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_uses_its_instruments(plans: dict[str, Strategy], name: str) -> None:
    assert set(levers_of(plans[name])) >= INSTRUMENTS[name]


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_fits_the_arrays(plans: dict[str, Strategy], arrays: CaseArrays, name: str) -> None:
    compiled = strategy_arrays(plans[name], arrays)
    assert compiled is not None


def test_what_should_be_alike_is_alike(plans: dict[str, Strategy]) -> None:
    """Care for civilians, and strikes in earnest by one rule, so that no plan wins by a number of its own."""
    earnest = set()
    for plan in plans.values():
        if "strikes" in set(levers_of(plan)):
            assert plan.base[("care",)] == 0.5, plan.name
        assert not plan.budget, "no plan of the debate states a sum"
        for phase in plan.phases:
            earnest |= {t.value for t in phase.targets if t.lever == "strikes"}
            for element, value in phase.levers.items():
                assert element != ("strikes",) or value <= 40, f"{plan.name}.{phase.name}"
    assert len(earnest) == 1


def test_outside_troops_take_months(plans: dict[str, Strategy]) -> None:
    first = [
        next(p for p in plans[name].phases if ("outside_force", "misrata") in p.levers)
        for name in ("s9_assistance_force", "s9_expeditionary")
    ]
    assert [phase.lead for phase in first] == [4, 6]
    sizes = [sum(v for e, v in p.levers.items() if e[0] == "outside_force") for p in first]
    assert sizes == [4000, 12000]


def test_the_page_names_every_plan_and_only_levers_that_exist(plans: dict[str, Strategy]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    instruments, table = page.split("## The plans")
    for name in plans:
        assert f"| `{name}` " in table
    named = set(re.findall(r"`([a-z_]+)`", instruments))
    used = {lever for plan in plans.values() for lever in levers_of(plan)}
    assert used - {"terms_stated"} <= named, "a lever of a plan that the page does not explain"
    assert len(named & set(LEVER_BY_ID)) >= 30
