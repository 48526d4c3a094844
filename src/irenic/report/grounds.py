"""What a report rests on: assumptions by grade, overrides, sources, limits, and how to make it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from irenic.analysis.wording import figure, listing, percent, span
from irenic.case import Case, Figure
from irenic.case.figures import all_figures
from irenic.case.overrides import parse_place
from irenic.errors import quoted
from irenic.figures.figure import Table
from irenic.parameters import ParameterTable, Prior, load_parameters
from irenic.report.document import Block, Grid, Paragraph, Point, Points, Section
from irenic.report.failing import most_telling
from irenic.report.material import Material
from irenic.report.naming import clean, sentence_of

GRADES: Mapping[str, tuple[str, str]] = {
    "A": ("an official count, or several independent reports", "quasi-experimental or replicated"),
    "B": ("one good estimate", "several observational studies"),
    "C": ("judgement from reports", "one study, or one case"),
    "D": ("a guess, with a range to match", "an expert's guess"),
}
"""What a grade means for a figure of a case, and for a parameter of the model."""

KINDS: Mapping[str, str] = {
    "groups": "Fighters of groups",
    "attributes": "Attributes of groups",
    "positions": "Positions on issues",
    "relations": "Relations between groups",
    "districts": "Districts: people, revenue, exclusion",
    "patrons": "Outside backers: keeping an embargo",
    "support": "Support by outside backers",
    "initial": "State of talks and country at the start",
    "garrison_per_capita": "Garrisons",
    "crossings": "Crossings",
}
"""Parts of a case file that hold figures, for people."""


def assumptions_section(material: Material) -> Section:
    """Return how well founded the case and the model are, and the assumptions that the answer turns on."""
    case, table = material.case, priors_of(material)
    blocks: list[Block] = [
        Paragraph(
            "Every figure of the case and every number of the model has a grade: "
            + "; ".join(
                f"{g}, {of_case} (of the model: {of_model})" for g, (of_case, of_model) in GRADES.items()
            )
            + ". All are drawn anew in every world, within ranges that fit their grade.",
            "note",
        )
    ]
    if case is None:
        blocks.append(Paragraph("The study does not carry its case, so its figures are not listed here."))
    else:
        blocks += [Grid(_case_table(case)), *_held(case)]
    if table is None:
        blocks.append(Paragraph("The study was made with other priors than this version of irenic has."))
    else:
        blocks += [_model_paragraph(table), Grid(_model_table(table)), *_deciding(material, table)]
    return Section("assumptions", "What it rests on", tuple(blocks))


def priors_of(material: Material) -> ParameterTable | None:
    """Return the priors that the study was made with; None where this version has others.

    Parameters
    ----------
    material : of the study
    """
    table = load_parameters()
    return table if table.digest == material.study.manifest.parameters.digest else None


def _counts(grades: Sequence[str]) -> tuple[str, ...]:
    """How many of each grade, and all."""
    return (*(str(grades.count(grade)) for grade in GRADES), str(len(grades)))


def _case_table(case: Case) -> Table:
    by_kind: dict[str, list[str]] = {}
    for place, one in all_figures(case).items():
        by_kind.setdefault(place.split(".")[0], []).append(one.grade)
    rows = [(KINDS.get(kind, clean(kind)), *_counts(grades)) for kind, grades in by_kind.items()]
    whole = [grade for grades in by_kind.values() for grade in grades]
    caption = "Figures of the case by grade"
    return Table(("Figures of the case", *GRADES, "All"), (*rows, ("All figures", *_counts(whole))), caption)


def _held(case: Case) -> list[Block]:
    text = (
        f"Who held what at the start was drawn for {len(case.control.values)} districts, grade "
        f"{case.control.grade}: {sentence_of(case.control.source)}"
    )
    return [Paragraph(text)]


def _model_paragraph(table: ParameterTable) -> Paragraph:
    contested = sum(prior.contested for prior in table.priors)
    return Paragraph(
        f"The model has {len(table.priors)} uncertain numbers. {contested} of them are contested: their "
        "priors leave room for an effect of the other sign than expected."
    )


def _model_table(table: ParameterTable) -> Table:
    grades = Counter(prior.grade for prior in table.priors)
    rows = tuple((grade, GRADES[grade][1], str(grades[grade])) for grade in GRADES)
    return Table(("Grade", "Meaning", "Numbers of the model"), rows, "Numbers of the model by grade")


def _deciding(material: Material, table: ParameterTable) -> list[Block]:
    """The assumptions that the answer turns on, with their grades."""
    telling = most_telling(material)
    if not telling:
        return []
    factors = {one.name: one for one in material.study.manifest.factors}
    rows = []
    for name in telling:
        if name in table.names:
            rows.append(_prior_row(table[name]))
        elif name in factors:
            said = clean(factors[name].meaning)
            rows.append((f"{said} ({clean(name)})", "figure of the case", "as the case file says", "-"))
    heads = ("Assumption", "Grade", "80% of its prior", "Source")
    caption = "The assumptions that the answer turns on most, by what drives it"
    return [Grid(Table(heads, tuple(rows), caption))]


def _prior_row(prior: Prior) -> tuple[str, ...]:
    low, high = (float(value) for value in prior.quantile(np.array([0.1, 0.9])))
    return (f"{prior.meaning} ({prior.id})", prior.grade, f"{span(low, high, '')} {prior.unit}", prior.source)


def overrides_section(material: Material) -> Section:
    """Return every figure that an analyst changed: what, by whom, why, when."""
    case = material.case
    if case is None or not case.overrides:
        text = "No figure of the case was overridden: the study ran the case file as it stands."
        return Section("overrides", "Changes to the case", (Paragraph(text),))
    figures = all_figures(case)
    rows = [
        (
            clean(one.figure),
            clean(quoted(case.replaced.get(one.figure))),
            clean(quoted(one.value)),
            clean(one.by),
            one.date.isoformat(),
            clean(one.reason),
            _source_at(one.figure, figures),
        )
        for one in case.overrides
    ]
    heads = ("Figure", "Was", "Is now", "By", "Date", "Reason", "Source")
    text = (
        f"{len(rows)} {'figure was' if len(rows) == 1 else 'figures were'} changed by an analyst. They are "
        "opinions put in place of the case's, and part of every result above."
    )
    caption = "Figures that were overridden"
    return Section(
        "overrides", "Changes to the case", (Paragraph(text), Grid(Table(heads, tuple(rows), caption)))
    )


def _source_at(place: str, figures: Mapping[str, Figure]) -> str:
    """The source of the figure at or around a place; "-" where it has none of its own."""
    steps = [str(step) for step in parse_place(place)]
    for count in range(len(steps), 0, -1):
        one = figures.get(".".join(steps[:count]))
        if one is not None:
            return f"{clean(one.source)} (grade {one.grade})"
    return "-"


def sources_section(material: Material) -> Section:
    """Return the sources of the case's figures and of the model's numbers."""
    blocks: list[Block] = []
    case, table = material.case, priors_of(material)
    if case is not None:
        blocks += [Paragraph(sentence_of(case.source_note)), Grid(_source_table(case), folded=True)]
    if table is not None:
        rows = tuple((f"{p.meaning} ({p.id})", p.grade, p.source, p.checked) for p in table.priors)
        heads = ("Number of the model", "Grade", "Source", "How far it was checked")
        blocks.append(Grid(Table(heads, rows, "Sources of the model's numbers"), folded=True))
    return Section("sources", "Sources", tuple(blocks) or (Paragraph("The study carries no sources."),))


def _source_table(case: Case) -> Table:
    """Each source once, the best grades first, with how many figures rest on it."""
    used = Counter((one.grade, clean(one.source)) for one in all_figures(case).values())
    used[case.control.grade, clean(case.control.source)] += len(case.control.values)
    ordered = sorted(used.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    rows = tuple((grade, str(count), source) for (grade, source), count in ordered)
    return Table(("Grade", "Figures", "Source"), rows, "Sources of the case's figures")


def limits_section(material: Material) -> Section:
    """Return what the results cannot say, as far as a study can know it."""
    names, study = material.names, material.study
    partly = [names.quoted(s.name) for s in study.manifest.strategies if s.not_testable]
    rare = [p for p in material.phases if p.hardly]
    outcomes = [o for o in material.comparison.outcomes if o.info.headline]
    lucky = sorted((o for o in outcomes if o.luck_share == o.luck_share), key=lambda o: -o.luck_share)
    points = [
        Point(
            "It shows which arguments depend on which assumptions. It does not predict, and does not advise."
        ),
        Point("Groups, offices and districts only: no person, no target, no operation."),
        Point(
            "Results hold for the strategies and worlds that were run. What the model leaves out it cannot "
            "weigh, and all its results share its faults."
        ),
    ]
    if partly:
        points.append(Point(f"Parts of {listing(partly)} cannot be tested here; see the strategies above."))
    if rare:
        said = listing([f"{clean(p.phase)} of {names.quoted(p.strategy)}" for p in rare])
        points.append(Point(f"Hardly reached, so hardly tried: {said}."))
    if lucky and lucky[0].luck_share > 0:
        most = [f"{clean(o.info.label).lower()} ({percent(o.luck_share)})" for o in lucky[:3]]
        points.append(Point(f"Luck's share of what varies between runs is largest for {listing(most)}."))
    points.append(
        Point(
            "A study does not know which marks the model missed that were set before its first results. For "
            "the shipped cases they stand in the project's README.md, docs/prior-predictive.md and "
            "docs/backtest.md; read them beside this."
        )
    )
    return Section("limits", "What this cannot say", (Points(tuple(points)),))


def error_words(material: Material) -> str:
    """Return the largest Monte Carlo errors of the headline outcomes, for the technical note."""
    parts = []
    for one in material.comparison.outcomes:
        known = one.error[one.error == one.error]
        if one.info.headline and len(known):
            parts.append(f"{clean(one.info.label).lower()} {figure(float(known.max()), one.info.unit)}")
    return f"Monte Carlo standard errors are at most: {', '.join(parts)}." if parts else ""
