"""Names of any script and amounts, as figures show them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.figures.words import (
    ISOLATE,
    POP,
    amount,
    brief,
    four,
    heading,
    lines,
    positions,
    shown,
    signed,
    slug,
    strategy_labels,
)
from irenic.study import Study


def test_a_latin_name_stays_and_an_arabic_one_is_isolated() -> None:
    assert shown("Kelln & <b>") == "Kelln & <b>"
    assert shown("طرابلس (Tripoli)") == f"{ISOLATE}طرابلس (Tripoli){POP}"
    assert shown("עיר") == f"{ISOLATE}עיר{POP}"


@given(st.text())
def test_a_name_is_printable_but_for_its_isolation(text: str) -> None:
    found = shown(text)
    inner = found.removeprefix(ISOLATE).removesuffix(POP) if found.startswith(ISOLATE) else found
    assert inner.isprintable()


def test_direction_marks_cannot_turn_what_stands_beside() -> None:
    assert shown("a\u202eb") == "a\\u202eb"


@given(st.text(alphabet="ab ةل\u2068\u2069", max_size=80), st.integers(4, 20), st.integers(1, 3))
def test_lines_are_short_few_and_balanced(text: str, letters: int, most: int) -> None:
    found = lines(shown(text), letters, most).split("\n")
    assert len(found) <= most
    assert all(line.count(ISOLATE) == line.count(POP) for line in found)
    assert all(len(line.strip(ISOLATE + POP)) <= letters for line in found)


def test_long_text_ends_in_an_ellipsis() -> None:
    assert lines("one two three four", 7, 2) == "one two\nthree\u2026"
    assert lines("one two", 20) == "one two"


@given(st.text())
def test_slugs_are_fit_for_ids_and_file_names(text: str) -> None:
    found = slug(text)
    assert found
    assert len(found) <= 60
    assert not set(found) - set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4321.0, "persons", "4,320 persons"),
        (0.183, "share of runs", "18%"),
        (0.432, "index, 0-1", "0.432"),
        (320.0, "USD million", "USD 320 million"),
        (12.0, "strikes a month", "12 strikes a month"),
        (None, "persons", "-"),
        (float("nan"), "share", "-"),
        (3.0, "", "3"),
    ],
)
def test_amounts_have_their_unit(value: float | None, unit: str, text: str) -> None:
    assert amount(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (-213.0, "persons", "-213 persons"),
        (306.0, "persons", "+306 persons"),
        (-0.018, "share of population", "-1.8 points"),
        (0.25, "share of runs", "+25 points"),
        (-320.0, "USD million", "-USD 320 million"),
        (0.0, "persons", "0 persons"),
        (None, "persons", "-"),
    ],
)
def test_differences_have_their_sign(value: float | None, unit: str, text: str) -> None:
    assert signed(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (7240.0, "persons", "7.2k"),
        (360_000.0, "persons", "360k"),
        (999.0, "persons", "1.0k"),
        (2.5e6, "persons", "2.5M"),
        (3e9, "persons", "3.0B"),
        (144.0, "USD million", "144"),
        (0.746, "index", "0.75"),
        (0.81, "share", "81%"),
        (0.0, "persons", "0"),
        (None, "persons", "-"),
    ],
)
def test_brief_numbers_have_two_figures(value: float | None, unit: str, text: str) -> None:
    assert brief(value, unit) == text


def test_headings_name_the_unit() -> None:
    assert heading("Money", "USD million") == "Money (USD million)"
    assert heading("Count", "") == "Count"


def test_four_figures() -> None:
    assert four(123456.0) == 123500.0
    assert four(0.000123456) == 0.0001235


def test_strategies_are_told_apart_where_labels_are_the_same(study: Study) -> None:
    manifest = study.manifest
    alike = [s.model_copy(update={"label": "Same"}) for s in manifest.strategies[:2]]
    last = manifest.strategies[2].model_copy(update={"label": ""})
    found = strategy_labels(manifest.model_copy(update={"strategies": (*alike, last)}))
    assert found == {"nothing": "Same (nothing)", "broad_deal": "Same (broad_deal)", "strikes": "(strikes)"}
    assert positions(manifest, ["strikes", "nothing"]) == [2, 0]
