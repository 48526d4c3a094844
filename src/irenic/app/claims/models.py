"""A ledger and its claims as the interface gives them, in the words of ``irenic audit``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from irenic.analysis.audit import Ledger, Line
from irenic.analysis.audit.words import (
    STANDING,
    boundary_sentences,
    box_sentence,
    counts_sentence,
    evidence_sentence,
    nearest_sentence,
    odds,
    percent,
    record_counts,
    record_sentences,
    sentence_of_tests,
    sizes_sentence,
    span,
    verdict_sentences,
    worlds_sentence,
)
from irenic.analysis.document import number
from irenic.app.claims.ledgers import Effort, duration
from irenic.app.claims.worlds import ArmModel
from irenic.app.drawn import FigureModel, drawn
from irenic.figures.words import shown
from irenic.study import NOTICE


class EffortModel(BaseModel):
    """What an audit of so many worlds takes, roughly."""

    worlds: int
    runs: int
    seconds: float
    words: str


class ClaimLineModel(BaseModel):
    """One claim of the ledger; shares are of worlds, null where the model cannot speak to it."""

    claim: str
    wording: str
    verdict: str
    reason: str
    share: float | None
    odds: str
    interval: str
    record: str
    standing: str
    standing_in_words: str


class LedgerModel(BaseModel):
    """The ledger of a study; `state` says whether there is one, and whether there can be."""

    notice: str
    state: Literal["kept", "none", "no_claims"]
    said: list[str]
    warnings: list[str]
    verdicts: dict[str, int]
    standings: dict[str, int]
    claims: list[ClaimLineModel]
    figure: FigureModel | None
    count: int
    efforts: list[EffortModel]


class NearestModel(BaseModel):
    """The nearest world in which a claim fares otherwise."""

    world: int
    holds: bool


class ClaimModel(BaseModel):
    """One claim in full: what it says, how it was tried, what came of it, what the record says."""

    notice: str
    line: ClaimLineModel
    article: str
    mechanism: str
    test: str
    months: int | None
    study_months: int
    tolerance: str
    model_limits: str
    evidence: str
    verdict: list[str]
    record: list[str]
    fails: str
    nearest: str
    nearest_world: NearestModel | None
    boundaries: list[str]
    arms: list[ArmModel]
    arms_problem: str


def line_model(line: Line) -> ClaimLineModel:
    """Return one claim of a ledger in a line.

    Parameters
    ----------
    line : of the ledger
    """
    share = None if line.findings is None else line.findings.share
    known = share is not None and share.share == share.share
    return ClaimLineModel(
        claim=shown(line.id), wording=shown(line.wording), verdict=line.verdict, reason=shown(line.reason),
        share=None if share is None else number(share.share),
        odds=odds(share.share) if known and share is not None else "",
        interval=f"{percent(share.share)} ({span(share.low, share.high)})" if known and share else "",
        record="" if line.record is None else shown(line.record.verdict), standing=line.standing,
        standing_in_words=STANDING[line.standing],
    )  # fmt: skip


def ledger_model(ledger: Ledger, document: dict[str, Any], warnings: list[str]) -> LedgerModel:
    """Return a kept ledger, disagreements with the record first.

    Parameters
    ----------
    ledger, document : the same ledger
    warnings : what has changed since
    """
    from irenic.figures.ledger import ledger_bars

    said = [counts_sentence(ledger), record_counts(ledger), sizes_sentence(ledger)]
    said += [sentence_of_tests(ledger)] if ledger.tests != "changed" else []
    warned = [*warnings, *([sentence_of_tests(ledger)] if ledger.tests == "changed" else [])]
    worlds = worlds_sentence(ledger)
    return LedgerModel(
        notice=NOTICE, state="kept", said=[shown(one) for one in (*said, worlds) if one], warnings=warned,
        verdicts={v: ledger.count(v) for v in ("holds", "mixed", "fails", "can't tell")},
        standings={str(k): v for k, v in ledger.standings().items()},
        claims=[line_model(line) for line in ledger.by_disagreement], figure=drawn(ledger_bars(document)),
        count=len(ledger.lines), efforts=[],
    )  # fmt: skip


def no_ledger(state: Literal["none", "no_claims"], said: str, count: int = 0) -> LedgerModel:
    """Return that there is no ledger, and why.

    Parameters
    ----------
    state, said : which of both, in words
    count : claims of the file
    """
    return LedgerModel(
        notice=NOTICE, state=state, said=[said], warnings=[], verdicts={}, standings={}, claims=[],
        figure=None, count=count, efforts=[],
    )  # fmt: skip


def effort_models(efforts: list[Effort]) -> list[EffortModel]:
    """Return what audits take, in words."""
    return [
        EffortModel(worlds=e.worlds, runs=e.runs, seconds=round(e.seconds), words=duration(e.seconds))
        for e in efforts
    ]


def claim_model(line: Line, arms: list[ArmModel], problem: str, study_months: int) -> ClaimModel:
    """Return one claim in full.

    Parameters
    ----------
    line : of the ledger
    arms, problem : its plans, or why they cannot be told
    study_months : length of the study's own runs
    """
    near = None if line.findings is None else line.findings.nearest
    return ClaimModel(
        notice=NOTICE, line=line_model(line), article=shown(line.article), mechanism=shown(line.mechanism),
        test=shown(line.asked), months=line.months, study_months=study_months,
        tolerance=shown(line.tolerance), model_limits=shown(line.model_limits),
        evidence=shown(evidence_sentence(line)), verdict=[shown(one) for one in verdict_sentences(line)],
        record=[shown(one) for one in record_sentences(line)], fails=shown(box_sentence(line)),
        nearest=shown(nearest_sentence(line)),
        nearest_world=None if near is None else NearestModel(world=near.world, holds=near.holds),
        boundaries=[shown(one) for one in boundary_sentences(line)], arms=arms, arms_problem=problem,
    )  # fmt: skip
