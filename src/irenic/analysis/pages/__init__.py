"""Pages in which a case examines itself, written to `docs/` by ``irenic docs``."""

from __future__ import annotations

from irenic.analysis.pages.write import PAGES, write_pages

__all__ = ["PAGES", "write_pages"]
