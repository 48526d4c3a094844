"""The table of what rules may look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from irenic.case import CaseArrays
from irenic.strategy import OBSERVABLE_INDEX, OBSERVABLES, observable_names, observables_markdown

ORDER = [
    "month",
    "signed",
    "seated",
    "endorsed",
    "membership",
    "acceptance",
    "acceptance_1",
    "acceptance_2",
    "acceptance_3",
    "acceptance_4",
    "settlement_depth",
    "legitimacy",
    "extremist_strength",
    "extremist_growth",
    "base_share",
    "base_share_rise",
    "territory",
    "engaged",
    "civilian_deaths",
    "mediator_credibility",
    "consent",
    "polarisation",
    "local_cohesion",
    "plot",
    "outside_losses",
    "largest_gain",
    "money_spent",
    "strikes_flown",
]
FIELDS = {
    "group": ["willingness", "member", "fighters", "held", "offensive", "engagement", "losses"],
    "pair": ["trust", "clash"],
    "district": ["extremist_share", "extremists", "cohesion", "grievance"],
    "holding": ["control"],
}

DOCS = Path(__file__).parents[2] / "docs"
NORMAL_DRAWS = 24


def test_order_is_the_agreed_one() -> None:
    assert [one.id for one in OBSERVABLES] == ORDER + [name for names in FIELDS.values() for name in names]
    assert [OBSERVABLE_INDEX[name] for name in ORDER] == list(range(28))


def test_fields_are_of_what_they_say() -> None:
    assert {kind: [one.id for one in OBSERVABLES if one.of == kind] for kind in FIELDS} == FIELDS


@pytest.mark.parametrize("one", OBSERVABLES, ids=lambda one: one.id)
def test_rows_make_sense(one: object) -> None:
    assert 0 <= one.lag <= 3
    assert one.lower < one.upper
    assert one.noise in ("none", "normal", "lognormal", "thinning")
    assert (one.sd > 0) == (one.noise != "none")
    assert (0 <= one.draw < NORMAL_DRAWS) == (one.noise in ("normal", "lognormal") and one.of == "")
    assert one.meaning and one.unit


def test_lags_are_those_of_the_model_text() -> None:
    lags = {one.id: one.lag for one in OBSERVABLES}
    assert [name for name, lag in lags.items() if lag == 0] == [
        "month",
        "signed",
        "seated",
        "endorsed",
        "money_spent",
        "strikes_flown",
    ]
    assert [name for name, lag in lags.items() if lag == 2] == [
        "extremist_strength",
        "extremist_growth",
        "engaged",
    ]
    assert [name for name, lag in lags.items() if lag == 3] == ["legitimacy"]


def test_noise_is_that_of_the_model_text() -> None:
    noise = {one.id: (one.noise, one.sd) for one in OBSERVABLES}
    assert noise["membership"] == ("normal", 0.05)
    assert noise["extremist_strength"] == noise["extremist_growth"] == ("lognormal", 0.35)
    assert noise["territory"] == ("lognormal", 0.2)
    assert noise["civilian_deaths"] == ("thinning", 0.6)


def test_the_same_thing_seen_twice_shares_its_draw() -> None:
    draws = [one.draw for one in OBSERVABLES if one.draw >= 0]
    twice = {draw for draw in draws if draws.count(draw) > 1}
    shared = [{one.id for one in OBSERVABLES if one.draw == draw} for draw in sorted(twice)]
    assert shared == [{"extremist_strength", "extremist_growth"}, {"base_share", "base_share_rise"}]


def test_regions_go_by_name_in_the_order_of_the_case(toy_arrays: CaseArrays) -> None:
    names = observable_names(toy_arrays)
    assert names["acceptance_north"] == OBSERVABLE_INDEX["acceptance_1"]
    assert names["acceptance_south"] == OBSERVABLE_INDEX["acceptance_2"]
    assert "acceptance_3" not in names
    assert len(names) == 28 - 4 + 2


def test_markdown_names_every_observable() -> None:
    table = observables_markdown()
    assert all(f"`{one.id}`" in table for one in OBSERVABLES)
    assert "| `control` | each group in each district |" in table
    assert "times uniform 0.6 to 1" in table


def test_the_committed_page_is_current() -> None:
    assert (DOCS / "observables.md").read_text(encoding="utf-8") == observables_markdown()
