"""The command ``irenic backtest``: how well a case's model retrodicts what was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from irenic.analysis.backtest import BackTest, Options


def backtest(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case file, or a shipped case's name.")],
    *,
    worlds: Annotated[int, typer.Option(help="Worlds from the prior; a power of two.")] = 1024,
    replicates: Annotated[int, typer.Option(min=1, max=64, help="Draws of luck in each world.")] = 4,
    seed: Annotated[int, typer.Option(min=0, help="Seed of worlds, luck and resampling.")] = 1,
    weights: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="A weighting; scored on the test windows.")
    ] = None,
    events: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Your own events in place of the record's deaths; or a stored name."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a page.")] = False,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads.", show_default="one per core")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Score a case's model on its record, beside forecasts that are hard to beat."""
    from irenic.analysis.backtest import Options

    options = Options(worlds, replicates, seed, threads)
    result = _tested(case, (weights, events), options, quiet=quiet or as_json)
    _print(result, as_json=as_json, markdown=markdown)


def _tested(case: str, given: tuple[Path | None, str | None], options: Options, *, quiet: bool) -> BackTest:
    """Run the back-test; a weighting is opened before anything costs time."""
    from irenic.analysis.backtest import back_test
    from irenic.analysis.backtest.subject import prior_ensemble, subject_of, weighted_ensemble
    from irenic.cli.progress import shown_progress

    weights, events = given
    weighting = None
    if weights is not None:
        from irenic.analysis.weighting.store import open_weighting

        weighting = open_weighting(weights)
    subject = subject_of(case, events)
    prior = prior_ensemble(subject, options)
    weighted = None if weighting is None else weighted_ensemble(subject, weighting)
    with shown_progress(quiet) as report:
        return back_test(subject, prior, options, weighted=weighted, report=report)


def _print(result: BackTest, *, as_json: bool, markdown: bool) -> None:
    if as_json:
        from irenic.analysis.backtest.document import back_test_document
        from irenic.analysis.document import as_json as to_json

        typer.echo(to_json(back_test_document(result)))
    elif markdown:
        from irenic.analysis.backtest.markdown import back_test_markdown

        typer.echo(back_test_markdown(result), nl=False)
    else:
        from irenic.cli.backtest_tables import print_back_test
        from irenic.cli.screen import page

        print_back_test(page(), result)
