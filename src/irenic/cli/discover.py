"""The command ``irenic discover``: in which worlds something happens, in sentences and limits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from irenic.analysis.choose import names_in
from irenic.cli.weights import Weights, belief_in


def discover(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    *,
    where: Annotated[
        str, typer.Option(metavar="EXPR", help='What to look for, such as "dislodged(strikes) < 0.5".')
    ],
    inputs: Annotated[
        str,
        typer.Option(
            help="Parameters and factors to look at, with commas between; also mh,size:*.",
            show_default="all",
        ),
    ] = "",
    boxes: Annotated[int, typer.Option(min=1, max=10, help="Boxes at most.")] = 3,
    shuffles: Annotated[int, typer.Option(min=0, max=100_000, help="Shuffles of the answers.")] = 99,
    seed: Annotated[int, typer.Option(min=0, help="Of the shuffles.")] = 0,
    weights: Weights = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say in which worlds of a study something happens, and whether that is more than chance."""
    from irenic.study import open_study

    opened = open_study(folder)
    from irenic.analysis.discover import Options
    from irenic.analysis.discover.question import ask, world_inputs
    from irenic.analysis.discover.survey import discover as survey

    belief = belief_in(opened, weights)
    question = ask(opened, where, None if belief is None else belief.weights)
    known = world_inputs(opened, names_in(inputs))
    with _progress(as_json) as report:
        options = Options(permutations=shuffles, seed=seed)
        found = survey(question, known, options, most=boxes, report=report)
    if as_json:
        from irenic.analysis.discover.document import discovery_document
        from irenic.analysis.document import as_json as to_json

        typer.echo(to_json(discovery_document(opened, found, belief)))
        return
    from irenic.cli.discover_text import print_discovery
    from irenic.cli.screen import page

    print_discovery(page(), opened, found, belief)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar of the shuffles on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("searching among shuffled answers", total=None)

        def report(made: int, most: int) -> None:
            bar.update(task, completed=made, total=most)

        yield report
