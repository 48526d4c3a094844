"""Check a case file: every problem at once, errors and warnings, each with its line.

Three stages, each in its module: reading (`irenic.case.document`), the format
(`irenic.case.draft`) and the rules across entries, which are the small named functions listed in
`CHECKS` and `WARNINGS`. Rules still run on all parts that fit the format; warnings only on a case
without errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from irenic.case import checks_doubts as doubts
from irenic.case import checks_groups as groups
from irenic.case import checks_places as places
from irenic.case.document import Document, read_document
from irenic.case.draft import Draft, Source, draft_case
from irenic.case.overrides import apply_overrides
from irenic.case.schema import Case
from irenic.case.shipped import case_path
from irenic.errors import CaseError, Problem, errors_of

CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    groups.check_kinds,
    groups.check_kind_keys,
    groups.check_group_figures,
    groups.check_group_places,
    groups.check_attributes,
    groups.check_positions,
    groups.check_first_issues,
    groups.check_relations,
    places.check_districts,
    places.check_revenue,
    places.check_adjacency,
    places.check_control,
    places.check_garrison,
    places.check_patrons,
    places.check_government,
    places.check_regions,
    places.check_starts,
    places.check_size_factors,
    places.check_blocs,
    places.check_contested,
)
"""Rules whose breach makes a case unusable."""

WARNINGS: tuple[Callable[[Draft, Case], Iterator[Problem]], ...] = (
    doubts.warn_guessed,
    doubts.warn_first_issues,
    doubts.warn_presence,
    doubts.warn_isolation,
    doubts.warn_support,
    doubts.warn_blocs,
    doubts.warn_kind_trust,
    doubts.warn_garrison,
)
"""Doubts about a case that can be used."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A case file's verdict: the case, if it can be used, and all problems in the file's order."""

    case: Case | None
    problems: tuple[Problem, ...]


def check_case(path: str | Path) -> list[Problem]:
    """Return every problem of a case file, errors and warnings, in the file's order.

    Nothing is raised for a file's content. Print the result with `irenic.errors.render_problems`
    or `render_problems_json`.

    Parameters
    ----------
    path : a file, or the name of a shipped case such as "libya-2015"

    Raises
    ------
    CaseError : the name is neither a file nor a shipped case (`unknown_case`)
    """
    return list(examine(read_document(*case_path(path))).problems)


def load_case(path: str | Path) -> Case:
    """Return a case from its file, with overrides applied and every rule checked.

    Parameters
    ----------
    path : a file, or the name of a shipped case such as "libya-2015"

    Raises
    ------
    CaseError : with all errors of the file in `problems`

    Examples
    --------
    ``load_case("libya-2015")``, ``load_case("my/harbour.yaml")``
    """
    checked = examine(read_document(*case_path(path)))
    if checked.case is None:
        raise CaseError(errors_of(checked.problems))
    return checked.case


def examine(document: Document) -> Checked:
    """Check a document that has been read; see `check_case`."""
    if document.problems:
        return Checked(None, document.problems)
    overridden = apply_overrides(document)
    source = Source(document, overridden.places)
    draft, case, problems = draft_case(overridden.data, source)
    problems = [*overridden.problems, *problems]
    if draft is not None:
        problems += [problem for check in CHECKS for problem in check(draft)]
    if errors_of(problems):
        case = None
    if case is not None and draft is not None:
        problems += [problem for warn in WARNINGS for problem in warn(draft, case)]
        case._replaced.update(overridden.replaced)
    return Checked(case, tuple(sorted(problems, key=lambda p: (p.line or 0, p.path, p.code))))
