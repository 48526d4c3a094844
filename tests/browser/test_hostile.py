"""Hostile names in every view, scripts that may not run, and pages of other sites: in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from irenic.analysis.choose import strategies_of
from irenic.app.lab import Lab, Labs
from irenic.app.views import VIEWS
from irenic.case import load_case
from irenic.engine.run import Engine
from irenic.study import run_study
from tests.app import hostile
from tests.browser.seen import at_rest

WATCH = """
window.ran = [];
window.put = (one) => document.body.append(one);
window.owned = () => window.ran.push("owned");
window.alert = (text) => window.ran.push(text);
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
"""
MADE = """() => [...document.querySelectorAll("*")].filter((one) =>
  [...one.attributes].some((each) => /^(on.*|href=javascript:.*)$/.test(`${each.name}=${each.value}`))
  || one.tagName === "IMG" || (one.tagName === "B" && /bold|الشمال/.test(one.textContent))
  || (one.tagName === "SCRIPT" && !one.src)).map((one) => one.outerHTML.slice(0, 120))"""
"""Elements that only a name can have made."""
WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const kept = (one) => one && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX)
    || kept(one.parentElement));
  if (document.documentElement.scrollWidth <= wide) return [];
  const out = (one) => one.getBoundingClientRect().right > wide + 1 && !kept(one.parentElement);
  return [...document.body.querySelectorAll("*")].filter(out).map((one) => one.outerHTML.slice(0, 200));
}"""
"""Elements that make the page wider than its window."""


