"""What a report is made of: a brief of sections, and blocks of plain text, tables and figures in them.

Every sentence is made once, here in plain text, and written by `irenic.report.html` and
`irenic.report.markdown` alike. Nothing in a brief is markup: writers escape all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from irenic.figures.figure import Figure, Table

Tone = Literal["plain", "lead", "note", "warning"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together.

    Parameters
    ----------
    text : the sentences
    tone : "lead" for what matters most, "note" for how to read something, "warning" for what limits it
    head : a few words before them, set apart; may be empty
    """

    text: str
    tone: Tone = "plain"
    head: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One entry of a list: a head set apart, and sentences; either may be empty."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list.

    Parameters
    ----------
    points : its entries
    numbered : whether their order counts
    """

    points: tuple[Point, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Subhead:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Parameters
    ----------
    table : its cells; its caption says what it shows
    folded : shown only when asked for on a screen; always in print and in Markdown
    """

    table: Table
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its text alternative, its note and its table.

    Parameters
    ----------
    figure : what is drawn
    width : of the drawing in pixels, for figures of any width
    """

    figure: Figure
    width: int = 700


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines to type, in order."""

    lines: tuple[str, ...]


Block = Paragraph | Points | Subhead | Grid | Picture | Commands


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a brief.

    Parameters
    ----------
    id : for links: a-z, digits, hyphens
    title : its heading
    blocks : what stands in it, in order
    """

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A whole report.

    Parameters
    ----------
    title : of the case
    subtitle : what kind of document this is
    notice : stands at the head and foot of every page
    facts : what and value, the study in a few lines
    question : what is asked
    answer : three sentences
    sections : the rest, in order
    """

    title: str
    subtitle: str
    notice: str
    facts: tuple[tuple[str, str], ...]
    question: str
    answer: tuple[str, ...]
    sections: tuple[Section, ...]

    def figures(self) -> Iterator[Figure]:
        """Yield every figure, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Picture):
                    yield block.figure
