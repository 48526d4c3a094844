"""Questions: what is read, and what is said of what cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.analysis.explain.answers import known_of
from irenic.analysis.explain.asked import Known, Question, read_question
from irenic.case import Case, CaseArrays
from irenic.errors import StudyError


@pytest.fixture(scope="module")
def known(toy_arrays: CaseArrays, toy_case: Case) -> Known:
    """The toy case, 12 months."""
    return known_of(toy_arrays, 12, toy_case)


@pytest.mark.parametrize(
    ("text", "kind", "element", "month"),
    [
        ("control:midtown:7", "control", (1, 1), 7),
        ("Control:MIDTOWN:na:12", "control", (2, 1), 12),
        ("control:Port:Southern brigades:1", "control", (3, 0), 1),
        ("control:port:nobody:2", "control", (0, 0), 2),
        ("recruitment:3", "recruitment", (), 3),
        ("recruitment:hills:3", "recruitment", (2,), 3),
        ("willingness:SB:4", "willingness", (2,), 4),
        (" legitimacy : 5 ", "legitimacy", (), 5),
        ("membership:PB:6", "membership", (3,), 6),
    ],
)
def test_questions_are_read(text: str, kind: str, element: tuple[int, ...], month: int, known: Known) -> None:
    assert read_question(text, known) == Question(kind, element, month)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("contrl:port:7", "unknown_kind", 'Did you mean "control"'),
        ("", "unknown_kind", r"expected one of control:DISTRICT"),
        ("weather:3", "unknown_kind", "membership:GROUP:MONTH"),
        ("control:midtwon:7", "unknown_district", 'Did you mean "midtown"'),
        ("control:zzz:7", "unknown_district", "Known: port, midtown"),
        ("control:port:NB:7", "unknown_group", '"NB" in "control:port:NB:7"'),
        ("willingness:Northern amry:7", "unknown_group", 'Did you mean "Northern army"'),
        ("control:port:99", "bad_month", "a month from 1 to 12"),
        ("control:port:0", "bad_month", "a month from 1 to 12"),
        ("control:port:x", "bad_month", 'is "x"'),
        ("control:port:٣", "bad_month", "a month from 1 to 12"),
        ("control:7", "bad_question", r"expected control:DISTRICT\[:GROUP\]:MONTH"),
        ("legitimacy:port:7", "bad_question", "expected legitimacy:MONTH"),
    ],
)
def test_bad_questions_are_told(text: str, code: str, words: str, known: Known) -> None:
    with pytest.raises(StudyError, match=words) as caught:
        read_question(text, known)
    assert caught.value.code == code


def test_all_that_is_wrong_is_told_at_once(known: Known) -> None:
    with pytest.raises(StudyError) as caught:
        read_question("control:srite:QQ:99", known)
    assert [p.code for p in caught.value.problems] == ["bad_month", "unknown_district", "unknown_group"]


@given(st.text(max_size=300))
def test_any_text_is_a_question_or_a_clear_error(known: Known, text: str) -> None:
    caught: StudyError | None = None
    try:
        assert 1 <= read_question(text, known).month <= 12
    except StudyError as error:
        caught = error
    assert caught is None or (caught.problems and "\x1b" not in str(caught))
