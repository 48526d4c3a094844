"""The strategies beside each other: table, differences, who loses, how it unfolds, and where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from irenic.analysis.compare import Comparison
from irenic.analysis.reach import PhaseReach
from irenic.analysis.robustness.words import loser_lines
from irenic.analysis.sentences import (
    reach_sentence,
    unclear_sentence,
)
from irenic.analysis.wording import figure
from irenic.figures.differences import differences
from irenic.figures.fan import fan
from irenic.figures.heat import heat
from irenic.report.answer import families, headline_by_family
from irenic.report.document import Block, Paragraph, Picture, Point, Points, Section, Subhead
from irenic.report.material import Material
from irenic.report.naming import clean

MOST_DIFFERENCES = 4
MOST_FANS = 4


def comparison_section(material: Material) -> Section:
    """Return the heat table, what it says in sentences, paired differences and who loses."""
    study, comparison = material.study, material.comparison
    blocks: list[Block] = [
        *(Paragraph(text) for text in comparison_sentences(material)),
        Picture(heat(study, comparison)),
    ]
    if material.leading is not None:
        baseline = material.leading.baseline
        blocks += [
            Subhead(f"Set against {material.names.quoted(baseline)}"),
            *(
                Picture(differences(study, comparison, outcome.info.id, baseline))
                for outcome in headline_by_family(material)[:MOST_DIFFERENCES]
            ),
        ]
    return Section("comparison", "The comparison", (*blocks, *_losers(material)))


def comparison_sentences(material: Material) -> list[str]:
    """Return what the comparison says besides the answer, with labels in place of ids.

    Parameters
    ----------
    material : of the study
    """
    named = _named(material)
    headline = [o for o in named.outcomes if o.info.headline]
    phases = [_named_phase(material, phase) for phase in material.phases]
    parts = [
        ahead_sentence(material),
        unclear_sentence(headline),
        dominated_sentence(material),
        reach_sentence(phases),
    ]
    return [part for part in parts if part]


def ahead_sentence(material: Material) -> str:
    """Return by how much the first strategy comes before the second, averaged over weightings."""
    robust, leading = material.comparison.robust, material.leading
    if robust is None or leading is None:
        return ""
    first, second = (material.names.quoted(name) for name in (leading.first, leading.second))
    gap = f"{figure(robust.ahead, 'index')} sd, standard error {figure(robust.error, 'index')}"
    within = "" if robust.separated else ", which is within error"
    return (
        f"Regret is how far a strategy falls behind the best one in the same world, in standard deviations. "
        f"Averaged over all ways to weigh {families(material)}, {first} comes before {second} "
        f"({gap}){within}."
    )


def dominated_sentence(material: Material) -> str:
    """Return which strategies fall behind another on average, however the families are weighed."""
    matrix, ids = material.comparison.dominated_families, material.comparison.strategies
    names = material.names
    parts = [
        f"{names.quoted(name)} behind {names.listed([ids[i] for i in np.flatnonzero(matrix[:, j])])}"
        for j, name in enumerate(ids)
        if matrix[:, j].any()
    ]
    if not parts:
        return "None falls behind another on average however the families are weighed."
    return f"However the families are weighed, these fall behind on average: {'; '.join(parts)}."


def _named(material: Material) -> Comparison:
    quoted = tuple(material.names.quoted(name) for name in material.comparison.strategies)
    return replace(material.comparison, strategies=quoted)


def _named_phase(material: Material, phase: PhaseReach) -> PhaseReach:
    return phase._replace(strategy=material.names.quoted(phase.strategy), phase=clean(phase.phase))


def _losers(material: Material) -> list[Block]:
    """Who loses and who gains under the strategies that lead, against doing nothing."""
    leading, changes = material.leading, material.changes
    if leading is None or not changes:
        return []
    named = [
        change._replace(
            strategy=material.names.labels[change.strategy],
            group=change.group.model_copy(update={"id": clean(change.group.name)}),
        )
        for change in changes
    ]
    points = []
    for label in (material.names.labels[name] for name in leading.contenders):
        for line in loser_lines(named, [label]):
            text = line.removeprefix(f"{label} - ")
            points.append(Point(f"{text[:1].upper()}{text[1:]}", head=f"{label}:"))
    measures = {change.measure.id: change.measure for change in changes}.values()
    meanings = "; ".join(f"{clean(m.label)}: {clean(m.definition)}" for m in measures)
    return [
        Subhead("Who loses, who gains"),
        Points(tuple(points)),
        Paragraph(
            f"Against {material.names.quoted(leading.baseline)}, means over worlds. {meanings}.", "note"
        ),
    ]


def course_section(material: Material) -> Section:
    """Return fans of the headline outcomes that are told by month, under the few strategies that matter."""
    study, leading = material.study, material.leading
    chosen = study.manifest.strategy_names[:3] if leading is None else leading.shown
    order = [name for name in study.manifest.strategy_names if name in chosen]
    belief = material.request.belief
    weights = None if belief is None else belief.weights
    series = headline_series(material)
    if not series:
        text = "The study keeps none of its headline outcomes by month."
        return Section("course", "How it unfolds", (Paragraph(text),))
    note = (
        f"Bands hold the middle half and the middle 80% of runs under {material.names.listed(order)}; lines "
        "are medians. Bands show what is not known about the world and luck; where they overlap, one "
        "strategy may still be better in nearly every world."
    )
    pictures = [Picture(fan(study, one, order, weights=weights)) for one in series]
    return Section("course", "How it unfolds", (Paragraph(note, "note"), *pictures))


def headline_series(material: Material) -> list[str]:
    """Return headline outcomes that are kept by month: one of each family first, then others."""
    kept = {series.id for series in material.study.manifest.series}
    told = [o for o in material.comparison.outcomes if o.info.headline and o.info.id in kept]
    families_seen = [o.info.family for o in told]
    firsts = [o for i, o in enumerate(told) if o.info.family not in families_seen[:i]]
    chosen = [o.info.id for o in (*firsts, *(o for o in told if o not in firsts))][:MOST_FANS]
    return [o.info.id for o in told if o.info.id in chosen]
