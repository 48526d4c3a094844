"""The command ``irenic data fetch``: a release of UCDP's events from its download centre."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic.cli.guard import say

if TYPE_CHECKING:
    from irenic.record.fetch import Fetched
    from irenic.record.fetch.transfer import Progress

MB = 1_000_000


class Provider(StrEnum):
    """Who publishes the events."""

    ucdp = "ucdp"


def fetch(
    provider: Annotated[Provider, typer.Argument(help="Who publishes the events.")],
    *,
    release: Annotated[str, typer.Option(help="Yearly release, 17.1 or later.")] = "26.1",
    to: Annotated[Path | None, typer.Option(help="Folder.", show_default="the user's data folder")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Fetch again, and take the file even if its digest changed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Take a yearly release of UCDP's events from its download centre; a broken transfer is resumed."""
    from irenic.record.fetch import fetch as take

    with _shown_progress(quiet=as_json) as progress:
        found = take(release, folder=to, force=force, progress=progress)
    if as_json:
        from irenic.analysis.document import as_json as to_json

        typer.echo(to_json({**asdict(found), "path": str(found.path), "provider": provider.value}))
        return
    _print(found)


def _print(found: Fetched) -> None:
    from rich.padding import Padding

    from irenic.cli.screen import page
    from irenic.record.ged import LICENCE, citation

    console = page()
    verb = "was here already" if found.was_here else "fetched"
    known = "as irenic knows it" if found.is_known else "kept, to compare a later file with"
    console.print(f"UCDP GED {found.release} {verb}: {found.size / MB:,.1f} MB", style="bold")
    console.print(f"  from     {found.address}", soft_wrap=True)
    console.print(f"  file     {found.path}", soft_wrap=True)
    console.print(f"  SHA-256  {found.digest}")
    console.print(f"           ({known})")
    console.print(f"\nLicence: {LICENCE}. Cite:")
    for line in citation(found.release):
        console.print(Padding(line, (0, 0, 0, 2)))
    console.print(f"\nNext: irenic data import {_quoted(found.path)}", soft_wrap=True)


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(str(path))


@contextmanager
def _shown_progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal, a line each tenth elsewhere; on stderr."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet:
        yield None
    elif console.is_terminal:
        from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn, TransferSpeedColumn
        from rich.progress import Progress as Bar

        columns = ("fetching", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        with Bar(*columns, console=console, transient=True) as bar:
            task = bar.add_task("fetching", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        yield _Lines()


class _Lines:
    """Says each tenth of the way; every 10 MB where the size is unknown."""

    def __init__(self) -> None:
        self._next = 0.1

    def __call__(self, done: int, total: int | None) -> None:
        """Take bytes that came and bytes in all."""
        share = done / total if total else done / (100 * MB)
        if share + 1e-9 < self._next:
            return
        of = f" of {total / MB:,.1f}" if total else ""
        say(f"fetching: {done / MB:,.1f}{of} MB")
        sys.stderr.flush()
        self._next = (int(share * 10 + 1e-9) + 1) / 10
