"""The command ``irenic factorial``: what breadth, incentives, air support and timing do, at equal cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from irenic.analysis.factorial.run import Report
    from irenic.analysis.search.run import Ground
    from irenic.case import CaseArrays
    from irenic.strategy import Strategy


def factorial(
    case: Annotated[
        str, typer.Argument(metavar="CASE|STUDY", help="A case file, a shipped case's name, or a study.")
    ],
    *,
    worlds: Annotated[int, typer.Option(help="Draws of every uncertainty; a power of two.")] = 256,
    months: Annotated[
        int | None, typer.Option(help="Length of a run.", show_default="36, or the study's")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of worlds and of luck.", show_default="1, or the study's")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    threads: Annotated[int | None, typer.Option(help="Threads.", show_default="one per core")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Cross breadth, kit, air support and timing at equal cost, and take the result apart into effects."""
    from irenic.analysis.factorial.run import check
    from irenic.analysis.factorial.run import factorial as run_factorial
    from irenic.cli.progress import shown_progress

    check(worlds, 1 if seed is None else seed)
    with shown_progress(quiet or as_json) as progress:
        ground, used = _ground(case, months, seed)
        found = run_factorial(ground, worlds, used, _reporting(progress), threads=threads)
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.analysis.factorial.document import factorial_document

        typer.echo(to_json(factorial_document(found)))
        return
    from irenic.cli.factorial_tables import print_factorial
    from irenic.cli.screen import page

    print_factorial(page(), found)


def _reporting(progress: object) -> Report | None:
    if progress is None:
        return None
    from irenic.study import Progress
    from irenic.study.work import Report as StudyReport

    tell = cast(StudyReport, progress)
    return lambda done, total: tell(Progress(done, total, 0))


def _ground(case: str, months: int | None, seed: int | None) -> tuple[Ground, int]:
    """A case with its strategies, or those of a study; and the seed."""
    from irenic.analysis.choose import strategies_of
    from irenic.case import case_arrays, load_case
    from irenic.errors import Problem, StudyError
    from irenic.study import open_study
    from irenic.study.manifest import MAX_MONTHS
    from irenic.study.stored import stored_case, stored_strategy

    if months is not None and not 1 <= months <= MAX_MONTHS:
        expected = f"1 to {MAX_MONTHS}"
        raise StudyError([Problem("bad_setting", "the request", None, "months", str(months), expected)])
    if not Path(case).is_dir():
        arrays = case_arrays(load_case(case))
        known = tuple(strategies_of(case).values())
        return _compiled(arrays, known, 36 if months is None else months), 1 if seed is None else seed
    study = open_study(Path(case))
    arrays, manifest = case_arrays(stored_case(study.manifest, study.path)), study.manifest
    known = tuple(stored_strategy(info, arrays, study.path) for info in manifest.strategies)
    used = manifest.seed if seed is None else seed
    return _compiled(arrays, known, manifest.months if months is None else months), used


def _compiled(arrays: CaseArrays, strategies: tuple[Strategy, ...], months: int) -> Ground:
    from irenic.analysis.factorial.cells import partner_of
    from irenic.analysis.search.run import Ground
    from irenic.engine.run import Engine
    from irenic.parameters import load_parameters
    from irenic.study.cache import keep_compiled
    from irenic.worlds import WorldSet

    partner_of(strategies)  # before the model is compiled, so that a slip costs no time
    keep_compiled()
    table = load_parameters()
    engine = Engine(arrays, table, months, block=64)
    return Ground(arrays, engine, lambda n, s: WorldSet(arrays, table, n, s).block(0, n), strategies)
