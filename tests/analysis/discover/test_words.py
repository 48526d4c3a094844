"""Every parameter has its phrases, and limits become sentences that say no more than they mean."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

import pytest

from irenic.analysis.discover import Box, Found, Input, Limit, sentence
from irenic.analysis.discover.words import NOTHING, clauses, parameter_phrases, phrases, quantile_of
from irenic.parameters import load_parameters

TABLE = load_parameters()


def limit(name: str, quantile: float, *, upper: bool) -> Limit:
    """A limit at a quantile of the prior."""
    value = float(TABLE[name].quantile(quantile)) if name in TABLE.names else quantile  # type: ignore[arg-type]
    if upper:
        return Limit(Input(name), high=value, quantile=quantile)
    return Limit(Input(name), low=value, quantile=quantile)


def below(name: str, quantile: float) -> str:
    return clauses([limit(name, quantile, upper=True)], TABLE)


def above(name: str, quantile: float) -> str:
    return clauses([limit(name, quantile, upper=False)], TABLE)


def test_every_parameter_has_its_phrases_and_no_other() -> None:
    missing = [name for name in TABLE.names if name not in parameter_phrases()]
    assert not missing, f"words.csv lacks {', '.join(missing)}"
    assert not [name for name in parameter_phrases() if name not in TABLE.names]


def test_every_phrase_has_one_place_for_a_word() -> None:
    odd = [
        (name, clause)
        for name, found in parameter_phrases().items()
        for clause in found[:2]
        if not re.fullmatch(r"[a-zA-Z' -]+ (is|are) \{\}[a-z]+( [a-z ]+)?", clause)
    ]
    assert odd == []


def test_phrases_are_told_apart() -> None:
    said = [clause for found in parameter_phrases().values() for clause in found[:2]]
    assert len(set(said)) == len(said)


def test_signed_phrases_are_of_priors_with_two_signs() -> None:
    for name, found in parameter_phrases().items():
        both = TABLE[name].lower < 0 < TABLE[name].upper
        assert found.signed == (both and name != "b0"), name


def test_the_table_has_no_row_twice() -> None:
    text = files("irenic.analysis.discover").joinpath("words.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["signed"] for row in rows} == {"yes", "no"}


@pytest.mark.parametrize(
    ("quantile", "said"),
    [
        (0.05, "groups are very cohesive"),
        (0.3, "groups are cohesive"),
        (0.45, "groups are rather cohesive"),
        (0.6, "groups are not brittle"),
        (0.95, "groups are not very brittle"),
    ],
)
def test_strength_is_by_quantile(quantile: float, said: str) -> None:
    assert below("f0", quantile) == said


def test_the_other_end() -> None:
    assert above("f0", 0.95) == "groups are very brittle"
    assert above("f0", 0.7) == "groups are brittle"
    assert above("f0", 0.55) == "groups are rather brittle"
    assert above("f0", 0.3) == "groups are not cohesive"
    assert above("f0", 0.05) == "groups are not very cohesive"


def test_signs_are_kept_in_mind() -> None:
    """mh below 0 is moral hazard, above 0 emboldening: a limit on the wrong side of 0 denies."""
    assert below("mh", 0.2) == "moral hazard is strong"
    assert below("mh", 0.6) == "moral hazard is more or less strong"
    assert below("mh", 0.8) == "the emboldening of partners by air support is not strong"
    assert above("mh", 0.3) == "moral hazard is not strong"
    assert above("mh", 0.95) == "the emboldening of partners by air support is very strong"
    positive = Limit(Input("b_c"), high=0.1, quantile=0.13)
    assert clauses([positive], TABLE) == "the pull of a credible mediator is not at all strong"
    negative = Limit(Input("b_b"), low=-0.1, quantile=0.7)
    assert clauses([negative], TABLE) == "the harm that a mediator's bias does is not at all large"


def test_two_limits_of_one_input_are_one_clause() -> None:
    both = [limit("f0", 0.2, upper=False), limit("f0", 0.8, upper=True)]
    assert clauses(both, TABLE) == "groups are neither cohesive nor brittle"
    low = [limit("f0", 0.05, upper=False), limit("f0", 0.3, upper=True)]
    assert clauses(low, TABLE) == "groups are cohesive, though not extremely"
    high = [limit("f0", 0.7, upper=False), limit("f0", 0.95, upper=True)]
    assert clauses(high, TABLE) == "groups are brittle, though not extremely"
    signed = [limit("mh", 0.2, upper=False), limit("mh", 0.9, upper=True)]
    assert clauses(signed, TABLE) == (
        "moral hazard is not strong and the emboldening of partners by air support is not strong"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("size:MIS", "MIS is weak at the start"),
        ("size:rest", "the other groups are weak at the start"),
        ("trust:dignity-misrata_coast", "trust between dignity and misrata coast is low at the start"),
        ("control:sirte:IS", "the share of sirte held by IS is small at the start"),
        ("odd_name", "odd name is low"),
        ("odd:{name}", "odd:name is low"),
    ],
)
def test_factors_are_said_by_their_pattern(name: str, said: str) -> None:
    assert clauses([Limit(Input(name), high=1.0, quantile=0.2)]) == said
    assert phrases(name).high != phrases(name).low


def test_without_the_priors_the_worlds_quantile_counts() -> None:
    one = Limit(Input("f0"), high=0.001, quantile=0.9)
    assert quantile_of(one) == 0.9
    assert quantile_of(one, TABLE) == pytest.approx(float(TABLE["f0"].probability(0.001)))
    assert clauses([one]) == "groups are not very brittle"


def test_categories_are_named() -> None:
    assert clauses([Limit(Input("kind", "category"), without=(1.0, 3.0))]) == "kind is not 1, 3"


def test_a_sentence() -> None:
    box = Box((limit("mh", 0.2, upper=True), limit("f0", 0.8, upper=False), limit("tau", 0.05, upper=True)))
    told = sentence(Found(box, "", 100, 0.3), TABLE)
    assert told == (
        "where moral hazard is strong, groups are brittle and the advantage of urban defence is very small"
    )
    assert sentence(Found(None, "no_box", 100, 0.3)) == NOTHING
