"""Numbers and shares as tables and pages show them."""

from __future__ import annotations

import pytest

from irenic.analysis import wording


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (float("nan"), "persons", "-"),
        (None, "persons", "-"),
        (0.0, "persons", "0"),
        (5.28, "persons", "5.3"),
        (44.5, "persons", "44"),
        (999.4, "persons", "999"),
        (1234.0, "persons", "1,230"),
        (9999.0, "persons", "10,000"),
        (12345.0, "persons", "12.3k"),
        (277_400.0, "persons", "277k"),
        (1.234e6, "persons", "1.23M"),
        (-1.5e9, "USD", "-1.50B"),
        (0.4871, "index, 0-1", "0.487"),
        (-0.00001, "index", ">-0.001"),
        (0.0433, "share of population", "4.3%"),
        (0.9996, "share of runs", "100%"),
        (0.0001, "share of runs", "<0.1%"),
        (0.436, "sd", "0.44"),
    ],
)
def test_figures(value: float | None, unit: str, text: str) -> None:
    assert wording.figure(value, unit) == text


def test_ranges_and_shares_in_words() -> None:
    assert wording.interval(0.1, 0.66, "share of runs") == "[10-66%]"
    assert wording.interval(-2.0, 3.0, "index") == "[-2 to 3]"
    assert wording.interval(None, None, "index") == ""
    said = [wording.in_ten(share) for share in (0.001, 0.04, 0.7, 0.97, 1.0)]
    assert said == [
        "fewer than 1 in 200 worlds", "4 in 100 worlds", "7 in 10 worlds", "nearly all worlds", "all worlds"
    ]  # fmt: skip
    assert wording.in_ten(float("nan")).startswith("no worlds")
    assert wording.listing(["a", "b", "c"]) == "a, b and c"
    assert wording.listing(["a"]) == "a"
    assert wording.listing([]) == ""


def test_text_from_files_cannot_repaint_the_terminal() -> None:
    assert wording.plain("a\x1b[2J\u202eb") == "a\\u001b[2J\\u202eb"
