"""The view "Claims" in a browser: an audit started and followed, a claim chosen by chart, list and link."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from irenic.engine.run import Engine
from tests.app.argued import argued_workspace
from tests.app.workspace import Workspace, served
from tests.browser.seen import box_of

Open = Callable[..., Page]
SLOW = 60_000


@pytest.fixture(scope="module")
def workspace(chromium: str, tmp_path_factory: pytest.TempPathFactory, small_engine: Engine) -> Workspace:
    """With claims beside the case."""
    return argued_workspace(tmp_path_factory.mktemp("claims"), small_engine)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """A server on it."""
    with served(workspace.settings, workspace.labs) as found:
        yield found


@pytest.fixture
def audited(open_page: Open, workspace: Workspace) -> None:
    """The ledger of "toy", made in the page where there is none yet."""
    if (workspace.study.path / "audit" / "ledger.json").is_file():
        return
    page = open_page("/claims?study=toy")
    page.get_by_label(re.compile("with other seeds")).uncheck()
    page.get_by_role("button", name="Try the claims").click()
    expect(page.locator("#claim-list")).to_be_visible(timeout=SLOW)


def test_an_audit_is_started_with_an_estimate_and_its_ledger_appears(
    open_page: Open, workspace: Workspace
) -> None:
    shutil.rmtree(workspace.study.path / "audit", ignore_errors=True)
    page = open_page("/claims?study=toy")
    expect(page.get_by_text("None of the 3 claims was tried yet.")).to_be_visible()
    expect(page.get_by_label("In how many worlds")).to_contain_text(re.compile("32 worlds, .* runs: about"))
    page.get_by_label(re.compile("with other seeds")).uncheck()
    page.get_by_role("button", name="Try the claims").click()
    expect(page.locator("#claim-list")).to_be_visible(timeout=SLOW)
    expect(page.locator("#part-ledger .sentence").first).to_contain_text("3 claims:")
    first = page.locator("#claim-list section").first
    expect(first.get_by_role("heading")).to_have_text("Model and record say the opposite (1)")
    expect(page.locator("#jobs")).to_contain_text("done")


def test_a_claim_is_chosen_by_keyboard_and_leads_to_worlds_and_replays(
    open_page: Open, audited: None
) -> None:
    page = open_page("/claims?study=toy")
    button = page.get_by_role("button", name=re.compile("^K1 "))
    button.focus()
    button.press("Enter")
    claim = page.locator("#claim")
    expect(claim.get_by_role("heading").first).to_have_text(re.compile("K1. Strikes cost <b>more</b> deaths"))
    expect(claim).to_be_focused()
    expect(button).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile("claim=K1"))
    expect(claim).to_contain_text("90% interval")
    worlds = claim.get_by_text("The worlds behind it")
    worlds.focus()
    worlds.press("Enter")
    expect(claim.get_by_text("the map replays exactly what was tried")).to_be_visible()
    table = claim.get_by_role("region", name="Where it holds")
    expect(
        table.get_by_role("link", name=re.compile("under Strikes only, with why")).first
    ).to_have_attribute(
        "href", re.compile(r"^/map\?case=harbour&study=toy&strategy=strikes&world=\d+&replicate=\d")
    )


def test_a_link_opens_a_claim_whose_plans_are_not_the_study_s(open_page: Open, audited: None) -> None:
    page = open_page("/claims?study=toy&claim=K2", width=360, theme="dark")
    claim = page.locator("#claim")
    expect(claim).to_contain_text("Not a strategy of this study: it is Strikes only with changes.")
    claim.get_by_text("The worlds behind it").click()
    expect(claim.get_by_text("a replay shows the world, not the claim's own runs")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_chart_chooses_a_claim(open_page: Open, audited: None) -> None:
    page = open_page("/claims?study=toy", width=1440)
    canvas = page.locator("#ledger-figure.choosable canvas")
    size = box_of(canvas)
    canvas.click(position={"x": size["width"] / 2, "y": size["height"] * 0.3})
    expect(page.locator("#claim").get_by_role("heading").first).to_have_text(re.compile("^K1"))


def test_verdicts_are_filtered(open_page: Open, audited: None) -> None:
    page = open_page("/claims?study=toy")
    shown = page.locator("#claim-list li:visible")
    expect(shown).to_have_count(3)
    page.get_by_role("button", name=re.compile("can't tell$")).first.click()
    expect(page.get_by_role("button", name=re.compile("^K3 "))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^K1 "))).to_be_hidden()
    page.get_by_role("button", name="All", exact=True).click()
    expect(shown).to_have_count(3)


def test_changed_claims_and_a_missing_record_are_said(
    open_page: Open, audited: None, workspace: Workspace
) -> None:
    path = Path(workspace.settings.case).with_name("claims.yaml")
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{before}# changed\n", encoding="utf-8")
        page = open_page("/claims?study=toy")
        expect(page.get_by_role("note")).to_contain_text("has been changed since this ledger was made")
        expect(page.locator("#part-record")).to_contain_text("The case has no record beside it")
    finally:
        path.write_text(before, encoding="utf-8")


def test_a_claim_that_is_none_is_told(open_page: Open, audited: None) -> None:
    page = open_page("/claims?study=toy&claim=K9")
    expect(page.locator("#problems")).to_contain_text("unknown_claim")
    expect(page.locator("#claim-list")).to_be_visible()
