"""The Case view in a browser: reading it, changing a figure, mending an upload; by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.seen import box_of

TEXT = (Path(__file__).parents[1] / "data" / "toy_harbour.yaml").read_text(encoding="utf-8")
HOSTILE = {
    "id: toy_harbour": "id: hostile",
    "title: Toy harbour": 'title: "</title><script>alert(1)</script>"',
    "name: Northern army\n": "name: <img src=x onerror=alert(1)>\n",
    "name: Southern brigades": 'name: "قوات <b>الجنوب</b>"',
    "name: Midtown,": 'name: "Mid\'town & \\"co\\"",',
    "name: A neighbour": 'name: "{{ 7*7 }}"',
}
Open = Callable[..., Page]


def combobox(page: Page, name: str) -> Any:
    """A menu by its label."""
    return page.get_by_role("combobox", name=name, exact=True)


def send(page: Page, text: str, name: str = "mine.yaml") -> None:
    """Choose a file of this text."""
    file: FilePayload = {"name": name, "mimeType": "application/yaml", "buffer": text.encode()}
    page.locator("#upload input[type=file]").set_input_files(file)


def wait_for_case(page: Page) -> None:
    """Until everything that comes from the server is on the page."""
    expect(page.locator("#map canvas")).to_be_visible()
    expect(page.locator("#network canvas")).to_be_visible()
    expect(page.locator("#values tbody tr").first).to_be_visible()
    expect(page.locator("#found .sentence")).to_contain_text("can be used")


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (768, "light"), (1440, "dark")])
def test_everything_of_a_case_is_there_and_fits(open_page: Open, width: int, theme: str) -> None:
    page = open_page("/case", width=width, theme=theme)
    wait_for_case(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Case: Toy harbour")
    expect(page.locator("#about")).to_contain_text("small enough to check by hand")
    expect(page.locator("#groups")).to_contain_text("Northern army")
    expect(page.locator("#positions svg.track")).to_have_count(14)
    expect(page.locator("#grades")).to_contain_text("are assumptions (D)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_tie_is_told_by_menus_and_its_link_brings_it_back(open_page: Open) -> None:
    page = open_page("/case")
    wait_for_case(page)
    combobox(page, "Group or backer").focus()
    page.keyboard.type("NA")
    combobox(page, "Tie").select_option("EX~NA")
    told = page.locator(".tie")
    expect(told).to_contain_text("Extremists and Northern army: enemies.")
    expect(told).to_contain_text("Grade D. Source: invented")
    expect(page.locator("#ties summary")).to_contain_text("Ties of Northern army")
    again = open_page(re.sub(r"^https?://[^/]+", "", page.url))
    expect(again.locator(".tie")).to_contain_text("Extremists and Northern army: enemies.")
    expect(combobox(again, "Group or backer")).to_have_value("NA")
    again.get_by_role("button", name="Change this figure").click()
    expect(again.locator("form.edit legend")).to_have_text("Relations: Extremists and Northern army")


def test_a_click_on_a_line_tells_the_tie(open_page: Open) -> None:
    page = open_page("/case")
    wait_for_case(page)
    data = page.request.get(f"{page.url.partition('/case')[0]}/api/cases/harbour/figures?only=network").json()
    spec = data["network"]["spec"]
    line = next(tie for tie in spec["datasets"]["ties"] if (tie["one"], tie["other"]) == ("EX", "NA"))
    canvas = page.locator("#network canvas")
    canvas.scroll_into_view_if_needed()
    box = box_of(canvas)
    across = spec["encoding"]["x"]["scale"]["domain"][1]
    x = box["x"] + 5 + (line["x"] + line["x2"]) / 2 / across * (box["width"] - 10)
    y = box["y"] + (line["y"] + line["y2"]) / 2
    for below in range(0, 90, 6):  # the legend above has a height that only the chart knows
        page.mouse.click(x, y + below)
        if page.locator(".tie .panel").count():
            break
    expect(page.locator(".tie .sentence")).to_contain_text(":")
    assert "tie=" in page.url


def test_figures_are_searched_and_the_search_is_in_the_link(open_page: Open) -> None:
    page = open_page("/case?q=harbour%20of%20nowhere")
    expect(page.locator("#values")).to_contain_text("No figure fits")
    page.get_by_role("searchbox").fill("assembly")
    combobox(page, "Kind").select_option("Relations")
    rows = page.locator("#values tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Extremists and Assembly")
    assert "section=Relations" in page.url


def test_a_change_is_refused_at_its_field_then_kept_then_taken_back(open_page: Open, workspace: Any) -> None:
    page = open_page("/case?q=groups.EX.fighters")
    change = page.get_by_role("button", name="Change Fighters: Extremists")
    change.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("spinbutton", name="Low")).to_be_focused()
    page.keyboard.press("Escape")
    expect(change).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Put this value in place").click()
    expect(page.locator("form.edit")).to_contain_text("Write something here.")
    page.get_by_role("spinbutton", name="Best").fill("700")
    page.get_by_label("Your name or office").fill("Desk <4>")
    page.get_by_label("Why, and on what grounds").fill("a newer report")
    page.get_by_role("button", name="Put this value in place").click()
    best = page.get_by_role("spinbutton", name="Best")
    expect(best).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field", has=best)).to_contain_text("low <= best <= high")
    best.fill("900")
    page.get_by_role("button", name="Put this value in place").click()
    page.wait_for_url("**case=toy-harbour*")
    expect(page.locator("#overrides")).to_contain_text("900 (800 to 2,000), grade D")
    expect(page.locator("#overrides")).to_contain_text("Desk <4>")
    expect(page.locator("#about")).to_contain_text("kept by this app")
    expect(page.locator("tr.own")).to_contain_text("Desk <4>: a newer report")
    page.get_by_role("button", name="Take back the override of Fighters").press("Enter")
    expect(page.locator("#overrides")).to_contain_text("None: every figure is as the file states it")
    expect(page.locator("tr.own")).to_have_count(0)
    assert "case=toy-harbour" in page.url
    assert Path(workspace.settings.case).read_text(encoding="utf-8") == TEXT


def test_an_upload_is_mended_where_it_is_wrong_then_kept(open_page: Open) -> None:
    page = open_page("/case")
    send(page, TEXT.replace("capital: port", "capital: prt").replace("id: toy_harbour", "id: mended"))
    line = 1 + TEXT[: TEXT.index("capital: port")].count("\n")
    found = page.locator("#upload .excerpts li")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("unknown_district government.capital is")
    expect(found.locator("pre .at")).to_contain_text(
        f"{line}  government: {{name: Unity government, capital: prt"
    )
    expect(page.locator(".gutter mark")).to_have_text(f"✗ {line}")
    page.get_by_role("button", name="Keep this case").click()
    expect(page.locator("#upload .sentence.bad")).to_contain_text("1 error: mend the text")
    found.get_by_role("button").click()
    area = page.get_by_role("textbox", name="Text of case.yaml")
    expect(area).to_be_focused()
    page.keyboard.type("government: {name: Unity government, capital: port, endorsing_bodies: [PB]}")
    expect(page.locator("#upload .sentence.good")).to_contain_text("can be kept")
    expect(page.locator(".gutter mark")).to_have_count(0)
    page.get_by_role("button", name="Keep this case").click()
    page.wait_for_url("**case=mended*")
    wait_for_case(page)
    expect(page.locator("#about")).to_contain_text("strategies.yaml")
    expect(page.locator("#about")).to_contain_text("No study of this case yet")


def test_files_go_to_their_place_and_what_is_no_text_is_refused(open_page: Open) -> None:
    page = open_page("/case")
    send(page, "schema: 2\nstrategies: {}\n", "my-strategies.yml")
    tab = page.get_by_role("button", name="strategies.yaml")
    tab.click()
    expect(page.get_by_role("textbox", name="Text of strategies.yaml")).to_have_value(
        re.compile("strategies: {}")
    )
    page.locator("#upload input[type=file]").set_input_files(
        {"name": "x.yaml", "mimeType": "application/yaml", "buffer": b"\xff\xfe\x00"}
    )
    expect(page.locator("#upload")).to_contain_text("not_utf8")


def test_the_text_of_the_case_that_is_shown_opens_at_a_line(open_page: Open) -> None:
    page = open_page("/case")
    wait_for_case(page)
    page.locator("#found th button").first.click()
    expect(page.get_by_role("textbox", name="Text of case.yaml")).to_have_value(TEXT)
    expect(page.locator("#upload .sentence.good")).to_contain_text("can be kept")


def test_hostile_names_are_text_everywhere(open_page: Open) -> None:
    page = open_page("/case")
    text = TEXT
    for plain, hostile in HOSTILE.items():
        assert plain in text
        text = text.replace(plain, hostile, 1)
    send(page, text)
    expect(page.locator("#upload .sentence.good")).to_be_visible()
    page.get_by_role("button", name="Keep this case").click()
    page.wait_for_url("**case=hostile*")
    wait_for_case(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Case: </title><script>alert(1)</script>")
    combobox(page, "Group or backer").select_option("NA")
    expect(page.locator("#ties summary")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#patrons")).to_contain_text("{{ 7*7 }}")
    assert page.locator("main img, main b:not(label b), main script").count() == 0


def test_without_a_case_that_can_be_used_checks_and_the_text_remain(open_page: Open, workspace: Any) -> None:
    folder = workspace.settings.cases / "broken"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(TEXT.replace("capital: port", "capital: prt"), encoding="utf-8")
    page = open_page("/case?case=broken")
    expect(page.locator("#problems")).to_contain_text("cannot be used as it stands")
    expect(page.locator("#found")).to_contain_text("Mend the errors")
    page.get_by_role("button", name="Edit the text of the case that is shown").click()
    expect(page.locator("#upload .excerpts")).to_contain_text("unknown_district")
    (folder / "case.yaml").unlink()
    folder.rmdir()
