"""Whoever does not wait does no harm: controls are used while what they need is still on its way."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest
from playwright.sync_api import Page, Route

from irenic.app.views import VIEWS
from tests.browser.seen import at_rest

ACTIONS = 60
REFUSES = re.compile(r"/(studies|resume|ledger|backtest|discoveries|refine|cases|overrides|withdraw)$")
REFUSED = {
    "code": "not_now", "file": "the server", "line": None, "path": "",
    "given": "too much", "expected": "patience", "hint": "Wait.", "severity": "error",
}  # fmt: skip
"""Answer to whatever would start long work, or leave for a case that was saved."""

ACT = """([number, where]) => {
  const kinds = "button, summary, select, input, textarea";
  const all = [...document.querySelectorAll(kinds)].filter((one) =>
    one.closest(where) && one.type !== "file" && !one.disabled && one.checkVisibility());
  if (!all.length) return "";
  const one = all[number % all.length];
  const tell = (...events) => events.forEach((type) => one.dispatchEvent(new Event(type, { bubbles: true })));
  one.focus();
  if (one.tagName === "SELECT") {
    one.selectedIndex = (one.selectedIndex + 1) % Math.max(1, one.options.length);
    tell("input", "change");
  } else if (one.type === "range" || one.type === "number") {
    one.value = Number(one.value) + (Number(one.step) || 1);
    tell("input", "change");
  } else if (one.tagName === "TEXTAREA" || one.type === "text" || one.type === "search") {
    one.value += "x";
    tell("input", "change");
  } else one.click();
  return one.outerHTML.slice(0, 100);
}"""


@pytest.mark.parametrize("path", [view.path for view in VIEWS])
def test_no_page_breaks_under_an_impatient_hand(open_page: Callable[..., Page], path: str) -> None:
    """Each answer is held back for some actions; the fixture sees to it that no page complains."""
    page, random = open_page("/api"), Random(7)
    held, waited, done = [], [], []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and REFUSES.search(route.request.url):
            route.fulfill(status=503, json={"problems": [REFUSED]})
        elif waited:
            route.continue_()
        else:
            held.append(route)

    page.route(re.compile(r"/api/(?!jobs)"), hold)
    page.goto(page.url.replace("/api", f"{path}?case=harbour"))
    for _ in range(ACTIONS):
        done.append(page.evaluate(ACT, [random.randrange(1000), "main"]))
        if random.random() < 0.2:
            page.keyboard.press(random.choice(["Space", "Control+z", "Escape", "ArrowRight", "Enter"]))
        for _ in range(random.randrange(3)):
            if held:
                held.pop(random.randrange(len(held))).continue_()
        page.wait_for_timeout(30)
    waited.append(True)
    for route in held:
        route.continue_()
    at_rest(page)
    assert page.locator("#problems").inner_text().count("page_fault") == 0, done
    assert any(done) or path == "/claims", "the toy case has no claims, so nothing to press there"
