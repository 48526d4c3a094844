"""The figures of a case one by one: where each stands, what it says, how well it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import get_args

from irenic.app.cases.models import GradeModel, ValueModel
from irenic.case import Case, Figure, all_figures
from irenic.case.document import Document
from irenic.case.fields import NOBODY, Grade
from irenic.case.overrides import parse_place
from irenic.figures.words import shown

MEANINGS: Mapping[str, str] = {
    "A": "well documented: an official count, or several independent reports",
    "B": "one published estimate or good report",
    "C": "judgement built from reports; no count would settle it",
    "D": "an assumption that the model needs and no source gives",
}
"""What a grade says, for people."""

CONTROL = "Control"
NOBODY_NAME = "nobody"


def values_of(case: Case, document: Document) -> list[ValueModel]:
    """Return every figure of a case in its own words, a district's shares of control in one row.

    Parameters
    ----------
    case : checked
    document : its file, for lines
    """
    overridden = [override.figure for override in case.overrides]
    labels = Labels(case)

    def row(place: str, figure: Figure) -> ValueModel:
        section, label = labels.of(place)
        return ValueModel(
            place=place,
            section=section,
            label=label,
            low=figure.low,
            best=figure.best,
            high=figure.high,
            shares=None,
            grade=figure.grade,
            source=figure.source,
            line=document.line(parse_place(place)),
            overridden=_is_in(place, overridden),
        )

    rows = [row(place, figure) for place, figure in all_figures(case).items()]
    return [*rows, *_control(case, document, overridden, labels)]


def grades_of(case: Case) -> list[GradeModel]:
    """Return how many figures have each grade; a district's shares of control count as one.

    Parameters
    ----------
    case : checked
    """
    count = Counter(figure.grade for figure in all_figures(case).values())
    count[case.control.grade] += len(case.control.values)
    whole = max(1, count.total())
    return [
        GradeModel(grade=grade, meaning=MEANINGS[grade], count=count[grade], share=count[grade] / whole)
        for grade in get_args(Grade)
    ]


def known_sentence(grades: list[GradeModel]) -> str:
    """Return how well a case is known, in one sentence.

    Parameters
    ----------
    grades : from `grades_of`
    """
    count = {one.grade: one.count for one in grades}
    return (
        f"Of {sum(count.values()):,} figures, {count['A'] + count['B']:,} rest on a count, an estimate or a "
        f"report that can be named (A, B), {count['C']:,} on judgement built from reports (C), and "
        f"{count['D']:,} are assumptions (D)."
    )


def holders_of(case: Case) -> dict[str, str]:
    """Return who may hold people: id -> name.

    Parameters
    ----------
    case : checked
    """
    return {NOBODY: NOBODY_NAME, **{name: shown(group.name) for name, group in case.groups.items()}}


def _control(case: Case, document: Document, overridden: list[str], labels: Labels) -> list[ValueModel]:
    rows = []
    for district, shares in case.control.values.items():
        place = f"control.values.{district}"
        touched = any(figure.startswith(place) for figure in overridden)
        rows.append(
            ValueModel(
                place=place,
                section=CONTROL,
                label=labels.district(district),
                low=None,
                best=None,
                high=None,
                shares=dict(shares),
                grade=case.control.grade,
                source=case.control.source,
                line=document.line(parse_place(place)),
                overridden=touched or _is_in(place, overridden),
            )
        )
    return rows


def _is_in(place: str, overridden: list[str]) -> bool:
    """Whether an override sets this figure, a part of it, or something around it."""
    steps = parse_place(place)
    return any(
        (other := parse_place(figure))[: len(steps)] == steps or steps[: len(other)] == other
        for figure in overridden
    )


class Labels:
    """Words for the dotted places of one case.

    Parameters
    ----------
    case : checked
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._makers: Mapping[str, Callable[[tuple[str, ...]], tuple[str, str]]] = {
            "groups": lambda at: ("Fighters", self.group(at[1])),
            "attributes": lambda at: (at[1].capitalize(), self.group(at[3])),
            "positions": lambda at: ("Positions", f"{self.group(at[2])} on {self.issue(at[3])}"),
            "relations": lambda at: ("Relations", f"{self.group(at[2])} and {self.group(at[3])}"),
            "districts": lambda at: (at[2].capitalize(), self.district(at[1])),
            "garrison_per_capita": lambda _: ("Town guards", "Guards per person whom councils hold"),
            "patrons": lambda at: ("Compliance", self.patron(at[1])),
            "support": lambda at: ("Support", f"{self.patron(at[2])} for {self.group(at[3])}"),
            "initial": self._start,
            "crossings": lambda _: ("Crossings", shown(case.crossings.name) if case.crossings else ""),
            "control": lambda at: (CONTROL, self.district(at[2])),
        }

    def of(self, place: str) -> tuple[str, str]:
        """Return section and label of a place; the place itself where it is no figure's.

        Parameters
        ----------
        place : dotted
        """
        steps = tuple(str(step) for step in parse_place(place))
        maker = self._makers.get(steps[0]) if steps else None
        try:
            return ("Other", place) if maker is None else maker(steps)
        except (IndexError, KeyError):
            return "Other", place

    def group(self, name: str) -> str:
        """Return a group's name."""
        return shown(self._case.groups[name].name)

    def issue(self, name: str) -> str:
        """Return an issue's name."""
        return shown(self._case.issues[name].name)

    def district(self, name: str) -> str:
        """Return a district's name."""
        return shown(self._case.districts[name].name)

    def patron(self, name: str) -> str:
        """Return a patron's name."""
        return shown(self._case.patrons[name].name)

    def _start(self, at: tuple[str, ...]) -> tuple[str, str]:
        if at[1] == "credibility_by_group":
            return "Mediator's credibility", self.group(at[2])
        return "Start", at[1].replace("_", " ").capitalize()
