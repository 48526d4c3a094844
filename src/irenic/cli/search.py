"""The command ``irenic search``: better conditional strategies, judged in worlds apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from irenic.analysis.search.run import EngineName, Report, SearchResult


def search(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    *,
    objectives: Annotated[
        str,
        typer.Option(
            help="Families or outcomes, with commas between; simplicity comes on top.",
            show_default="security,harm,politics,cost",
        ),
    ] = "",
    budget: Annotated[int, typer.Option(help="Runs of the search.")] = 60_000,
    seed: Annotated[int, typer.Option(help="Of worlds, luck and variation.")] = 1,
    worlds: Annotated[int, typer.Option(help="Worlds of the search; a power of two.")] = 256,
    unseen: Annotated[int, typer.Option(help="Worlds apart, to judge in; a power of two.")] = 512,
    epsilon: Annotated[float, typer.Option(help="Least difference that counts, in sd.")] = 0.05,
    engine: Annotated[str, typer.Option(help="irenic, or pymoo where it is installed.")] = "irenic",
    out: Annotated[Path | None, typer.Option(help="Write the strategies found to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    threads: Annotated[int | None, typer.Option(help="Threads.", show_default="one per core")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Search for better strategies, starting from a study's; what is claimed holds in unseen worlds."""
    from irenic.analysis.choose import names_in
    from irenic.analysis.search.objectives import objectives_of
    from irenic.analysis.search.run import Settings, check, ground_of
    from irenic.analysis.search.run import search as run_search
    from irenic.cli.progress import shown_progress
    from irenic.engine.outcomes import OUTCOMES
    from irenic.study import open_study

    opened = open_study(folder)
    settings = Settings(
        tuple(names_in(objectives)), budget, seed, min(64, worlds // 2), worlds, unseen, epsilon,
        engine=cast("EngineName", engine), threads=threads,
    )  # fmt: skip
    check(settings)  # before the model is compiled, so that a slip costs no time
    objectives_of(settings.objectives, OUTCOMES)
    if out is not None:
        _refuse_existing(out)
    with shown_progress(quiet or as_json) as progress:
        found = run_search(ground_of(opened), settings, _reporting(progress))
    _show(found, out, as_json)


def _reporting(progress: object) -> Report | None:
    if progress is None:
        return None
    from irenic.study import Progress
    from irenic.study.work import Report as StudyReport

    tell = cast(StudyReport, progress)
    return lambda done, total: tell(Progress(done, total, 0))


def _show(found: SearchResult, out: Path | None, as_json: bool) -> None:
    from irenic.analysis.search.document import found_text, search_document

    if out is not None and found.found:
        out.write_text(found_text(found), encoding="utf-8")
    if as_json:
        from irenic.analysis.document import as_json as to_json

        typer.echo(to_json(search_document(found)))
        return
    from irenic.cli.screen import page
    from irenic.cli.search_tables import print_search

    print_search(page(), found)
    if out is not None and found.found:
        typer.echo(
            f"\nWritten to {out}.\nBeside a case file, as strategies.yaml or rivals.yaml, irenic check and "
            "irenic study read it."
        )


def _refuse_existing(out: Path) -> None:
    """A file that is there may be somebody's work."""
    from irenic.study.problems import study_error

    if out.exists():
        raise study_error("file_exists", out, "there already", "a file that is not there yet", path="--out")
    if not out.parent.is_dir():
        raise study_error(
            "no_folder", out, "in a folder that is not there", "an existing folder", path="--out"
        )
