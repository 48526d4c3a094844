"""Commands. Heavy libraries are imported inside them, so that ``irenic --help`` is quick."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic import __version__
from irenic.analysis.choose import chosen, names_in
from irenic.cli.audit import audit
from irenic.cli.backtest import backtest
from irenic.cli.claims import claims
from irenic.cli.compare import compare
from irenic.cli.discover import discover
from irenic.cli.enough import enough
from irenic.cli.events import data
from irenic.cli.factorial import factorial
from irenic.cli.fetch import fetch
from irenic.cli.guard import INTERRUPTED, GuardedGroup, say
from irenic.cli.new import new
from irenic.cli.replay import ReplayCommand, replay
from irenic.cli.report import report
from irenic.cli.screen import page
from irenic.cli.search import search
from irenic.cli.sensitivity import sensitivity
from irenic.cli.serve import serve
from irenic.cli.weigh import weigh
from irenic.cli.weights import DEFAULT_WORLDS, WorldsFrom, worlds_given

if TYPE_CHECKING:
    from irenic.study import Study

app = typer.Typer(
    cls=GuardedGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A policy laboratory for multi-party civil conflicts. Simulated, exploratory, not a forecast.",
)

CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="A case file, or a shipped case's name.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name in a script that the terminal cannot show must not end a command.
            stream.reconfigure(errors="replace")
    app(prog_name="irenic")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"irenic {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that belong to no command."""


