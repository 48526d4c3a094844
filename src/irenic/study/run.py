"""Run a study: plan it, work off its tasks, assemble and publish the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irenic.errors import StudyError, quoted
from irenic.study.files import locked, remove, storage_errors
from irenic.study.folder import StudyFolder, admit
from irenic.study.manifest import (
    MAX_MONTHS,
    MAX_REPLICATES,
    MAX_WORLDS,
    CaseInfo,
    ParameterInfo,
    Plan,
)
from irenic.study.problems import study_problem
from irenic.study.read import Study, open_study
from irenic.study.source import GivenPoints, new_worlds
from irenic.study.work import Engine, Progress, Report, Worker, WorldSource

if TYPE_CHECKING:
    from irenic.case import Case
    from irenic.strategy import Strategy

MAX_SEED = 2**31 - 1
MAX_THREADS = 1024
MAX_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Setup:
    """A study ready to run.

    Parameters
    ----------
    plan : what fixes its bytes
    engine, worlds : what runs, and in which worlds
    strategies : the engine's form of each strategy, in the plan's order
    """

    plan: Plan
    engine: Engine
    worlds: WorldSource
    strategies: tuple[Any, ...]


def run_study(
    case: Case,
    strategies: Sequence[Strategy],
    *,
    out: Path | str | None = None,
    worlds: int = 1024,
    replicates: int = 4,
    months: int = 36,
    seed: int = 1,
    resume: bool = False,
    force: bool = False,
    block: int = 64,
    threads: int | None = None,
    progress: Report | None = None,
    engine: Any = None,
    claims: str | None = None,
    given: GivenPoints | None = None,
) -> Study:
    """Run strategies in many worlds and store the result in a folder.

    Parameters
    ----------
    case, strategies : the conflict, and the plans to compare in it; names unique
    out : folder of the study; None for ``studies/`` and a name made from the settings
    worlds : a power of two, at most 2**20
    replicates, months : draws of luck per world; steps
    seed : of the worlds and of luck, 0..2**31 - 1
    resume : go on with an unfinished study of the same settings
    force : replace a study that is in the folder
    block, threads : how it is computed; they do not change a byte of the result
    progress : called now and then with a `Progress`
    engine : in place of `irenic.engine.run.Engine`: the same ``run``, ``outcomes``, ``series_names`` and,
        where it keeps anything of groups, ``group_measures``
    claims : digest of the claims beside the case, see `irenic.study.describe.claims_digest`
    given : worlds at these points in place of draws from the priors; `worlds` is then their number

    Returns
    -------
    The finished study, opened

    Raises
    ------
    StudyError : settings out of range (all at once); the folder cannot be used, see
        `irenic.study.folder.admit`; the disk is full; a result is not finite
    ParameterError : the points do not fit the case, see `irenic.worlds.PointSet`
    """
    worlds = worlds if given is None else given.worlds
    sizes = {"worlds": worlds, "replicates": replicates, "months": months, "seed": seed}
    check_settings(sizes, {"block": block, "threads": 1 if threads is None else threads}, strategies)
    setup = make_setup(case, strategies, sizes, block, engine, claims=claims, given=given)
    folder = default_folder(setup.plan) if out is None else Path(out)
    return run_setup(setup, out=folder, resume=resume, force=force, threads=threads, progress=progress)


def make_setup(
    case: Case,
    strategies: Sequence[Strategy],
    sizes: dict[str, int],
    block: int,
    engine: Any = None,
    *,
    claims: str | None = None,
    given: GivenPoints | None = None,
) -> Setup:
    """Return a study ready to run.

    Parameters
    ----------
    case, strategies, block, engine, claims, given : as in `run_study`
    sizes : worlds, replicates, months, seed
    """
    from irenic import __version__
    from irenic.case import case_arrays
    from irenic.case.keep import kept_text
    from irenic.parameters import load_parameters
    from irenic.strategy import strategy_arrays, strategy_to_dict
    from irenic.study.describe import (
        code_digest,
        factor_infos,
        group_infos,
        group_measure_infos,
        outcome_infos,
        series_infos,
        strategy_info,
    )

    arrays, table = case_arrays(case), load_parameters()
    source = new_worlds(arrays, table, sizes["worlds"], sizes["seed"], given)
    if engine is None:
        from irenic.engine.run import Engine as CompiledEngine
        from irenic.study.cache import keep_compiled

        keep_compiled()
        engine = CompiledEngine(arrays, table, sizes["months"], block=block)
    infos = [strategy_info(strategy_to_dict(s, arrays), s.name, s.reference) for s in strategies]
    plan = Plan(
        irenic=__version__,
        code=code_digest(),
        case=CaseInfo(id=case.id, title=case.title, digest=case.digest, content=kept_text(case)),
        parameters=ParameterInfo(digest=table.digest, names=tuple(table.names)),
        factors=factor_infos(source.factor_table),
        strategies=tuple(infos),
        outcomes=outcome_infos(engine.outcomes),
        series=series_infos(engine.series_names),
        groups=group_infos(case.groups),
        group_measures=group_measure_infos(getattr(engine, "group_measures", ())),
        worlds=sizes["worlds"],
        replicates=sizes["replicates"],
        months=sizes["months"],
        seed=sizes["seed"],
        claims=claims,
        points=None if given is None else given.info,
    )
    return Setup(plan, engine, source, tuple(strategy_arrays(s, arrays) for s in strategies))


def run_setup(
    setup: Setup,
    *,
    out: Path,
    resume: bool = False,
    force: bool = False,
    threads: int | None = None,
    progress: Report | None = None,
) -> Study:
    """Run a prepared study; parameters and errors as in `run_study`."""
    folder = StudyFolder(out)
    if admit(folder, setup.plan, resume=resume, force=force):
        with storage_errors(out):
            remove(folder.partial)
        return open_study(out)
    with storage_errors(out):
        folder.partial.mkdir(parents=True, exist_ok=True)
        with locked(folder.lock):
            _run_locked(setup, folder, threads, progress)
    return open_study(out)


def _run_locked(setup: Setup, folder: StudyFolder, threads: int | None, progress: Report | None) -> None:
    from irenic.study.assemble import TaskLost, write_store

    report = progress or (lambda _: None)
    plan = setup.plan
    folder.begin(plan)
    files = folder.task_files(plan)
    worker = Worker(plan, files, setup.engine, setup.worlds, setup.strategies, report)
    total = plan.worlds * len(plan.strategies)
    while True:
        worker.run(threads)
        report(Progress(total, total, 0, "store"))
        remove(folder.building)
        try:
            store = write_store(folder.building, plan, files, setup.worlds)
        except TaskLost:
            continue  # a task's file was damaged in between: the worker finds and repeats it
        folder.publish(plan, store)
        return


def default_folder(plan: Plan) -> Path:
    """Return ``studies/<case>-seed<seed>-<worlds>x<replicates>x<months>-<digest>``.

    The same request has the same folder, so it can be resumed without naming it.
    """
    size = f"{plan.worlds}x{plan.replicates}x{plan.months}"
    return Path("studies") / f"{plan.case.id}-seed{plan.seed}-{size}-{plan.digest()[:8]}"


def check_settings(sizes: dict[str, int], computing: dict[str, int], strategies: Sequence[Strategy]) -> None:
    """Check what a study is to be made of.

    Parameters
    ----------
    sizes : worlds, replicates, months, seed
    computing : block and threads, or none of them
    strategies : to compare

    Raises
    ------
    StudyError : with every setting that is out of range
    """
    limits = {
        "worlds": (1, MAX_WORLDS),
        "replicates": (1, MAX_REPLICATES),
        "months": (1, MAX_MONTHS),
        "seed": (0, MAX_SEED),
        "block": (1, MAX_BLOCK),
        "threads": (1, MAX_THREADS),
    }
    place, problems = "the study's settings", []
    for name, value in (sizes | computing).items():
        low, high = limits[name]
        given = str(value)
        if not low <= value <= high:
            problems.append(study_problem("out_of_range", place, given, f"{low} to {high}", path=name))
        elif name == "worlds" and value & (value - 1):
            hint = f"Try {1 << (value.bit_length() - 1)} or {min(1 << value.bit_length(), MAX_WORLDS)}."
            expected = "a power of two, which keeps the quasi-random worlds balanced"
            problems.append(study_problem("not_a_power_of_two", place, given, expected, hint, path=name))
    names = [s.name for s in strategies]
    if not names:
        problems.append(study_problem("no_strategies", place, "empty", "at least one", path="strategies"))
    for name in sorted({n for n in names if names.count(n) > 1}):
        given = f"{quoted(name)} twice"
        problems.append(study_problem("same_strategy", place, given, "each once", path="strategies"))
    if problems:
        raise StudyError(problems)
