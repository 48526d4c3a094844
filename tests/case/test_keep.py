"""A case kept as text comes back the same, and a broken text is refused with a code."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.case import Case, case_arrays, load_case, shipped_cases
from irenic.case.keep import MAX_KEPT, case_from_kept, kept_text
from irenic.errors import CaseError

OVERRIDES = """overrides:
  - {figure: groups.NA.fighters.best, value: 4500, by: an analyst, reason: newer count, date: 2026-01-31}
  - {figure: relations.values.NA.PB, value: .5, by: an analyst, reason: quarrel, date: 2026-01-31}
  - {figure: groups.SB.notes, value: seen twice, by: an analyst, reason: to say so, date: 2026-02-01}
"""


@pytest.fixture
def overridden(toy_path: Path, tmp_path: Path) -> Case:
    path = tmp_path / "case.yaml"
    text = toy_path.read_text()
    assert "overrides: []" in text
    path.write_text(text[: text.index("overrides: []")] + OVERRIDES)
    return load_case(path)


def same(one: Case, two: Case) -> None:
    assert one == two
    assert one.digest == two.digest
    assert dict(one.replaced) == dict(two.replaced)
    first, second = vars(case_arrays(one)), vars(case_arrays(two))
    for name, value in first.items():
        if isinstance(value, np.ndarray):
            assert value.tobytes() == second[name].tobytes(), name
    for name in ("groups", "districts", "issues", "patrons"):
        assert first[name] == second[name]
    assert list(first["regions"]) == list(second["regions"])


@pytest.mark.parametrize("name", shipped_cases())
def test_shipped_cases_come_back(name: str) -> None:
    case = load_case(name)
    same(case, case_from_kept(kept_text(case), "study"))


def test_the_toy_case_comes_back_twice(toy_case: Case) -> None:
    once = case_from_kept(kept_text(toy_case), "study")
    same(toy_case, once)
    assert kept_text(once) == kept_text(toy_case)


def test_overrides_come_back_with_what_they_replaced(overridden: Case) -> None:
    assert overridden.replaced["groups.NA.fighters.best"] == 4000
    assert overridden.replaced["groups.SB.notes"] is None
    found = case_from_kept(kept_text(overridden), "study")
    same(overridden, found)
    assert found.groups["NA"].fighters is not None
    assert found.groups["NA"].fighters.best == 4500
    assert [o.by for o in found.overrides] == ["an analyst"] * 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"case": NaN, "replaced": {}}', "not JSON"),
        ("[]", "something else"),
        ('{"case": {}}', "something else"),
        ('{"case": {}, "replaced": []}', "without a list"),
        ('{"case": {}, "replaced": {}}', "missing_key"),
        ('{"case": 3, "replaced": {}}', "wrong_type"),
        ('{"case": ' + "[" * 900 + "]" * 900 + ', "replaced": {}}', "wrong_type|too deep"),
    ],
)
def test_a_broken_text_is_refused(text: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        case_from_kept(text, "study")


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(CaseError, match="bad_kept_case: the file is longer than"):
        case_from_kept(" " * (MAX_KEPT + 1), "study")


def test_every_rule_of_the_file_still_holds(toy_case: Case) -> None:
    whole = json.loads(kept_text(toy_case))
    whole["case"]["control"]["values"]["port"]["NA"] = 0.9
    whole["case"]["groups"]["PB"]["seat"] = ["hils"]
    with pytest.raises(CaseError) as caught:
        case_from_kept(json.dumps(whole), "study")
    assert len(caught.value.problems) >= 2
    assert all(p.file == "study" and p.line is None for p in caught.value.problems)


@given(cut=st.integers(0, 10_000), put=st.text(max_size=4))
def test_any_change_gives_a_case_or_one_clear_error(toy_case: Case, cut: int, put: str) -> None:
    text = kept_text(toy_case)
    place = cut % len(text)
    changed = text[:place] + put + text[place + 1 :]
    with contextlib.suppress(CaseError):
        assert isinstance(case_from_kept(changed, "study"), Case)
