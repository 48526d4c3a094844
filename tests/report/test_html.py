"""The HTML file: sound, self-contained, the same bytes each time, and names nothing but text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from irenic.errors import StudyError
from irenic.figures.figure import Figure, Table
from irenic.report import html
from irenic.report.brief import brief_of
from irenic.report.document import Brief, Picture, Section
from irenic.report.html import brief_html, drawn, own_ids, report_html, sound_picture
from irenic.report.material import Request
from irenic.study import NOTICE, Study

VOID = {"meta", "link", "img", "br", "hr", "input", "path", "rect", "circle", "line", "stop", "use", "image"}


class Page(HTMLParser):
    """Every element of a page with its attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        """Attributes of every element of a kind."""
        return (attributes for name, attributes in self.found if name == tag)


@pytest.fixture(scope="module")
def text(full_brief: Brief) -> str:
    """The whole report."""
    return brief_html(full_brief)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    """The same, read."""
    return Page(text)


def test_elements_are_closed(page: Page) -> None:
    assert page.open == []


def test_nothing_to_fetch_and_nothing_to_run(text: str, page: Page) -> None:
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    tags = {tag for tag, _ in page.found}
    assert not tags & {"script", "iframe", "object", "embed", "link", "base", "form", "img", "image", "use"}
    for tag, attributes in page.found:
        assert not any(name.startswith("on") or name in ("src", "srcset", "action") for name in attributes)
        for name, value in attributes.items():
            if name.endswith("href"):
                assert tag == "a" and value.startswith("#")
            if name not in ("xmlns", "xmlns:xlink"):
                assert "://" not in value
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", re.sub(r"url\(['\"]?#", "url(#", text))


def test_notice_at_head_foot_and_in_print(text: str, page: Page) -> None:
    shown = [tag for tag, data in page.texts if NOTICE in data]
    assert "title" in shown
    assert text.index('class="notice"') < text.index("<h1>")
    assert NOTICE in text[text.index("<footer>") :]
    style = text[text.index("<style>") : text.index("</style>")]
    assert f'@top-center {{ content: "{NOTICE}"' in style
    assert f'@bottom-left {{ content: "{NOTICE}"' in style


def test_outline(page: Page) -> None:
    (root,) = page.all("html")
    assert root == {"lang": "en", "dir": "ltr"}
    heads = [tag for tag, _ in page.found if re.fullmatch("h[1-6]", tag)]
    assert heads.count("h1") == 1
    assert set(heads) == {"h1", "h2", "h3"}
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {a["href"].removeprefix("#") for a in page.all("a")}
    assert wanted <= set(ids)
    assert {"answer", "question", "reproduce"} <= wanted


def test_every_figure_has_words_and_numbers(text: str, full_brief: Brief) -> None:
    figures = list(full_brief.figures())
    assert text.count("<figure>") == len(figures) == text.count('class="alt"')
    assert text.count("<svg ") == 2 * len(figures)
    assert text.count('role="img"') == 2 * len(figures)
    assert "Of 3 claims" in text


def test_small_enough_for_a_mail(text: str) -> None:
    assert len(text.encode()) < 3_000_000


def test_the_same_study_gives_the_same_bytes(study: Study, brief: Brief) -> None:
    again = brief_of(study, Request())
    first, second = (brief_html(with_sections(one, "course", "reproduce")) for one in (brief, again))
    assert "<svg " in first
    assert first == second
    assert [s.title for s in brief.sections] == [s.title for s in again.sections]


def with_sections(brief: Brief, *ids: str) -> Brief:
    """A brief of a few sections."""
    return replace(brief, sections=tuple(s for s in brief.sections if s.id in ids))


def test_a_study_in_one_call(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "drawn", lambda *_: "a picture")
    told: list[str] = []
    text = report_html(study, Request(questions=("deaths(strikes) > 2",), replay=False), told.append)
    assert "deaths under Strikes is above 2" in text
    assert told[0] == "comparing the strategies"
    assert told[-1].startswith("drawing ")


def test_a_report_that_is_too_large(brief: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_BYTES", 1000)
    with pytest.raises(StudyError, match=r"report_too_large.*--markdown"):
        brief_html(replace(brief, sections=()))


def test_names_with_markup_are_text(hostile_brief: Brief) -> None:
    text = brief_html(hostile_brief)
    page = Page(text)
    assert page.open == []
    assert not {tag for tag, _ in page.found} & {"script", "img", "b", "i"}
    assert not any(name.startswith("on") for _, attributes in page.found for name in attributes)
    shown = "".join(data for tag, data in page.texts if tag == "h1")
    assert shown == "<script>alert(1)</script>"
    assert "{{ 7*7 }}" in text
    assert "49" not in {data.strip() for _, data in page.texts if "7*7" in data}


def test_pictures_hold_only_drawings() -> None:
    assert sound_picture('<svg><text>&lt;script&gt; on x=1</text><path d="M0,0"/></svg>', "f")
    for bad in (
        "<svg><script>1</script></svg>",
        '<svg><rect onclick="x"/></svg>',
        '<svg><a xlink:href="#x">y</a></svg>',
        '<svg><rect fill="url(data:x)"/></svg>',
        "<svg><foreignObject/></svg>",
        "<svg><style>@import x</style></svg>",
        '<svg><rect style="fill: url(http:x)"/></svg>',
    ):
        with pytest.raises(ValueError, match="more than a drawing"):
            sound_picture(bad, "f")
    with pytest.raises(ValueError, match="not whole"):
        sound_picture("<svg><g></svg>", "f")


def test_pictures_share_no_ids() -> None:
    svg = '<svg><clipPath id="clip0"/><g clip-path="url(#clip0)"><text>id="clip0"</text></g></svg>'
    assert own_ids(svg, "a-1") == (
        '<svg><clipPath id="a-1-clip0"/><g clip-path="url(#a-1-clip0)"><text>id="clip0"</text></g></svg>'
    )


def test_only_the_whole_picture_speaks() -> None:
    inner = '<g role="graphics-symbol" aria-label="a &gt; b"><path aria-hidden="true" d="M0"/></g>'
    svg = f'<svg role="img">{inner}</svg>'
    assert own_ids(svg, "a") == '<svg role="img"><g><path d="M0"/></g></svg>'


def test_drawn_at_both_widths() -> None:
    chart = {
        "width": "container",
        "data": {"values": [{"x": "</svg><script>", "y": 2}]},
        "mark": "bar",
        "encoding": {"x": {"field": "x"}, "y": {"field": "y", "type": "quantitative"}},
    }
    figure = Figure("f", "A <b>title", "Bars.", Table(("x",), (("1",),)), chart)
    assert 'width="400"' in drawn(figure, "f", 400)
    assert "<script>" not in drawn(figure, "f", 400)
    section = Section("a", "A", (Picture(figure),))
    text = brief_html(Brief("t", "s", NOTICE, (), "q", ("one.",), (section,)))
    assert 'width="700"' in text and f'width="{html.NARROW}"' in text
