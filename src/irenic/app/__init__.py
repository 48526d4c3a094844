"""The app: a case explored, argued over and exported in a browser, and the REST interface beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from irenic.app.server import create_app as create_app
    from irenic.app.settings import Settings as Settings

__all__ = ["Settings", "create_app"]


def __getattr__(name: str) -> object:
    """Load the server, and its libraries with it, on first use."""
    if name == "create_app":
        from irenic.app.server import create_app

        return create_app
    if name == "Settings":
        from irenic.app.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
