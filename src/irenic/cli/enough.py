"""The command ``irenic enough``: whether a study has worlds enough for what is asked of it."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from irenic.analysis.choose import names_in
from irenic.cli.weights import Weights, belief_in


def enough(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    *,
    asked: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="EXPR",
            help='A proposition, such as "deaths(strikes) > deaths(nothing)".',
            show_default="which strategy is best, outcome by outcome",
        ),
    ] = None,
    width: Annotated[
        float | None, typer.Option(help="Ask, too, for the share of worlds to within this, such as 0.1.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help="Rank on this outcome.", show_default="headlines")
    ] = None,
    strategies: Annotated[str, typer.Option(help="Rank only these; names, with commas between.")] = "",
    chance: Annotated[float, typer.Option(help="Of ever settling for a wrong answer.")] = 0.1,
    weights: Weights = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say how many worlds are enough to answer a question, and whether the study has them."""
    from irenic.analysis.enough import enough_document, enough_for, enough_to_rank
    from irenic.study import open_study

    if asked is None and width is not None:
        raise typer.BadParameter("a width is of the share of worlds of a proposition", param_hint="--width")
    if asked is not None and (outcome is not None or strategies):
        raise typer.BadParameter("a proposition names its outcomes and strategies itself", param_hint="--for")
    opened = open_study(folder)
    belief = belief_in(opened, weights)
    known = None if belief is None else belief.weights
    with _working(as_json):
        if asked is None:
            found = enough_to_rank(opened, outcome, names_in(strategies), alpha=chance, weights=known)
        else:
            found = enough_for(opened, asked, width=width, alpha=chance, weights=known)
    if as_json:
        from irenic.analysis.document import as_json as to_json

        typer.echo(to_json(enough_document(opened, found, chance, belief)))
        return
    from irenic.cli.enough_text import print_enough
    from irenic.cli.screen import page

    print_enough(page(), opened, found, chance, belief)


def _working(quiet: bool) -> AbstractContextManager[object]:
    """Show on a terminal that something is going on: forecasts take seconds."""
    if quiet or not sys.stderr.isatty():
        return nullcontext()
    return Console(stderr=True).status("imagining studies that go on from this one")
