"""The view "Compare" in a browser: sentences first, menus, sliders, a search with its faults in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from irenic.engine.run import Engine
from tests.app.argued import argued_workspace
from tests.app.workspace import Workspace, served

Open = Callable[..., Page]
WORSE = "civilian_deaths(strikes) > civilian_deaths(nothing)"
SEARCHED = f"/compare?study=large&where={WORSE.replace(' ', '%20').replace('>', '%3E')}"


@pytest.fixture(scope="module")
def workspace(chromium: str, tmp_path_factory: pytest.TempPathFactory, small_engine: Engine) -> Workspace:
    """With a study of 256 worlds, enough to search."""
    return argued_workspace(tmp_path_factory.mktemp("compare"), small_engine)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """A server on it."""
    with served(workspace.settings, workspace.labs) as found:
        yield found


def test_the_answer_stands_in_sentences_above_the_table(open_page: Open) -> None:
    page = open_page("/compare?study=toy")
    part = page.locator("#part-answer")
    expect(part.locator(".sentence")).to_contain_text(re.compile("winner|falls least behind|leads"))
    expect(part.locator(".chart")).to_have_attribute("aria-label", re.compile("^Heat table of 3 strategies"))
    expect(part.locator("canvas")).to_be_visible()
    part.get_by_text("Table", exact=True).click()
    expect(part.get_by_role("row")).to_have_count(4)
    titles = page.locator("#compare > section > h2")
    expect(titles).to_have_count(7)


def test_outcome_and_baseline_are_chosen_and_kept_in_the_link(open_page: Open) -> None:
    page = open_page("/compare?study=toy&outcome=deaths")
    part = page.locator("#part-differences")
    expect(part.locator("figure h3")).to_contain_text("All deaths")
    part.get_by_label("Baseline").select_option("strikes")
    expect(part.locator(".chart")).to_have_attribute(
        "aria-label", re.compile("differences from .?Strikes only")
    )
    expect(page).to_have_url(re.compile(r"outcome=deaths.*against=strikes"))
    page.reload()
    expect(page.locator("#part-differences").get_by_label("Baseline")).to_have_value("strikes")


def test_weights_move_the_order_by_keyboard(open_page: Open) -> None:
    page = open_page("/compare?study=toy")
    part = page.locator("#part-weights")
    expect(part.locator(".sentence")).to_contain_text("Averaged over all weightings")
    for name in ("security", "harm", "politics"):
        slider = part.get_by_label(re.compile(name))
        slider.focus()
        slider.press("ArrowLeft")
    expect(part.locator(".sentence")).to_contain_text("With security 0%, harm 0%, politics 0% and cost 100%")
    expect(part.locator("tbody tr").first).to_contain_text("Nothing")
    expect(part.locator("tbody")).to_contain_text("place")
    part.get_by_label(re.compile("cost")).press("ArrowLeft")
    expect(part.locator(".sentence")).to_contain_text("At least one weight must be above zero")
    part.get_by_role("button", name="Back to all weightings").click()
    expect(part.locator(".sentence")).to_contain_text("Averaged over all weightings")
    expect(page).not_to_have_url(re.compile("cost="))


def test_single_worlds_are_drawn_on_demand(open_page: Open) -> None:
    page = open_page("/compare?study=toy")
    part = page.locator("#part-fan")
    part.scroll_into_view_if_needed()
    part.get_by_label(re.compile("Single worlds")).fill("7")
    part.get_by_role("button", name="Add").click()
    expect(part.locator(".lines")).to_contain_text("Lines: world 7.")
    expect(part.locator(".chart")).to_have_attribute("aria-label", re.compile("Thin lines show"))
    part.get_by_role("button", name="Take lines away").click()
    expect(part.locator(".chart")).not_to_have_attribute("aria-label", re.compile("Thin lines show"))
    part.get_by_label("Strikes only").check()
    expect(page).to_have_url(re.compile("shown=.*strikes"))


def test_a_failure_is_put_together_searched_for_and_led_to_the_map(open_page: Open) -> None:
    page = open_page("/compare?study=large")
    part = page.locator("#part-failing")
    part.get_by_label("Strategy").select_option("strikes")
    part.get_by_label("fails when").select_option("civilian_deaths")
    expect(part.locator("#where-said")).to_contain_text("civilian deaths under Strikes only is above")
    part.get_by_role("button", name="Look for these worlds").click()
    box = part.get_by_role("region", name="Box 1")
    expect(box).to_contain_text("It is so where the civilian toll of a strike is not low.")
    expect(part.locator("figure canvas")).to_be_visible()
    link = box.get_by_role("link").first
    expect(link).to_have_attribute(
        "href", re.compile(r"^/map\?case=harbour&study=large&strategy=strikes&world=\d+")
    )
    expect(page).to_have_url(re.compile("where="))


def test_a_link_restores_a_search(open_page: Open) -> None:
    page = open_page(SEARCHED, width=360)
    part = page.locator("#part-failing")
    expect(part.get_by_label(re.compile("A proposition about runs"))).to_have_value(WORSE)
    expect(part.get_by_role("region", name="Box 1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_limit_and_a_text_with_a_fault_in_its_place(open_page: Open) -> None:
    page = open_page("/compare?study=toy")
    part = page.locator("#part-failing")
    part.get_by_label("is", exact=True).select_option("limit")
    part.get_by_label(re.compile("^above|^below")).fill("10")
    part.get_by_label(re.compile("^above|^below")).press("Tab")
    part.get_by_text("The question as text").click()
    text = part.get_by_label(re.compile("A proposition about runs"))
    expect(text).to_have_value(re.compile(r"[<>] 10$"))
    text.fill("deaths(strike) > 2")
    expect(part.locator(".pointed")).to_have_text("deaths(strike) > 2\n       ^")
    expect(part.get_by_role("alert")).to_contain_text('Did you mean "strikes"?')
    expect(part.get_by_role("button", name="Look for these worlds")).to_be_disabled()
    text.fill("deaths(strikes) > 2 and deaths(nothing) < 9000")
    expect(part.locator("#where-said")).to_contain_text("Written by hand")
    expect(part.get_by_role("button", name="Look for these worlds")).to_be_enabled()


def test_what_drives_it_comes_when_it_is_looked_at(open_page: Open) -> None:
    page = open_page("/compare?study=toy", theme="dark")
    part = page.locator("#part-drivers")
    part.scroll_into_view_if_needed()
    expect(part.locator("figure").first).to_be_visible()
    part.get_by_label("Under", exact=True).select_option("strikes")
    expect(part.get_by_label("Compared with")).to_have_value("nothing")
    expect(part.locator(".driver")).to_have_count(3)


def test_without_a_study_there_is_a_button(open_page: Open) -> None:
    page = open_page("/compare?case=iraq-2006")
    expect(page.get_by_role("heading", name="No study of this case yet")).to_be_visible()
    expect(page.get_by_role("button", name="A first look: 256 worlds")).to_be_enabled()
