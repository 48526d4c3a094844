"""What every view has: the notice, navigation by keyboard, themes, widths, no request beyond loopback."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from irenic.app.views import VIEWS

PATHS = [view.path for view in VIEWS]


@pytest.mark.parametrize("path", PATHS)
def test_a_view_opens_under_its_name_and_notice(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    expect(page.locator("nav a[aria-current=page]")).to_have_attribute("href", re.compile(rf"^{path}\b"))
    expect(page.locator(".where .notice")).to_contain_text("not a forecast")
    expect(page.locator("#study-facts")).to_contain_text("32 worlds")
