"""The command ``irenic report``: a study as one file for people who will not run it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic.cli.guard import INTERRUPTED, say
from irenic.cli.weights import Weights, belief_in

if TYPE_CHECKING:
    from irenic.analysis.belief import Belief
    from irenic.report.material import Tell
    from irenic.study import Study


def report(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="File to write, outside the study's folder.")
    ],
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write Markdown, without pictures, in place of HTML.")
    ] = False,
    question: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EXPR",
            help="Also search for the worlds in which this is so, as irenic discover does; may be repeated.",
        ),
    ] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="First try the claims, as irenic audit does; some minutes.")
    ] = False,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="First run the case's back-test; some minutes.")
    ] = False,
    case: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The case's file, beside which shapes, claims and the record lie.",
            show_default="that of the shipped case",
        ),
    ] = None,
    weights: Weights = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads.", show_default="one per core")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Write a study as a brief: one HTML file that opens from disk, prints, and fetches nothing."""
    from irenic.report import Request, report_html, report_markdown, write_report
    from irenic.report.material import check_case
    from irenic.report.write import check_target
    from irenic.study import open_study

    opened = open_study(folder)
    check_target(opened, out, force=force)
    belief = belief_in(opened, weights)
    request = Request(belief, tuple(question or ()), case_file=case)
    check_case(opened, request)
    try:
        if claims:
            _keep_ledger(opened, request.case_file, belief, (threads, quiet))
        if backtest:
            _keep_backtest(opened, request.case_file, weights, (threads, quiet))
        with _told(quiet) as tell:
            text = (report_markdown if markdown else report_html)(opened, request, tell)
    except KeyboardInterrupt as error:
        say("Interrupted. Nothing was written; what was tried is kept.")
        raise typer.Exit(INTERRUPTED) from error
    write_report(opened, out, text, force=force)
    typer.echo(f"The report lies in {out} ({len(text.encode()) / 1e6:.1f} MB).")
    for name, made in (("--claims", claims), ("--backtest", backtest)):
        if not made and not _is_kept(opened, name):
            say(f"It says that this was not tried; add {name} to try it (some minutes).")


def _is_kept(study: Study, option: str) -> bool:
    from irenic.analysis.kept_documents import kept_document

    return kept_document(study, "ledger" if option == "--claims" else "backtest") is not None


def _keep_ledger(
    study: Study, case: Path | None, belief: Belief | None, how: tuple[int | None, bool]
) -> None:
    """Try the claims in the study's worlds and keep the ledger beside it."""
    from irenic.analysis.audit import Options, audit, read_claims, subject_of
    from irenic.analysis.audit.document import ledger_document
    from irenic.analysis.audit.runner import Engines
    from irenic.analysis.claims import FILE
    from irenic.analysis.kept_documents import keep_document
    from irenic.cli.progress import shown_progress

    threads, quiet = how
    beside = None if case is None else case.with_name(FILE)
    read = read_claims(subject_of(study), beside)
    engines = Engines(read.subject.arrays, read.subject.table, threads)
    with shown_progress(quiet) as progress:
        ledger = audit(
            read.subject,
            read.claims,
            Options(),
            digest=read.digest,
            simulate=engines,
            report=progress,
            belief=belief,
        )
    keep_document(study, "ledger", ledger_document(ledger))


def _keep_backtest(
    study: Study, case: Path | None, weights: Path | None, how: tuple[int | None, bool]
) -> None:
    """Run the back-test of the study's case and keep it beside the study."""
    from irenic.analysis.backtest import Options, back_test
    from irenic.analysis.backtest.document import back_test_document
    from irenic.analysis.backtest.subject import prior_ensemble, subject_of, weighted_ensemble
    from irenic.analysis.kept_documents import keep_document
    from irenic.analysis.weighting import open_weighting
    from irenic.cli.progress import shown_progress

    threads, quiet = how
    subject = subject_of(study.manifest.case.id if case is None else str(case))
    options = Options(1024, 4, study.manifest.seed, threads)
    weighted = None if weights is None else weighted_ensemble(subject, open_weighting(weights))
    with shown_progress(quiet) as progress:
        result = back_test(
            subject, prior_ensemble(subject, options), options, weighted=weighted, report=progress
        )
    keep_document(study, "backtest", back_test_document(result))


@contextmanager
def _told(quiet: bool) -> Iterator[Tell | None]:
    """Say what is being done: a line that changes on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading the study", total=None)

        def tell(text: str) -> None:
            bar.update(task, description=text)

        yield tell
