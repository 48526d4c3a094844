"""Trials: a changed plan beside a baseline, in a few hundred worlds at once."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from irenic.analysis.document import number
from irenic.app.drawn import FigureModel, TableModel, drawn
from irenic.app.lab import Lab
from irenic.app.problems import not_here, problem
from irenic.app.routes.jobs import JobModel, job_model
from irenic.app.services import Parts, Services
from irenic.app.trials.changes import Change, changed_text
from irenic.app.trials.models import CatalogueModel, PlanModel, TextModel, catalogue, plan_model
from irenic.app.trials.plans import MAX_TEXT, NOTHING, Plan, apart_from, plan_strategy, plan_text, read_plan
from irenic.app.trials.trial import (
    Bench,
    Guess,
    Odds,
    Standing,
    Trial,
    end_shares,
    fans,
    odds_of,
    series_of_lab,
    trial_of_study,
    try_plan,
)
from irenic.app.trials.words import guess_sentences, odds_table, plan_notes, what_changed
from irenic.errors import StrategyError, StudyError, did_you_mean, quoted
from irenic.strategy import Strategy
from irenic.study.describe import claims_digest
from irenic.study.run import MAX_SEED

router = APIRouter(prefix="/api/cases/{case}", tags=["trials"])

Name = Annotated[str, Field(max_length=200)]
CaseName = Annotated[str, Path(max_length=200, description="A case of the workspace")]
Text = Annotated[str, Field(max_length=MAX_TEXT, description="A file of strategies with exactly one")]
Two = Annotated[list[Name], Field(min_length=2, max_length=2, description="Monthly series to draw")]
DEFAULT_SERIES = ["extremist_strength", "acceptance"]
MOST_REFINED = 2**14
"""Most worlds of a refined trial."""


class Strict(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class PlanRequest(Strict):
    """A plan's text, and one change of it."""

    text: Text
    change: Change | None = None


class GuessModel(Strict):
    """What someone expects of the first series in the last month, against the baseline."""

    direction: Literal["lower", "same", "higher"]
    confidence: Annotated[int, Field(ge=0, le=100, description="Per cent")] = 60


class TrialRequest(Strict):
    """What to try; without a text, the baseline alone."""

    text: Text | None = None
    baseline: Name = "nothing"
    worlds: Literal[64, 128, 256, 512, 1024] = 256
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 1
    series: Two = DEFAULT_SERIES
    guess: GuessModel | None = None


class RefineRequest(Strict):
    """What to store as a study."""

    text: Text
    baseline: Name = "nothing"
    worlds: Annotated[int, Field(ge=1, le=MOST_REFINED, description="A power of two")] = 1024
    replicates: Annotated[int, Field(ge=1, le=16)] = 4
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 1


class ArmModel(BaseModel):
    """One of the two plans."""

    name: str
    label: str


class OddsModel(BaseModel):
    """One headline outcome; see `irenic.app.trials.trial.Odds`."""

    outcome: str
    label: str
    unit: str
    baseline: float | None
    plan: float | None
    lower: float | None
    higher: float | None
    middle_difference: float | None
    mean_difference: float | None
    standard_error: float | None
    standing: Standing


class TrialModel(BaseModel):
    """What came of a trial; sentences say it in words, worse included."""

    baseline: ArmModel
    plan: ArmModel | None
    worlds: int
    replicates: int
    months: int
    seed: int
    study: str | None
    figures: list[FigureModel]
    sentences: list[str]
    guess: list[str]
    notes: list[str]
    table: TableModel | None
    odds: list[OddsModel]


def bench_of(request: Request) -> Bench:
    """Return what runs trials on the server that answers a request."""
    state = request.app.state
    if not hasattr(state, "bench"):
        state.bench = Bench()
    bench: Bench = state.bench
    return bench


@router.get("/plans")
def list_plans(case: CaseName, parts: Parts) -> CatalogueModel:
    """What plans can be made of: levers with ranges and costs, strategies to start from, series to draw."""
    loaded = parts.library.case(case)
    lab = parts.lab(loaded)
    return catalogue(loaded, lab.arrays, _known(parts, case), list(series_of_lab(lab).values()))


@router.post("/plans")
def check_plan(case: CaseName, wanted: PlanRequest, parts: Parts) -> PlanModel:
    """Read a plan's text, after a change of it where one is given; problems are part of the answer.

    A change that cannot be made leaves the text as it is.
    """
    arrays = parts.lab(parts.library.case(case)).arrays
    if wanted.change is None:
        return plan_model(read_plan(wanted.text, arrays), arrays)
    try:
        return plan_model(read_plan(changed_text(wanted.text, wanted.change, arrays), arrays), arrays)
    except StrategyError as error:
        found = read_plan(wanted.text, arrays)
        problems = found.problems or tuple(error.problems)
        return plan_model(Plan(wanted.text, found.strategy, problems), arrays)


@router.get("/plans/{strategy}")
def read_strategy(case: CaseName, strategy: Annotated[str, Path(max_length=200)], parts: Parts) -> TextModel:
    """A strategy of the case as a plan's text."""
    arrays = parts.lab(parts.library.case(case)).arrays
    return TextModel(text=plan_text(_named(_known(parts, case), strategy), arrays))


