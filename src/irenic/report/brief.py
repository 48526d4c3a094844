"""A study as a brief: question, answer, strategies, comparison, claims, failures, grounds."""

from __future__ import annotations

from irenic.report.answer import answer
from irenic.report.compared import comparison_section, course_section
from irenic.report.document import Brief
from irenic.report.failing import drivers_section, failing_section
from irenic.report.grounds import (
    assumptions_section,
    limits_section,
    overrides_section,
    sources_section,
)
from irenic.report.mapped import map_section
from irenic.report.material import Material, Request, Tell, gather
from irenic.report.naming import clean
from irenic.report.opening import facts, question, question_section, strategies_section
from irenic.report.reproduce import reproduce_section
from irenic.report.tried import claims_section, record_section
from irenic.study import NOTICE, Study

SUBTITLE = "A brief from simulated worlds"

SECTIONS = (
    question_section,
    strategies_section,
    comparison_section,
    course_section,
    map_section,
    claims_section,
    failing_section,
    drivers_section,
    record_section,
    limits_section,
    assumptions_section,
    overrides_section,
    sources_section,
    reproduce_section,
)
"""Every section, in order."""


def brief_of(study: Study, request: Request | None = None, tell: Tell | None = None) -> Brief:
    """Return a study as a brief.

    Parameters
    ----------
    study : as `open_study` returns it
    request : what is asked; None for nothing in particular
    tell : called with what is being done

    Raises
    ------
    StudyError : what is wrong with a question; ``damaged_study``, ``damaged_document``
    """
    material = gather(study, request or Request(), tell)
    if tell is not None:
        tell("writing it down")
    return brief_from(material)


def brief_from(material: Material) -> Brief:
    """Return the brief of what was gathered.

    Parameters
    ----------
    material : from `gather`
    """
    return Brief(
        title=clean(material.study.manifest.case.title),
        subtitle=SUBTITLE,
        notice=NOTICE,
        facts=facts(material),
        question=question(material),
        answer=answer(material),
        sections=tuple(make(material) for make in SECTIONS),
    )
