"""The view "try": predict, run, see; the same plan as sliders, as text and in a link."""

from __future__ import annotations

import base64
import re
import time
import zlib
from collections.abc import Callable

from playwright.sync_api import Page, expect

SECONDS = 8.0
"""From a slider to the next picture, on any machine that also runs other tests; by hand it is under one."""

PATIENCE = 60_000
"""Milliseconds until a page that is still working is a failure."""

Open = Callable[..., Page]


def state(page: Page, word: str) -> None:
    expect(page.locator("#try")).to_have_attribute("data-state", word, timeout=PATIENCE)


def run_at_once(page: Page) -> None:
    """Run without a guess, and from then on at each change."""
    state(page, "fresh")
    page.get_by_label("Predict first").uncheck()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ran")


def turn(page: Page, key: str, press: str, why: str) -> None:
    """Move a slider by keyboard, and wait until its change is run."""
    page.locator(f'[data-key="{key}"]').focus()
    page.keyboard.press(press)
    expect(page.locator("#last-change")).to_contain_text(why)
    state(page, "ran")


def packed(text: str) -> str:
    squeezer = zlib.compressobj(9, wbits=-15)
    squeezed = squeezer.compress(text.encode()) + squeezer.flush()
    return base64.urlsafe_b64encode(squeezed).decode().rstrip("=")


def test_predict_then_see_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/try?strategy=strikes&against=nothing&worlds=64")
    state(page, "fresh")
    expect(page.locator("#guess-question")).to_have_text(
        re.compile("After 12 months, extremist strength will be")
    )
    expect(page.locator("#run")).to_be_disabled()
    page.get_by_label("lower", exact=True).focus()
    page.keyboard.press("Space")
    page.locator("#confidence").focus()
    page.keyboard.press("End")
    expect(page.locator("#confidence-shown")).to_have_text("100%")
    page.locator("#run").focus()
    page.keyboard.press("Enter")
    state(page, "ran")
    expect(page.locator("#guessed")).to_contain_text("You said lower, 100% sure; it is lower in")
    expect(page.locator("#sentences")).to_contain_text("Worse: ")
    expect(page.locator("#outcomes-table tbody tr")).to_have_count(10)
    expect(page.locator("#fan-1 canvas")).to_be_visible()
    expect(page.locator("#fan-2 canvas")).to_be_visible()


def test_a_slider_repaints_and_the_change_can_be_replayed_and_undone(open_page: Open) -> None:
    page = open_page("/try?strategy=strikes&worlds=64")
    run_at_once(page)
    before = page.locator("#fan-1 h3").inner_text()
    began = time.monotonic()
    turn(page, "/strikes/", "Home", "Air strikes: 100 strikes a month → 0 strikes a month")
    assert time.monotonic() - began < SECONDS
    assert page.locator("#try").get_attribute("data-ms") is not None
    after = page.locator("#fan-1 h3").inner_text()
    assert after != before
    replay = page.locator("#replay")
    replay.click()
    expect(page.locator("#fan-1 h3")).to_have_text(before)
    expect(page.locator('[data-key="/strikes/"]')).to_have_value("100")
    expect(page.locator('[data-key="/strikes/"]')).to_be_disabled()
    replay.click()
    expect(page.locator("#fan-1 h3")).to_have_text(after)
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#fan-1 h3")).to_have_text(before)
    expect(page.locator('[data-key="/strikes/"]')).to_have_value("100")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#fan-1 h3")).to_have_text(after)


def test_text_and_sliders_are_one_plan(open_page: Open) -> None:
    page = open_page("/try?strategy=strikes")
    state(page, "fresh")
    page.get_by_text("The same plan as text").click()
    text = page.get_by_label("The plan as text")
    text.fill(text.input_value().replace("strikes: 100", "strikes: 40"))
    expect(page.locator('[data-key="/strikes/"]')).to_have_value("40")
    page.get_by_label("Add a lever", exact=True).select_option("partner")
    page.get_by_label("Add a lever: for whom").select_option(index=1)
    page.get_by_role("button", name="Add a lever: add").click()
    expect(text).to_have_value(re.compile(r"partner:\s+NA: 0"))
    text.fill(text.input_value().replace("care: 0.5", "caer: 0.5"))
    report = page.get_by_role("region", name="Problems in the text")
    expect(report.locator("li.code.bad")).to_contain_text("caer: 0.5")
    expect(report.locator("li.fault")).to_contain_text('Did you mean "care"?')
    expect(page.locator("#skip")).to_be_disabled()
    report.get_by_role("button", name=re.compile("Go to line")).click()
    expect(text).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#skip")).to_be_enabled()


