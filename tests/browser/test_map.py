"""The map in a browser: drawn, played, paused, linked to, and asked why."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seen import box_of

Open = Callable[..., Page]

COUNT_FRAMES = """() => new Promise((done) => {
  let frames = 0;
  const start = performance.now();
  const next = (now) => {
    frames += 1;
    if (now - start < 2000) requestAnimationFrame(next);
    else done(frames);
  };
  requestAnimationFrame(next);
})"""
"""Frames that the page paints in two seconds."""


def seconds_a_frame(page: Page) -> float:
    """Seconds of the processor that a frame takes of the page's thread, whatever else the machine does."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def used() -> float:
        found = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in found if one["name"] == "TaskDuration"))

    before, frames = used(), page.evaluate(COUNT_FRAMES)
    assert frames >= 10
    return (used() - before) / float(frames)


def opened(open_page: Open, query: str = "", **window: Any) -> Page:
    """The map with its run drawn."""
    page = open_page(f"/map?case=harbour{query}", **window)
    expect(page.locator("#player")).to_be_visible()
    expect(page.locator("#map-one canvas")).to_be_visible()
    expect(page.locator("#how")).to_contain_text("replicate")
    return page


def month(page: Page) -> int:
    return int(page.locator("#month").input_value())


def test_the_median_run_is_shown_with_how_it_was_chosen(open_page: Open) -> None:
    page = opened(open_page)
    expect(page.locator("#how")).to_contain_text("nearest to the middle rank")
    expect(page.locator("#how")).to_contain_text("better than about")
    expect(page.locator("#month-name")).to_contain_text("the start")
    expect(page.locator("#moment")).to_contain_text("The start of the run")
    chart = page.locator("#map-one .chart")
    expect(chart).to_have_attribute("aria-label", re.compile("^Map of 4 districts"))


def test_space_plays_and_pauses_at_thirty_frames_or_more(open_page: Open) -> None:
    page = opened(open_page, "&measure=fighters")
    page.locator("#speed").select_option("4")
    page.locator("#main").focus()
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_text("Pause")
    expect(page.locator("#moment")).to_have_attribute("aria-live", "off")
    assert seconds_a_frame(page) < 1 / 30
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_text("Play")
    expect(page.locator("#moment")).to_have_attribute("aria-live", "polite")
    reached = month(page)
    assert reached >= 3
    assert f"month={reached}" in page.url


def test_it_stops_at_the_end_and_starts_again_from_there(open_page: Open) -> None:
    page = opened(open_page, "&month=11")
    page.locator("#play").click()
    expect(page.locator("#month-name")).to_contain_text("month 12")
    expect(page.locator("#play")).to_have_text("Play")
    page.locator("#play").click()
    page.wait_for_function("document.getElementById('month').value < 11")


def test_reduced_motion_moves_by_whole_months(open_page: Open) -> None:
    page = opened(open_page, "&measure=fighters")
    page.emulate_media(reduced_motion="reduce")
    page.locator("#speed").select_option("8")
    page.locator("#play").click()
    expect(page.locator("#month-name")).to_contain_text("month 12")


def test_the_slider_and_its_buttons_work_by_keyboard(open_page: Open) -> None:
    page = opened(open_page)
    page.locator("#month").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#month")).to_have_attribute("aria-valuetext", re.compile("month 2$"))
    page.get_by_role("button", name="One month earlier").press("Enter")
    expect(page.locator("#month-name")).to_contain_text("month 1")
    expect(page).to_have_url(re.compile("month=1"))


def test_a_link_restores_all_of_it(open_page: Open) -> None:
    query = "&strategy=bottom_up&against=nothing&world=7&replicate=1&measure=fighters&month=5&district=port"
    page = opened(open_page, query)
    expect(page.locator("#map-two canvas")).to_be_visible()
    expect(page.locator("#how")).to_contain_text("World 7, replicate 1")
    expect(page.locator("#month-name")).to_contain_text("month 5")
    for menu, chosen in {
        "strategy": "bottom_up",
        "against": "nothing",
        "measure": "fighters",
        "district": "port",
    }.items():
        expect(page.locator(f"#{menu}")).to_have_value(chosen)
    expect(page.locator("#number")).to_have_value("7")
    expect(page.locator("#district-figure canvas")).to_be_visible()
    expect(page.locator("#parting-body")).to_contain_text("part in month 1")
    page.locator("#play").click()
    expect(page.locator("#moment p")).to_have_count(2)
    page.locator("#play").click()