@pytest.fixture(scope="module")
def address(
    workspace: Any,
    small_engine: Engine,
    serve_also: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A server on the hostile case, with a study of it under a hostile name."""
    root = tmp_path_factory.mktemp("hostile")
    path = hostile.lay_out(root / "<img src=x onerror=owned()>")
    case, known, labs = load_case(path), strategies_of(str(path)), Labs()
    labs.put(Lab(case, small_engine.months, small_engine))
    plans = [known[name] for name in ("nothing", "strikes", "bottom_up")]
    out = root / "studies" / "'><svg onload=owned()>\u202e"
    run_study(case, plans, out=out, worlds=32, replicates=2, months=small_engine.months, engine=small_engine)
    settings = replace(workspace.settings, case=str(path), studies=root / "studies")
    with serve_also(settings, labs) as found:
        yield found


def watched(page: Page, path: str) -> Page:
    page.add_init_script(WATCH)
    page.goto(page.url.partition("/api")[0] + path)
    expect(at_rest(page).locator("#study-facts")).to_contain_text("32 worlds")
    page.wait_for_timeout(300)  # time to act for whatever should not
    return page


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_hostile_names_are_shown_as_text(open_page: Callable[..., Page], view: Any) -> None:
    page = watched(open_page("/api"), view.path)
    for details in page.locator("main details").all():
        details.evaluate("(one) => { one.open = true; }")
    assert page.evaluate("window.ran") == [] == page.evaluate("window.refused")
    assert page.evaluate(MADE) == []
    shown = page.locator("main").inner_text()
    assert view.id == "claims" or any(text in shown for text in hostile.TEXTS[:4]), shown[:500]
    assert page.evaluate(WIDE) == []


def test_a_saved_picture_holds_names_as_text(open_page: Callable[..., Page]) -> None:
    page = watched(open_page("/api"), "/compare")
    with page.expect_download() as saved:
        page.get_by_role("button", name="as SVG").first.click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "<svg" in text and "&lt;" in text
    assert [mark for mark in ("<img", "<script", "<svg onload", "<b>", "<a href=j") if mark in text] == []


def complain(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    return found


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A page that may complain."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"{address}/case")
    expect(page.locator("#study-facts")).to_contain_text("32 worlds")
    yield page
    context.close()


INLINE = {
    "a script": "const s = document.createElement('script'); s.textContent = 'owned()'; put(s)",
    "an attribute": "const i = document.createElement('img'); i.setAttribute('onerror', 'owned()');"
    " i.src = '/none'; put(i)",
    "markup": "document.body.insertAdjacentHTML('beforeend', '<img src=/none onerror=owned()>')",
    "a link": "const a = document.createElement('a'); a.href = 'javascript:owned()'; put(a);"
    " a.click()",
    "a frame": "const f = document.createElement('iframe'); f.src = '/case'; put(f)",
    "a style": "const s = document.createElement('style'); s.textContent = '*{}'; put(s)",
    "elsewhere": "fetch('http://127.0.0.1:9/').catch(() => {})",
    "a picture from elsewhere": "put(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }))",
    "a script from data": "put(Object.assign(document.createElement('script'), {src: 'data:,owned()'}))",
    "a form": "const f = document.createElement('form'); f.action = 'http://127.0.0.1:9/'; put(f);"
    " f.submit()",
    "a worker": "try { new Worker(URL.createObjectURL(new Blob(['1']))) } catch { }",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(INLINE))
def test_the_policy_keeps_from_running_and_reports(plain: Page, kind: str) -> None:
    told = complain(plain)
    plain.add_script_tag  # noqa: B018 - exists, but would need the policy to allow it
    plain.evaluate(f"() => {{ {INLINE[kind]} }}")
    plain.wait_for_function("() => window.refused.length > 0")
    assert plain.evaluate("window.ran") == []
    assert any("Content Security Policy" in text for text in told)


def test_text_is_never_run_as_code(plain: Page) -> None:
    for code in ("eval('owned()')", "new Function('owned()')()", "setTimeout('owned()', 0)"):
        plain.evaluate(f"() => {{ try {{ (0, () => {{ {code} }})(); }} catch {{ }} }}")
    plain.wait_for_timeout(100)
    assert plain.evaluate("document.cookie") == ""


class Other(BaseHTTPRequestHandler):
    """A page of another site on this machine, which posts, fetches, frames and links."""

    def do_GET(self) -> None:
        target = self.server.target  # type: ignore[attr-defined]
        text = f"""<!doctype html><title>Other</title>
<form id=f method=post action="{target}/api/studies"><input name=case value=harbour></form>
<form id=t method=post action="{target}/api/studies" enctype="text/plain">
<input name='{{"case":"x","y":"' value='"}}'></form>
<img id=i src="{target}/static/icon.svg"><iframe id=frame src="{target}/case"></iframe>
<a id=a href="{target}/case">link</a>"""
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def other(browser: Browser, address: str) -> Iterator[Page]:
    server = HTTPServer(("127.0.0.1", 0), Other)
    server.target = address  # type: ignore[attr-defined]
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05), daemon=True)
    thread.start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    yield page
    context.close()
    server.shutdown()
    server.server_close()


def jobs_of(page: Page, address: str) -> int:
    return len(page.context.request.get(f"{address}/api/jobs").json())


@pytest.mark.parametrize("form", ["f", "t"])
def test_a_form_of_another_site_changes_nothing(other: Page, address: str, form: str) -> None:
    with other.expect_navigation() as moved:
        other.evaluate(f"document.getElementById('{form}').submit()")
    answer = moved.value
    assert answer is not None and answer.status == 403
    assert "foreign_origin" in answer.text()
    assert jobs_of(other, address) == 0


@pytest.mark.parametrize("how", [
    "{}", "{mode: 'no-cors'}", "{method: 'POST', mode: 'no-cors', body: '{}'}",
    "{method: 'POST', headers: {'content-type': 'application/json'}, body: '{}'}",
    "{method: 'POST', mode: 'no-cors', body: new Blob(['{}'], {type: 'application/json'})}",
])  # fmt: skip
def test_a_script_of_another_site_reads_and_changes_nothing(other: Page, address: str, how: str) -> None:
    found = other.evaluate(
        f"() => fetch('{address}/api/studies', {how}).then((a) => a.text()).catch(() => 'refused')"
    )
    assert found in ("", "refused")
    assert jobs_of(other, address) == 0


def test_another_site_may_link_but_neither_frame_nor_show_parts(other: Page, address: str) -> None:
    assert other.evaluate("document.getElementById('i').naturalWidth") == 0
    framed = next(frame for frame in other.frames if frame != other.main_frame)
    assert "irenic" not in framed.content() or "foreign_origin" in framed.content()
    opened = other.evaluate(
        f"() => {{ const w = window.open('{address}/case'); return w === null || w.closed; }}"
    )
    assert opened in (True, False)  # cut off from its opener by its policy
    other.click("#a")
    expect(other.locator("#study-facts")).to_contain_text("32 worlds")


def test_a_second_name_for_this_machine_is_no_way_in(browser: Browser, address: str) -> None:
    """DNS rebinding: the server is asked under a name that leads to this machine."""
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(address.replace("127.0.0.1", "irenic.localhost") + "/case")
    assert answer is not None and answer.status == 403
    assert "foreign_host" in answer.text()
    context.close()
