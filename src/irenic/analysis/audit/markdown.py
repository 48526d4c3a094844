"""A ledger as a page: disagreements with the record first, then the rest, in words and numbers."""

from __future__ import annotations

from irenic.analysis.audit.ledger import Ledger, Line
from irenic.analysis.audit.verdict import SPEAKING, STABLE
from irenic.analysis.audit.words import (
    STANDING,
    boundary_sentences,
    box_sentence,
    counts_sentence,
    evidence_sentence,
    limits_sentences,
    nearest_sentence,
    percent,
    record_counts,
    record_sentences,
    sentence_of_tests,
    sizes_sentence,
    span,
    verdict_sentences,
    worlds_sentence,
)
from irenic.analysis.pages.markdown import paragraph, table

RULE = (
    "A claim *holds* if the 90% interval of the share of worlds in which its test holds lies at or above "
    "two thirds, *fails* if it lies at or below one third, is *mixed* in between. The verdict is withdrawn "
    f"(*can't tell*) where under {SPEAKING:.0%} of worlds can speak, or where under {STABLE:.0%} of any one "
    "kind of resample give the same one. The share is of worlds, with the luck averaged out; the interval "
    "is Jeffreys'."
)

FOR_BOTH = (
    "A verdict says under which share of the stated assumptions an argument holds in this model, not that "
    "its authors were right or wrong. The record is one path, partly kept by people with a stake in it, and "
    "most claims compare with a path that was not taken. Where model and record part, either may mislead: "
    "the model may lack what decided the matter, or what happened may be what most worlds did not have. A "
    "claim that holds here and was contradicted there is not rescued by that; one that fails here and was "
    "borne out there is not refuted. Both count against the model until someone says why."
)


def ledger_markdown(ledger: Ledger, level: int = 2) -> str:
    """Return a ledger as Markdown, without a page's title.

    Parameters
    ----------
    ledger : as `irenic.analysis.audit.audit` fills it
    level : of its first heading
    """
    head, sub = "#" * level, "#" * (level + 1)
    lines = [
        f"{head} The ledger",
        "",
        *paragraph(f"{ledger.notice}.", sizes_sentence(ledger), sentence_of_tests(ledger)),
        *(paragraph(said) if (said := worlds_sentence(ledger)) else []),
        *paragraph(counts_sentence(ledger), record_counts(ledger)),
        *paragraph(RULE),
        *paragraph(FOR_BOTH),
        *ledger_table(ledger),
    ]
    for standing, title in STANDING.items():
        chosen = [line for line in ledger.by_disagreement if line.standing == standing]
        if chosen:
            lines += [f"{sub} {title}", ""]
        for line in chosen:
            lines += _entry(line)
    return "\n".join(lines).rstrip() + "\n"


def ledger_table(ledger: Ledger) -> list[str]:
    """Return the lines of the table of all claims, disagreements first."""
    heads = ("Claim", "What it says", "Model", "Record", "Worlds in which it holds", "Luck", "Least stable")
    return table(heads, (_row(line) for line in ledger.by_disagreement), words=4)


def _row(line: Line) -> tuple[str, ...]:
    found = line.findings
    record = "-" if line.record is None else line.record.verdict
    if line.other_reading is not None and line.record is not None:
        record += f" (or {line.other_reading.verdict})"
    said = (f"{line.id}", line.wording.rstrip("."), line.verdict, record)
    if found is None or found.by_rule == "can't tell":
        return (*said, "-", "-", "-")
    least = min((one.share for one in found.agreements), default=None)
    share = f"{percent(found.share.share)} [{span(found.share.low, found.share.high)}]"
    return (*said, share, percent(found.luck_share), percent(least))


def _entry(line: Line) -> list[str]:
    """One claim in full."""
    told = [*boundary_sentences(line), nearest_sentence(line), evidence_sentence(line)]
    return [
        f"**{line.id}. {line.wording.rstrip('.')}.**",
        "",
        *paragraph(*verdict_sentences(line), box_sentence(line)),
        *paragraph(*record_sentences(line)),
        *(paragraph(*(one for one in told if one)) if any(told) else []),
        *(paragraph(*limits_sentences(line)) if limits_sentences(line) else []),
    ]
