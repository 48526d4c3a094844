"""What holds in every view: axe, keyboard alone, widths, weight, links that restore, both themes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from irenic.app.views import VIEWS

PATHS = [view.path for view in VIEWS]
WIDTHS = (360, 768, 1280, 1920)
MOST_BYTES = 2 * 2**20
MOST_STOPS = 400
OpenPage = Callable[..., Page]

STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  window.stops ??= new Map();
  if (!window.stops.has(one)) window.stops.set(one, window.stops.size);
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const seen = box.width > 0 && box.height > 0 && style.visibility !== "hidden";
  return { number: window.stops.get(one), ring: outlined || style.boxShadow !== "none", seen,
    what: one.outerHTML.slice(0, 120) };
}"""

MISSED = """() => [...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((one) => {
  if (one.disabled || one.tabIndex < 0 || window.stops.has(one)) return false;
  if (!one.checkVisibility({ visibilityProperty: true })) return false;
  if (one.type === "radio") return ![...window.stops.keys()].some((other) => other.name === one.name);
  return true;
}).map((one) => one.outerHTML.slice(0, 120))"""

OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  const inside = (one) => {
    for (let up = one.parentElement; up; up = up.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.right > wide + 1 && box.width > 0 && box.left >= 0 && !inside(one);
  });
  const by = document.documentElement.scrollWidth - wide;
  return { by, out: out.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)) };
}"""


QUIET = """() => {
  const now = performance.now();
  if (!window.lastChange) {
    window.lastChange = now;
    const note = () => { window.lastChange = performance.now(); };
    const all = { subtree: true, childList: true, characterData: true };
    new MutationObserver(note).observe(document.body, all);
  }
  if ("busy" in document.documentElement.dataset) window.lastChange = now;
  return now - window.lastChange > 300;
}"""
"""Whether the page has waited for nothing and changed nothing for a while: parts are asked for when seen."""


def settled(page: Page) -> Page:
    """Wait until a view has what it asked for, also where it asks for parts only once they are seen."""
    expect(page.locator("#study-facts")).to_contain_text("32 worlds")
    page.wait_for_function(QUIET, polling=100)
    page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(100)
    page.wait_for_function(QUIET, polling=100)
    page.evaluate("() => window.scrollTo(0, 0)")
    return page


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious_in_either_theme(open_page: OpenPage, path: str) -> None:
    page = settled(open_page(path))
    for details in page.locator("main details").all():
        details.evaluate("(one) => { one.open = true; }")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        found = Axe().run(page).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        told = [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in grave]
        assert not told, f"{theme}:\n" + "\n".join(told)


@pytest.mark.parametrize("path", PATHS)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_page: OpenPage, path: str) -> None:
    page = settled(open_page(path))
    page.evaluate("() => { window.stops = new Map(); }")
    order: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (order and stop["number"] == 0):
            break  # out of the page, or around it
        assert not order or stop["number"] != order[-1]["number"], f"trapped at {stop['what']}"
        order.append(stop)
    else:
        pytest.fail(f"no end after {MOST_STOPS} stops: {order[-1]['what']}")
    assert [one["what"] for one in order if not (one["ring"] and one["seen"])] == []
    missed = page.evaluate(MISSED)
    assert not missed, "\n".join(missed)
    assert "skip" in order[0]["what"]
    page.keyboard.press("Shift+Tab")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_light_and_no_wider_than_its_window(open_page: OpenPage, path: str) -> None:
    page = open_page("/api", width=WIDTHS[0], height=740)
    sizes: dict[str, int] = {}

    def weigh(answer: Any) -> None:
        if answer.ok and "/stream" not in answer.url:
            sizes[answer.url] = len(answer.body())

    page.on("requestfinished", lambda request: weigh(request.response()))
    page.goto(page.url.replace("/api", path))
    told = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = settled(page).evaluate(OVERFLOW)
        if found["by"] > 0:
            told[width] = found
    assert not told
    assert len(sizes) > 5
    assert sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda one: -one[1])[:4]


@pytest.mark.parametrize("path", PATHS)
def test_a_link_restores_what_was_seen(open_page: OpenPage, path: str) -> None:
    page = settled(open_page(f"{path}?case=harbour&study=toy&strategy=strikes&world=3"))
    before = page.url
    heading, facts = page.locator("h1").inner_text(), page.locator("#study-facts").inner_text()
    page.reload()
    settled(page)
    assert page.url == before
    assert "study=toy" in before and "strategy=strikes" in before
    assert page.locator("h1").inner_text() == heading
    assert page.locator("#study-facts").inner_text() == facts
    expect(page.locator("#study-picker")).to_have_value("toy")
    href = page.locator("nav a").nth(1).get_attribute("href") or ""
    assert "case=harbour" in href and "study=toy" in href


def test_the_theme_follows_the_system_the_button_and_the_link(open_page: OpenPage) -> None:
    page = settled(open_page("/case", theme="dark"))
    root, button = page.locator("html"), page.locator("#theme")
    expect(root).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-theme", "light")
    for _ in range(2):
        button.click()
    expect(button).to_have_text("Theme: dark")
    for path in PATHS:  # kept in this browser, for every view
        page.goto(page.url.replace("/case", path).partition("?")[0])
        expect(root).to_have_attribute("data-theme", "dark")
    page.goto(page.url.partition("?")[0] + "?theme=light")
    expect(root).to_have_attribute("data-theme", "light")


def test_what_is_unfinished_is_told_beside_the_studies(open_page: OpenPage) -> None:
    page = settled(open_page("/case"))
    expect(page.locator("#unfinished")).to_be_hidden()
    rows = [{
        "study": "toy-seed1-64x2x12-abcdef12", "finished": False, "parts_done": 3, "parts": 9, "worlds": 2048,
        "replicates": 2, "months": 12, "seed": 1, "strategies": ["<b>one</b>", "two"], "case": "",
        "case_title": "", "case_digest": "", "irenic": "",
    }]  # fmt: skip
    page.route(re.compile("unfinished=true"), lambda route: route.fulfill(json=rows))
    asked: list[str] = []
    job = {"id": 1, "kind": "study", "title": "x", "state": "waiting", "done": 0, "total": 0, "note": "",
           "result": None, "problems": [], "study": rows[0]["study"]}  # fmt: skip

    def resume(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(json=job, status=202)

    page.route(re.compile("/resume$"), resume)
    page.reload()
    summary = page.locator("#unfinished summary")
    expect(summary).to_have_text("1 unfinished study")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#unfinished li")).to_contain_text("2 strategies in 2,048 worlds")
    expect(page.locator("#unfinished li")).to_contain_text("3 of 9 parts stored")
    page.get_by_role("button", name=re.compile("^Go on")).click()
    page.wait_for_timeout(200)
    assert [url.rpartition("/studies/")[2] for url in asked] == [f"{rows[0]['study']}/resume"]


def test_the_skip_link_leads_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/case")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
