"""What history moved, printed: sentences first, then claim by claim, verdicts that moved first."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.audit.moved import (
    TITLE,
    UNMOVED,
    Moved,
    moved_sentences,
    ordered,
    points_words,
    share_words,
)
from irenic.analysis.wording import NONE, plain
from irenic.cli.audit_tables import STYLES


def print_moved(console: Console, found: Moved) -> None:
    """Print what moved between two ledgers.

    Parameters
    ----------
    console : where to
    found : as `irenic.analysis.audit.moved.moved` returns it
    """
    console.print(Text(TITLE, style="bold"))
    for sentence in moved_sentences(found):
        console.print(Text(sentence))
    console.print(moved_table(found))
    console.print(
        Text(
            "Holds in: share of worlds, luck averaged out, with its 90% interval. Points: by how many "
            f"hundredths it rose; * where the two intervals do not meet. {UNMOVED}\n"
        )
    )


def moved_table(found: Moved) -> Table:
    """Return a row a claim: verdicts and shares before and after, and what the record says."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Claim", overflow="fold", ratio=1)
    for head in ("Before", "After"):
        table.add_column(head, overflow="fold", max_width=10)
    for head in ("Held in", "Holds in", "Points"):
        table.add_column(head, justify="right", overflow="fold")
    table.add_column("Record", overflow="fold", max_width=12)
    for one in ordered(found):
        name = Text(f"{one.id}  ", style="bold")
        name.append(Text(plain(one.wording.rstrip(".")), style="not bold"))
        shares = (share_words(share).replace(" ", "\n", 1) for share in (one.first, one.then))
        table.add_row(
            name,
            Text(one.before, style=STYLES[one.before]),
            Text(one.after, style=f"bold {STYLES[one.after]}" if one.moved else STYLES[one.after]),
            *(Text(share) for share in shares),
            Text(points_words(one)),
            Text(NONE if one.record is None else one.record.verdict),
        )
    return table
