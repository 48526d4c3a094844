"""Propositions in words for people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from irenic.analysis.proposition import Labels, Proposition, in_words, parse_proposition
from tests.analysis.proposition.sentences import WORDS, propositions

LABELS = Labels(
    {"deal_2": "the second deal"}, {"deaths": "All deaths", "signed": "Signed", "acceptance_west": "EU view"}
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "extremist_territory(strikes) >= 0.9 * extremist_territory(nothing)",
            "extremist territory under strikes is at least 0.9 times extremist territory under nothing",
        ),
        ("not deaths(deal_2) < 1000", "all deaths under the second deal is at least 1,000"),
        ("deaths(nothing, month 6) > -3", "all deaths under nothing in month 6 is above -3"),
        ("base_share(nothing, months 6..9) <= 2", "base share under nothing over months 6 to 9 is at most 2"),
        ("acceptance_west(nothing) > 2", "EU view under nothing is above 2"),
        (
            "regret(nothing) - score(strikes) + 2 < - signed(nothing)",
            "mean regret under nothing minus weighted score under strikes plus 2 is below minus signed under "
            "nothing",
        ),
        (
            "signed(nothing) > 0 and (signed(strikes) > 0 or signed(deal_2) > 0)",
            "signed under nothing is above 0, and (signed under strikes is above 0, or signed under the "
            "second deal is above 0)",
        ),
        (
            "at least 2 of (signed(nothing) > 0, signed(strikes) > 0, signed(deal_2) > 0)",
            "at least two of these hold: signed under nothing is above 0; signed under strikes is above 0; "
            "signed under the second deal is above 0",
        ),
        (
            "not (signed(nothing) > 0 and signed(strikes) > 0)",
            "it is not so that (signed under nothing is above 0, and signed under strikes is above 0)",
        ),
    ],
)
def test_in_words(text: str, said: str) -> None:
    assert in_words(parse_proposition(text, WORDS), LABELS) == said


@given(propositions())
@settings(max_examples=40)
def test_every_proposition_can_be_said(proposition: Proposition) -> None:
    said = in_words(proposition)
    assert said.isprintable()
    assert "_" not in said
    assert said.count("(") == said.count(")")
