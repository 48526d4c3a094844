"""Read the package's own tables, which every copy of irenic carries."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from importlib.resources import files


def table_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV table that lies beside this module.

    Parameters
    ----------
    name : file name, such as ``levers.csv``

    Returns
    -------
    One mapping of column to text per row, in file order
    """
    text = files("irenic.strategy").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text), strict=True))


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped.

    Parameters
    ----------
    header : the names of the columns
    rows : cells as text, as many as the header has
    """
    lines = [list(header), ["---"] * len(header)]
    lines += [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
