"""What figures of a back-test read from its document: its windows and forecasters, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from irenic.errors import Problem, StudyError, did_you_mean, quoted
from irenic.figures.words import shown

Document = Mapping[str, Any]

MODELS = ("forced_weighted", "unforced_weighted", "forced", "unforced")
"""The model's forecasts; the first that a document has stands for the model where one is shown."""

REFERENCE = "conflictology"


class Scored(NamedTuple):
    """One level of one window.

    Parameters
    ----------
    window : such as ``whole_long``
    span : such as "2015-12 to 2016-11, 12 months"
    note : what it is, in words; may be empty
    level : such as ``country``
    units, months : how many
    scores : forecaster -> its scores
    verdicts : model's forecast -> whether it does better than `REFERENCE`
    """

    window: str
    span: str
    note: str
    level: str
    units: int
    months: int
    scores: Mapping[str, Mapping[str, Any]]
    verdicts: Mapping[str, str]

    @property
    def title(self) -> str:
        """Span and note."""
        return f"{self.span}, {self.note}" if self.note else self.span

    @property
    def model(self) -> str:
        """The forecast that stands for the model."""
        return next(name for name in MODELS if name in self.scores)


def scored_windows(document: Document, level: str) -> list[Scored]:
    """Return every window of a back-test on one level.

    Parameters
    ----------
    document : from `irenic.analysis.backtest.document.back_test_document`
    level : "country", "district" or "dyad"

    Raises
    ------
    StudyError : ``unknown_level``, ``bad_back_test``
    """
    windows = read(document, lambda d: list(d["windows"]))
    known = list(dict.fromkeys(name for window in windows for name in window["levels"]))
    if level not in known:
        expected, hint = "a level of the back-test", did_you_mean(level, known)
        problem = Problem("unknown_level", "back-test", None, "level", quoted(level), expected, hint)
        raise StudyError([problem])
    found = [read(window, lambda w: _scored(w, level)) for window in windows if level in window["levels"]]
    return [one for one in found if any(name in one.scores for name in MODELS)]


def _scored(window: Document, level: str) -> Scored:
    table = window["levels"][level]
    verdicts = {
        str(row["model"]): str(row["verdict"])
        for row in table["differences_of_crps"]
        if row["baseline"] == REFERENCE
    }
    months = int(table["months"])
    return Scored(
        window=str(window["name"]),
        span=f"{window['first']} to {window['last']}, {months} months",
        note=shown(str(window["note"] or "")),
        level=level,
        units=int(table["units"]),
        months=months,
        scores=dict(table["scores"]),
        verdicts=verdicts,
    )


def forecaster_names(document: Document) -> dict[str, str]:
    """Return what people call each forecaster."""
    return {str(k): str(v) for k, v in read(document, lambda d: dict(d["forecasters"])).items()}


def read(document: Document, part: Any) -> Any:
    """Return a part of a document.

    Parameters
    ----------
    document : of a back-test
    part : takes the document and returns what is wanted

    Raises
    ------
    StudyError : ``bad_back_test`` where the document has no such part
    """
    try:
        return part(document)
    except (AttributeError, KeyError, TypeError, ValueError, StopIteration) as error:
        expected = "a back-test as irenic writes it"
        problem = Problem(
            "bad_back_test", "back-test", None, "the document", "", expected, "Run irenic backtest again."
        )
        raise StudyError([problem]) from error
