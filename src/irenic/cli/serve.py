"""``irenic serve``: the app."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from irenic.cli.guard import say


def serve(
    case: Annotated[
        str, typer.Argument(metavar="[CASE]", help="A case file, or a shipped case's name.")
    ] = "libya-2015",
    *,
    studies: Annotated[Path, typer.Option(help="Folder of studies, those of `irenic study`.")] = Path(
        "studies"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 8765,
    browser: Annotated[bool, typer.Option(help="Open a page at once.")] = True,
    first_study: Annotated[
        bool, typer.Option(help="Run a small study at the start where the case has none.")
    ] = True,
) -> None:
    """Explore a case in the browser: see it, change a plan, compare, try the claims. This machine only."""
    from irenic.app.serving import serve as serve_app
    from irenic.app.settings import Settings

    serve_app(
        Settings(case=case, studies=studies, port=port, first_study=first_study), browser=browser, say=say
    )
    _leave()


def _leave() -> None:
    """End at once where a step of some work is still under way; what it has stored is whole at any moment."""
    if threading.active_count() > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
