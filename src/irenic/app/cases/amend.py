"""Add an override to a case file as text, or take one out: every other line stays as it is.

The place is found by the marks of YAML's events, not by rewriting the file. Afterwards the text is read
again: all but the overrides must be what it was, and the overrides one longer, or one shorter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from irenic.case.document import Document, parse_document, yaml_events
from irenic.errors import CaseError, Problem

KEY = "overrides"
_FIELDS = ("figure", "value", "by", "reason", "date")


def add_override(text: str, file: str, override: Mapping[str, Any]) -> str:
    """Return a case file's text with one more override at its end.

    Whether the override makes sense is for the check of the new text to say.

    Parameters
    ----------
    text : of a file that can be read
    file : how messages call it
    override : figure, value, by, reason, date (as text), plain data

    Raises
    ------
    CaseError : the text or the override cannot be read, or ``cannot_amend``: the text has a form that cannot
        be added to
    """
    whole, data = _readable(text, file)
    entry = {name: override[name] for name in _FIELDS}
    amended = _amended(whole, _find(list(yaml_events(whole))), entry)
    after = parse_document(amended, file)
    own = [one for one in after.problems if one.path.startswith(f"{KEY}[")]
    if own:  # such as a number with too many digits
        raise CaseError(own)
    _same_but_for(after, data, [*data.get(KEY, []), entry], file)
    return _returns_as_in(text, amended)


def remove_override(text: str, file: str, number: int) -> str:
    """Return a case file's text without one of its overrides; comments on its lines go, too.

    Parameters
    ----------
    text : of a file that can be read
    file : how messages call it
    number : which override, counted from 0; there must be one

    Raises
    ------
    CaseError : the text cannot be read, or ``cannot_amend``: it has a form that nothing can be taken out of
    """
    whole, data = _readable(text, file)
    rest = [one for place, one in enumerate(data[KEY]) if place != number]
    amended = _without(whole, _find(list(yaml_events(whole))), number)
    _same_but_for(parse_document(amended, file), data, rest, file)
    return _returns_as_in(text, amended)


def _readable(text: str, file: str) -> tuple[str, dict[str, Any]]:
    """The text with a line's end at its end, and the mapping that it is."""
    whole = text if text.endswith("\n") else text + "\n"
    before = parse_document(whole, file)
    if before.problems:
        raise CaseError(before.problems)
    data = before.data
    if not (isinstance(data, dict) and data and isinstance(data.get(KEY, []), list)):
        _refuse(file)
    return whole, data


def _same_but_for(after: Document, before: dict[str, Any], overrides: list[Any], file: str) -> None:
    """Refuse a text that does not say what it said, with other overrides."""
    if after.problems or after.data != before | {KEY: overrides}:
        _refuse(file)


def _returns_as_in(text: str, amended: str) -> str:
    has_returns = text.count("\r\n") == text.count("\n") > 0
    return amended.replace("\r\n", "\n").replace("\n", "\r\n") if has_returns else amended


@dataclass(frozen=True, slots=True)
class _Span:
    """Where the root mapping and the list of overrides stand, as places in the text.

    Parameters
    ----------
    in_braces : the root mapping is written in braces
    indent : column of its keys
    end : where another key of the root mapping may go
    key_end : where the list's key ends
    start, stop : of the list; None where there is none
    in_brackets : the list is written in brackets
    dash : column of the list's dashes
    entries : where each entry starts and ends
    """

    in_braces: bool
    indent: int
    end: int
    key_end: int = 0
    start: int | None = None
    stop: int = 0
    in_brackets: bool = False
    dash: int = 0
    entries: tuple[tuple[int, int], ...] = ()

    @property
    def last(self) -> int | None:
        """End of the last entry; None where there is none."""
        return self.entries[-1][1] if self.entries else None


def _find(events: Sequence[Any]) -> _Span:
    """Look through the events of one document whose root is a mapping with keys."""
    root, children = events[-3], _children(events, 3, len(events) - 3)
    in_braces = _has_width(root)
    end = _leaf_end(events, len(events) - 4) if in_braces else root.start_mark.index
    span = _Span(in_braces, events[3].start_mark.column, end)
    for (key, _), (first, last) in zip(children[::2], children[1::2], strict=True):
        if getattr(events[key], "value", None) == KEY:
            opened, closed = events[first], events[last]
            return replace(
                span,
                key_end=events[key].end_mark.index,
                start=opened.start_mark.index,
                stop=closed.end_mark.index,
                in_brackets=_has_width(closed),
                dash=opened.start_mark.column,
                entries=tuple(
                    (events[one].start_mark.index, _leaf_end(events, end))
                    for one, end in _children(events, first + 1, last)
                ),
            )
    return span


