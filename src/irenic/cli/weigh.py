"""The command ``irenic weigh``: worlds weighed, and refined, by a case's record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic.cli.guard import say

if TYPE_CHECKING:
    from irenic.analysis.weighting import Weighting
    from irenic.analysis.weighting.request import Options, Subject

Report = Callable[[str, float], None]


def weigh(
    case: Annotated[str, typer.Argument(help="A case file, or a shipped case's name.")],
    *,
    worlds: Annotated[int, typer.Option(help="Worlds from the priors; a power of two.")] = 4096,
    replicates: Annotated[int, typer.Option(help="Draws of luck in each of them.")] = 4,
    points: Annotated[int, typer.Option(help="Refined worlds; a power of two.")] = 1024,
    seed: Annotated[int, typer.Option(help="Seed of worlds, luck and moves.")] = 1,
    temper: Annotated[float, typer.Option(help="How loud the record may speak: exponent, 0 to 1.")] = 1.0,
    check: Annotated[
        bool, typer.Option("--check", help="Also with another seed, and with the months out of order.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder to make.", show_default="weightings/ and a name")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    threads: Annotated[int | None, typer.Option(help="Threads.", show_default="one per core")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Weigh worlds by what was recorded: which of them history speaks for, and what it moved."""
    from irenic.analysis.weighting.request import Options, default_folder, subject_of

    options = Options(worlds, replicates, seed, temper, points, check, threads)
    subject = subject_of(case, options)
    folder = default_folder(subject.request) if out is None else out
    weighting = _known(folder, subject)
    if weighting is None:
        with staged(quiet or as_json) as report:
            weighting = _weighed(subject, options, folder, report)
    elif not as_json:
        say(f"Weighed before: {folder} holds this very weighting.")
    _print(weighting, case, as_json=as_json)


def _known(folder: Path, subject: Subject) -> Weighting | None:
    """Return what is in the folder, if it is what was asked for; None where there is no folder."""
    from irenic.analysis.weighting import open_weighting
    from irenic.analysis.weighting.store import MANIFEST, refuse_existing

    if (folder / MANIFEST).is_file():
        found = open_weighting(folder)
        if found.manifest.request == subject.request:
            return found
    refuse_existing(folder)
    return None


def _weighed(subject: Subject, options: Options, folder: Path, report: Report) -> Weighting:
    from irenic.analysis.weighting.store import keep
    from irenic.analysis.weighting.weigh import weigh as weigh_worlds

    return keep(folder, *weigh_worlds(subject, options, report))


def _print(weighting: Weighting, case: str, *, as_json: bool) -> None:
    if as_json:
        from irenic.analysis.document import as_json as to_json

        plain = weighting.manifest.model_dump(mode="json")
        typer.echo(to_json({"folder": str(weighting.path), "digest": weighting.digest, **plain}))
        return
    from irenic.cli.screen import page
    from irenic.cli.weigh_tables import print_weighting

    print_weighting(page(), weighting, case)


@contextmanager
def staged(quiet: bool) -> Iterator[Report]:
    """Give a weighting something to report to, on stderr: a bar on a terminal, a line a stage elsewhere.

    Parameters
    ----------
    quiet : show nothing
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if quiet:
        yield lambda *_: None
    elif console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("compiling the model", total=1.0)
            yield lambda stage, share: bar.update(task, description=stage, completed=share)
    else:
        yield _Lines()


class _Lines:
    """A line for each stage as it ends."""

    def __init__(self) -> None:
        self._done = ""

    def __call__(self, stage: str, share: float) -> None:
        if share >= 1.0 and stage != self._done:
            say(stage)
            self._done = stage
