"""Problems, the exceptions that carry them, and how they are shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic import errors
from irenic.errors import (
    CaseError,
    ClaimError,
    DataError,
    IrenicError,
    ParameterError,
    Problem,
    ShapeError,
    StrategyError,
    StudyError,
    did_you_mean,
    errors_of,
    problems_as_data,
    quoted,
    render_problems,
    render_problems_json,
)

SEAT = Problem(
    "unknown_district",
    "case.yaml",
    41,
    "groups.X.seat",
    '"Keln"',
    "a district listed under districts",
    'Did you mean "Kelln"?',
)
DOUBT = Problem("no_first_issue", "case.yaml", None, "", "without NA", "a first issue", severity="warning")


def test_a_problem_reads_as_one_sentence_with_its_place() -> None:
    assert str(SEAT) == (
        'case.yaml:41: unknown_district: groups.X.seat is "Keln"; '
        'expected a district listed under districts. Did you mean "Kelln"?'
    )
    assert str(DOUBT) == "case.yaml: no_first_issue: the file is without NA; expected a first issue."


def test_an_error_carries_all_problems() -> None:
    with pytest.raises(CaseError, match=r"unknown_district: groups\.X\.seat") as caught:
        raise CaseError([SEAT, DOUBT])
    assert caught.value.problems == (SEAT, DOUBT)
    assert caught.value.code == "unknown_district"
    assert str(caught.value).splitlines() == [str(SEAT), str(DOUBT)]


@pytest.mark.parametrize(
    "error", [CaseError, ClaimError, DataError, ParameterError, ShapeError, StrategyError, StudyError]
)
def test_every_error_is_an_irenic_error_with_a_code_of_its_own(error: type[IrenicError]) -> None:
    with pytest.raises(IrenicError, match="words") as caught:
        raise error("words")
    assert caught.value.problems == ()
    assert caught.value.code == error.default_code != IrenicError.default_code


def test_the_tree_at_the_top_of_the_file_is_complete() -> None:
    tree = errors.__doc__ or ""
    for error in IrenicError.__subclasses__():
        if error.__module__ == errors.__name__:
            assert error.__name__ in tree


def test_values_are_shown_in_one_safe_line() -> None:
    assert quoted("Keln") == '"Keln"'
    assert quoted(0.5) == "0.5"
    assert quoted([1, "a"]) == '[1, "a"]'
    assert quoted("ميناء") == '"ميناء"'
    assert quoted("x" * 500).endswith('..."')
    assert len(quoted("x" * 500)) < 90


@given(st.text() | st.lists(st.text(), max_size=3))
def test_no_value_can_repaint_a_terminal(value: object) -> None:
    assert quoted(value).isprintable()


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("Keln", 'Did you mean "Kelln"?'),
        ("kelln", 'Did you mean "Kelln"?'),
        ("zzz", "Known: Kelln, Port."),
    ],
)
def test_the_nearest_name_is_offered(given: str, hint: str) -> None:
    assert did_you_mean(given, ["Kelln", "Port"]) == hint


def test_long_lists_of_names_are_cut_and_empty_ones_say_nothing() -> None:
    assert did_you_mean("?", [f"n{i}" for i in range(11)]).endswith("n7 and 3 more.")
    assert did_you_mean("?", []) == ""
    assert did_you_mean("?", ["Kelln"], listed=False) == ""


def test_rendering_for_people() -> None:
    assert render_problems([]) == "no problems found"
    text = render_problems([SEAT, DOUBT])
    assert text.splitlines() == [str(SEAT), f"warning: {DOUBT}", "1 error, 1 warning"]


def test_rendering_as_json() -> None:
    data = json.loads(render_problems_json([SEAT, DOUBT]))
    assert data == json.loads(json.dumps(problems_as_data([SEAT, DOUBT])))
    assert (data["ok"], data["errors"], data["warnings"]) == (False, 1, 1)
    assert data["problems"][0]["line"] == 41
    assert data["problems"][0]["text"] == str(SEAT)
    assert data["problems"][1]["severity"] == "warning"
    assert json.loads(render_problems_json([]))["ok"]


def test_errors_are_told_from_warnings() -> None:
    assert errors_of([DOUBT, SEAT]) == [SEAT]
