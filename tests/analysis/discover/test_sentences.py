"""Sentences on boxes: shares in the test worlds, what is weak, and what no box explains."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from irenic.analysis.discover import Options
from irenic.analysis.discover.box import Fit
from irenic.analysis.discover.inputs import Input
from irenic.analysis.discover.question import Question, WorldInputs
from irenic.analysis.discover.sentences import (
    base_sentence,
    box_sentence,
    elsewhere,
    nothing_sentence,
    outside_sentence,
    p_value,
)
from irenic.analysis.discover.survey import Discovery, discover


@pytest.fixture(scope="module")
def searched() -> Any:
    """Search 512 worlds in which it is so above a value of the first input, or for no reason."""

    def search(*, by_chance: bool) -> Discovery:
        rng = np.random.default_rng(7)
        x = rng.random((512, 3))
        chance = rng.random(512) < 0.2 if by_chance else x[:, 0] > 0.7
        answers = chance.astype(float)
        answers[:5] = np.nan
        inputs = WorldInputs(x, tuple(Input(f"x{i}", "real", "") for i in range(3)), ("", "", ""), None)
        return discover(Question("q", "it is so", answers), inputs, Options(permutations=19))

    return search


def test_a_box_in_sentences(searched: Any) -> None:
    found = searched(by_chance=False)
    assert "worlds cannot tell and are left out" in base_sentence(found)
    assert base_sentence(found).startswith("It is so in ")
    said = box_sentence(found.boxes[0], 0)
    assert said.startswith("in 99% of runs there, against 0% elsewhere. The box holds ")
    assert "more than chance, but little" not in said
    assert "In the worlds left over, a second box holds" in box_sentence(found.boxes[0], 1)
    assert outside_sentence(found).startswith("Outside the box it is so in ")


def test_no_box_and_why(searched: Any) -> None:
    found = searched(by_chance=True)
    assert not found.found
    said = nothing_sentence(found)
    assert said[0].isupper()
    assert said.endswith("may also be all there is.")


def test_elsewhere_and_p_values() -> None:
    fit = Fit(worlds=100.0, inside=25.0, mass=0.25, coverage=0.5, density=0.4, base=0.2)
    assert elsewhere(fit) == pytest.approx(0.2 * 0.5 / 0.75)
    assert np.isnan(elsewhere(fit._replace(mass=1.0)))
    assert [p_value(v) for v in (0.0004, 0.0213, float("nan"))] == ["<0.001", "0.021", "-"]
