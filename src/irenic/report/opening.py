"""The first pages of a brief: what was asked of which worlds, and what the strategies are."""

from __future__ import annotations

import json
from collections.abc import Mapping

from irenic.analysis.belief import worlds_sentences
from irenic.analysis.wording import listing
from irenic.report.document import Block, Paragraph, Point, Points, Section
from irenic.report.material import Material
from irenic.report.naming import clean, in_sentence, sentence_of
from irenic.study import StrategyInfo
from irenic.study.history import MONTHS

TELLING = ("summary", "argued_by")
"""What a plan says of itself in words."""


def facts(material: Material) -> tuple[tuple[str, str], ...]:
    """Return the study in a few lines: what and value.

    Parameters
    ----------
    material : of the study
    """
    plan = material.study.manifest
    origin = worlds_sentences(plan, material.request.belief)
    luck = f"{plan.replicates} draws of luck in each" if plan.replicates > 1 else "one draw of luck in each"
    return (
        ("Case", clean(plan.case.title)),
        ("Period", period(material)),
        ("Worlds", f"{plan.worlds:,}, {luck}; seed {plan.seed}"),
        *((("How worlds count", " ".join(origin)),) if origin else ()),
        ("Strategies", f"{len(plan.strategies)}, all in the same worlds with the same luck"),
        ("Made by", f"irenic {clean(plan.irenic)}; study {plan.digest()[:12]}"),
    )


def period(material: Material) -> str:
    """Return the months that runs cover, in words where the case says when they start."""
    months = material.study.manifest.months
    if material.case is None:
        return f"{months} months"
    year, month = (int(part) for part in material.case.start.split("-"))
    first, last = 12 * year + month, 12 * year + month + months - 1  # the month after the start, from 0
    return f"{_month(first)} to {_month(last)} ({months} months)"


def _month(number: int) -> str:
    return f"{MONTHS[number % 12]} {number // 12}"


def question(material: Material) -> str:
    """Return the question that every report answers, of these strategies."""
    count = len(material.study.manifest.strategies)
    subject = "Does this one strategy hold up" if count == 1 else f"Which of these {count} strategies hold up"
    return f"{subject}, in which plausible worlds, and what would have to be true for each to fail?"


def question_section(material: Material) -> Section:
    """Return what the conflict is, and what words such as world and odds mean here."""
    plan, case = material.study.manifest, material.case
    blocks: list[Block] = []
    if case is not None:
        blocks.append(Paragraph(sentence_of(case.summary), head=f"{clean(case.title)}."))
        issues = "; ".join(clean(issue.name) for issue in case.issues.values())
        blocks.append(
            Paragraph(
                f"The case has {len(case.groups)} groups and offices in {len(case.districts)} districts, "
                f"{len(case.patrons)} outside backers, and {len(case.issues)} issues: {issues}."
            )
        )
    weighed = [clean(o.label) for o in plan.outcomes if o.headline]
    blocks += [
        Paragraph(
            "A world is one draw of everything uncertain: the model's parameters and the case's own figures. "
            f"Every strategy was run in each of {plan.worlds:,} worlds, {plan.replicates} times with other "
            f"luck, over {plan.months} months. \u201c7 in 10 worlds\u201d is a share of these worlds: odds "
            "under the stated assumptions, not the chance that something will happen.",
            head="How to read the odds.",
        ),
        Paragraph(f"Looked at above all: {listing([in_sentence(name) for name in weighed])}.", tone="note"),
    ]
    return Section("question", "The question", tuple(blocks))


def strategies_section(material: Material) -> Section:
    """Return each strategy in a sentence, with what of it the model cannot speak to."""
    return Section(
        "strategies",
        "The strategies",
        (
            Paragraph("Each is a plan with conditions, run as written; none is a recommendation.", "note"),
            Points(tuple(_strategy(material, info) for info in material.study.manifest.strategies)),
        ),
    )


def _strategy(material: Material, info: StrategyInfo) -> Point:
    told = told_of(info)
    parts = [sentence_of(told.get("summary", ""))]
    if told.get("argued_by"):
        parts.append(f"Argued for by: {sentence_of(told['argued_by'])}")
    if info.forced:
        parts.append("Its runs are forced to known dates of events.")
    if info.not_testable:
        parts.append(f"Not testable here: {sentence_of(info.not_testable)}")
    label = material.names.labels[info.name]
    head = label if info.name == label.lower() else f"{label} ({info.name})"
    return Point(" ".join(part for part in parts if part), head=f"{head}:")


def told_of(info: StrategyInfo) -> Mapping[str, str]:
    """Return what a strategy's stored text says of itself in words; empty where it is not readable.

    Parameters
    ----------
    info : of a manifest, whose text is JSON
    """
    try:
        content = json.loads(info.text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {key: content[key] for key in TELLING if isinstance(content.get(key), str)}