@router.post("/trials")
def run_trial(
    case: CaseName, wanted: TrialRequest, parts: Parts, bench: Annotated[Bench, Depends(bench_of)]
) -> TrialModel:
    """Run a plan beside a baseline, in the same worlds with the same luck, one run a world."""
    lab = parts.lab(parts.library.case(case))
    baseline, plan = _arms(parts, case, wanted.text, wanted.baseline)
    _check_series(wanted.series, lab)
    trial = try_plan(bench, lab, (baseline, plan), wanted.worlds, wanted.seed)
    sizes = {"worlds": wanted.worlds, "replicates": 1, "months": lab.months, "seed": wanted.seed}
    return trial_model(trial, wanted.series, wanted.guess, sizes)


@router.post("/trials/refine", status_code=202)
def refine_trial(case: CaseName, wanted: RefineRequest, parts: Parts) -> JobModel:
    """Run a plan and a baseline in more worlds and store both as a study. Answers with a job."""
    loaded = parts.library.case(case)
    baseline, plan = _arms(parts, case, wanted.text, wanted.baseline)
    assert plan is not None
    sizes = {
        "worlds": wanted.worlds, "replicates": wanted.replicates, "months": parts.settings.months,
        "seed": wanted.seed,
    }  # fmt: skip
    digest = claims_digest(parts.library.entry(case).path)
    return job_model(parts.start_study(loaded, [baseline, plan], sizes, digest))


@router.get("/trials/{study}")
def read_trial(
    case: CaseName,
    study: Annotated[str, Path(max_length=300)],
    parts: Parts,
    *,
    series: Annotated[list[Name], Query(min_length=2, max_length=2)] = DEFAULT_SERIES,
    guess: Literal["lower", "same", "higher"] | None = None,
    confidence: Annotated[int, Query(ge=0, le=100)] = 60,
) -> TrialModel:
    """A refined trial: the first strategy of a study is the baseline, the second the plan."""
    loaded, opened = parts.library.case(case), parts.library.study(study)
    manifest = opened.manifest
    if manifest.case.digest != loaded.digest or len(manifest.strategies) < 2:
        expected = "a study of this case with a baseline and a plan"
        raise StudyError([problem("not_a_trial", quoted(study), expected, "Refine a trial.", path="study")])
    lab = parts.lab(loaded)
    _check_series(series, lab)
    sizes = {name: getattr(manifest, name) for name in ("worlds", "replicates", "months", "seed")}
    said = None if guess is None else GuessModel(direction=guess, confidence=confidence)
    trial = trial_of_study(opened, series_of_lab(lab))
    return trial_model(trial, series, said, sizes, study)


def trial_model(
    trial: Trial, series: list[str], guess: GuessModel | None, sizes: dict[str, int], study: str | None = None
) -> TrialModel:
    """Return a trial as the interface gives it.

    Parameters
    ----------
    trial : what was run
    series : what to draw; the guess is about the first
    guess : what was expected
    sizes : worlds, replicates, months, seed
    study : where it is stored
    """
    plan, odds = trial.plan, odds_of(trial)
    baseline = ArmModel(name=trial.baseline.name, label=trial.baseline.label)
    model = TrialModel(
        baseline=baseline, plan=None, **sizes, study=study,
        figures=[drawn(figure) for figure in fans(trial, series)],
        sentences=what_changed(odds, sizes["worlds"]),
        guess=[], notes=[], table=None, odds=[_odds(one) for one in odds],
    )  # fmt: skip
    if plan is None:
        return model
    found = odds_table(odds, trial.baseline, plan)
    said: list[str] = []
    if guess is not None:
        shares = end_shares(trial, series[0])
        said = guess_sentences(Guess(guess.direction, guess.confidence), shares)
    return model.model_copy(
        update={
            "plan": ArmModel(name=plan.name, label=plan.label),
            "table": TableModel(
                columns=list(found.columns), rows=[list(row) for row in found.rows], caption=found.caption
            ),
            "guess": said,
            "notes": plan_notes(plan),
        }
    )


def _odds(one: Odds) -> OddsModel:
    info = one.info
    return OddsModel(
        outcome=info.id, label=info.label, unit=info.unit, baseline=number(one.baseline),
        plan=number(one.plan), lower=number(one.lower), higher=number(one.higher),
        middle_difference=number(one.middle), mean_difference=number(one.mean),
        standard_error=number(one.error), standing=one.standing,
    )  # fmt: skip


def _known(parts: Services, case: str) -> dict[str, Strategy]:
    """Strategies of a case by id, and always one that does nothing."""
    beside = parts.library.entry(case).path.parent / "strategies.yaml"
    known = parts.library.strategies(case) if beside.exists() else {}
    return known if "nothing" in known else {"nothing": NOTHING, **known}


def _named(known: dict[str, Strategy], name: str) -> Strategy:
    if name not in known:
        raise not_here("unknown_strategy", "strategy", name, did_you_mean(name, known))
    return known[name]


def _arms(parts: Services, case: str, text: str | None, baseline: str) -> tuple[Strategy, Strategy | None]:
    """The baseline, and the plan under a name of its own."""
    first = _named(_known(parts, case), baseline)
    if text is None:
        return first, None
    plan = plan_strategy(text, parts.lab(parts.library.case(case)).arrays)
    return first, apart_from(plan, first)


def _check_series(series: list[str], lab: Lab) -> None:
    known = series_of_lab(lab)
    problems = [
        problem("unknown_series", quoted(name), "a monthly series", did_you_mean(name, known), path="series")
        for name in series
        if name not in known
    ]
    if series[0] == series[1] and not problems:
        problems = [problem("same_series", quoted(series[0]), "two different series", path="series")]
    if problems:
        raise StudyError(problems)
