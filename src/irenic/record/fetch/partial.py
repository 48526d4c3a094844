"""A file on its way: what has come of it, and how to know that the rest belongs to the same file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class Partial:
    """The first bytes of a file, in ``NAME.part``, and a note of where they came from.

    Parameters
    ----------
    path : of the finished file
    """

    path: Path

    @property
    def content(self) -> Path:
        """File of the bytes that came."""
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def note(self) -> Path:
        """File that says which version of the file they are of."""
        return self.path.with_name(f"{self.path.name}.part.json")

    @property
    def size(self) -> int:
        """Bytes that came."""
        return self.content.stat().st_size if self.content.is_file() else 0

    def validator(self, address: str) -> str | None:
        """What the server must confirm so that more may be added; None where nothing can be resumed."""
        if not self.size or not self.note.is_file() or self.note.stat().st_size > MAX_NOTE:
            return None
        try:
            known: Any = json.loads(self.note.read_text(encoding="utf-8"))
        except ValueError:
            return None
        if not isinstance(known, dict) or known.get("address") != address:
            return None
        found = known.get("validator")
        usable = isinstance(found, str) and found.isascii() and found.isprintable() and len(found) < 300
        return found if usable else None

    def begin(self, address: str, validator: str | None) -> None:
        """Start over with an empty file."""
        self.discard()
        self.note.write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")
        self.content.touch()

    def discard(self) -> None:
        """Remove what came."""
        self.content.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def finish(self) -> None:
        """Put the file in its place, in one step."""
        self.content.replace(self.path)
        self.note.unlink(missing_ok=True)
