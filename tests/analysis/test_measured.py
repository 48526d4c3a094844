"""Measures read from a stored study are those of its arrays, by run and by world."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from irenic.analysis.averages import world_means
from irenic.analysis.measured import measured, proposition_of, unit_of, words_of
from irenic.analysis.proposition import Measure
from irenic.errors import StudyError
from irenic.study import Study

PLACE = "--anywhere"


def test_outcomes_and_series_are_the_stored_ones(study: Study) -> None:
    asked = proposition_of(study, "deaths(strikes) > acceptance(nothing, months 1..3)", PLACE)
    deaths, acceptance = Measure("deaths", "strikes"), Measure("acceptance", "nothing", 1, 3)
    runs, worlds = (measured(study, asked, by_world=by_world) for by_world in (False, True))
    np.testing.assert_array_equal(runs[deaths], study.outcome_values(2)[2])
    mean = study.series("acceptance", strategy="nothing").values.mean(-1)
    np.testing.assert_allclose(runs[acceptance], mean, rtol=1e-6)
    for one in (deaths, acceptance):
        np.testing.assert_array_equal(worlds[one], world_means(runs[one]))


def test_scores_stand_beside_outcomes(study: Study) -> None:
    asked = proposition_of(study, "score(strikes) > 0 and regret(nothing) > 0 and deaths(nothing) > 0", PLACE)
    runs, worlds = (measured(study, asked, by_world=by_world) for by_world in (False, True))
    score, regret = Measure("score", "strikes"), Measure("regret", "nothing")
    assert set(runs) == set(worlds) == {score, regret, Measure("deaths", "nothing")}
    assert runs[score].shape == (256, 4)
    assert worlds[score].shape == (256,)
    assert (runs[regret] >= 0).all()
    assert (worlds[regret] >= 0).all()


def test_words_and_units_come_from_the_study(study: Study) -> None:
    asked = proposition_of(study, "deaths(strikes) < deaths(nothing)", PLACE)
    assert words_of(study, asked) == "deaths under Strikes is below deaths under Nothing"
    assert unit_of(study, asked) == "persons"
    assert unit_of(study, proposition_of(study, "score(strikes) > deaths(nothing)", PLACE)) == ""


@pytest.mark.parametrize("text", ["deaths(strike) > 1", "deaths(3) > 1"])
def test_a_message_names_its_place_and_no_claim(study: Study, text: str) -> None:
    with pytest.raises(StudyError, match=r"--anywhere, column 8 is .*; expected a strategy of the study"):
        proposition_of(study, text, PLACE)


def test_nothing_of_it_needs_jax() -> None:
    code = "import irenic.analysis.measured, sys; print('jax' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "False"
