"""Cells are read strictly: what is meant is read, nothing is guessed."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.record.ged import values as v
from irenic.record.ged.values import BLANK, READERS, BadCell


def outcome(kind: str, text: str) -> v.Value | BadCell:
    """What becomes of a cell: its value, or why it is refused."""
    try:
        return READERS[kind](text)
    except BadCell as error:
        return error


@given(st.integers(0, v.MOST_DEATHS))
def test_deaths_come_back(number: int) -> None:
    assert v.deaths(str(number)) == v.deaths(f" {number}.0 ") == number


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_days_come_back_with_midnight_or_without(day: date) -> None:
    written = (f"{day}", f"{day} 00:00:00", f"{day} 00:00:00.000", f"{day}T00:00:00Z")
    assert all(v.day(text) == day for text in written)


@given(st.floats(-90, 90))
def test_degrees_come_back(degrees: float) -> None:
    text = f"{degrees:.9f}"
    assert v.latitude(text) == pytest.approx(degrees, abs=1e-8)
    assert v.longitude(repr(float(text))) == float(text)


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for kind in READERS:
        value = outcome(kind, text)
        if isinstance(value, BadCell):
            assert value.code and value.wanted[0]
        else:
            assert not isinstance(value, float) or math.isfinite(value)


@given(st.text())
def test_names_have_no_line_breaks_and_reading_twice_changes_nothing(text: str) -> None:
    name = outcome("name", text)
    if isinstance(name, BadCell):
        assert name.code == "wrong_encoding"
    elif name is not None:
        assert v.name(str(name)) == name == str(name).strip() and "\n" not in str(name)


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind != "name"])
@pytest.mark.parametrize("text", [*sorted(BLANK), "  "])
def test_blank_is_blank_in_every_number_and_date(kind: str, text: str) -> None:
    assert READERS[kind](text) is None


REFUSED = {
    "whole": ("1.5", "1e3", "0x1F", "1_000", "1 000", "١٢", "--1", "1.", ".0", "true", "9" * 19),
    "identity": ("0", "-4", "2147483648", "1001a"),
    "violence": ("0", "4", "1.2", "state-based"),
    "precision": ("-1", "100", "high"),
    "latitude": ("90.001", "-91", "nan.0", "inf", "1e5", "12°30'", "1,5", "0x1p3"),
    "longitude": ("180.5", "-181", "--3"),
    "day": (
        "2015-2-3",
        "20151224",
        "24.12.2015",
        "2015-13-01",
        "2015-02-29",
        "2101-01-01",
        "2015-12-24 01:00",
    ),
}


@pytest.mark.parametrize(("reader", "text"), [(name, text) for name in REFUSED for text in REFUSED[name]])
def test_nothing_is_guessed(reader: str, text: str) -> None:
    with pytest.raises(BadCell, match=r"not_a_number|out_of_range|unknown_type|bad_date") as caught:
        getattr(v, reader)(text)
    assert caught.value.wanted[0]
