"""The back-test of a study's case as a job, and what it kept beside the study."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from irenic.analysis.backtest import Options, back_test
from irenic.analysis.backtest.document import back_test_document
from irenic.analysis.backtest.subject import prior_ensemble, subject_of
from irenic.analysis.kept_documents import keep_document, kept_document
from irenic.app.claims.ledgers import duration, entry_of
from irenic.app.drawn import FigureModel, drawn
from irenic.app.jobs import Handle, Job
from irenic.app.library import CaseEntry
from irenic.app.services import Services
from irenic.figures.words import shown
from irenic.record.tables import FOLDER
from irenic.study import NOTICE, Progress, Study
from irenic.study.problems import study_error

SECONDS_AT_START, SECONDS_A_WORLD = 40.0, 0.08
"""To compile the model with its record, and for a world of four replicates and three years on two cores."""


class BackTestModel(BaseModel):
    """How the model does against the record; `state` says whether that was tried, and whether it can be."""

    notice: str
    state: Literal["kept", "none", "no_record"]
    said: str
    further: list[str]
    notes: list[str]
    figures: list[FigureModel]
    estimate: str


def back_test_model(parts: Services, study: Study) -> BackTestModel:
    """Return the back-test that is kept beside a study, or what can be done.

    Parameters
    ----------
    parts, study : the server's parts, the study

    Raises
    ------
    StudyError : ``damaged_document``
    """
    document = kept_document(study, "backtest")
    estimate = duration(SECONDS_AT_START + SECONDS_A_WORLD * 256)
    if document is not None:
        return _told(study, document)
    if _recorded(parts, study) is None:
        said = (
            f"The case has no record beside it (a folder {FOLDER} with what happened after the start), or "
            "it is not as it was when the study was run. So nothing here says how far the model can be "
            "trusted."
        )
        return _nothing("no_record", said, "")
    said = "The model was not yet set against what happened after the start of the case."
    return _nothing("none", said, estimate)


def start_back_test(parts: Services, study: Study, worlds: int) -> Job:
    """Start a job that back-tests a study's case and keeps the result beside it.

    Parameters
    ----------
    parts, study : the server's parts, the study
    worlds : from the priors, a power of two

    Raises
    ------
    StudyError : ``no_record``
    """
    entry = _recorded(parts, study)
    if entry is None:
        hint = "A case of your own needs one, too; the shipped cases have examples."
        expected = f"a case as it was when the study was run, with a folder {FOLDER} beside it"
        raise study_error("no_record", study.path, "of a case without a record", expected, hint, path="study")
    name = study.path.name

    def work(handle: Handle) -> dict[str, Any]:
        handle.tell(0, 0, "preparing the model with its record")
        subject = subject_of(str(entry.path))
        options = Options(worlds=worlds)

        def report(progress: Progress) -> None:
            handle.tell(progress.done, progress.total, "running what was done in those months")

        result = back_test(subject, prior_ensemble(subject, options), options, report=report)
        handle.tell(1, 1, "storing")
        keep_document(study, "backtest", back_test_document(result))
        return {"study": name}

    return parts.jobs.start("backtest", f"{study.manifest.case.title}: the model against the record", work)


def _recorded(parts: Services, study: Study) -> CaseEntry | None:
    """The study's case where a record lies beside it."""
    entry = entry_of(parts, study)
    return entry if entry is not None and (entry.path.parent / FOLDER).is_dir() else None


def _nothing(state: Literal["none", "no_record"], said: str, estimate: str) -> BackTestModel:
    return BackTestModel(
        notice=NOTICE, state=state, said=said, further=[], notes=[], figures=[], estimate=estimate
    )


def _told(study: Study, document: dict[str, Any]) -> BackTestModel:
    from irenic.figures.backtest import backtest_months, backtest_panels
    from irenic.figures.calibration import calibration

    try:
        months = backtest_months(document)  # None of an older document
        chosen = [backtest_panels(document), *([months] if months else []), calibration(document)]
        other = document["case"]["digests"]["case"] != study.manifest.case.digest
        notes = [shown(str(one)) for one in document["notes"]]
        note = ["The back-test is of another state of the case than the study's."] if other else []
        return BackTestModel(
            notice=NOTICE, state="kept", said=shown(str(document["headline"])), notes=[*note, *notes],
            further=[shown(str(one)) for one in document["further"]], estimate="",
            figures=[drawn(figure) for figure in chosen],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        hint, expected = "Back-test the case again.", "the back-test as irenic writes it"
        raise study_error(
            "damaged_document", study.path, "not as irenic writes it", expected, hint, path="backtest"
        ) from error
