"""Charts of rows: room for what stands in them, at any width."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import altair as alt
import pytest

from irenic.figures.figure import Figure, Table
from irenic.figures.rows import GUTTER, LINE, NARROW, Rows


def rows(labels: list[str], words: str = "one\ntwo") -> Rows:
    values = [{"label": label, "words": words, "tip": label, "v": 0.5} for label in labels]
    return Rows(values, (0.0, 1.0))


def drawn(layout: Rows, width: int) -> ElementTree.Element:
    base = layout.base().mark_point().encode(x=layout.x("v", alt.Axis(grid=False)), y=layout.y())
    chart = layout.chart(*layout.frame(), layout.guide(0.5), base, layout.hover())
    table = Table(("a",), (("b",),))
    return ElementTree.fromstring(Figure("x", "T", "A.", table, chart).svg(width=width))


def places(root: ElementTree.Element, text: str) -> list[tuple[float, float]]:
    """Where a text stands, in its group."""
    found = []
    for element in root.iter():
        if element.tag.endswith("text") and text in "".join(element.itertext()):
            x, y = re.findall(r"-?[\d.]+", element.get("transform", ""))[:2]
            found.append((float(x), float(y)))
    return found


def test_a_row_holds_its_label_and_its_words() -> None:
    assert rows(["a", "b\nc"]).label_lines == 2
    assert rows(["a", "b\nc"]).step > 4 * LINE
    assert rows(["a"], "one").step > 2 * LINE
    assert rows(["a"] * 7).height == 7 * rows(["a"]).step
    assert rows([]).height == 0


@pytest.mark.parametrize("width", [340, NARROW - 40, NARROW + 60, 1400])
def test_labels_stand_above_bars_where_it_is_narrow_else_beside(width: int) -> None:
    root = drawn(rows(["first", "second"]), width)
    (_, label), (x, words) = places(root, "first")[0], places(root, "one")[0]
    if width < NARROW:
        assert words > label + LINE - 1
    else:
        assert abs(words + LINE / 2 - label) < 3
        assert x > GUTTER
    (_, second) = places(root, "second")[0]
    assert second > places(root, "one")[0][1] + LINE


def test_the_height_does_not_depend_on_the_width() -> None:
    heights = {drawn(rows(["first", "second"]), width).get("height") for width in (340, 720, 1400)}
    assert len(heights) == 1