def test_nothing_goes_wrong_before_there_is_a_plan(open_page: Open) -> None:
    """Keys and panels are used while the first plan is still on its way."""
    page, held = open_page("/api"), []
    page.route(re.compile(r"/plans/\w+$"), lambda route: held.append(route))
    page.goto(page.url.replace("/api", "/try?strategy=strikes"))
    page.wait_for_function("() => document.querySelector('#start').options.length > 0")
    page.keyboard.press("Control+z")
    page.get_by_text("The same plan as text").click()
    assert len(held) == 1
    held[0].continue_()
    state(page, "fresh")
    expect(page.get_by_label("The plan as text")).to_have_value(re.compile("strikes: 100"))
    expect(page.get_by_label("The plan as text")).to_be_editable()


def test_a_refused_rule_says_so_beneath_it(open_page: Open) -> None:
    page = open_page("/try?strategy=bottom_up")
    state(page, "fresh")
    page.locator("summary", has_text="Phase air").click()
    rule = page.get_by_label("Starts when").first
    rule.fill("sgned for 2 months")
    rule.press("Tab")
    expect(page.locator(".rule .fault")).to_contain_text('Did you mean "signed"?')
    rule.fill("signed for 3 months")
    rule.press("Tab")
    expect(page.locator("#last-change")).to_contain_text("Phase air starts when: signed for 3 months")
    expect(page.locator(".rule .fault")).to_have_count(0)
    page.get_by_role("button", name="Take out phase air").click()
    expect(page.locator("summary", has_text="Phase air")).to_have_count(0)


def test_a_link_restores_plan_baseline_series_and_seed(open_page: Open) -> None:
    page = open_page("/try?strategy=strikes&worlds=64")
    run_at_once(page)
    turn(page, "/strikes/", "PageDown", "Air strikes")
    page.get_by_label("Second chart").select_option("deaths")
    page.get_by_role("spinbutton", name="Seed").fill("7")
    page.get_by_role("spinbutton", name="Seed").press("Tab")
    expect(page.locator("#status")).to_have_text("64 worlds, 12 months, seed 7.")
    shown = page.locator("#summary").inner_text()
    value = page.locator('[data-key="/strikes/"]').input_value()
    again = open_page("/try?" + page.url.split("?", 1)[1])
    state(again, "ran")
    expect(again.locator("#summary")).to_have_text(shown)
    expect(again.locator('[data-key="/strikes/"]')).to_have_value(value)
    expect(again.get_by_label("Second chart")).to_have_value("deaths")
    expect(again.locator("#status")).to_have_text("64 worlds, 12 months, seed 7.")


def test_a_hostile_link_is_no_plan(open_page: Open) -> None:
    page = open_page("/try?strategy=strikes&plan=nonsense!")
    for plan in ("", "AAAA", packed("a" * 2_000_000), "A" * 7000):
        if plan:
            page.goto(f"{page.url.split('?')[0]}?strategy=strikes&plan={plan}")
        expect(page.locator("#last-change")).to_contain_text("could not be read", timeout=PATIENCE)
        expect(page.locator('[data-key="/strikes/"]')).to_have_value("100")


def test_text_of_a_link_is_only_text(open_page: Open) -> None:
    label = "<img src=x onerror=alert(1)>"
    text = f"strategies: {{x: {{label: '{label}', summary: '<b>bold</b>', levers: {{strikes: 5}}}}}}"
    page = open_page(f"/try?plan={packed(text)}", width=360, theme="dark")
    state(page, "fresh")
    expect(page.locator("#about")).to_have_text(f"{label}. <b>bold</b>")
    page.locator("#skip").click()
    state(page, "ran")
    expect(page.locator("#fan-1 h3")).to_contain_text(label)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    bad = open_page(f"/try?plan={packed('strategies: [' + label)}")
    expect(bad.locator("#plan-problems")).to_contain_text("yaml_syntax")


def test_a_trial_is_refined_into_a_study(open_page: Open) -> None:
    page = open_page("/try?strategy=strikes&worlds=64")
    run_at_once(page)
    page.get_by_role("button", name=re.compile("^Refine")).click()
    state(page, "refined")
    expect(page.locator("#status")).to_have_text("Refined: 1,024 worlds × 4, 12 months, seed 1.")
    href = page.locator("#refined").get_by_role("link", name="Compare").get_attribute("href")
    assert href is not None and re.search(r"study=.*1024x4x12", href)
    again = open_page("/try?" + page.url.split("?", 1)[1])
    state(again, "refined")
