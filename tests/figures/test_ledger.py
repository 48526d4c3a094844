"""The claims' ledger as bars, from a small document made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from irenic.figures import ledger_bars
from irenic.figures.theme import THEMES

from .conftest import ARABIC, MARKUP, check_figure


def claim(name: str, verdict: str, share: float | None, record: str | None, **more: Any) -> dict[str, Any]:
    """One claim of a document, as far as the figure reads it."""
    worlds = {"share": share, "low": share, "high": share}
    if share is not None:
        worlds |= {"low": max(0.0, share - 0.05), "high": min(1.0, share + 0.05)}
    found = {
        "id": name,
        "wording": f"What {name} says",
        "verdict": verdict,
        "record": None if record is None else {"verdict": record, "reason": "", "grade": "B"},
        "standing": "no comparison",
        "findings": {"worlds": worlds},
    }
    return found | more


def document(*claims: dict[str, Any]) -> dict[str, Any]:
    """A ledger's document, as far as the figure reads it."""
    counts = {"agree": 1, "differ": 0, "oppose": 2, "no comparison": 1}
    return {"claims": list(claims), "against_the_record": {"first_reading": counts}}


@pytest.fixture(scope="module")
def ledger() -> dict[str, Any]:
    return document(
        claim("C1", "fails", 0.05, "supported", standing="oppose"),
        claim("C2", "holds", 0.97, "contradicted", standing="oppose", wording=MARKUP),
        claim("C3", "mixed", 0.5, "partly", standing="agree", wording=f"{ARABIC}: " + "long " * 60),
        claim("C4", "can't tell", 0.6, None),
        claim("C5", "can't tell", None, "untested"),
        claim("C6", "can't tell", None, "untested", findings=None),
    )


def bars(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Rows of the chart by claim."""
    return (
        {r["id"]: r for rows in spec["datasets"].values() for r in rows}
        if "datasets" in spec
        else {r["id"]: r for r in spec["data"]["values"]}
    )


def test_each_claim_has_a_row_with_verdict_share_and_record(ledger: dict[str, Any]) -> None:
    figure = ledger_bars(ledger)
    rows = bars(check_figure(figure, THEMES))
    assert list(rows) == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert rows["C1"]["words"] == "fails, 5.0%\nrecord: supported"
    assert (rows["C1"]["low"], rows["C1"]["share"], rows["C1"]["high"]) == (0.0, 0.05, 0.1)
    assert rows["C1"]["record"] == pytest.approx(5 / 6, abs=1e-3)
    assert rows["C2"]["record"] == pytest.approx(1 / 6, abs=1e-3)
    assert rows["C3"]["record"] == 0.5
    assert "record" not in rows["C4"]
    assert rows["C4"]["words"].endswith("record: no word")
    assert "share" not in rows["C5"]
    assert "share" not in rows["C6"]
    assert rows["C6"]["words"] == "can't tell\nrecord: untested"


def test_the_record_stands_amid_the_verdict_that_agrees_with_it(ledger: dict[str, Any]) -> None:
    rows = bars(ledger_bars(ledger).spec())
    assert rows["C2"]["record"] < 1 / 3 < rows["C3"]["record"] < 2 / 3 < rows["C1"]["record"]


def test_long_wordings_are_cut_on_the_chart_alone(ledger: dict[str, Any]) -> None:
    figure = ledger_bars(ledger)
    row = bars(figure.spec())["C3"]
    assert row["label"].count("\n") == 1
    assert row["label"].replace("\u2069", "").endswith("\u2026")
    assert len(str(figure.table.rows[2][1])) > 250
    assert MARKUP in figure.table.rows[1]


def test_title_and_text_count_the_verdicts(ledger: dict[str, Any]) -> None:
    figure = ledger_bars(ledger)
    assert figure.title == "Of 6 claims in this model, 1 holds, 1 is mixed, 1 fails and 3 cannot be told"
    assert "Fails: C1 (5.0%)." in figure.alt
    assert "Can't tell: C4 (60%), C5 and C6." in figure.alt
    assert "1 agree, 0 differ by a step and 2 say the opposite" in figure.alt
    one = ledger_bars(document(claim("C1", "holds", 1.0, "supported")))
    assert one.title == "Of 1 claim in this model, 1 holds"
    assert one.table.rows[0][3:6] == ("100%", "95-100%", "supported")


def test_a_ledger_without_claims_is_still_a_figure() -> None:
    empty = ledger_bars(document())
    assert empty.title == "A ledger without claims"
    assert empty.spec()["height"] == 0
