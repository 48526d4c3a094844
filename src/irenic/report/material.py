"""What a report rests on, gathered once: comparison, failures, drivers, one run, and what is kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analysis.belief import Belief
from irenic.analysis.compare import Comparison, compare
from irenic.analysis.kept_documents import kept_document
from irenic.analysis.reach import PhaseReach, reach
from irenic.analysis.robustness.decision import BASELINE
from irenic.analysis.robustness.losers import GroupChange, group_changes
from irenic.errors import CaseError, StudyError, quoted
from irenic.report.inquiry import Asked, Inquiry, asked_by_user, failures_of, searched
from irenic.report.naming import Names
from irenic.study import Study
from irenic.study.problems import study_error
from irenic.study.stored import stored_case

if TYPE_CHECKING:
    from irenic.analysis.sensitivity import Drivers
    from irenic.case import Case
    from irenic.study.history import Replay

Tell = Callable[[str], None]
"""Called with what is being done, a few words."""

RIVAL = 0.1
"""Share of weightings that must favour a strategy for it to be looked at beside the first."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a report.

    Parameters
    ----------
    belief : how much each world counts; None for alike
    questions : propositions to search worlds for, as ``irenic discover`` takes them, after those about the
        leading strategies
    replay : whether to replay a middling run for the maps, which compiles the model
    case_file : the case's file, beside which its shapes lie; None for those of the shipped case
    """

    belief: Belief | None = None
    questions: tuple[str, ...] = ()
    replay: bool = True
    case_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Leading:
    """Which strategies a report speaks of.

    Parameters
    ----------
    first, second : with the least regret, averaged over weightings
    rival : of the others that which most weightings favour, or the second where error does not separate it
        from the first; None where neither is the case
    baseline : what others are set against: doing nothing where the study has it, else its first strategy
    """

    first: str
    second: str
    rival: str | None
    baseline: str

    @property
    def shown(self) -> tuple[str, ...]:
        """The few that are drawn together, each once."""
        names = (self.first, self.rival, self.baseline)
        return tuple(dict.fromkeys(name for name in names if name is not None))

    @property
    def contenders(self) -> tuple[str, ...]:
        """Those that could be called best."""
        return (self.first,) if self.rival is None else (self.first, self.rival)

    @property
    def pair(self) -> tuple[str, str]:
        """Two to set against each other: the contenders, or the first and what it is compared with."""
        return (self.first, self.rival or self.against(self.first))

    def against(self, name: str) -> str:
        """What a strategy is set against: the baseline, or for the baseline the best of the others."""
        if name != self.baseline:
            return self.baseline
        return next(one for one in (self.rival, self.first, self.second) if one is not None and one != name)


@dataclass(frozen=True)
class Material:
    """Everything that a report says something of; `gather` makes one.

    Parameters
    ----------
    study, request, names : what is reported on, and how
    case : that the study carries; None where it carries none
    comparison, leading : of its strategies; `leading` is None where they cannot be ranked
    phases : how often the phases of the strategies were reached
    changes : of every group under the contenders; empty where the study kept none
    inquiries : in which worlds something happens
    drivers : of the overall score; empty where the worlds are too few
    ledger, backtest : documents kept beside the study; None where there are none
    run : a middling run of the first strategy; None with `no_run` saying why
    """

    study: Study
    request: Request
    names: Names
    case: Case | None
    comparison: Comparison
    leading: Leading | None
    phases: tuple[PhaseReach, ...]
    changes: tuple[GroupChange, ...]
    inquiries: tuple[Inquiry, ...]
    drivers: tuple[Drivers, ...]
    ledger: dict[str, Any] | None
    backtest: dict[str, Any] | None
    run: Replay | None
    no_run: str = ""


def gather(study: Study, request: Request, tell: Tell | None = None) -> Material:
    """Return everything that a report needs.

    Parameters
    ----------
    study : as `open_study` returns it
    request : what is asked
    tell : called before each step

    Raises
    ------
    StudyError : what is wrong with a question; ``damaged_study``
    """
    say = tell or (lambda _: None)
    names = Names.of(study.manifest)
    asked = asked_by_user(study, request.questions, request.belief)  # first: a slip should cost no time
    say("comparing the strategies")
    comparison = compare(study, belief=request.belief)
    leading = leading_of(comparison)
    with ThreadPoolExecutor(1) as beside:  # compiling the model leaves a core free
        replayed = beside.submit(_middling_run, study, leading) if request.replay else None
        inquiries, drivers = _searches(study, leading, asked, request.belief, say)
        say("replaying one run")
        run, no_run = (None, "It was left out.") if replayed is None else replayed.result()
    return Material(
        study=study,
        request=request,
        names=names,
        case=None if study.manifest.case.content is None else stored_case(study.manifest, study.path),
        comparison=comparison,
        leading=leading,
        phases=tuple(reach(study)),
        changes=_changes(study, leading, request.belief),
        inquiries=inquiries,
        drivers=drivers,
        ledger=kept_document(study, "ledger"),
        backtest=kept_document(study, "backtest"),
        run=run,
        no_run=no_run,
    )


def _searches(
    study: Study,
    leading: Leading | None,
    asked: tuple[Asked, ...],
    belief: Belief | None,
    say: Tell,
) -> tuple[tuple[Inquiry, ...], tuple[Drivers, ...]]:
    """Search for where the leading strategies fail and what else was asked, then for what drives it."""
    questions = (*failures_of(study, leading, Names.of(study.manifest), belief), *asked)
    inquiries = []
    for place, question in enumerate(questions, 1):
        say(f"searching for worlds in which it fails ({place} of {len(questions)})")
        inquiries.append(searched(study, question))
    say("looking for what drives the answer")
    return tuple(inquiries), _drivers(study, leading, belief)


def check_case(study: Study, request: Request) -> None:
    """Refuse a case's file that is not of the study's case.

    Parameters
    ----------
    study, request : what is reported on, and what is asked

    Raises
    ------
    CaseError : the file cannot be used
    StudyError : ``other_case``
    """
    from irenic.case import load_case

    if request.case_file is None:
        return
    given, expected = load_case(request.case_file).id, study.manifest.case.id
    if given != expected:
        hint = "Give the file that the study was run with."
        raise study_error("other_case", request.case_file, quoted(given), quoted(expected), hint, path="id")


def leading_of(comparison: Comparison) -> Leading | None:
    """Return which strategies lead; None where nothing ranks them.

    Parameters
    ----------
    comparison : of all strategies of a study
    """
    robust, names = comparison.robust, comparison.strategies
    if robust is None or robust.second is None:
        return None
    baseline = BASELINE if BASELINE in names else names[0]
    order = [int(i) for i in np.argsort(-robust.lowest, kind="stable") if i != robust.first]
    favoured = robust.lowest[order[0]] >= RIVAL
    rival = names[order[0]] if favoured else None if robust.separated else names[robust.second]
    return Leading(names[robust.first], names[robust.second], rival, baseline)


def _changes(study: Study, leading: Leading | None, belief: Belief | None) -> tuple[GroupChange, ...]:
    if leading is None or leading.baseline != BASELINE:
        return ()
    worlds = study.manifest.worlds
    weights = np.full(worlds, 1.0 / worlds) if belief is None else belief.weights
    return group_changes(study, leading.contenders, weights)


def _drivers(study: Study, leading: Leading | None, belief: Belief | None) -> tuple[Drivers, ...]:
    """What decides who is best of all, and what the two that lead differ by."""
    from irenic.analysis.sensitivity import drivers_given

    if leading is None:
        return ()
    weights = None if belief is None else belief.weights
    try:
        everyone = drivers_given(study, "score", (), weights)
        pair = drivers_given(study, "score", leading.pair, weights)
    except StudyError as error:
        if error.code == "too_few_worlds":
            return ()
        raise
    best = [one for one in everyone if one.question.kind == "best"]
    difference = [one for one in pair if one.question.kind == "difference"]
    return (*best, *difference)


def _middling_run(study: Study, leading: Leading | None) -> tuple[Replay | None, str]:
    """The run nearest to the middle of the first strategy's, or why there is none."""
    from irenic.analysis.pick import pick
    from irenic.study.replay import Replayer

    strategy = study.manifest.strategy_names[0] if leading is None else leading.first
    try:
        chosen = pick(study, strategy)
        return Replayer(study).replay(strategy, chosen.world, chosen.replicate), ""
    except (StudyError, CaseError) as error:
        if error.code in ("cannot_replay", "replay_differs"):
            return None, NO_REPLAY[error.code]
        raise


NO_REPLAY = {
    "cannot_replay": (
        "This study was made by another version of irenic, which alone can replay its runs exactly."
    ),
    "replay_differs": (
        "Replayed here, the run differs in its last bits from the stored one (another kind of processor, or "
        "other versions of the libraries), so it is not shown."
    ),
}
"""Why no run is shown, by the code of the problem."""
