"""A real browser on a real server: skipped, with the reason, where no browser is installed.

The workspace is that of tests/app: the toy case and one study. ``IRENIC_BROWSER`` names another browser of
Chromium's kind; with ``IRENIC_NEEDS_BROWSER`` set, as in continuous integration, its absence is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from irenic.engine.run import Engine
from tests.app.workspace import Workspace, make_workspace, served
from tests.browser.seen import at_rest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip
PATIENCE = 30_000
"""Milliseconds until a page that does not answer is a failure; machines are noisy."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a browser."""
    asked = os.environ.get("IRENIC_BROWSER")
    found = asked or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"no browser of Chromium's kind is installed ({', '.join(NAMES)})"
        if os.environ.get("IRENIC_NEEDS_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def workspace(chromium: str, tmp_path_factory: pytest.TempPathFactory, small_engine: Engine) -> Workspace:
    """As in tests/app, for each module its own; made only where there is a browser."""
    return make_workspace(tmp_path_factory.mktemp("browser"), small_engine)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """Address of a server on the workspace."""
    with served(workspace.settings, workspace.labs) as found:
        yield found


@pytest.fixture(scope="session")
def serve_also() -> Callable[..., AbstractContextManager[str]]:
    """Starts a further server, given settings and labs: its address, as long as the block lasts."""
    return served


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens pages and waits until they rest; nothing may leave this machine, and none may complain."""
    contexts, asked, complaints = [], [], []

    def open_one(path: str, *, width: int = 1280, height: int = 900, theme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(_complaint(message)))
        page.goto(f"{address}{path}")
        return at_rest(page)

    yield open_one
    for context in contexts:
        context.close()
    assert [one.url for one in asked if not _local(one, address)] == []
    assert [text for text in complaints if text] == []


def _local(request: Request, address: str) -> bool:
    return request.url.startswith((address, "data:", f"blob:{address}"))


def _complaint(message: ConsoleMessage) -> str:
    """What a page's console says went wrong; refusals that a test asks for are answers, not faults."""
    if message.type not in ("error", "warning") or "Failed to load resource" in message.text:
        return ""
    return f"{message.type}: {message.text}"
