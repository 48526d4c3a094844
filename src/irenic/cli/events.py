"""The commands ``irenic data import`` and ``irenic data list``: real events, checked and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic.cli.guard import GuardedGroup, say

if TYPE_CHECKING:
    from irenic.record.ged import GedFile, Progress
    from irenic.record.mapping import Mapping

data = typer.Typer(
    cls=GuardedGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Real events of organised violence (UCDP GED): fetch, import, list.",
)

MB = 1_000_000

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@data.command(name="import")
def import_events(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="csv, csv.gz or zip of UCDP GED.")],
    *,
    country: Annotated[
        str | None, typer.Option(help="Keep this country alone: UCDP's name or number.", show_default="all")
    ] = None,
    release: Annotated[
        str | None,
        typer.Option(help="Such as 25.1, or 25.0.3 for candidate events.", show_default="as the file tells"),
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="Print what a case makes of the events.")
    ] = None,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Check a file of events, keep it in your data folder and print what it covers."""
    from irenic.record.ged import read_ged
    from irenic.record.store import keep_events

    mapped = None if case is None else _mapper(case)  # a slip in the case costs no reading
    with shown_bytes("reading", quiet=quiet or as_json) as progress:
        ged = read_ged(file, country=country, release=release, progress=progress)
    mapping = None if mapped is None else mapped(ged)
    path = keep_events(ged)
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.cli.events_tables import import_document

        typer.echo(to_json(import_document(ged, path, mapping)))
        return
    from irenic.cli.events_tables import print_import, print_mapping
    from irenic.cli.screen import page

    console = page()
    print_import(console, ged, path)
    if mapping is not None:
        print_mapping(console, mapping, str(case))


@data.command(name="list")
def list_events(as_json: AsJson = False) -> None:
    """List the events that were imported."""
    from irenic.record.store import event_folder, stored_events

    found = stored_events()
    if as_json:
        from irenic.analysis.document import as_json as to_json

        rows = [{**entry._asdict(), "path": str(entry.path)} for entry in found]
        typer.echo(to_json({"folder": str(event_folder()), "events": rows}))
        return
    from irenic.cli.events_tables import print_stored
    from irenic.cli.screen import page

    print_stored(page(), found, event_folder())


def _mapper(case: str) -> Callable[[GedFile], Mapping]:
    """Return what puts events in a case's terms."""
    from irenic.case import case_arrays, load_case
    from irenic.case.shipped import case_path
    from irenic.record import load_record
    from irenic.record.mapping import map_events

    file = case_path(case)[0]
    arrays = case_arrays(load_case(case))
    record = load_record(file, arrays)
    return lambda ged: map_events(ged.table, file, arrays, record)


@contextmanager
def shown_bytes(what: str, *, quiet: bool) -> Iterator[Progress | None]:
    """Give something to report bytes to: a bar on a terminal, a line each quarter elsewhere; on stderr.

    Parameters
    ----------
    what : what is being done, as a verb
    quiet : show nothing
    """
    from rich.console import Console

    console = Console(stderr=True)
    if quiet:
        yield None
    elif console.is_terminal:
        from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (what, BarColumn(), DownloadColumn(), TimeRemainingColumn())
        with Bar(*columns, console=console, transient=True) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        yield _Quarters(what)


class _Quarters:
    """Says each quarter of the way of a file that takes a while."""

    WORTH_SAYING = 20 * MB
    """Bytes of the file; a smaller one is read in a moment."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = 0.25

    def __call__(self, done: int, total: int) -> None:
        """Take bytes that were read, and bytes in all."""
        if total >= self.WORTH_SAYING and done >= self._next * total:
            say(f"{self._what}: {done / MB:,.0f} of {total / MB:,.0f} MB")
            self._next = (int(4 * done / total) + 1) / 4
