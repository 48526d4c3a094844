"""When does it fail: worlds in which a proposition holds, searched for as a job and told in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from irenic.analysis.discover import Options
from irenic.analysis.discover.box import Limit
from irenic.analysis.discover.find import Found
from irenic.analysis.discover.question import Question, WorldInputs, ask
from irenic.analysis.discover.sentences import (
    base_sentence,
    box_sentence,
    nothing_sentence,
    outside_sentence,
    p_value,
)
from irenic.analysis.discover.survey import Discovery, discover
from irenic.analysis.discover.words import quantile_of, sentence
from irenic.analysis.measured import measured, proposition_of
from irenic.analysis.proposition import arms_of, evaluate
from irenic.analysis.wording import in_ten, listing, percent
from irenic.app.comparisons.findings import Findings, key_of
from irenic.app.drawn import FigureModel, drawn
from irenic.app.jobs import Handle, Job
from irenic.app.services import Services
from irenic.figures.words import shown
from irenic.study import NOTICE, Study

LONGEST = 2000
"""Most characters of a proposition, those of files of claims."""

SHOWN_WORLDS = 6
PLACE = "where"


class QuestionModel(BaseModel):
    """A proposition, and how often it is so; `arms` are the strategies that it names."""

    where: str
    words: str
    arms: list[str]
    sentence: str


class LimitModel(BaseModel):
    """One limit of a box; `kept` is the part of the prior that it keeps."""

    input: str
    meaning: str
    limit: str
    unit: str
    kept: str


class WorldModel(BaseModel):
    """A world, the share of its runs in which it is so, and the first of these runs."""

    world: int
    replicate: int
    share: float


class BoxModel(BaseModel):
    """A box of worlds, in words and limits, with some of its worlds in which it is so."""

    sentence: str
    detail: str
    evidence: str
    limits: list[LimitModel]
    worlds: list[WorldModel]


class DiscoveryModel(BaseModel):
    """In which worlds a proposition holds; `worlds` are some of all of them."""

    notice: str
    where: str
    words: str
    arms: list[str]
    base: str
    found: bool
    nothing: str
    boxes: list[BoxModel]
    outside: str
    worlds: list[WorldModel]
    figure: FigureModel | None


def question_model(study: Study, where: str) -> QuestionModel:
    """Return a proposition in words, and how often it is so.

    Parameters
    ----------
    study : its strategies are the arms of the proposition
    where : text of the proposition

    Raises
    ------
    StudyError : what is wrong with the text, with its column
    """
    arms = list(dict.fromkeys(arms_of(proposition_of(study, where, PLACE))))
    question = ask(study, where)
    if question.asked == 0:
        said = _untold()
    else:
        known = ~np.isnan(question.chance)
        runs = float(question.chance[known].mean())
        said = f"It is so in {percent(runs)} of runs, and in most runs of {in_ten(question.mostly)}."
    return QuestionModel(where=where, words=question.words, arms=arms, sentence=said)


def start_discovery(
    parts: Services, known: Findings, study: Study, where: str, sizes: tuple[int, int]
) -> Job:
    """Start a job that looks for the worlds in which a proposition holds.

    Parameters
    ----------
    parts, known : of the server
    study, where : of which worlds, what
    sizes : boxes at most, and shuffles of the answers

    Raises
    ------
    StudyError : what is wrong with the text, with its column
    """
    proposition_of(study, where, PLACE)
    question = ask(study, where)

    def work(handle: Handle) -> dict[str, Any]:
        def report(made: int, most: int) -> None:
            handle.tell(made, most, "searching among shuffled answers")

        handle.tell(0, 0, "searching")
        if question.asked:
            options = Options(permutations=sizes[1])
            found = discover(question, known.inputs(study), options, most=sizes[0], report=report)
            known.searches.put((*key_of(study), where), found)
        return {"study": study.path.name, "where": where}

    return parts.jobs.start("discovery", f"When is it so that {question.words}?", work)


def discovery_model(study: Study, where: str, known: Findings) -> DiscoveryModel | None:
    """Return what was found about a proposition; None where it was not looked for.

    Parameters
    ----------
    study, where : of which worlds, what
    known : of the server

    Raises
    ------
    StudyError : what is wrong with the text, with its column
    """
    proposition = proposition_of(study, where, PLACE)
    found = known.searches.find((*key_of(study), where))
    if found is None:
        return _nothing_to_find(study, where)
    truth = evaluate(proposition, measured(study, proposition, by_world=False))
    runs = np.asarray(truth.holds & truth.spoken)
    sought = [one for one in found.boxes if one.box is not None]
    model = _told(found, list(dict.fromkeys(arms_of(proposition))))
    model.worlds = _worlds(found.question, runs, np.ones(len(runs), bool))
    model.boxes = [_box(one, found, place, runs) for place, one in enumerate(sought)]
    if found.found:
        from irenic.figures.boxes import boxes

        model.figure = drawn(boxes(found, study))
    return model


def _told(found: Discovery, arms: list[str]) -> DiscoveryModel:
    return DiscoveryModel(
        notice=NOTICE, where=found.question.text, words=found.question.words, arms=arms,
        base=base_sentence(found), found=found.found,
        nothing="" if found.found else nothing_sentence(found), boxes=[],
        outside=outside_sentence(found) if found.found else "", worlds=[], figure=None,
    )  # fmt: skip


def _nothing_to_find(study: Study, where: str) -> DiscoveryModel | None:
    """The answer where no run can tell, which needs no search; None where a search is needed."""
    question = ask(study, where)
    if question.asked:
        return None
    arms = list(dict.fromkeys(arms_of(proposition_of(study, where, PLACE))))
    return DiscoveryModel(
        notice=NOTICE, where=where, words=question.words, arms=arms, base=_untold(), found=False,
        nothing="", boxes=[], outside="", worlds=[], figure=None,
    )  # fmt: skip


def _untold() -> str:
    return "No run of this study can tell: the outcomes it asks of are missing everywhere."


def _box(found: Found, discovery: Discovery, place: int, runs: NDArray[np.bool_]) -> BoxModel:
    assert found.box is not None
    inputs = discovery.inputs
    inside = found.box.inside(inputs.x, [one.name for one in inputs.inputs])
    meanings = {one.name: said for one, said in zip(inputs.inputs, inputs.meanings, strict=True)}
    evidence = f"The chance of a box as good by luck: {p_value(found.p_test)} in worlds that had no part in"
    evidence += " the search"
    if found.permutations:
        evidence += f", {p_value(found.p_search)} among {found.permutations} shuffles of the answers"
    detail = box_sentence(found, place)
    return BoxModel(
        sentence=f"It is so {sentence(found, inputs.table)}.",
        detail=detail[:1].upper() + detail[1:],
        evidence=f"{evidence}.",
        limits=[_limit(one, meanings, inputs) for one in found.box.limits],
        worlds=_worlds(discovery.question, runs, inside),
    )


def _limit(limit: Limit, meanings: dict[str, str], inputs: WorldInputs) -> LimitModel:
    share = quantile_of(limit, inputs.table)
    if limit.low is not None:
        text, kept = f"at least {limit.low:.3g}", f"top {percent(1.0 - share)}"
    elif limit.high is not None:
        text, kept = f"at most {limit.high:.3g}", f"bottom {percent(share)}"
    else:
        text, kept = f"not {listing([f'{code:g}' for code in limit.without])}", percent(share)
    return LimitModel(
        input=shown(limit.input.name), meaning=shown(meanings.get(limit.input.name, "")), limit=text,
        unit=shown(limit.input.unit), kept=kept,
    )  # fmt: skip


def _worlds(question: Question, runs: NDArray[np.bool_], inside: NDArray[np.bool_]) -> list[WorldModel]:
    """Some worlds in which it is so in most runs, the surest first, each with its first such run."""
    chance = np.nan_to_num(question.chance, nan=0.0)
    order: Sequence[int] = [int(w) for w in np.argsort(-chance, kind="stable") if inside[w]]
    return [
        WorldModel(world=w, replicate=int(np.argmax(runs[w])), share=float(chance[w]))
        for w in order[:SHOWN_WORLDS]
        if chance[w] > 0.5 and runs[w].any()
    ]
