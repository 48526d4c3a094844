"""Drafted data as YAML text that the case format reads back, and that a person can edit."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 118
INLINE = 8
"""Most entries of a mapping that is written on one line."""


def yaml_text(data: Mapping[str, Any], heading: Sequence[str]) -> str:
    """Return plain data as YAML: entries in order, text from outside always in quotes.

    Parameters
    ----------
    data : nested mappings with safe keys, lists, text, numbers, true and false
    heading : lines of the comment at the top, without ``#``
    """
    from ruamel.yaml import YAML  # here, so that importing irenic stays light

    yaml = YAML(typ="rt", pure=True)  # the one kind that keeps the order of entries
    yaml.width = WIDTH
    stream = io.StringIO()
    yaml.dump(_styled(data), stream)
    comment = "".join(f"# {line}".rstrip() + "\n" for line in heading)
    return comment + stream.getvalue()


def _styled(value: Any) -> Any:
    """Quote text that is no plain word, and write small leaves on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, str):
        is_word = value.isascii() and value.replace("_", "").isalpha()
        return value if is_word else DoubleQuotedScalarString(value)
    if isinstance(value, Mapping):
        made = CommentedMap((key, _styled(entry)) for key, entry in value.items())
        if _is_small(value):
            made.fa.set_flow_style()
        return made
    if isinstance(value, (list, tuple)):
        sequence = CommentedSeq(_styled(entry) for entry in value)
        sequence.fa.set_flow_style()
        return sequence
    return value


def _is_small(value: Mapping[str, Any]) -> bool:
    """Whether a mapping holds only numbers and words, or is an uncertain figure."""
    leaves = all(isinstance(entry, (int, float)) for entry in value.values())
    return (
        (leaves and len(value) > 0) or set(value) == {"low", "best", "high", "grade", "source"} or not value
    )
