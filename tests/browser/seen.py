"""Where something stands on a page that may just be drawn anew."""

from __future__ import annotations

import time

from playwright.sync_api import FloatRect, Locator, expect


def box_of(one: Locator) -> FloatRect:
    """Place of what is seen; a picture that is replaced between two looks is looked at again."""
    limit = time.monotonic() + 15
    while time.monotonic() < limit:
        expect(one).to_be_visible()
        if (box := one.bounding_box()) is not None:
            return box
    raise AssertionError("never seen")
