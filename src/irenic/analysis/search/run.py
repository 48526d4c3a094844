"""The whole of a search: from a study to strategies that were judged in worlds it never saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.rebuilt import rebuilt
from irenic.analysis.search.archive import nondominated
from irenic.analysis.search.contest import Contest, Drawn, Trial
from irenic.analysis.search.evolve import evolve
from irenic.analysis.search.moves import moves_for
from irenic.analysis.search.objectives import Objective, Yardstick, objectives_of, yardstick
from irenic.analysis.search.simulation import FixedWorlds, SimulationJudge
from irenic.analysis.search.size import size
from irenic.analysis.search.unseen import Gain, Part, gains, parts_of
from irenic.analysis.search.vary import Variation, content, named
from irenic.errors import Problem, StudyError
from irenic.strategy import CaseNames, Strategy

if TYPE_CHECKING:
    from irenic.study import Study

EngineName = Literal["irenic", "pymoo"]
ENGINES: tuple[EngineName, ...] = ("irenic", "pymoo")

UNSEEN_OFFSET = 1_000_003
"""Added to the seed for worlds and luck that the search does not see."""

RESCORED = 16
"""Most members of the archive that are judged again."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to search.

    Parameters
    ----------
    objectives : families or outcomes; none means all families
    budget : runs of the search, 1 or more; judging in unseen worlds comes on top
    seed : of worlds, luck and variation
    first, worlds : worlds of the first look, and of both looks; powers of two
    unseen : worlds apart, a power of two
    epsilon : what counts as a difference, in standard deviations
    random : random strategies at the start
    engine : "irenic" or "pymoo"
    threads : None for one per core; results do not depend on it
    """

    objectives: tuple[str, ...] = ()
    budget: int = 60_000
    seed: int = 1
    first: int = 64
    worlds: int = 256
    unseen: int = 512
    epsilon: float = 0.05
    random: int = 8
    engine: EngineName = "irenic"
    threads: int | None = None


@dataclass(frozen=True, eq=False)
class Member:
    """A strategy that was found, or a plan at the start, as judged in both sets of worlds.

    Parameters
    ----------
    strategy : named
    ancestor, operator : plan it goes back to, and the last variation; "shipped" for a plan
    size : phases, tests and levers
    seen, unseen : (objective,) mean scores, larger is better
    error : (objective,) standard errors of `unseen`
    """

    strategy: Strategy
    ancestor: str
    operator: str
    size: int
    seen: Floats
    unseen: Floats
    error: Floats


class Effort(NamedTuple):
    """What a search cost: runs of the search and after it, candidates, those given both looks, unfit ones."""

    runs: int
    test_runs: int
    judged: int
    promoted: int
    unfit: int
    archive: int


@dataclass(frozen=True, eq=False)
class SearchResult:
    """What a search found, and what is left of it in unseen worlds.

    Parameters
    ----------
    settings, objectives, yardstick : what was asked, and the units
    found : members of the archive that were judged again, best overall first (in the search's worlds)
    plans : the plans at the start
    gains : overall, then by objective
    parts : of the first of `found`
    effort : what it cost
    names : ids of the case
    """

    settings: Settings
    objectives: tuple[Objective, ...]
    yardstick: Yardstick
    found: tuple[Member, ...]
    plans: tuple[Member, ...]
    gains: tuple[Gain, ...]
    parts: tuple[Part, ...]
    effort: Effort
    names: CaseNames


class Ground(NamedTuple):
    """What a search stands on; made by `ground_of` from a study.

    ``engine`` is compiled for the case; ``worlds_of(n, seed)`` gives worlds 0 to n of a set.
    """

    names: CaseNames
    engine: Any
    worlds_of: Callable[[int, int], Any]
    strategies: tuple[Strategy, ...]


def ground_of(study: Study) -> Ground:
    """Return the case, engine and plans of a study; back-tests with dated events are left out.

    Parameters
    ----------
    study : finished

    Raises
    ------
    StudyError : as `rebuilt`; ``nothing_to_start_from`` where no plan is left
    """
    from irenic.engine.run import Engine
    from irenic.study.cache import keep_compiled
    from irenic.worlds import WorldSet

    _, arrays, table, listed = rebuilt(study)
    strategies = tuple(strategy for strategy in listed.values() if not strategy.forced)
    if not strategies:
        given, expected = "without a strategy free of dated events", "one plan at least to start from"
        raise StudyError([Problem("nothing_to_start_from", str(study.path), None, "", given, expected)])
    keep_compiled()
    engine = Engine(arrays, table, study.manifest.months, block=64)
    return Ground(arrays, engine, lambda n, seed: WorldSet(arrays, table, n, seed).block(0, n), strategies)


Report = Callable[[int, int], None]
"""Called with the runs that are done and the runs that there will be, about."""


def search(ground: Ground, settings: Settings, report: Report | None = None) -> SearchResult:
    """Search for better strategies, and judge what was found in worlds apart.

    Parameters
    ----------
    ground : see `ground_of`
    settings : how
    report : told how far it is

    Returns
    -------
    The same for the same settings on the same machine, whatever the number of threads

    Raises
    ------
    StudyError : ``bad_setting``, and those of `objectives_of` and `yardstick`; every problem at once
    """
    check(settings)
    objectives = objectives_of(settings.objectives, ground.engine.outcomes)
    tell = _tally(settings, ground, report)
    fixed = _fixed(ground, settings, settings.worlds, settings.seed)
    known = fixed.outcomes(ground.strategies, 0, settings.worlds)
    stick = yardstick(objectives, ground.engine.outcomes, known)
    texts = [content(strategy) for strategy in ground.strategies]
    judge = SimulationJudge(
        fixed, stick, settings.first, settings.worlds, dict(zip(texts, known, strict=True))
    )
    contest = Contest(judge, ground.names, len(objectives), settings.epsilon, settings.budget, tell)
    variation = Variation(moves_for(ground.strategies, ground.names), np.random.default_rng(settings.seed))
    shipped = [Drawn(strategy, "shipped", strategy.name) for strategy in ground.strategies]
    shipped = [one for one in shipped if contest.fresh(one.strategy)]
    if settings.engine == "pymoo":
        from irenic.analysis.search.pymoo_engine import evolve_with_pymoo

        evolve_with_pymoo(contest, variation, shipped, settings.random)
    else:
        evolve(contest, variation, shipped, settings.random)
    return _judged_apart(ground, settings, contest, (objectives, stick), tell)


def _judged_apart(
    ground: Ground,
    settings: Settings,
    contest: Contest,
    aims: tuple[tuple[Objective, ...], Yardstick],
    tell: Callable[[int], None],
) -> SearchResult:
    objectives, stick = aims
    apart = _fixed(ground, settings, settings.unseen, settings.seed + UNSEEN_OFFSET)
    runs = 0

    def score(strategies: Sequence[Strategy]) -> list[Floats]:
        nonlocal runs
        runs += len(strategies) * settings.unseen
        values = apart.outcomes(strategies, 0, settings.unseen)
        tell(contest.spent + runs)
        return [stick.scores(one) for one in values]

    new = [trial for trial in contest.archive.members if trial.drawn.operator != "shipped"]
    chosen = rescored(new, len(objectives))
    ours = [named(t.drawn.strategy, i + 1, t.drawn.ancestor) for i, t in enumerate(chosen)]
    plans = _plans(ground, contest)
    everyone = [*zip(ours, chosen, strict=True), *((trial.drawn.strategy, trial) for trial in plans)]
    far = score([strategy for strategy, _ in everyone])
    members = [_member(*one, x) for one, x in zip(everyone, far, strict=True)]
    near = {strategy.name: trial.scores for strategy, trial in everyone}
    seen, unseen = (
        _apart(rows, [strategy.name for strategy in ours])
        for rows in (near, {m.strategy.name: x for m, x in zip(members, far, strict=True)})
    )
    gained = gains([o.id for o in objectives], seen, unseen) if ours else ()
    parts = parts_of(ours[0], ground.names, far[0], score) if ours else ()
    effort = Effort(
        contest.spent, runs, contest.judged, contest.promoted, contest.unfit, len(contest.archive)
    )
    found, known = tuple(members[: len(ours)]), tuple(members[len(ours) :])
    return SearchResult(settings, objectives, stick, found, known, gained, parts, effort, ground.names)


def _apart(rows: dict[str, Floats], ours: Sequence[str]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Scores of what was found, then of the plans."""
    mine = {name: rows[name] for name in ours}
    return mine, {name: one for name, one in rows.items() if name not in mine}


def rescored(members: Sequence[Trial], objectives: int) -> list[Trial]:
    """Return the members to judge again, best overall first.

    Among them are the best for their size (no other is better overall and no larger), then the best on
    each objective, then the best overall, `RESCORED` in all.

    Parameters
    ----------
    members : of the archive
    objectives : how many, without size
    """
    order = sorted(members, key=lambda trial: -trial.overall)
    front = nondominated([np.array([-trial.overall, trial.losses[-1]]) for trial in order])
    best = [min(order, key=lambda trial: float(trial.losses[k])) for k in range(objectives)] if order else []
    wanted = [*(order[i] for i in front), *best, *order]
    kept = list(dict.fromkeys(id(trial) for trial in wanted))[:RESCORED]
    return [trial for trial in order if id(trial) in kept]


def check(settings: Settings) -> None:
    """Refuse settings that cannot be used.

    Parameters
    ----------
    settings : as given

    Raises
    ------
    StudyError : ``bad_setting``, one problem for each; ``pymoo_missing``
    """
    powers = (("first", settings.first), ("worlds", settings.worlds), ("unseen", settings.unseen))
    wrong = [
        (name, str(n), "a power of two from 2 to 2**20")
        for name, n in powers
        if not (2 <= n <= 2**20 and n & (n - 1) == 0)
    ]
    if settings.worlds <= settings.first:
        wrong.append(("worlds", str(settings.worlds), f"more than in the first look ({settings.first})"))
    if settings.budget < 1:
        wrong.append(("budget", str(settings.budget), "1 run or more"))
    if not 0 <= settings.seed < 2**31:
        wrong.append(("seed", str(settings.seed), "a whole number from 0 to 2**31 - 1"))
    if not 0 < settings.epsilon <= 10:
        wrong.append(("epsilon", str(settings.epsilon), "above 0, at most 10 standard deviations"))
    if settings.engine not in ENGINES:
        wrong.append(("engine", repr(settings.engine), " or ".join(ENGINES)))
    problems = [Problem("bad_setting", "the request", None, *one) for one in wrong]
    if settings.engine == "pymoo" and find_spec("pymoo") is None:
        given, expected = "pymoo, which is not installed", "an engine that is there"
        hint = "Install it with: pip install 'irenic[search]'; or leave --engine out."
        problems.append(Problem("pymoo_missing", "the request", None, "engine", given, expected, hint))
    if problems:
        raise StudyError(problems)


def _fixed(ground: Ground, settings: Settings, count: int, seed: int) -> FixedWorlds:
    worlds = ground.worlds_of(count, seed)
    return FixedWorlds(ground.engine, ground.names, worlds, seed, settings.threads)


def _tally(settings: Settings, ground: Ground, report: Report | None) -> Callable[[int], None]:
    """Runs ahead are an estimate: the archive's size and the parts of the best are not known yet."""
    ahead = settings.budget + (len(ground.strategies) + RESCORED + 12) * settings.unseen

    def tell(done: int) -> None:
        if report is not None:
            report(min(done, ahead), ahead)

    return tell


def _plans(ground: Ground, contest: Contest) -> list[Trial]:
    """All plans at the start as judged in the search's worlds, in or out of the archive."""
    shipped = [Drawn(strategy, "shipped", strategy.name) for strategy in ground.strategies]
    apart = Contest(contest.judge, ground.names, contest.objectives, contest.epsilon, 0)
    return apart.judge_all(shipped, whole=True)


def _member(strategy: Strategy, trial: Trial, far: Floats) -> Member:
    error = far.std(axis=1, ddof=1) / np.sqrt(far.shape[1])
    drawn = trial.drawn
    return Member(
        strategy, drawn.ancestor, drawn.operator, size(strategy), trial.scores.mean(1), far.mean(1), error
    )