def _children(events: Sequence[Any], start: int, stop: int) -> list[tuple[int, int]]:
    """First and last event of each thing right within a collection; of a mapping keys and values in turn."""
    found, depth, first = [], 0, start
    for index in range(start, stop):
        kind = type(events[index]).__name__
        first = index if depth == 0 else first
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth == 0:
            found.append((first, index))
    return found


def _leaf_end(events: Sequence[Any], index: int) -> int:
    """Where the last thing that is written before or at an event ends; ends of blocks are not written."""
    while type(events[index]).__name__.endswith("EndEvent") and not _has_width(events[index]):
        index -= 1
    return int(events[index].end_mark.index)


def _has_width(event: Any) -> bool:
    return bool(event.end_mark.index > event.start_mark.index)


def _amended(text: str, span: _Span, entry: Mapping[str, Any]) -> str:
    if span.start is None:
        if span.in_braces:
            return f"{text[: span.end]},\n{KEY}: [{_in_braces(entry)}]{text[span.end :]}"
        head = " " * span.indent
        return f"{text[: span.end]}{head}{KEY}:\n{_in_lines(entry, span.indent + 2)}{text[span.end :]}"
    if not span.in_brackets and span.last is not None:
        at = _line_end(text, span.last)
        return text[:at] + _in_lines(entry, span.dash) + text[at:]
    if span.last is not None:
        return f"{text[: span.last]},\n{' ' * (span.indent + 2)}{_in_braces(entry)}{text[span.last :]}"
    if span.in_braces:
        return f"{text[: span.start]}[{_in_braces(entry)}]{text[span.stop :]}"
    at = _line_end(text, span.stop)
    kept = text[: span.start].rstrip(" ") + (f" {rest}" if (rest := text[span.stop : at].strip()) else "")
    return f"{kept.rstrip()}\n{_in_lines(entry, span.indent + 2)}{text[at:]}"


def _without(text: str, span: _Span, number: int) -> str:
    assert span.start is not None
    start, stop = span.entries[number]
    if len(span.entries) == 1:
        return _emptied(text, span, stop)
    if not span.in_brackets:
        dash = text.rindex("-", 0, start)
        return text[: text.rindex("\n", 0, dash) + 1] + text[_line_end(text, stop) :]
    if number + 1 < len(span.entries):
        return text[:start] + text[span.entries[number + 1][0] :]
    return text[: span.entries[number - 1][1]] + text[stop:]


def _emptied(text: str, span: _Span, stop: int) -> str:
    """The list without its only entry."""
    assert span.start is not None
    if span.in_brackets:
        return f"{text[: span.start]}[]{text[span.stop :]}"
    colon = text.index(":", span.key_end) + 1
    between = text[colon : span.start].strip()  # a comment, if anything
    return f"{text[:colon]} []{'  ' if between else ''}{between}\n{text[_line_end(text, stop) :]}"


def _line_end(text: str, at: int) -> int:
    """Where the next line starts; a block of text ends there already."""
    if at and text[at - 1] == "\n":
        return at
    return text.index("\n", at) + 1


def _in_lines(entry: Mapping[str, Any], indent: int) -> str:
    space = " " * indent
    marks = ("- ", *["  "] * (len(entry) - 1))
    rows = zip(marks, entry.items(), strict=True)
    return "".join(f"{space}{mark}{key}: {_value(key, value)}\n" for mark, (key, value) in rows)


def _in_braces(entry: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{_quoted(key)}: {_value('', value)}" for key, value in entry.items()) + "}"


def _value(key: str, value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(str(name))}: {_value('', v)}" for name, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value("", one) for one in value) + "]"
    if isinstance(value, str):
        return value if key in ("figure", "date") and _is_plain(value) else _quoted(value)
    return json.dumps(value, allow_nan=False)


def _key(name: str) -> str:
    return name if _is_plain(name) and not name[0].isdigit() else _quoted(name)


def _is_plain(text: str) -> bool:
    """Whether YAML reads it as this text without quotes."""
    bare = text.replace("_", "").replace("-", "").replace(".", "")
    is_word = bare.isascii() and bare.isalnum() and text[0].isalnum()
    return is_word and text.lower() not in ("null", "true", "false") and (not _is_number(text))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _quoted(text: str) -> str:
    """Text in double quotes, everything that is not printable written as an escape."""
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(ord(c)) for c in shown)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _refuse(file: str) -> NoReturn:
    hint = "Change the overrides by hand, or write them as a list under the key overrides."
    given = "written in a way that cannot be changed here"
    raise CaseError([Problem("cannot_amend", file, None, KEY, given, "a list of overrides", hint)])
