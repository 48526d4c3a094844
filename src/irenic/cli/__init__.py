"""The command line: ``irenic``."""

from __future__ import annotations

from irenic.cli.app import main

__all__ = ["main"]
