"""A report in a real browser: opened from disk, it asks for nothing, fits every width, prints whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from irenic.report.brief import brief_from
from irenic.report.html import brief_html
from irenic.report.material import Material
from irenic.study import NOTICE
from tests.report import conftest as parts

# The study of the report's own tests, and what is gathered of it, are used here, too.
make_study, study, gathered = parts.make_study, parts.study, parts.gathered
ledger_document, backtest_document = parts.ledger_document, parts.backtest_document

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def file(
    gathered: Material,
    ledger_document: dict[str, Any],
    backtest_document: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A report with everything but maps."""
    path = tmp_path_factory.mktemp("report") / "brief.html"
    full = replace(gathered, ledger=ledger_document, backtest=backtest_document)
    path.write_text(brief_html(brief_from(full)), "utf-8")
    return path


@pytest.fixture
def from_disk(browser: Browser, file: Path) -> Iterator[Open]:
    """Opens the report; afterwards nothing but the file itself may have been asked for."""
    contexts, asked, complaints = [], [], []

    def open_one(width: int = 1280, theme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert set(asked) == {file.as_uri()}
    assert complaints == []


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_is_cut_off(from_disk: Open, width: int) -> None:
    page = from_disk(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    widths = page.evaluate(
        "[...document.querySelectorAll('figure svg')].filter(one => one.getClientRects().length)"
        ".map(one => one.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    figures = page.locator("figure").count()
    assert len(widths) == figures > 4
    assert all(left >= 0 and right <= width for left, right in widths)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_nothing_serious(browser: Browser, file: Path, width: int, theme: str) -> None:
    # The report's own policy forbids scripts, axe's among them: this context looks past it.
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        bypass_csp=True,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page).response["violations"]
    context.close()
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in grave] == []


def test_by_keyboard_alone(from_disk: Open) -> None:
    page = from_disk()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#answer"
    page.locator("nav a", has_text="What it rests on").focus()
    page.keyboard.press("Enter")
    assert page.locator("#assumptions-title").bounding_box()["y"] < 300  # type: ignore[index]
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("one => one.open") is True


def test_the_policy_holds_scripts_off(browser: Browser, file: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(file.as_uri())
    page.evaluate(
        "const tag = document.createElement('div'); tag.innerHTML = "
        '\'<img src=x onerror="window.hit=1"><b onclick="window.hit=1">x</b>\'; '
        "document.body.append(tag); tag.querySelector('b').click()"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.hit === undefined")
    assert any("Content Security Policy" in text for text in refused)
    context.close()


def test_print_opens_every_table_and_says_what_it_is(from_disk: Open) -> None:
    page = from_disk()
    page.emulate_media(media="print")
    heights = page.evaluate(
        "[...document.querySelectorAll('details table')].map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 4
    assert all(height > 10 for height in heights)
    assert not page.locator(".narrow").first.is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert printed.startswith(b"%PDF")
    assert 4 < pages < 60
    style = page.locator("style").text_content() or ""
    assert style.count(NOTICE) == 2
