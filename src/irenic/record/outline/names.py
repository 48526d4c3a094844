"""Names from a stranger's file: made fit to print, and ids made from them.

A name may hold markup, line breaks, invisible marks that turn text around, or be very long. What is
kept is one line of printable text. Ids are plain letters, digits and underscores, each used once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_NAME = 120
"""Characters of a name that are kept; a case's names may have 160, and notes are built around them."""

MAX_ID = 24
"""Characters of an id made from a name."""

MAX_INITIALS = 6
SHORT_WORD = 8

RESERVED = frozenset({"nobody", "others", "civilians", "all", "none"})
"""Ids with a meaning of their own in a case, a strategy or a record."""


def clean(text: str, limit: int = MAX_NAME) -> str:
    """Return a name as one line of printable text.

    Parameters
    ----------
    text : anything
    limit : characters to keep, at least 1; a longer name ends in an ellipsis

    Returns
    -------
    Text in Unicode's composed form (NFC); "(no name)" where nothing printable is left
    """
    composed = unicodedata.normalize("NFC", text[: 20 * MAX_NAME])
    shown = " ".join("".join(c if c.isprintable() else " " for c in composed).split())
    if len(shown) > limit:
        shown = shown[: limit - 1].rstrip() + "…"
    return shown or "(no name)"


def fold(text: str) -> str:
    """Return a name in the form in which two spellings are compared."""
    return clean(text, 20 * MAX_NAME).casefold()


def district_id(name: str, taken: Iterable[str]) -> str:
    """Return an id for a district, such as ``al_wahat``, that no other has.

    Parameters
    ----------
    name : its name
    taken : ids in use
    """
    slug = re.sub(r"[^a-z0-9]+", "_", _ascii(name).lower()).strip("_")[:MAX_ID].strip("_")
    if slug[:1].isdigit():
        slug = f"d_{slug}"
    return _free(slug or "district", taken)


def group_id(name: str, taken: Iterable[str]) -> str:
    """Return an id for a group: its one short word, else the initials of its words, that no other has.

    Parameters
    ----------
    name : its name
    taken : ids in use
    """
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"['’`]", "", _ascii(name)))
    if len(words) == 1 and len(words[0]) <= SHORT_WORD:
        text = words[0]
    elif len(words) == 1:
        text = words[0][:4]
    else:
        weighty = [word for word in words if word.lower() not in _SMALL] or words
        text = "".join(word if word.isupper() and len(word) <= 4 else word[0] for word in weighty)
        text = text[:MAX_INITIALS]
    text = text.upper()
    if text[:1].isdigit():
        text = f"G{text}"
    return _free(text or "GROUP", taken)


_SMALL = frozenset({"of", "the", "for", "and", "in", "de", "la", "al", "el", "du", "des", "del"})


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", clean(text))
    return "".join(c for c in plain if c.isascii())


def _free(wanted: str, taken: Iterable[str]) -> str:
    """Return the id, numbered where it is taken; ids that differ in case alone count as one."""
    used = {name.casefold() for name in taken} | RESERVED
    name, number = wanted, 2
    while name.casefold() in used:
        name = f"{wanted}{number}" if wanted[-1:].isalpha() and wanted.isupper() else f"{wanted}_{number}"
        number += 1
    return name
