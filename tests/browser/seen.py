"""When a page can be looked at, and where something stands on it."""

from __future__ import annotations

import time

from playwright.sync_api import FloatRect, Locator, Page, expect

PATIENCE = 90_000
"""Milliseconds until a page that still waits is a failure; the first causes of a run take a minute."""


def at_rest(page: Page) -> Page:
    """Wait until the page waits for nothing: what it says of itself while it asks or draws."""
    page.wait_for_function("() => !('busy' in document.documentElement.dataset)", timeout=PATIENCE)
    return page


def box_of(one: Locator) -> FloatRect:
    """Place of what is seen; a picture that is replaced between two looks is looked at again."""
    limit = time.monotonic() + 15
    while time.monotonic() < limit:
        expect(one).to_be_visible()
        if (box := one.bounding_box()) is not None:
            return box
    raise AssertionError("never seen")
