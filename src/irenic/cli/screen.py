"""The screen that commands print on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PAGE_WIDTH = 100
"""Characters of a line where nothing says how wide it may be."""


def page() -> Console:
    """Return the console for what a command prints; a pipe or a file gets a fixed width."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PAGE_WIDTH  # a pipe or a file has no width of its own
    return console
