"""The three sentences: honest where nothing leads, where the ground is weak, and never a forecast."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irenic.report.answer import answer, ground_sentence, odds_sentence, share_ahead, standing_sentence
from irenic.report.material import Leading, Material, leading_of

FORECAST = re.compile(r"\b(?:should|recommend\w*|advise|will (?:be|win|succeed|fail)|likely|predict\w*)\b")


def with_robust(material: Material, **changes: Any) -> Material:
    """The same study with another verdict over weightings."""
    robust = material.comparison.robust
    assert robust is not None
    return replace(material, comparison=replace(material.comparison, robust=robust._replace(**changes)))


def test_three_sentences_that_are_no_forecast(gathered: Material) -> None:
    said = answer(gathered)
    assert len(said) == 3
    assert all(text.endswith(".") and text.count(". ") == 0 for text in said)
    assert not any(FORECAST.search(text) for text in said)
    assert "not what will happen, and not what to do" in said[2]


def test_clear_winner_is_named_with_its_odds(gathered: Material) -> None:
    lowest = np.array([0.95, 0.05, 0.0])
    said = standing_sentence(with_robust(gathered, first=0, second=1, separated=True, lowest=lowest))
    assert (
        "holds up best among the 3 strategies whatever is valued (under 95% of the weightings tried)" in said
    )
    assert re.search(r"best in (?:\d+ in 10+|nearly all|all|fewer than 1 in 200) worlds", said)


def test_within_error_there_is_no_clear_winner(gathered: Material) -> None:
    said = standing_sentence(with_robust(gathered, separated=False))
    assert said.startswith("No clear winner: ")
    assert "by the same, within error" in said


def test_what_is_valued_may_decide(gathered: Material) -> None:
    said = standing_sentence(with_robust(gathered, separated=True, lowest=np.array([0.5, 0.46, 0.04])))
    assert said.startswith("No clear winner, for it depends on what is valued: of the ways to weigh security")
    assert "50% favour \u201cNothing\u201d and 46% favour" in said
    assert "4.0%" not in said


def test_nothing_to_rank(gathered: Material) -> None:
    alone = replace(gathered, leading=None, drivers=())
    assert "nothing to rank" in standing_sentence(alone)
    assert "no odds" in odds_sentence(alone)
    assert "luck" not in ground_sentence(alone)


def test_odds_are_of_the_same_worlds(gathered: Material) -> None:
    said = odds_sentence(gathered)
    assert gathered.leading is not None
    assert "in the same worlds with the same luck" in said
    for label in ("extremist strength", "deaths", "acceptance", "money"):
        assert label in said


def test_two_shares_ahead_make_one(gathered: Material) -> None:
    one, other = gathered.comparison.strategies[:2]
    assert share_ahead(gathered, one, other) + share_ahead(gathered, other, one) == pytest.approx(1.0)
    assert share_ahead(gathered, one, one) == pytest.approx(0.5)


def test_weak_ground_is_said(gathered: Material, backtest_document: dict[str, Any]) -> None:
    said = ground_sentence(gathered)
    assert re.search(r"100% of the case's \d+ figures are guesses \(grade D\) and 0% judgements", said)
    assert "the model was not set against the record for this report" in said
    tried = ground_sentence(replace(gathered, backtest=backtest_document))
    assert "set against the record, the model does worse than last year's counts (conflictology)" in tried
    assert "cannot be graded" in ground_sentence(replace(gathered, case=None))


def test_leading_strategies(gathered: Material) -> None:
    comparison = with_robust(gathered, first=1, second=2, lowest=np.array([0.3, 0.6, 0.1])).comparison
    found = leading_of(comparison)
    assert found == Leading("broad_deal", "strikes", "nothing", "nothing")
    assert found.shown == found.contenders == ("broad_deal", "nothing")
    assert found.pair == ("broad_deal", "nothing")
    assert (found.against("broad_deal"), found.against("nothing")) == ("nothing", "broad_deal")


def test_rival_within_error_or_none(gathered: Material) -> None:
    alone = np.array([0.02, 0.95, 0.03])
    separated = with_robust(gathered, first=1, second=2, separated=True, lowest=alone).comparison
    close = with_robust(gathered, first=1, second=2, separated=False, lowest=alone).comparison
    first, second = leading_of(separated), leading_of(close)
    assert first is not None and second is not None
    assert first.rival is None
    assert first.shown == ("broad_deal", "nothing")
    assert second.rival == "strikes"
    assert second.shown == ("broad_deal", "strikes", "nothing")
    assert leading_of(replace(separated, robust=None)) is None
