"""Overrides added to a case file's text and taken out of it: nothing else in it changes."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from irenic.app.cases.amend import add_override, remove_override
from irenic.case.check import examine
from irenic.case.document import parse_document
from irenic.case.shipped import case_path, shipped_cases
from irenic.errors import CaseError

ENTRY: dict[str, Any] = {
    "figure": "groups.IS.fighters",
    "value": {"low": 1, "best": 2.5, "high": 3e9, "grade": "C", "source": 'so "said" # \u2028 \u202e'},
    "by": "- A: b",
    "reason": "because\nof {this}, \u0628",
    "date": "2026-11-23",
}
FORMS = {
    "no list": "a: 1 # first\n# tail\n",
    "no line end": "a: 1",
    "block of text at the end": "a: |\n  text\n  more",
    "braces": "{a: 1, b: {c: 2}}\n",
    "JSON": '{\n "a": 1,\n "overrides": []\n}\n',
    "JSON with one": '{"overrides": [{"figure": 3}], "a": "overrides"}',
    "empty brackets": "a: 1\noverrides: []  # none yet\nb: 2\n",
    "empty brackets below": "a: 1\noverrides:\n  []\nb: 2\n",
    "brackets over lines": "overrides: [{figure: x}, # one\n  {figure: y},\n ]\nb: 1\n",
    "lines": "a: 1\noverrides:\n- figure: x\n  by: |\n    text\n\n# next\nb: 3\n",
    "lines set in": "a: 1\noverrides:\n    - {figure: x}   # first\n    # tail\nb: 2\n",
    "lines at the end": "overrides:\n- a\n- b",
    "marks of a document": "---\n  a: 1\n  b: {x: 2}\n...\n",
    "the same word elsewhere": "a: overrides\nb:\n  overrides: [1]\nc: 2\n",
    "the root set in": "  a: 1\n  b:\n  - x\n",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_every_form_of_a_file_takes_overrides_and_keeps_its_lines(text: str) -> None:
    before = parse_document(text if text.endswith("\n") else text + "\n", "f").data
    now = text
    for count in (1, 2, 3):
        now = add_override(now, "f", ENTRY)
        after = parse_document(now, "f")
        assert not after.problems
        assert after.data == before | {"overrides": [*before.get("overrides", []), *[ENTRY] * count]}
    rest = iter(now)
    assert all(letter in rest for letter in text.replace("[]", "").replace(" ", "")), "something was lost"


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_what_was_added_can_be_taken_out_again_in_any_order(text: str) -> None:
    whole = text if text.endswith("\n") else text + "\n"
    before = parse_document(whole, "f").data
    own = before.get("overrides", [])
    entries = [ENTRY | {"by": by} for by in ("A", "B", "C")]
    full = text
    for entry in entries:
        full = add_override(full, "f", entry)
    for order in permutations(range(3)):
        now, left = full, [*own, *entries]
        for which in order:
            place = left.index(entries[which])
            now = remove_override(now, "f", place)
            del left[place]
            after = parse_document(now, "f")
            assert not after.problems
            assert after.data == before | {"overrides": left}
        if own:
            assert now == whole
        assert all(line in now for line in whole.splitlines() if line.startswith("#"))


OWN = {
    "lines": (
        "a: 1\noverrides:\n  # why\n  - {figure: x}  # first\n  # on y\n  - figure: y\n    by: z\n# tail\n",
        2,
    ),
    "the dash apart": ("overrides:\n-\n  figure: x\n-   figure: y\nb: 1\n", 2),
    "brackets": ("overrides: [{figure: x}, # one\n  {figure: y},\n ]\nb: 1\n", 2),
    "a comment with a colon": ("overrides: # see: below\n  # so: it is\n  - {figure: x}\nb: 1\n", 1),
    "JSON": ('{"overrides": [{"figure": 3}, 4 , "x"], "a": "overrides"}', 3),
    "the end": ("a: 1\noverrides:\n- a\n- b", 2),
}


@pytest.mark.parametrize(("text", "count"), OWN.values(), ids=OWN.keys())
def test_what_a_hand_wrote_can_be_taken_out(text: str, count: int) -> None:
    before = parse_document(text, "f").data
    for number in range(count):
        found = parse_document(remove_override(text, "f", number), "f")
        rest = [one for place, one in enumerate(before["overrides"]) if place != number]
        assert not found.problems
        assert found.data == before | {"overrides": rest}


def test_comments_on_other_overrides_stay() -> None:
    text, _ = OWN["lines"]
    assert remove_override(text, "f", 1) == text.replace("  - figure: y\n    by: z\n", "")
    assert remove_override(text, "f", 0) == text.replace("  - {figure: x}  # first\n", "")
    assert "# see: below\n  # so: it is\n" in remove_override(OWN["a comment with a colon"][0], "f", 0)


def test_line_ends_of_a_file_stay() -> None:
    text = add_override("a: 1\r\noverrides: []\r\nb: 2\r\n", "f", ENTRY)
    assert text.count("\r\n") == text.count("\n") > 5
    assert parse_document(text, "f").data["overrides"] == [ENTRY]
    assert remove_override(text, "f", 0).count("\r\n") == 3


@pytest.mark.parametrize("name", shipped_cases())
def test_in_a_shipped_case_only_the_end_changes(name: str) -> None:
    text = case_path(name)[0].read_text(encoding="utf-8")
    place = "initial.polarisation"
    entry = ENTRY | {
        "figure": place,
        "value": {"low": 0.1, "best": 0.2, "high": 0.3, "grade": "D", "source": "so"},
    }
    amended = add_override(text, "case.yaml", entry)
    assert amended.startswith(text.removesuffix("overrides: []\n"))
    case = examine(parse_document(amended, "case.yaml")).case
    assert case is not None
    assert (case.overrides[0].figure, case.initial.polarisation.best) == (place, 0.2)
    assert case.replaced[place] == {**case.replaced[place]} != entry["value"]  # type: ignore[dict-item]


def test_a_form_that_cannot_be_added_to_is_refused_with_what_to_do() -> None:
    for text in ("# c\n? a\n: 1\n", "{}\n", "[1]\n", "a: 1\noverrides: {b: 1}\n"):
        with pytest.raises(CaseError, match=r"cannot_amend: overrides is written .* by hand"):
            add_override(text, "f", ENTRY)
    with pytest.raises(CaseError, match=r"cannot_amend: overrides is written .* by hand"):
        remove_override("overrides:\n-\n  # a - b\n  figure: x\n- y\n", "f", 0)


def test_a_file_that_cannot_be_read_says_why() -> None:
    with pytest.raises(CaseError, match="f:2: yaml_anchor"):
        add_override("a: 1\nb: &x 2\n", "f", ENTRY)


def test_a_value_that_no_file_may_hold_says_so() -> None:
    with pytest.raises(CaseError, match=r"not_a_number: overrides\[0\]\.value"):
        add_override("a: 1\n", "f", ENTRY | {"value": 10**60})