@app.command()
def study(
    case: CaseArgument,
    *,
    strategies: Annotated[
        str,
        typer.Option(
            help="Names or sets, with commas between; 'all' for every one.", show_default="reference"
        ),
    ] = "",
    worlds: Annotated[
        int | None, typer.Option(help="Draws of every uncertainty; a power of two.", show_default="1024")
    ] = None,
    worlds_from: WorldsFrom = None,
    replicates: Annotated[int, typer.Option(help="Draws of luck in each world.")] = 4,
    months: Annotated[int, typer.Option(help="Length of a run.")] = 36,
    seed: Annotated[int, typer.Option(help="Of worlds and of luck.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the study.", show_default="studies/CASE-...")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a study begun there.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the study in the folder.")] = False,
    as_json: AsJson = False,
    threads: Annotated[int | None, typer.Option(help="Threads.", show_default="one per core")] = None,
    block: Annotated[int, typer.Option(help="Lanes the engine computes at once.")] = 64,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Run strategies in many plausible worlds, store the study and print its table."""
    from irenic.case import load_case
    from irenic.cli.progress import shown_progress
    from irenic.study import run_study
    from irenic.study.describe import claims_digest

    loaded = load_case(case)
    plans, given = chosen(case, strategies), worlds_given(loaded, worlds_from, worlds)
    try:
        with shown_progress(quiet or as_json) as progress:
            finished = run_study(
                loaded,
                plans,
                out=out,
                worlds=DEFAULT_WORLDS if worlds is None else worlds,
                given=given,
                replicates=replicates,
                months=months,
                seed=seed,
                # A folder that irenic named holds the same request by its name, so going on is safe.
                resume=resume or (out is None and not force),
                force=force,
                block=block,
                threads=threads,
                progress=progress,
                claims=claims_digest(case),
            )
    except KeyboardInterrupt as error:
        say("Interrupted. What was finished is kept: run the same command with --resume to go on.")
        raise typer.Exit(INTERRUPTED) from error
    _print_comparison(finished, as_json)
    if not as_json:
        typer.echo(f"The study lies in {finished.path}; see it again with: irenic show {finished.path}")


@app.command()
def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a study.")],
    as_json: AsJson = False,
    outcome: Annotated[str | None, typer.Option(help="One outcome in full.")] = None,
    strategies: Annotated[str, typer.Option(help="Compare only these; names, with commas between.")] = "",
) -> None:
    """Print a stored study."""
    from irenic.study import open_study

    names = names_in(strategies)
    opened = open_study(folder)
    if outcome is None:
        _print_comparison(opened, as_json, names or None)
    else:
        _print_outcome(opened, as_json, outcome, names or None)


app.command(cls=ReplayCommand)(replay)
app.command()(audit)
app.command()(claims)
app.command()(compare)
app.command()(discover)
app.command()(sensitivity)
app.command()(enough)
app.command()(search)
app.command()(factorial)
app.command()(new)
app.command()(backtest)
app.command()(weigh)
app.command()(serve)
app.command()(report)
data.command()(fetch)
app.add_typer(data, name="data")


@app.command()
def check(case: CaseArgument, as_json: AsJson = False) -> None:
    """Find every problem in a case file and what lies beside it; exit code 1 if it cannot be used."""
    from irenic.analysis.checking import problems_of
    from irenic.errors import errors_of, render_problems, render_problems_json

    problems = problems_of(case)
    typer.echo(render_problems_json(problems) if as_json else render_problems(problems))
    raise typer.Exit(1 if errors_of(problems) else 0)


@app.command()
def parameters(as_json: AsJson = False) -> None:
    """List the model's uncertain numbers and their priors."""
    from irenic.parameters import load_parameters

    table = load_parameters()
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.cli.data import parameter_data

        typer.echo(to_json(parameter_data(table)))
        return
    from irenic.cli.lists import parameter_table

    page().print(parameter_table(table))


@app.command(name="strategies")
def list_strategies(
    case: CaseArgument,
    as_json: AsJson = False,
    text: Annotated[str, typer.Option(help="Print these in full, as a file has them; names or sets.")] = "",
) -> None:
    """List a case's strategies, or print some in full."""
    known = chosen(case, text or "all")
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.cli.data import strategy_data

        typer.echo(to_json(strategy_data(known)))
        return
    if text:
        from irenic.case import case_arrays, load_case
        from irenic.strategy import strategies_text

        typer.echo(strategies_text(known, case_arrays(load_case(case))), nl=False)
        return
    from irenic.cli.lists import strategy_table

    page().print(strategy_table(known))


@app.command()
def bench(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case file, or a name.")] = "libya-2015",
    *,
    worlds: Annotated[int, typer.Option(help="Draws of every uncertainty.")] = 1024,
    replicates: Annotated[int, typer.Option(help="Draws of luck in each world.")] = 4,
    months: Annotated[int, typer.Option(help="Length of a run.")] = 36,
    threads: Annotated[int | None, typer.Option(help="Threads.", show_default="one per core")] = None,
    block: Annotated[int, typer.Option(help="Lanes the engine computes at once.")] = 64,
) -> None:
    """Measure the engine, scenario discovery and the stability of verdicts, against their budgets."""
    from irenic.case import load_case
    from irenic.cli.bench import measure, measure_analysis
    from irenic.study.run import make_setup

    sizes = {"worlds": worlds, "replicates": replicates, "months": months, "seed": 1}
    measure(make_setup(load_case(case), chosen(case, ""), sizes, block), threads, typer.echo)
    measure_analysis(typer.echo)


@app.command()
def docs(
    out: Annotated[Path, typer.Option(help="Folder to write the generated pages to.")] = Path("docs"),
) -> None:
    """Write the pages in which the Libyan case examines itself (some minutes)."""
    from irenic.analysis.claims.page import FILE, claims_markdown
    from irenic.analysis.pages.write import write_pages
    from irenic.cli.claims import claims_of

    write_pages(out_dir=out, progress=typer.echo)
    text = claims_markdown(claims_of("libya-2015"))
    (out / FILE).write_text(text, encoding="utf-8", newline="\n")


def _print_comparison(opened: Study, as_json: bool, names: list[str] | None = None) -> None:
    from irenic.analysis.compare import compare
    from irenic.analysis.reach import reach

    comparison = compare(opened, names)
    phases = [p for p in reach(opened) if p.strategy in comparison.strategies]
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.analysis.document import study_document

        typer.echo(to_json(study_document(opened, comparison, phases)))
        return
    from irenic.cli.tables import print_study

    print_study(page(), opened, comparison, phases)


def _print_outcome(opened: Study, as_json: bool, outcome: str, names: list[str] | None) -> None:
    from irenic.analysis.compare import compare

    opened.outcome_info(outcome)
    comparison = compare(opened, names)
    found = comparison.outcome(outcome)
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.analysis.document import outcome_document

        document = {
            "notice": opened.manifest.notice,
            "outcome": outcome_document(found, comparison.strategies),
        }
        typer.echo(to_json(document))
        return
    from irenic.cli.tables import print_outcome

    print_outcome(page(), opened, found, comparison.strategies)
