"""A case as a page tells it: its parties, issues, ties and overrides in plain data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from irenic.app.cases.keeping import BESIDE, RECORD
from irenic.app.cases.models import (
    CaseModel,
    FigureValue,
    GroupModel,
    IssueModel,
    OverrideModel,
    PatronModel,
    PositionModel,
    TieModel,
)
from irenic.app.cases.values import Labels, grades_of, known_sentence
from irenic.app.library import CaseEntry
from irenic.case import Case, Figure
from irenic.study import NOTICE
from irenic.study.history import MONTHS

STRONGEST = 3
"""Districts that are named for a group."""

_RELATIONS = (
    (-0.75, "enemies"),
    (-0.25, "hostile"),
    (0.25, "neither friends nor enemies"),
    (0.75, "friendly"),
)
_SUPPORT = ((0.15, "hardly any support"), (0.45, "some support"), (0.75, "much support"))


def case_model(entry: CaseEntry, case: Case) -> CaseModel:
    """Return everything that a page says of a case.

    Parameters
    ----------
    entry : where it comes from
    case : checked
    """
    labels, grades = Labels(case), grades_of(case)
    year, month = case.start.split("-")
    return CaseModel(
        notice=NOTICE,
        case=entry.key,
        origin=entry.origin,
        id=case.id,
        title=case.title,
        summary=case.summary,
        start=f"{MONTHS[int(month) - 1]} {year}",
        source_note=case.source_note,
        government=case.government.name,
        capital=labels.district(case.government.capital),
        base_districts=[labels.district(name) for name in case.base_districts],
        districts=len(case.districts),
        groups=_groups(case, labels),
        patrons=_patrons(case, labels),
        issues=_issues(case),
        ties=[*_relations(case, labels), *_support(case, labels)],
        overrides=_overrides(case, labels),
        grades=grades,
        known=known_sentence(grades),
        files=_files(entry.path),
    )


def relation_words(value: float) -> str:
    """Return a relation in words.

    Parameters
    ----------
    value : -1 enemies .. 1 allies
    """
    return next((words for most, words in _RELATIONS if value <= most), "allies")


def support_words(value: float) -> str:
    """Return a patron's support in words.

    Parameters
    ----------
    value : 0..1
    """
    if value == 0:
        return "no support shown"
    return next((words for most, words in _SUPPORT if value <= most), "all-out support")


def _figure(figure: Figure) -> FigureValue:
    return FigureValue(**figure.model_dump())


def _groups(case: Case, labels: Labels) -> list[GroupModel]:
    people = {name: district.population.best for name, district in case.districts.items()}
    whole = sum(people.values())
    rows = []
    for name, group in case.groups.items():
        held = {d: row[name] for d, row in case.control.values.items() if row.get(name, 0) > 0}
        most = sorted(held, key=lambda d: -held[d] * people[d])[:STRONGEST]
        first = case.first_issue.get(name)
        rows.append(
            GroupModel(
                id=name,
                name=group.name,
                name_local=group.name_local,
                kind=group.kind.replace("_", " "),
                fighters=None if group.fighters is None else _figure(group.fighters),
                holds=sum(held[d] * people[d] for d in held) / whole if whole else 0.0,
                strongest_in=[labels.district(d) for d in most],
                seat=[labels.district(d) for d in group.seat],
                regions=[r.name for r in case.regions.values() if name in r.groups],
                first_issue=None if first is None else case.issues[first].name,
                notes=group.notes,
            )
        )
    return rows


def _patrons(case: Case, labels: Labels) -> list[PatronModel]:
    values = {} if case.support is None else case.support.figures(0.0, 1.0)
    rows = []
    for name, patron in case.patrons.items():
        given = {group: f.best for (giver, group), f in values.items() if giver == name and f.best > 0}
        most = sorted(given, key=lambda group: -given[group])
        rows.append(
            PatronModel(
                id=name,
                name=patron.name,
                compliance=_figure(patron.compliance),
                notes=patron.notes,
                supports=[f"{labels.group(group)} ({given[group]:g})" for group in most],
            )
        )
    return rows


def _issues(case: Case) -> list[IssueModel]:
    rows = []
    for name, issue in case.issues.items():
        positions = [
            PositionModel(
                group=group,
                name=case.groups[group].name,
                first=case.first_issue.get(group) == name,
                **case.positions.figure(entries[name], *issue.range).model_dump(),
            )
            for group, entries in case.positions.values.items()
            if name in entries
        ]
        rows.append(
            IssueModel(
                id=name,
                name=issue.name,
                low=issue.low,
                high=issue.high,
                range=issue.range,
                notes=issue.notes,
                positions=positions,
            )
        )
    return rows


def _relations(case: Case, labels: Labels) -> Iterator[TieModel]:
    for one, row in case.relations.values.items():
        for other, entry in row.items():
            figure = case.relations.figure(entry, -1.0, 1.0)
            yield TieModel(
                kind="relation",
                one=one,
                other=other,
                one_name=labels.group(one),
                other_name=labels.group(other),
                words=relation_words(figure.best),
                figure=f"relations.values.{one}.{other}",
                **figure.model_dump(),
            )


def _support(case: Case, labels: Labels) -> Iterator[TieModel]:
    if case.support is None:
        return
    for (patron, group), figure in case.support.figures(0.0, 1.0).items():
        yield TieModel(
            kind="support",
            one=patron,
            other=group,
            one_name=labels.patron(patron),
            other_name=labels.group(group),
            words=support_words(figure.best),
            figure=f"support.values.{patron}.{group}",
            **figure.model_dump(),
        )


def _overrides(case: Case, labels: Labels) -> list[OverrideModel]:
    return [
        OverrideModel(
            figure=one.figure,
            label=": ".join(labels.of(one.figure)),
            value=one.value,
            before=case.replaced.get(one.figure),
            by=one.by,
            reason=one.reason,
            date=one.date.isoformat(),
        )
        for one in case.overrides
    ]


def _files(path: Path) -> list[str]:
    found = [name for name in BESIDE if (path.parent / name).is_file()]
    return [path.name, *found, *([f"{RECORD}/"] if (path.parent / RECORD).is_dir() else [])]
