"""A ledger as plain data: one JSON document. Missing numbers are null, keys are stable."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from irenic.analysis.audit.ledger import Findings, Ledger, Line
from irenic.analysis.audit.stability import KINDS, Agreement
from irenic.analysis.audit.verdict import CONFIDENCE, FAILS_TO, HOLDS_FROM, SPEAKING, STABLE, Share
from irenic.analysis.belief import LEAST_EFFECTIVE
from irenic.analysis.document import number

SCHEMA = 1


def ledger_document(ledger: Ledger) -> dict[str, Any]:
    """Return everything the printed ledger says, and more, as plain data.

    Parameters
    ----------
    ledger : as `irenic.analysis.audit.audit` fills it
    """
    return {
        "schema_version": SCHEMA,
        "notice": ledger.notice,
        "study": {
            "folder": ledger.study,
            "case": ledger.case,
            "title": ledger.title,
            "irenic": ledger.irenic,
        },
        "audit": {
            "worlds": ledger.worlds,
            "replicates": ledger.replicates,
            "seed": ledger.seed,
            "rerun_worlds": ledger.rerun_worlds,
            "arms": ledger.arms,
        },
        "points": None if ledger.points is None else ledger.points.model_dump(),
        "weights": _weights(ledger),
        "claims_file": {"digest": ledger.claims_digest, "tests": ledger.tests},
        "rule": {
            "holds": f"the interval's lower end is at least {HOLDS_FROM:.4f}",
            "fails": f"the interval's upper end is at most {FAILS_TO:.4f}",
            "cannot_tell": (
                f"under {SPEAKING:.0%} of worlds can speak, or under {STABLE:.0%} of a kind of resample agree"
            ),
            "cannot_tell_with_weights": f"under {LEAST_EFFECTIVE:g} effective worlds",
            "interval": f"{CONFIDENCE:.0%}, Jeffreys",
        },
        "verdicts": {v: ledger.count(v) for v in ("holds", "mixed", "fails", "can't tell")},
        "against_the_record": {
            "first_reading": ledger.standings(),
            "other_reading": ledger.standings(other=True),
        },
        "claims": [line_document(line) for line in ledger.by_disagreement],
    }


def _weights(ledger: Ledger) -> dict[str, Any] | None:
    weighed = ledger.weighed
    if weighed is None:
        return None
    return {
        "weighting": weighed.digest,
        "worlds": ledger.worlds,
        "effective_worlds": number(weighed.effective),
    }


def line_document(line: Line) -> dict[str, Any]:
    """Return one claim of a ledger as plain data."""
    return {
        "id": line.id,
        "wording": line.wording,
        "article": line.article,
        "mechanism": line.mechanism,
        "test": line.asked,
        "months": line.months,
        "tolerance": line.tolerance,
        "model_limits": line.model_limits,
        "evidence": line.evidence,
        "verdict": line.verdict,
        "reason": line.reason,
        "record": None if line.record is None else asdict(line.record),
        "other_reading": None if line.other_reading is None else asdict(line.other_reading),
        "standing": line.standing,
        "other_standing": line.other_standing,
        "gap": number(line.gap),
        "findings": None if line.findings is None else _findings(line.findings),
    }


def _findings(found: Findings) -> dict[str, Any]:
    return {
        "worlds": _share(found.share),
        "parts": [{"test": words, **_share(share)} for words, share in found.parts],
        "share_of_runs": found.runs,
        "luck_share": found.luck_share,
        "reliability": found.reliability,
        "verdict_before_stability": found.by_rule,
        "stability": {one.kind: _agreement(one) for one in found.agreements},
        "unsettled_by": None if found.unsettled is None else found.unsettled.kind,
        "box": None if found.box is None else asdict(found.box),
        "no_box": found.no_box,
        "nearest_world": None if found.nearest is None else asdict(found.nearest),
        "boundaries": [asdict(one) for one in found.boundaries],
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "share": number(share.share),
        "low": number(share.low),
        "high": number(share.high),
        "holding": share.holding,
        "speaking": share.speaking,
        "looked_at": share.worlds,
        "effective": None if share.effective is None else number(share.effective),
        "weight_that_speaks": None if share.weight is None else number(share.weight),
    }


def _agreement(one: Agreement) -> dict[str, Any]:
    return {
        "meaning": KINDS[one.kind],
        "agreeing": one.agreeing,
        "resamples": one.resamples,
        "others": one.others,
        "least_share": number(one.least),
        "greatest_share": number(one.greatest),
    }
