"""Markdown: the same brief, every name as text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.figures.figure import Figure, Table
from irenic.report.document import Brief, Commands, Grid, Paragraph, Picture, Point, Points, Section, Subhead
from irenic.report.markdown import brief_markdown, escaped, report_markdown, table_lines
from irenic.study import NOTICE, Study


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain words, 7 in 10.", "plain words, 7 in 10."),
        ("<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;"),
        ("a|b", "a\\|b"),
        ("[x](y)", "\\[x\\](y)"),
        ("top_down *now*", "top\\_down \\*now\\*"),
        ("- a list", "\\- a list"),
        ("12. a list", "12\\. a list"),
        ("two\nlines", "two lines"),
        ("`code` ~~gone~~ $x$", "\\`code\\` \\~\\~gone\\~\\~ \\$x\\$"),
    ],
)
def test_escaped(given: str, shown: str) -> None:
    assert escaped(given) == shown


@given(st.text(max_size=60))
def test_nothing_escapes(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    assert "<" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`|\[\]$~]", shown)


def test_table() -> None:
    lines = table_lines(Table(("What", "a|b"), (("x", 1.5), (None, 2)), "A caption"))
    assert lines == ["*A caption*", "", "| What | a\\|b |", "| --- | --- |", "| x | 1.5 |", "| - | 2 |", ""]


def test_the_whole_brief(brief: Brief) -> None:
    text = brief_markdown(brief)
    assert text.startswith("# Toy harbour\n")
    assert text.count(NOTICE) >= 2
    assert text.rstrip().endswith(f"{NOTICE}.")
    for section in brief.sections:
        assert f"\n## {section.title}\n" in text
        for block in section.blocks:
            assert said_of(block) in text
    for figure in brief.figures():
        assert escaped(figure.alt) in text


def said_of(block: Paragraph | Points | Subhead | Grid | Picture | Commands) -> str:
    """What must stand in the text for a block."""
    if isinstance(block, Paragraph | Subhead):
        return escaped(block.text)
    if isinstance(block, Points):
        return escaped(block.points[-1].text)
    if isinstance(block, Commands):
        return block.lines[0]
    return escaped((block.table if isinstance(block, Grid) else block.figure.table).columns[0])


def test_numbered_points_and_fences() -> None:
    blocks = (Points((Point("one", head="First:"), Point("two")), numbered=True), Commands(("echo ```",)))
    brief = Brief("t", "s", NOTICE, (), "q", (), (Section("a", "A", blocks),))
    text = brief_markdown(brief)
    assert "1. **First:** one\n2. two\n" in text
    assert "````text\necho ```\n````" in text


def test_names_with_markup_are_text(hostile_brief: Brief) -> None:
    text = brief_markdown(hostile_brief)
    assert not re.search(r"<[a-zA-Z/!]", text)
    assert not re.search(r"(?<!\\)\[", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_same_study_gives_the_same_text(study: Study, brief: Brief) -> None:
    again = report_markdown(study)
    assert again == brief_markdown(brief)
    assert again.endswith("\n")


def test_pictures_are_told_in_words() -> None:
    figure = Figure("f", "A title", "Bars of what is so.", Table(("x",), (("1",),)), {}, "How to read it.")
    text = brief_markdown(Brief("t", "s", NOTICE, (), "q", (), (Section("a", "A", (Picture(figure),)),)))
    assert "**A title**\n\nBars of what is so.\n\nHow to read it.\n\n| x |" in text
