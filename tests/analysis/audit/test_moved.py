"""What moved between two ledgers: verdicts, shares, and whether toward the record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from irenic.analysis.audit import Ledger, Line
from irenic.analysis.audit.ledger import Findings, Reading, Weighed
from irenic.analysis.audit.moved import (
    moved,
    moved_document,
    moved_markdown,
    moved_sentences,
    ordered,
    share_words,
    worlds_words,
)
from irenic.analysis.audit.verdict import Verdict, share_of, weighted_share
from irenic.errors import StudyError
from irenic.study import PointsInfo
from tests.analysis.weighing import DIGEST

WORLDS = 1000


def line(name: str, verdict: Verdict, holding: int | None, record: str = "supported") -> Line:
    share = None if holding is None else share_of(holding, WORLDS, WORLDS)
    found = None
    if share is not None:
        found = Findings(share, None, None, None, verdict, (), None, None, None, (), "none")
    return Line(
        name, f"Claim {name}.", "", "", "", "", "", "", 12, verdict, "", Reading(record, "so it was"), None,
        found,
    )  # fmt: skip


def ledger(*lines: Line) -> Ledger:
    return Ledger(
        "studies/one", "toy", "Toy", "0.0.0", WORLDS, 2, 1, 12, 0, 2, "d" * 64, "same", lines, "Simulated"
    )


BEFORE = ledger(
    line("A", "mixed", 500),
    line("B", "holds", 900, "contradicted"),
    line("C", "fails", 100),
    line("D", "can't tell", None),
    line("E", "mixed", 600, "untested"),
)
AFTER = ledger(
    line("A", "holds", 800),
    line("B", "mixed", 600, "contradicted"),
    line("C", "fails", 110),
    line("D", "can't tell", None),
    line("E", "holds", 800, "untested"),
    line("F", "holds", 900),
)


def test_verdicts_and_shares_that_moved() -> None:
    found = moved(BEFORE, AFTER)
    assert [one.id for one in found.moved] == ["A", "B", "E"]
    assert found.only_after == ("F",)
    a, b, c, d, e = found.moves
    assert a.shift == pytest.approx(0.3)
    assert b.shift == pytest.approx(-0.3)
    assert (a.apart, c.apart) == (True, False)
    assert [one.toward_record for one in (a, b, c, d, e)] == [1, 1, 0, 0, 0]
    assert d.shift is None
    assert [one.id for one in ordered(found)] == ["A", "B", "E", "C", "D"]


def test_away_from_the_record() -> None:
    found = moved(ledger(line("A", "holds", 900)), ledger(line("A", "fails", 100)))
    assert found.moves[0].toward_record == -1
    said = " ".join(moved_sentences(found))
    assert "1 of 1 verdicts moved: 1 from holds to fails." in said
    assert "0 came nearer to what the record says of the claim, 1 went away from it" in said


def test_words_say_what_moved_and_by_how_much() -> None:
    said = " ".join(moved_sentences(moved(BEFORE, AFTER)))
    assert "3 of 5 verdicts moved: 2 from mixed to holds, 1 from holds to mixed." in said
    assert (
        "Of these 2 came nearer to what the record says of the claim, 0 went away from it; 1 cannot" in said
    )
    assert "the furthest first: A 50% to 80% (+30 points); B 90% to 60% (-30 points); E 60%" in said
    assert "Only in the ledger after: F." in said
    assert share_words(None) == "-"


def test_nothing_moved() -> None:
    found = moved(BEFORE, BEFORE)
    said = " ".join(moved_sentences(found))
    assert "No verdict of 5 moved to another." in said
    assert "No share of worlds moved further than its 90% intervals allow." in said
    assert moved_document(found)["verdicts_moved"] == 0


def test_a_want_of_worlds_is_not_what_history_says() -> None:
    few = weighted_share(np.arange(100) < 80, np.ones(100, bool), np.where(np.arange(100) < 9, 1.0, 1e-9))
    after = line("A", "can't tell", 800)
    assert after.findings is not None
    thin = replace(after, findings=replace(after.findings, share=few))
    found = moved(ledger(line("A", "mixed", 500)), ledger(thin))
    said = " ".join(moved_sentences(found))
    assert found.moves[0].thinned
    assert "No verdict of 1 moved to another." in said
    assert "1 of 1 can no longer be told, since weights leave too few worlds" in said
    assert not moved(ledger(line("A", "mixed", 500)), ledger(after)).moves[0].thinned


def test_other_claims_are_said_and_other_cases_refused() -> None:
    changed = replace(AFTER, claims_digest="e" * 64)
    assert "tried by different claims files" in " ".join(moved_sentences(moved(BEFORE, changed)))
    with pytest.raises(StudyError, match=r"other_case.*of the case toy"):
        moved(BEFORE, replace(AFTER, case="another"))


def test_worlds_in_words() -> None:
    assert worlds_words(BEFORE) == "1,000 worlds drawn from the priors (seed 1)"
    heavy = replace(BEFORE, weighed=Weighed(DIGEST, 87.25))
    assert "weighted by the record (weighting abcd1234; they tell as much as 87.2 equal" in worlds_words(
        heavy
    )
    refined = replace(BEFORE, points=PointsInfo(digest="0" * 64, weighting=DIGEST))
    assert worlds_words(refined) == "1,000 worlds refined by the record (weighting abcd1234)"


def test_page_and_document_hold_every_claim() -> None:
    found = moved(BEFORE, AFTER)
    page, document = moved_markdown(found, 3), moved_document(found)
    assert page.startswith("### What history moved\n")
    assert "| A | Claim A | mixed | **holds** | 50% [47-53%] | 80% [78-82%] | +30* | supported |" in page
    assert "| D | Claim D | can't tell | can't tell | - | - | - | supported |" in page
    rows = {one["id"]: one for one in document["claims"]}
    assert rows["A"]["moved"] is True
    assert rows["A"]["intervals_apart"] is True
    assert rows["D"]["before"] == {
        "verdict": "can't tell", "share": None, "low": None, "high": None, "effective": None
    }  # fmt: skip
