"""The little language of thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.strategy import Condition, parse_comparison


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (">= 1", (True, 1.0)),
        ("< .25", (False, 0.25)),
        (">=0.5", (True, 0.5)),
        ("  <  2000 ", (False, 2000.0)),
        (">= -0.05", (True, -0.05)),
        (">= 1e3", (True, 1000.0)),
        ("< 1.", (False, 1.0)),
    ],
)
def test_what_is_understood(text: str, meaning: tuple[bool, float]) -> None:
    assert parse_comparison(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "> 1",
        "<= 1",
        "== 1",
        ">= one",
        ">= 1 or True",
        ">= nan",
        ">= inf",
        ">= 0x10",
        ">= 1_000",
        ">= ١",
    ]
    + [">= .", "= > 1", ">= 1 < 2", ">= 1e", "__import__('os')", ">= " + "9" * 400],
)
def test_what_is_not(text: str) -> None:
    assert parse_comparison(text) is None


@given(st.booleans(), st.floats(-1e6, 1e6))
def test_any_number_python_writes_is_read_back(at_least: bool, threshold: float) -> None:
    text = f"{'>=' if at_least else '<'} {threshold!r}"
    assert parse_comparison(text) == (at_least, threshold)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert parse_comparison(text) is None or text.strip()[0] in "<>"


def test_conditions_say_themselves() -> None:
    assert str(Condition("signed", True, 1.0)) == "signed >= 1.0 for 2 month(s)"
    assert str(Condition("consent", False, 0.3, 1)) == "consent < 0.3 for 1 month(s)"