def test_a_district_can_be_clicked_chosen_and_asked_about(open_page: Open) -> None:
    page = opened(open_page, "&strategy=strikes&month=5")
    box = box_of(page.locator("#map-one canvas"))
    for across in (0.3, 0.4, 0.5, 0.6, 0.7):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + box["height"] * 0.4)
        if page.locator("#district").input_value():
            break
    expect(page.locator("#district")).not_to_have_value("")
    page.locator("#district").select_option("midtown")
    expect(page.locator("#district-figure canvas")).to_be_visible()
    page.get_by_label("Whose share").select_option("EX")
    page.locator("#district-body .ask").get_by_role("button", name="Why?").press("Enter")
    expect(page.locator("#why h3")).to_contain_text("Control of Midtown by Extremists", timeout=90_000)
    expect(page.locator("#why .drivers > li").first).to_be_visible()
    assert "why=control" in page.url


def test_an_event_leads_to_its_month(open_page: Open) -> None:
    page = opened(open_page, "&strategy=bottom_up")
    page.locator("#all-events").check()
    first = page.locator("#timeline > li button").first
    first.click()
    expect(page.locator("#timeline > li.now")).to_have_count(1)
    assert month(page) >= 1


def test_other_worlds_can_be_picked(open_page: Open) -> None:
    page = opened(open_page)
    page.locator("#world").select_option("worst")
    expect(page.locator("#how")).to_contain_text("worst tenth")
    page.locator("#by").select_option("deaths")
    expect(page.locator("#how")).to_contain_text("by deaths")
    page.locator("#world").select_option("random")
    expect(page.locator("#how")).to_contain_text("at random")
    expect(page.locator("#by-label")).to_be_hidden()
    page.locator("#world").select_option("number")
    page.locator("#number").fill("9")
    page.locator("#number").press("Enter")
    expect(page.locator("#how")).to_contain_text("World 9")


def test_without_a_study_the_start_is_shown_and_what_to_do(open_page: Open) -> None:
    page = open_page("/map?case=libya-2015")
    expect(page.locator("#map-one canvas")).to_be_visible()
    expect(page.locator("#offer")).to_contain_text("No study of this case yet")
    expect(page.get_by_role("button", name="Run a study of 256 worlds")).to_be_visible()


def test_a_district_of_the_start_can_be_clicked(open_page: Open) -> None:
    page = open_page("/map?case=libya-2015")
    box = box_of(page.locator("#map-one canvas"))
    for across in (0.3, 0.5, 0.7):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + box["height"] * 0.4)
        if page.locator("#district").input_value():
            break
    expect(page.locator("#district")).not_to_have_value("")
    assert f"district={page.locator('#district').input_value()}" in page.url


@pytest.fixture
def other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's code is another than the study's."""
    monkeypatch.setattr("irenic.study.replay.code_digest", lambda: "0" * 64)


@pytest.mark.usefixtures("other_code")
def test_a_study_of_other_code_can_be_run_again(open_page: Open) -> None:
    page = open_page("/map?case=harbour")
    expect(page.locator("#offer")).to_contain_text("made by other code")
    expect(page.get_by_role("button", name="Run it again")).to_be_visible()
    expect(page.locator("#map-one canvas")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (768, "dark"), (1440, "dark"), (1920, "light")])
def test_it_fits_every_width(open_page: Open, width: int, theme: str) -> None:
    page = opened(
        open_page, "&strategy=bottom_up&against=nothing&district=port&month=3", width=width, theme=theme
    )
    expect(page.locator("#district-figure canvas")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
