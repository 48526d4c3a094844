"""A look at a text from a stranger before it is read as YAML: what is sure to be refused is refused at once.

The reader of files refuses the same texts, but goes on counting to name all that is wrong, which takes
seconds for a megabyte that was made to be slow.
"""

from __future__ import annotations

import re

from irenic.case.document import MAX_BYTES
from irenic.errors import Problem

MOST_ENTRIES = 20_000
"""Commas and lines of one text; the largest shipped case has 2,400."""

MOST_MARKS = 100
"""Anchors, aliases and tags, of which a file may have none; more than this are no slip."""

_ENTRY = re.compile(r"[,\n]")
_MARK = re.compile(r"(?:^|[\s\[\]{},:-])[&*!][^\s,\[\]{}]", re.MULTILINE)


def screened(file: str, text: str) -> list[Problem]:
    """Return why a text is not even read; empty where it may be.

    Parameters
    ----------
    file : what messages call it
    text : of a stranger
    """
    hint = "Remove what is not needed; large cases can be opened as files: irenic serve CASE."
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        expected = f"at most {MAX_BYTES:,} bytes"
        return [Problem("file_too_large", file, None, "", f"larger than {MAX_BYTES:,} bytes", expected, hint)]
    if (found := len(_ENTRY.findall(text))) > MOST_ENTRIES:
        given, expected = f"a text of {found:,} lines and commas", f"at most {MOST_ENTRIES:,} here"
        return [Problem("too_many_nodes", file, None, "", given, expected, hint)]
    if (found := len(_MARK.findall(text))) > MOST_MARKS:
        given, expected = f"a text with {found:,} anchors, aliases or tags", "none of them"
        return [Problem("yaml_alias", file, None, "", given, expected, "Write the values out.")]
    return []
