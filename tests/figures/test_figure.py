"""One figure: spec, pictures, HTML, and that names from a file stay text in all of them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pytest

from irenic.figures.figure import Figure, Table
from irenic.figures.theme import ink
from irenic.study import NOTICE

NAME = "<script>alert(\"x\")</script> & 'co'"
ARABIC = "طرابلس"


@pytest.fixture(scope="module")
def figure() -> Figure:
    values = [
        {"n": NAME, "v": 1.23456789, "w": 1.0, "c": "@series0"},
        {"n": ARABIC, "v": 2.0, "w": float("nan"), "c": "@text"},
    ]
    chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_text(color=ink("series0"))
        .encode(x="v:Q", y="n:N", text="n:N")
        .properties(width="container", height=80)
    )
    table = Table(("Name & unit", "Value"), ((NAME, 1.5), (ARABIC, None)), "All <b>numbers</b>")
    return Figure("a-name", f"On {NAME}", f"Shows {NAME}.", table, chart, "How to <i>read</i> it.")


class Elements(HTMLParser):
    """Names of all elements of a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a spec's only data."""
    (found,) = spec["datasets"].values() if "datasets" in spec else (spec["data"]["values"],)
    return list(found)


def test_a_spec_is_plain_data_without_an_address(figure: Figure) -> None:
    text = json.dumps(figure.spec(), allow_nan=False)
    assert "$schema" not in text
    assert "http" not in text
    assert json.loads(text)["description"] == figure.alt


def test_roles_take_the_colours_of_the_theme_and_data_stay(figure: Figure) -> None:
    light, dark = figure.spec("light"), figure.spec("dark")
    assert light["mark"]["color"] == "#0072b2"
    assert dark["mark"]["color"] == "#56b4e9"
    assert light["background"] != dark["background"]
    assert rows(light)[0]["c"] == rows(dark)[0]["c"] == "@series0"


def test_numbers_are_rounded_and_missing_ones_null(figure: Figure) -> None:
    first, second = rows(figure.spec())
    assert first["v"] == 1.23457
    assert second["w"] is None


def test_a_spec_leaves_the_chart_as_it_was(figure: Figure) -> None:
    assert figure.spec() == figure.spec()
    given = {"mark": "point", "data": {"values": []}, "config": {"axis": {"grid": False}}}
    plain = Figure("x", "t", "a.", Table((), ()), given)
    assert plain.spec()["config"]["axis"]["grid"] is False
    assert plain.spec()["config"]["axis"]["labelLimit"] == 220
    assert given == {"mark": "point", "data": {"values": []}, "config": {"axis": {"grid": False}}}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_svg_carries_its_title_text_and_notice_and_no_script(figure: Figure, theme: str) -> None:
    drawing = figure.svg(theme, 500)  # type: ignore[arg-type]
    root = ElementTree.fromstring(drawing)
    assert root.get("role") == "img"
    texts = {e.tag.split("}")[1]: e.text for e in root}
    assert texts["title"] == figure.title
    assert texts["desc"] == figure.alt
    written = "".join(root.itertext())
    assert NOTICE in written
    assert ARABIC in written
    assert NAME in written
    assert "<script" not in drawing
    assert root.get("width") == "500"


def test_png_is_a_picture_of_its_width_and_scale(figure: Figure) -> None:
    one, two = figure.png(scale=1.0, width=400), figure.png("dark", scale=2.0, width=400)
    assert one[:8] == two[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(one[16:20]) == 400
    assert int.from_bytes(two[16:20]) == 800


def test_titles_break_where_the_picture_ends(figure: Figure) -> None:
    long = Figure("x", "word " * 60, "a.", Table((), ()), figure.chart)
    narrow, wide = long.heading(340)["text"], long.heading(1000)["text"]
    assert len(narrow) > len(wide) > 1
    assert max(map(len, narrow)) <= 40


def test_html_escapes_every_text(figure: Figure) -> None:
    shown = Elements(figure.html())
    assert not {"script", "b", "i"} & set(shown.found)
    assert shown.found.count("td") == 4
    assert f"All <b>numbers</b>Name & unitValue{NAME}1.5{ARABIC}-" in shown.said


def test_a_notebook_gets_html_and_text(figure: Figure) -> None:
    bundle = figure._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert NOTICE in bundle["text/plain"]
    assert NOTICE in bundle["text/html"]


def test_a_document_has_all_that_a_page_needs(figure: Figure) -> None:
    document = figure.document("dark")
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["table"] == {
        "columns": ["Name & unit", "Value"],
        "rows": [[NAME, 1.5], [ARABIC, None]],
        "caption": "All <b>numbers</b>",
    }
    assert document["spec"] == figure.spec("dark")
    assert document["heading"]["subtitle"] == document["notice"] == NOTICE


def test_a_fixed_width_stays(figure: Figure) -> None:
    fixed = Figure("x", "t", "a.", Table((), ()), figure.chart.properties(width=200))
    assert int(ElementTree.fromstring(fixed.svg(width=900)).get("width") or 0) < 600


def test_functions_keep_their_names_beside_their_modules() -> None:
    import irenic.figures.fan
    import irenic.figures.heat

    assert callable(irenic.figures.fan)
    assert callable(irenic.figures.heat)
    assert irenic.figures.__all__ == sorted(irenic.figures.__all__) == dir(irenic.figures)
    assert set(irenic.figures._HOMES) == set(irenic.figures.__all__)
    with pytest.raises(AttributeError, match="no attribute 'fann'"):
        irenic.figures.fann  # noqa: B018
