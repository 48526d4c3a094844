"""A brief as one HTML file: style and pictures within, no script, nothing to fetch.

The template escapes all text; only pictures, which Vega wrote and `sound_picture` looked through, and the
style sheet of this package stand in it as they are.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from irenic.errors import StudyError
from irenic.figures.figure import Figure, Table
from irenic.report.brief import brief_of
from irenic.report.document import (
    Block,
    Brief,
    Commands,
    Grid,
    Paragraph,
    Picture,
    Points,
    Section,
    Subhead,
)
from irenic.report.material import Request, Tell
from irenic.study import Study
from irenic.study.problems import study_problem

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a browser may do with the file: show it."""

NARROW = 350
"""Pixels of the drawings that telephones show."""

MOST_BYTES = 3_000_000
"""Largest report; what fits into a mail."""

_KINDS: dict[type, str] = {
    Paragraph: "paragraph",
    Points: "points",
    Subhead: "subhead",
    Grid: "grid",
    Picture: "picture",
    Commands: "commands",
}
_DRAWING = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("title", "desc", "defs", "clipPath", "linearGradient", "radialGradient", "stop", "pattern", "mask"),
    }
)
"""Elements that only draw."""

_TAG = re.compile(r'<[a-zA-Z/](?:[^<>"]|"[^"]*")*>')
_SPOKEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')


def report_html(study: Study, request: Request | None = None, tell: Tell | None = None) -> str:
    """Return a study's report as one HTML document.

    Parameters
    ----------
    study : as `open_study` returns it
    request : what is asked; None for nothing in particular
    tell : called with what is being done

    Raises
    ------
    StudyError : as `irenic.report.brief.brief_of`; ``report_too_large``
    """
    return brief_html(brief_of(study, request, tell), tell)


def brief_html(brief: Brief, tell: Tell | None = None) -> str:
    """Return a brief as one HTML document.

    Parameters
    ----------
    brief : the report
    tell : called before each figure is drawn

    Raises
    ------
    StudyError : ``report_too_large``
    """
    environment = _environment()
    sections = [_section(section, tell) for section in brief.sections]
    text: str = environment.get_template("report.html").render(
        brief=brief, sections=sections, policy=POLICY, style=_style()
    )
    size = len(text.encode("utf-8"))
    if size > MOST_BYTES:
        given, expected = f"{size:,} bytes", f"at most {MOST_BYTES:,} bytes"
        hint = "Ask fewer questions, or write it with --markdown, which has no pictures."
        raise StudyError([study_problem("report_too_large", "the report", given, expected, hint)])
    return text


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("irenic.report", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _style() -> str:
    from markupsafe import Markup

    source: str = _environment().loader.get_source(_environment(), "report.css")[0]
    return Markup(source)


def _section(section: Section, tell: Tell | None) -> dict[str, Any]:
    """A section for the template, with names for its headings and pictures."""
    heads = iter(range(1, 1 + len(section.blocks)))
    blocks = [_block(block, f"{section.id}-{next(heads)}", tell) for block in section.blocks]
    return {"id": section.id, "title": section.title, "blocks": blocks}


def _block(block: Block, name: str, tell: Tell | None) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": _KINDS[type(block)], "it": block, "id": name}
    if isinstance(block, Picture):
        if tell is not None:
            tell(f"drawing {block.figure.name}")
        found |= {
            "wide": drawn(block.figure, name, block.width),
            "narrow": drawn(block.figure, f"{name}-n", NARROW),
            "table": _columns(block.figure.table),
        }
    if isinstance(block, Grid):
        found["table"] = _columns(block.table)
    return found


def _columns(table: Table) -> dict[str, Any]:
    """A table for the template: cells as text, and which columns are numbers."""
    rows = [[_text(cell) for cell in row] for row in table.rows]
    numeric = [all(_is_number(row[i]) for row in rows) for i in range(len(table.columns))]
    return {"caption": table.caption, "columns": table.columns, "rows": rows, "numeric": numeric}


def _text(cell: str | float | int | None) -> str:
    if cell is None:
        return "-"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _is_number(text: str) -> bool:
    return len(text) <= 18 and bool(re.fullmatch(r"[-+~*<>\u2212.,\d\s%kMB\[\]\u2013-]*", text))


def drawn(figure: Figure, name: str, width: int) -> Any:
    """Return a figure as SVG to stand in a page, with ids of its own.

    Parameters
    ----------
    figure : to be drawn
    name : unlike that of any other picture of the page
    width : in pixels
    """
    from markupsafe import Markup

    picture = sound_picture(figure.svg("light", width), figure.name)
    return Markup(own_ids(picture, name))


def sound_picture(svg: str, name: str) -> str:
    """Return an SVG that does nothing but draw.

    Parameters
    ----------
    svg : as Vega wrote it
    name : of its figure, for messages

    Raises
    ------
    ValueError : it holds a script, a link or something to fetch: a fault of irenic
    """
    from xml.parsers.expat import ExpatError, ParserCreate

    def look(tag: str, attributes: dict[str, str]) -> None:
        wrong = [key for key, value in attributes.items() if not _only_draws(key, value)]
        if tag not in _DRAWING or wrong:
            raise ValueError(f"the picture {name} holds more than a drawing: {tag} {' '.join(wrong)}")

    reader = ParserCreate()
    reader.StartElementHandler = look
    try:
        reader.Parse(svg, True)
    except ExpatError as error:
        raise ValueError(f"the picture {name} is not whole: {error}") from error
    return svg


def _only_draws(key: str, value: str) -> bool:
    """Whether an attribute neither runs, nor fetches, nor leads anywhere."""
    if key.startswith("on") or key.endswith(("href", "src")):
        return False
    if key.startswith("aria-"):
        return True
    return "javascript:" not in value.lower() and not re.search(r"url\((?!['\"]?#)", value)


def own_ids(svg: str, name: str) -> str:
    """Return an SVG for a page: ids begin with a name, and only the whole picture has a text alternative.

    Parameters
    ----------
    svg : of one figure
    name : unlike that of any other picture of the page
    """

    def renamed(found: re.Match[str]) -> str:
        tag = re.sub(r'(\sid=")', rf"\g<1>{name}-", found.group())
        tag = re.sub(r"(url\(['\"]?#)", rf"\g<1>{name}-", tag)
        return tag if tag.startswith("<svg ") else _SPOKEN.sub("", tag)

    return _TAG.sub(renamed, svg)
