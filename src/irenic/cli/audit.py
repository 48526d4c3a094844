"""The command ``irenic audit``: every claim of a case on trial in the worlds of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from irenic.cli.guard import INTERRUPTED, say
from irenic.cli.weights import Weights, belief_in

if TYPE_CHECKING:
    from irenic.analysis.audit import Ledger, Options
    from irenic.analysis.belief import Belief
    from irenic.study import Study


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
    weights: Weights = None,
    before: Annotated[
        Path | None,
        typer.Option(metavar="STUDY", help="Also say what moved since this study's ledger."),
    ] = None,
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
    from irenic.analysis.choose import names_in

    options = Options(worlds, replicates, tuple(names_in(only)), reruns, quick)
    request = Request(folder, claims, options, weights, before)
    silent = quiet or as_json or markdown
    try:
        found = _tried(request, threads=threads, quiet=silent)
    except KeyboardInterrupt as error:
        say("Interrupted. What was finished is kept: run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from error
    _print(found, as_json=as_json, markdown=markdown, full=full or bool(only))


class Request(NamedTuple):
    """What is asked: the study, the claims, how, by which weighting, against which study before."""

    folder: Path
    claims: Path | None
    options: Options
    weights: Path | None
    before: Path | None


def _tried(request: Request, *, threads: int | None, quiet: bool) -> tuple[Ledger, Ledger | None]:
    """The ledger, and the one before it where one is asked for."""
    from irenic.analysis.audit import Options
    from irenic.study import open_study

    opened = open_study(request.folder)
    belief = belief_in(opened, request.weights)
    earlier = None if request.before is None else open_study(request.before)
    if belief is not None and earlier is None:
        before, after = _judged_twice(opened, request, belief, threads=threads, quiet=quiet)
        return after, before
    first = None if earlier is None else _ledger(earlier, request, None, threads=threads, quiet=quiet)
    found = _ledger(opened, request, belief, threads=threads, quiet=quiet)
    own = request.claims is None or found.tests == "same"
    if own and belief is None and request.options == Options():
        _keep(opened, found)
    return found, first


def _keep(study: Study, ledger: Ledger) -> None:
    """Keep a whole ledger beside its study; one of someone else's study may have no room there."""
    from irenic.analysis.audit.document import ledger_document
    from irenic.analysis.kept_documents import keep_document
    from irenic.errors import StudyError

    try:
        keep_document(study, "ledger", ledger_document(ledger))
    except StudyError as error:
        say(f"The ledger could not be kept beside the study: {error.problems[0].given}.")
    else:
        say("The ledger is kept beside the study: the app and the report show it.")


def _ledger(
    study: Study, request: Request, belief: Belief | None, *, threads: int | None, quiet: bool
) -> Ledger:
    from irenic.analysis.audit import audit as try_claims
    from irenic.analysis.audit import read_claims, subject_of
    from irenic.analysis.audit.runner import Engines
    from irenic.cli.progress import shown_progress

    read = read_claims(subject_of(study), request.claims)
    engines = Engines(read.subject.arrays, read.subject.table, threads)
    with shown_progress(quiet) as report:
        return try_claims(
            read.subject,
            read.claims,
            request.options,
            digest=read.digest,
            simulate=engines,
            report=report,
            judged=None if quiet else _judged,
            belief=belief,
        )


def _judged_twice(
    study: Study, request: Request, belief: Belief, *, threads: int | None, quiet: bool
) -> tuple[Ledger, Ledger]:
    from irenic.analysis.audit import read_claims, subject_of
    from irenic.analysis.audit.moved import audit_with_and_without
    from irenic.analysis.audit.runner import Engines
    from irenic.cli.progress import shown_progress

    read = read_claims(subject_of(study), request.claims)
    engines = Engines(read.subject.arrays, read.subject.table, threads)
    with shown_progress(quiet) as report:
        return audit_with_and_without(
            read.subject,
            read.claims,
            request.options,
            belief,
            digest=read.digest,
            simulate=engines,
            report=report,
            judged=None if quiet else _judged,
        )


def _judged(done: int, total: int) -> None:
    """Say how far the judging is: at the start, and each quarter."""
    if done == 0 or done * 4 // total > (done - 1) * 4 // total:
        say(f"judging {total} claims" if done == 0 else f"judged {done} of {total}")


def _print(found: tuple[Ledger, Ledger | None], *, as_json: bool, markdown: bool, full: bool) -> None:
    from irenic.analysis.audit.moved import moved, moved_document, moved_markdown

    ledger, before = found
    change = None if before is None else moved(before, ledger)
    if as_json:
        from irenic.analysis.audit.document import ledger_document
        from irenic.analysis.document import as_json as to_json

        more = {"moved": None if change is None else moved_document(change)}
        typer.echo(to_json(ledger_document(ledger) | more))
    elif markdown:
        from irenic.analysis.audit.markdown import ledger_markdown

        if change is not None:
            typer.echo(moved_markdown(change))
        typer.echo(ledger_markdown(ledger), nl=False)
    else:
        from irenic.cli.audit_tables import print_ledger
        from irenic.cli.moved_tables import print_moved
        from irenic.cli.screen import page

        if change is not None:
            print_moved(page(), change)
        print_ledger(page(), ledger, full=full)
