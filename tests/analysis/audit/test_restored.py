"""A ledger read from its document is told in the same words; one that was tampered with is refused."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from irenic.analysis.audit import Ledger
from irenic.analysis.audit.document import ledger_document
from irenic.analysis.audit.restored import ledger_of
from irenic.analysis.audit.words import box_sentence, nearest_sentence, verdict_sentences
from irenic.analysis.document import as_json
from irenic.errors import StudyError


@pytest.fixture
def document(ledger: Ledger) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(ledger_document(ledger)))
    return found


def test_a_ledger_comes_back_whole(ledger: Ledger, document: dict[str, Any]) -> None:
    again = ledger_of(document)
    assert as_json(ledger_document(again)) == as_json(ledger_document(ledger))
    for one, other in zip(ledger.by_disagreement, again.lines, strict=True):
        assert verdict_sentences(one) == verdict_sentences(other)
        assert box_sentence(one) == box_sentence(other)
        assert nearest_sentence(one) == nearest_sentence(other)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("claims"),
        lambda d: d.update(claims="none"),
        lambda d: d["claims"][0].update(verdict="sure"),
        lambda d: d["claims"][0].update(wording=["<b>", 1]),
        lambda d: d["audit"].update(worlds="many"),
        lambda d: d["claims_file"].update(tests="fine"),
        lambda d: next(c for c in d["claims"] if c["findings"])["findings"].pop("worlds"),
        lambda d: next(c for c in d["claims"] if c["findings"])["findings"].update(stability=7),
    ],
)
def test_what_irenic_did_not_write_is_refused(document: dict[str, Any], spoil: Any) -> None:
    changed = copy.deepcopy(document)
    spoil(changed)
    with pytest.raises(StudyError, match=r"damaged_document: .*Audit the study again"):
        ledger_of(changed)
