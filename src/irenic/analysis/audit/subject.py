"""What is audited: a study rebuilt from its folder alone, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from irenic.analysis.rebuilt import rebuilt
from irenic.case.arrays import CaseArrays
from irenic.errors import StudyError
from irenic.parameters import ParameterTable
from irenic.strategy import Strategy
from irenic.study import GivenPoints, OutcomeInfo, Study
from irenic.study.problems import study_problem
from irenic.study.source import given_points

RERUN_WORLDS = 512
QUICK_WORLDS, QUICK_REPLICATES = 512, 2


@dataclass(frozen=True)
class Subject:
    """A study as an audit needs it; `subject_of` makes one.

    Parameters
    ----------
    study : its folder as the user named it, for messages
    folder : where results are kept; None: nowhere
    case, title, case_digest : of the case
    irenic, code : version and digest of the model's code
    arrays, table : the case and the priors
    strategies : of the study, by id
    outcomes : definitions of all outcomes of a run
    series : ids of the monthly series
    worlds, replicates, months, seed : of the study
    claims : SHA-256 of the claims when the study was run; None where it was not recorded
    given : the points of its worlds; None where they are drawn from the priors
    """

    study: str
    folder: Path | None
    case: str
    title: str
    case_digest: str
    irenic: str
    code: str
    arrays: CaseArrays
    table: ParameterTable
    strategies: Mapping[str, Strategy]
    outcomes: tuple[OutcomeInfo, ...]
    series: tuple[str, ...]
    worlds: int
    replicates: int
    months: int
    seed: int
    claims: str | None = None
    given: GivenPoints | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of an audit.

    Parameters
    ----------
    worlds : how many of the study's worlds, a power of two; None for all
    replicates : draws of luck in each; None for the study's
    only : ids of claims; empty for all
    rerun_worlds : worlds of each re-run, a power of two; 0 for no re-runs
    quick : fewer worlds, two replicates and no re-runs
    """

    worlds: int | None = None
    replicates: int | None = None
    only: tuple[str, ...] = ()
    rerun_worlds: int = RERUN_WORLDS
    quick: bool = False

    def sizes(self, subject: Subject) -> tuple[int, int, int]:
        """Return worlds, replicates and worlds of a re-run for a subject.

        Raises
        ------
        StudyError : ``out_of_range``, ``worlds_not_power_of_two``; all at once
        """
        most_worlds = min(subject.worlds, QUICK_WORLDS) if self.quick else subject.worlds
        most_runs = min(subject.replicates, QUICK_REPLICATES) if self.quick else subject.replicates
        worlds = most_worlds if self.worlds is None else self.worlds
        replicates = most_runs if self.replicates is None else self.replicates
        again = 0 if self.quick else self.rerun_worlds
        problems = [
            study_problem("out_of_range", subject.study, str(value), f"{low} to {high}", path=name)
            for name, value, low, high in (
                ("--worlds", worlds, 1, subject.worlds),
                ("--replicates", replicates, 1, 4096),
                ("--reruns", again, 0, 2**20),
            )
            if not low <= value <= high
        ]
        problems += [
            study_problem("worlds_not_power_of_two", subject.study, str(value), "a power of two", path=name)
            for name, value in (("--worlds", worlds), ("--reruns", again))
            if value > 0 and value & (value - 1)
        ]
        if problems:
            raise StudyError(problems)
        return worlds, replicates, again


def subject_of(study: Study) -> Subject:
    """Return a study as an audit needs it.

    Parameters
    ----------
    study : finished, made by the code that runs

    Raises
    ------
    StudyError : ``cannot_replay`` (made by other code), ``damaged_study``
    """
    (case, arrays, table, strategies), manifest = rebuilt(study), study.manifest
    return Subject(
        study=str(study.path),
        folder=study.path,
        case=case.id,
        title=case.title,
        case_digest=case.digest,
        irenic=manifest.irenic,
        code=manifest.code,
        arrays=arrays,
        table=table,
        strategies=strategies,
        outcomes=manifest.outcomes,
        series=tuple(s.id for s in manifest.series),
        worlds=manifest.worlds,
        replicates=manifest.replicates,
        months=manifest.months,
        seed=manifest.seed,
        claims=manifest.claims,
        given=given_points(study),
    )
