"""What a notebook shows of a study, a case and a ledger: small, and every name as text."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from irenic.case import all_figures
from irenic.errors import StudyError
from irenic.figures.figure import Table
from irenic.figures.words import shown
from irenic.study import NOTICE

if TYPE_CHECKING:
    from irenic.analysis.audit.ledger import Ledger
    from irenic.case import Case
    from irenic.figures.plot import Plot
    from irenic.study import Study

_GRADES = {
    "A": "official count or several independent reports",
    "B": "one good estimate",
    "C": "judgement",
    "D": "guess",
}


def study_html(study: Study, plot: Plot) -> str:
    """Return a study in a notebook: what was run, and how its strategies compare.

    Parameters
    ----------
    study, plot : the study and its figures
    """
    manifest = study.manifest
    size = (
        f"{_count(len(manifest.strategies), 'strategy', 'strategies')}, {_count(manifest.worlds, 'world')} x "
        f"{_count(manifest.replicates, 'replicate')} x {_count(manifest.months, 'month')}, seed "
        f"{manifest.seed}, irenic {manifest.irenic}."
    )
    try:
        heat = plot.heat()
    except StudyError as error:
        return _block(manifest.case.title, [size, str(error)], None)
    return _block(manifest.case.title, [size, f"{heat.title}."], heat.table)


def case_html(case: Case) -> str:
    """Return a case in a notebook: what it is of, how large it is, and how sure its figures are.

    Parameters
    ----------
    case : checked
    """
    kinds = Counter(group.kind for group in case.groups.values())
    groups = ", ".join(f"{n} {shown(kind.replace('_', ' '))}" for kind, n in kinds.most_common())
    counted = (
        f"From {case.start}: {_count(len(case.groups), 'group')} ({groups}), "
        f"{_count(len(case.districts), 'district')}, {_count(len(case.issues), 'issue')}, "
        f"{_count(len(case.patrons), 'patron')}."
    )
    grades = Counter(figure.grade for figure in all_figures(case).values())
    whole = sum(grades.values())
    rows = tuple(
        (f"{grade}: {_GRADES[grade]}", n, f"{100 * n / whole:.0f}%") for grade, n in sorted(grades.items())
    )
    table = Table(("Grade", "Figures", "Share"), rows, "How well its uncertain figures are known")
    return _block(case.title, [case.summary, counted], table)


def ledger_html(ledger: Ledger) -> str:
    """Return a ledger in a notebook: its counts, and a row a claim.

    Parameters
    ----------
    ledger : of an audit
    """
    from irenic.analysis.audit.document import ledger_document
    from irenic.analysis.audit.words import counts_sentence, record_counts, sizes_sentence
    from irenic.figures.ledger import ledger_bars

    table = ledger_bars(ledger_document(ledger)).table
    said = [sizes_sentence(ledger), counts_sentence(ledger), record_counts(ledger)]
    return _block(ledger.title, said, table)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _block(title: str, said: Sequence[str], table: Table | None) -> str:
    paragraphs = "".join(f"<p>{html.escape(shown(text))}</p>" for text in (f"{NOTICE}.", *said))
    numbers = "" if table is None else table.html()
    name = f"<p><strong><bdi>{html.escape(shown(title))}</bdi></strong></p>"
    return f'<div class="irenic">{name}{paragraphs}{numbers}</div>'
