"""The command ``irenic audit``: every claim of a case on trial in the worlds of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic.cli.guard import INTERRUPTED, say

if TYPE_CHECKING:
    from irenic.analysis.audit import Ledger, Options


def audit(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    *,
    claims: Annotated[
        Path | None, typer.Option(help="File of claims.", show_default="that of the shipped case")
    ] = None,
    only: Annotated[str, typer.Option(help="Ids of claims, with commas between; told in full.")] = "",
    full: Annotated[bool, typer.Option("--full", help="Tell every claim in full.")] = False,
    worlds: Annotated[
        int | None, typer.Option(help="How many of its worlds; a power of two.", show_default="all")
    ] = None,
    replicates: Annotated[
        int | None, typer.Option(help="Draws of luck in each world.", show_default="the study's")
    ] = None,
    reruns: Annotated[
        int, typer.Option(help="Worlds of each re-run (seeds, constants, priors); 0 for none.")
    ] = 512,
    quick: Annotated[
        bool, typer.Option("--quick", help="At most 512 worlds, 2 replicates, no re-runs.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a page.")] = False,
    threads: Annotated[int | None, typer.Option(help="Threads.", show_default="one per core")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Try a case's claims in a study's worlds: holds, mixed, fails or can't tell, and why."""
    from irenic.analysis.audit import Options
    from irenic.cli.choose import names_in

    options = Options(worlds, replicates, tuple(names_in(only)), reruns, quick)
    silent = quiet or as_json or markdown
    try:
        ledger = _tried(folder, claims, options, threads=threads, quiet=silent)
    except KeyboardInterrupt as error:
        say("Interrupted. What was finished is kept: run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from error
    _print(ledger, as_json=as_json, markdown=markdown, full=full or bool(only))


def _tried(
    folder: Path, claims: Path | None, options: Options, *, threads: int | None, quiet: bool
) -> Ledger:
    from irenic.analysis.audit import audit as try_claims
    from irenic.analysis.audit import read_claims, subject_of
    from irenic.analysis.audit.runner import Engines
    from irenic.cli.progress import shown_progress
    from irenic.study import open_study

    read = read_claims(subject_of(open_study(folder)), claims)
    engines = Engines(read.subject.arrays, read.subject.table, threads)
    with shown_progress(quiet) as report:
        return try_claims(
            read.subject,
            read.claims,
            options,
            digest=read.digest,
            simulate=engines,
            report=report,
            judged=None if quiet else _judged,
        )


def _judged(done: int, total: int) -> None:
    """Say how far the judging is: at the start, and each quarter."""
    if done == 0 or done * 4 // total > (done - 1) * 4 // total:
        say(f"judging {total} claims" if done == 0 else f"judged {done} of {total}")


def _print(ledger: Ledger, *, as_json: bool, markdown: bool, full: bool) -> None:
    if as_json:
        from irenic.analysis.audit.document import ledger_document
        from irenic.analysis.document import as_json as to_json

        typer.echo(to_json(ledger_document(ledger)))
    elif markdown:
        from irenic.analysis.audit.markdown import ledger_markdown

        typer.echo(ledger_markdown(ledger), nl=False)
    else:
        from irenic.cli.audit_tables import print_ledger
        from irenic.cli.screen import page

        print_ledger(page(), ledger, full=full)
