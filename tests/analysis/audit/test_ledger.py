"""How model and record stand to each other, and what people and scripts read of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from irenic.analysis.audit import Ledger, Line
from irenic.analysis.audit.document import ledger_document
from irenic.analysis.audit.ledger import Reading, standing
from irenic.analysis.audit.markdown import ledger_markdown
from irenic.analysis.audit.run import state_of_tests
from irenic.analysis.audit.words import counts_sentence, odds, percent, record_counts, sentence_of_tests, span
from irenic.analysis.document import as_json
from irenic.cli.audit_tables import print_ledger


def read(verdict: str) -> Reading:
    return Reading(verdict, "as it was", "B")


@pytest.mark.parametrize(
    ("verdict", "record", "expected"),
    [
        ("holds", "supported", "agree"),
        ("mixed", "partly", "agree"),
        ("fails", "contradicted", "agree"),
        ("holds", "partly", "differ"),
        ("mixed", "supported", "differ"),
        ("mixed", "contradicted", "differ"),
        ("fails", "partly", "differ"),
        ("holds", "contradicted", "oppose"),
        ("fails", "supported", "oppose"),
        ("holds", "untested", "no comparison"),
        ("can't tell", "supported", "no comparison"),
    ],
)
def test_standing(verdict: str, record: str, expected: str) -> None:
    assert standing(verdict, read(record)) == expected  # type: ignore[arg-type]


def test_without_a_record_nothing_is_compared() -> None:
    assert standing("holds", None) == "no comparison"


def with_reading(ledger: Ledger, name: str, other: Reading) -> Ledger:
    lines = tuple(replace(one, other_reading=other) if one.id == name else one for one in ledger.lines)
    return replace(ledger, lines=lines)


def test_agreement_is_counted_under_both_readings(ledger: Ledger) -> None:
    assert ledger.standings() == {"agree": 1, "differ": 2, "oppose": 1, "no comparison": 6}
    other = with_reading(ledger, "TRUE", read("supported"))
    assert other.standings() == ledger.standings()
    assert other.standings(other=True) == {"agree": 2, "differ": 2, "oppose": 0, "no comparison": 6}
    assert record_counts(other).count("of 4 that can be compared") == 2
    assert "2 in agreement, 2 a step apart, 0 opposite" in record_counts(other)


def test_the_stronger_of_two_like_disagreements_comes_first(ledger: Ledger) -> None:
    """FALSE is a third away from "partly", COIN a sixth from "supported"."""
    order = [one.id for one in ledger.by_disagreement]
    assert order.index("FALSE") < order.index("COIN")


@pytest.mark.parametrize(
    ("recorded", "now", "expected"),
    [(None, "a", "not recorded"), ("a", "a", "same"), ("b", "a", "changed")],
)
def test_changed_tests_are_told(ledger: Ledger, recorded: str | None, now: str, expected: str) -> None:
    assert state_of_tests(recorded, now) == expected
    said = sentence_of_tests(replace(ledger, tests=expected))  # type: ignore[arg-type]
    assert ("changed after the study was run" in said) == (expected == "changed")


@pytest.mark.parametrize(
    ("share", "words", "figures"),
    [
        (0.0, "no world", "0%"),
        (0.002, "hardly any world", "0.2%"),
        (0.04, "4 in 100 worlds", "4.0%"),
        (0.24, "2 in 10 worlds", "24%"),
        (0.82, "8 in 10 worlds", "82%"),
        (0.954, "95 in 100 worlds", "95%"),
        (0.9965, "nearly every world", "99.7%"),
        (0.99999, "nearly every world", ">99.9%"),
        (0.00001, "hardly any world", "<0.1%"),
        (1.0, "every world", "100%"),
    ],
)
def test_odds_in_words_and_numbers(share: float, words: str, figures: str) -> None:
    assert odds(share) == words
    assert percent(share) == figures


def test_a_missing_share_is_a_dash() -> None:
    assert percent(None) == "-"
    assert span(0.805, 0.834) == "80-83%"


def printed(ledger: Ledger, *, full: bool) -> str:
    out = io.StringIO()
    print_ledger(Console(file=out, width=100, highlight=False), ledger, full=full)
    return out.getvalue()


@pytest.mark.parametrize("full", [False, True])
def test_the_print_fits_a_page_and_says_what_it_is(ledger: Ledger, full: bool) -> None:
    text = printed(ledger, full=full)
    assert max(len(row) for row in text.splitlines()) <= 100
    assert text.startswith("Simulated, exploratory, not a forecast.")
    assert text.rstrip().endswith("Simulated, exploratory, not a forecast.")
    assert text.index("Model and record say the opposite") < text.index("Model and record agree")
    for name in ("BOX", "SILENT", "RARE"):
        assert name in text


def test_a_claim_in_full(ledger: Ledger) -> None:
    text = " ".join(printed(ledger, full=True).split())
    start = text.index("BOX. A claim of a test")
    told = text[start : text.index("Tested over 3 months", start)]
    assert "It holds in 82% of 1,024 worlds, that is in 8 in 10 worlds (90% interval" in told
    assert "It fails where" in told
    assert "both on worlds that were not searched" in told
    assert "Along mh (effort per 100 strikes a month" in told
    assert "falls below two thirds where it is above 0.1" in told
    assert "does not flip within the prior" in told
    assert "The nearest world in which it fails is world" in told
    assert "What would change it: better figures. In the model it rests most on mh" in told
    assert "The record: supported, grade B. as planted." in told


def test_the_parts_of_a_test_are_told_apart(ledger: Ledger) -> None:
    line = next(one for one in ledger.lines if one.id == "BOTH")
    assert line.findings is not None
    (first, one), (second, other) = line.findings.parts
    assert (one.share, other.share) == (pytest.approx(0.82, abs=0.01), 0.0)
    assert (first, second) == (
        "all deaths under plan is below all deaths under nothing",
        "displaced under plan is below 0",
    )
    text = " ".join(printed(ledger, full=True).split())
    assert f"Of its parts alone, in shares of worlds: {first}: 82%; {second}: 0%." in text
    box = next(one for one in ledger.lines if one.id == "BOX").findings
    assert box is not None
    assert box.parts == ()


def test_a_claim_without_a_verdict_says_why(ledger: Ledger) -> None:
    text = " ".join(printed(ledger, full=True).split())
    assert "The model can't tell: The model has no newspapers." in text
    assert "The model can't tell: only " in text
    assert 'can\'t tell ("mixed" is not stable: under narrower and wider priors only 1 of 2 agree' in text
    assert "such worlds are spread (no input bears on it" in text


def test_nothing_from_a_file_repaints_the_terminal(ledger: Ledger) -> None:
    hostile = tuple(replace(one, wording="\x1b[2Jgone", article="\x1b]0;x\x07") for one in ledger.lines)
    assert "\x1b" not in printed(replace(ledger, lines=hostile), full=True)


def test_the_document_is_json_without_nan(ledger: Ledger) -> None:
    found = json.loads(as_json(ledger_document(ledger)))
    assert sum(found["verdicts"].values()) == len(ledger.lines)
    assert found["verdicts"]["fails"] == 2
    assert found["against_the_record"]["first_reading"]["oppose"] == 1
    assert [one["id"] for one in found["claims"]] == [one.id for one in ledger.by_disagreement]
    assert found["claims_file"] == {"digest": "1" * 64, "tests": "not recorded"}
    box = next(one for one in found["claims"] if one["id"] == "BOX")["findings"]
    assert box["box"]["density"] > 0.85
    assert box["stability"]["bootstrap"]["resamples"] == 100
    assert box["nearest_world"]["differs"][0]["name"] == "mh"
    assert box["boundaries"][0]["flips"][0]["threshold"] == pytest.approx(2 / 3)


def test_the_page_puts_disagreements_first(ledger: Ledger) -> None:
    text = ledger_markdown(ledger)
    titles = [row for row in text.splitlines() if row.startswith("#")]
    assert titles == [
        "## The ledger",
        "### Model and record say the opposite",
        "### Model and record differ by a step",
        "### Model and record agree",
        "### Not compared",
    ]
    assert "Simulated, exploratory, not a forecast." in text
    assert counts_sentence(ledger) in " ".join(text.split())
    assert "| TRUE | A claim of a test | holds | contradicted |" in text
    assert "| SILENT | A claim of a test | can't tell | supported | - | - | - |" in text
    rows = [row for row in text.splitlines() if not row.startswith("|")]
    assert max(len(row) for row in rows) <= 120


def test_both_readings_are_told(ledger: Ledger) -> None:
    text = " ".join(ledger_markdown(with_reading(ledger, "TRUE", read("supported"))).split())
    assert (
        "Another reading of it: supported, grade B. as it was. Under that reading: model and record agree."
        in text
    )
    assert "contradicted (or supported)" in text


def test_the_gap_is_the_way_to_what_the_record_wants(ledger: Ledger) -> None:
    def gap(name: str, verdict: str) -> float:
        found: Line = next(one for one in ledger.lines if one.id == name)
        return replace(found, record=read(verdict)).gap

    assert gap("TRUE", "partly") == pytest.approx(1 / 3)
    assert gap("TRUE", "supported") == 0.0
    assert gap("COIN", "contradicted") == pytest.approx(1 / 6, abs=0.06)
    assert gap("COIN", "partly") == 0.0
    assert gap("SILENT", "supported") == 0.0
