"""A brief as Markdown: the same sentences and tables, text alternatives in place of pictures.

Everything is escaped: names from a case can be neither Markdown nor HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from irenic.figures.figure import Figure, Table
from irenic.report.brief import brief_of
from irenic.report.document import Block, Brief, Commands, Grid, Paragraph, Picture, Points, Subhead
from irenic.report.material import Request, Tell
from irenic.study import Study

_MARKED = re.compile(r"[\\`*_{}\[\]<>#|~&$^]")


def brief_markdown(brief: Brief) -> str:
    """Return a brief as a Markdown document.

    Parameters
    ----------
    brief : the report
    """
    lines = [
        f"# {escaped(brief.title)}",
        "",
        f"**{escaped(brief.notice)}.** {escaped(brief.subtitle)}.",
        "",
        *(f"- **{escaped(what)}:** {escaped(value)}" for what, value in brief.facts),
        "",
        f"**{escaped(brief.question)}**",
        "",
        "## The answer in three sentences",
        "",
        *(f"{number}. {escaped(text)}" for number, text in enumerate(brief.answer, 1)),
        "",
    ]
    for section in brief.sections:
        lines += [f"## {escaped(section.title)}", ""]
        for block in section.blocks:
            lines += _block(block)
    lines += ["---", "", f"{escaped(brief.notice)}."]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows just that, on one line.

    Parameters
    ----------
    text : any; line breaks become spaces
    """
    line = " ".join(text.split())
    safe = _MARKED.sub(lambda m: _ENTITIES.get(m.group(), f"\\{m.group()}"), line)
    return _STARTS.sub(r"\1\\\2", safe)


_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_STARTS = re.compile(r"^(\d*)([-+.)=])(?=[\s=-]|$)")
"""What would begin a list, a heading or a rule."""


def _block(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        head = f"**{escaped(block.head)}** " if block.head else ""
        text = f"{head}{escaped(block.text)}"
        return [f"> {text}" if block.tone in ("note", "warning") else text, ""]
    if isinstance(block, Points):
        return _points(block)
    if isinstance(block, Subhead):
        return [f"### {escaped(block.text)}", ""]
    if isinstance(block, Grid):
        return table_lines(block.table)
    if isinstance(block, Picture):
        return _figure(block.figure)
    return _commands(block)


def _points(block: Points) -> list[str]:
    lines = []
    for number, point in enumerate(block.points, 1):
        mark = f"{number}." if block.numbered else "-"
        head = f"**{escaped(point.head)}** " if point.head else ""
        lines.append(f"{mark} {head}{escaped(point.text)}".rstrip())
    return [*lines, ""]


def _figure(figure: Figure) -> list[str]:
    note = [escaped(figure.note), ""] if figure.note else []
    return [f"**{escaped(figure.title)}**", "", escaped(figure.alt), "", *note, *table_lines(figure.table)]


def _commands(block: Commands) -> list[str]:
    longest = max((len(run) for line in block.lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *block.lines, fence, ""]


def table_lines(table: Table) -> list[str]:
    """Return a table's lines, its caption above.

    Parameters
    ----------
    table : of any cells
    """
    caption = [f"*{escaped(table.caption)}*", ""] if table.caption else []
    rule = ["---"] * len(table.columns)
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return [*caption, _line([escaped(name) for name in table.columns]), _line(rule), *map(_line, rows), ""]


def _cell(cell: str | float | int | None) -> str:
    if cell is None:
        return "-"
    return escaped(f"{cell:g}" if isinstance(cell, float) else str(cell))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def report_markdown(study: Study, request: Request | None = None, tell: Tell | None = None) -> str:
    """Return a study's report as Markdown.

    Parameters
    ----------
    study : as `open_study` returns it
    request : what is asked; None for nothing in particular
    tell : called with what is being done

    Raises
    ------
    StudyError : as `irenic.report.brief.brief_of`
    """
    return brief_markdown(brief_of(study, request, tell))
