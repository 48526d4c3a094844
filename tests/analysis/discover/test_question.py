"""Questions of a study, and what is printed of the answers."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from irenic.analysis.discover import Box, Fit, Found, Input, Limit, Options
from irenic.analysis.discover.document import discovery_document
from irenic.analysis.discover.question import Question, WorldInputs, ask, world_inputs
from irenic.analysis.discover.survey import Discovery, discover
from irenic.analysis.discover.tree import TreeOpinion
from irenic.analysis.document import as_json
from irenic.cli.discover_text import print_discovery
from irenic.errors import StudyError
from irenic.parameters import load_parameters
from irenic.study import Study

NO_TREE = TreeOpinion((), None, 1, (), None, None, float("nan"), float("nan"))


def test_the_answer_is_the_share_of_runs(study: Study) -> None:
    values = study.outcome_values(2)  # deaths
    told = ask(study, "deaths(strikes) < deaths(nothing)")
    assert told.chance == pytest.approx((values[2] < values[0]).mean(1))
    assert told.words == "deaths under Strikes is below deaths under Nothing"
    assert told.asked == 256


def test_months_and_series(study: Study) -> None:
    series = study.series("acceptance", strategy="strikes").values
    assert ask(study, "acceptance(strikes, month 2) > 40").chance == pytest.approx(
        (series[..., 1] > 40).mean(1)
    )
    several = ask(study, "acceptance(strikes, months 1 .. 3) > 40").chance
    assert several == pytest.approx((series.mean(-1) > 40).mean(1))


def test_a_run_without_a_value_cannot_tell(study: Study) -> None:
    values = study.outcome_values(7)  # may be missing
    told = ask(study, "relapsed_12(nothing) >= 0.5").chance
    known = ~np.isnan(values[0])
    assert (np.isnan(told) == ~known.any(1)).all()
    with np.errstate(invalid="ignore"):
        share = np.where(known, values[0] >= 0.5, 0).sum(1) / known.sum(1)
    assert told[known.any(1)] == pytest.approx(share[known.any(1)])


def test_regret_and_scores(study: Study) -> None:
    regret = ask(study, "regret(nothing) <= 0").chance + ask(study, "regret(nothing) > 0").chance
    assert regret == pytest.approx(np.ones(256))
    ahead = ask(study, "score(nothing) > score(strikes)").chance
    assert 0 < ahead.mean() < 1


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (
            "deaths(strike) > 1",
            'unknown_arm: --where, column 8 is "strike"; expected a strategy of the study.*"strikes"',
        ),
        ("death(strikes) > 1", 'unknown_measure: --where, column 1 is "death"'),
        ("", "--where, column 1"),
        ("deaths(strikes)", "--where, column 16"),
        ("acceptance(strikes, month 9) > 1", "--where, column 27"),
    ],
)
def test_a_bad_question_is_refused(study: Study, text: str, match: str) -> None:
    with pytest.raises(StudyError, match=match):
        ask(study, text)


def test_inputs_are_the_studys_parameters_and_factors(study: Study) -> None:
    known = world_inputs(study)
    assert [one.name for one in known.inputs] == ["k_s", "mh", "size:EX"]
    assert known.x.shape == (256, 3)
    assert known.inputs[1].unit == "log-odds per 100 strikes"
    assert known.inputs[2].unit == "persons"
    assert known.meanings[2] == "fighters of EX at the start"
    assert known.table is None  # made with other priors


def test_inputs_are_chosen_by_name_or_pattern(study: Study) -> None:
    assert [one.name for one in world_inputs(study, ["mh", "size:*"]).inputs] == ["mh", "size:EX"]
    with pytest.raises(StudyError, match=r'unknown_input: --inputs is "mhh".*Did you mean "mh"') as caught:
        world_inputs(study, ["mhh", "mh", "zzz*"])
    assert len(caught.value.problems) == 2


def planted_discovery(box: bool = True) -> Discovery:
    """A discovery in worlds of three real parameters."""
    rng, table = np.random.default_rng(3), load_parameters()
    names = ("mh", "f0", "tau")
    u = rng.random((3, 2048))
    x = np.stack([table[name].quantile(row) for name, row in zip(names, u, strict=True)], axis=1)
    inside = (u[0] < 0.3) & (u[1] > 0.5)
    chance = inside * 0.75 + 0.1 if box else rng.binomial(4, 0.3, 2048) / 4
    inputs = tuple(Input(name, "real", table[name].unit) for name in names)
    known = WorldInputs(x, inputs, tuple(table[name].meaning for name in names), table)
    question = Question("deaths(strikes) > 1", "deaths under strikes is above 1", chance)
    return discover(question, known, Options(permutations=19))


def printed(study: Study, discovery: Discovery) -> str:
    console = Console(width=100, record=True, file=io.StringIO())
    print_discovery(console, study, discovery)
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= 100
    return " ".join(text.split())


def test_a_box_is_printed_in_words_and_limits(study: Study) -> None:
    text = printed(study, planted_discovery())
    assert "In which worlds is it so that deaths under strikes is above 1?" in text
    assert "of runs, and in most runs of 2 in 10 worlds." in text
    assert "It is so where moral hazard is strong and groups are" in text
    assert "in 85% of runs there, against 10% elsewhere." in text
    assert "at most -0.5" in text
    assert "bottom 30%" in text
    assert "Outside the box it is so in 10% of runs" in text
    assert "Both name f0 and mh." in text or "Both name mh and f0." in text
    assert "Of the search, among 19 shuffles of the answers: 0.05." in text
    assert text.count("Simulated, exploratory, not a forecast.") == 2


def test_nothing_better_than_chance_is_said_plainly(study: Study) -> None:
    found = planted_discovery(box=False)
    assert not found.found
    text = printed(study, found)
    assert "No set of inputs singles these worlds out better than chance." in text
    assert "keeps no split either" in text
    assert "It is so where" not in text


def nothing_but(found: Found) -> Discovery:
    known = WorldInputs(np.zeros((2, 1)), (Input("mh"),), ("",), None)
    question = Question("x", "x is above 1", np.array([0.0, 1.0]))
    return Discovery(question, known, (found,), None, (1.0, 0.5), NO_TREE)


def test_a_rejected_box_is_shown_with_its_p(study: Study) -> None:
    fit = Fit(100, 20, 0.2, 0.3, 0.6, 0.4)
    box = Box((Limit(Input("mh"), high=-1.0, quantile=0.1),))
    text = printed(study, nothing_but(Found(None, "not_in_test", 200, 0.4, fit, fit, 0.07, rejected=box)))
    assert "The best box of the search (moral hazard is very strong) has 60% in the test worlds" in text
    assert "p = 0.07 there." in text
    found = Found(None, "not_in_shuffles", 200, 0.4, fit, fit, 0.01, 0.2, 50, rejected=box)
    assert "p = 0.01 there, 0.2 among shuffles." in printed(study, nothing_but(found))


def test_a_question_that_no_run_can_tell(study: Study) -> None:
    found = nothing_but(Found(None, "too_few", 0, 0.0))
    asked = found.question._replace(chance=np.full(2, np.nan))
    text = printed(study, Discovery(asked, found.inputs, found.boxes, None, (0.0, 0.0), NO_TREE))
    assert "No run of this study can tell" in text


def test_a_weak_box_is_called_weak(study: Study) -> None:
    fit = Fit(1000, 600, 0.6, 0.66, 0.55, 0.5)
    box = Box((Limit(Input("mh"), high=0.1, quantile=0.6, p_test=0.001),))
    text = printed(study, nothing_but(Found(box, "", 2000, 0.5, fit, fit, 0.001, 0.01, 99)))
    assert "That is more than chance, but little" in text


def test_the_document_is_plain_data(study: Study) -> None:
    for box in (True, False):
        document: dict[str, Any] = json.loads(as_json(discovery_document(study, planted_discovery(box))))
        assert document["found"] is box
        assert document["notice"] == "Simulated, exploratory, not a forecast"
        first = document["searches"][0]
        assert (first["box"] is not None) is box
        if box:
            assert [one["input"] for one in first["box"]] == ["mh", "f0"]
            assert first["box"][0]["prior_quantile"] == pytest.approx(0.3, abs=0.02)
            assert len(first["trajectory"]["mass"]) == len(first["trajectory"]["held_out_score"])
            assert document["tree"]["agreement"] > 0.9
