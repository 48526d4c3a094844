"""Read a YAML file from a stranger: plain data, the line of every entry, and hard limits.

Only the harmless part of YAML is understood: mappings with text keys, lists, text, numbers, true,
false and null. Anchors, aliases, merge keys, tags and several documents in one file are refused,
each with its own code, and so are duplicate keys. The file is read as a stream of events, so a
hostile one is refused as soon as a limit is passed, before anything is built from it.

Plain scalars follow the YAML 1.2 core schema without its hexadecimal and octal forms: ``yes``,
``on`` and ``2015-11`` are text. The syntax around them is that of YAML 1.1, as libyaml reads it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from irenic.errors import Problem, quoted

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_NODES = 100_000
MAX_DIGITS = 40
"""A longer number is refused; no figure of a case needs it."""
MAX_FAULTS = 100
"""Faults of one kind after which a file is not read on: it was not made for irenic."""

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]
"""Everything a file can hold once read."""
Place = tuple[str | int, ...]
"""Path to an entry: keys and list positions from the root."""

_CONSTANTS: Mapping[str, Scalar] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_REFUSED: Mapping[str, tuple[str, str]] = {
    "yaml_anchor": ("no anchors (&name)", "Write the value out at each place."),
    "yaml_alias": ("no aliases (*name)", "Write the value out at each place."),
    "yaml_merge_key": ("no merge keys (<<)", "Write the entries out at each place."),
    "yaml_tag": ("no tags (!name)", "Remove the tag; the plain value is enough."),
    "several_documents": ("one document", "Remove the second '---' and what follows it."),
    "key_not_text": ("keys that are plain text", "Use a name as the key."),
    "not_a_number": ("a finite number", "Write the largest value meant."),
    "not_a_character": ("whole characters", "Remove it, or write the character itself."),
    "too_deep": (f"at most {MAX_DEPTH} levels", "No part of the format needs so many levels."),
    "too_many_nodes": (f"at most {MAX_NODES:,} entries", "Split the file or remove what is not needed."),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its data, where each entry stands, and what was wrong with it.

    Parameters
    ----------
    file : the file as the user named it
    data : nested dict, list, str, int, float, bool and None; None where it could not be read
    lines : place -> line counted from 1
    problems : errors of reading; data must not be used if there are any
    """

    file: str
    data: Any
    lines: Mapping[Place, int]
    problems: tuple[Problem, ...] = ()

    def line(self, place: Place) -> int | None:
        """Return the line of an entry, else of the nearest entry around it."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return None


def read_document(path: Path, name: str | None = None) -> Document:
    """Read one YAML file within the limits.

    Parameters
    ----------
    path : the file
    name : how messages call it; the path as given by default

    Returns
    -------
    Document; its `problems` say why the file could not be read, if so. Nothing is raised for
    anything the file contains.

    References
    ----------
    YAML 1.2.2, chapter 10.3 (core schema).
    """
    file = name if name is not None else str(path)

    def refused(code: str, given: str, expected: str, hint: str, line: int | None = None) -> Document:
        return Document(file, None, {}, (Problem(code, file, line, "", given, expected, hint),))

    if not path.is_file():
        return refused(
            "file_not_found", "not there or not a plain file", "a readable file", "Check the path."
        )
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as fault:
        reason = fault.strerror or "unreadable"
        return refused("file_not_readable", reason, "a readable file", "Check its permissions.")
    if len(content) > MAX_BYTES:
        return _too_large(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        given = f"not UTF-8 (byte {fault.start})"
        return refused("not_utf8", given, "text in UTF-8", "Save the file as UTF-8.", line)
    return parse_document(text, file)


def _too_large(file: str) -> Document:
    given, expected = f"larger than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,} bytes"
    problem = Problem("file_too_large", file, None, "", given, expected, "Remove what is not needed.")
    return Document(file, None, {}, (problem,))


def parse_document(text: str, file: str) -> Document:
    """Turn YAML text into a `Document`; see `read_document`.

    Parameters
    ----------
    text : the text of one file
    file : how messages call it
    """
    import yaml  # here, so that importing irenic.case stays light

    tree = _Tree(file)
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        return _too_large(file)
    try:
        for event in yaml_events(text):
            tree.add(event)
    except _Refused:
        pass
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = None if mark is None else mark.line + 1
        if "Unicode character escape" in (fault.problem or ""):
            tree.no_character(line)
        else:
            tree.syntax(fault.problem or "malformed", line)
    except yaml.reader.ReaderError as fault:
        tree.syntax(fault.reason, text.encode(errors="surrogatepass")[: fault.position].count(b"\n") + 1)
    except UnicodeEncodeError as fault:  # half of a surrogate pair, not written as an escape
        tree.no_character(text.count("\n", 0, fault.start) + 1)
    except (ValueError, OverflowError) as fault:
        tree.syntax(str(fault) or "malformed", None)
    return tree.document()


def yaml_events(text: str) -> Iterator[Any]:
    """Yield YAML's events in a text, as PyYAML reads it: nothing is built, no tag is followed.

    Parameters
    ----------
    text : whole

    Raises
    ------
    yaml.YAMLError : where it is not YAML
    """
    import yaml

    # libyaml reads some thirty times faster; where PyYAML comes without it, its own reader gives the same.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yield from yaml.parse(text, Loader=loader)


class _Refused(Exception):
    """Reading stops here; the problem is already noted."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    content: dict[str, Any] | list[Any]
    place: Place
    key: str | None = None
    is_repeated: bool = False


@dataclass(slots=True)
class _Tree:
    """Builds data and lines from events; a kind of refusal is reported once, with its count."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=lambda: {(): 1})
    problems: list[Problem] = field(default_factory=list)
    refused: dict[str, tuple[int, Place, str, int]] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    nodes: int = 0
    documents: int = 0

    def document(self) -> Document:
        if not (self.problems or self.refused) and self.data is None:
            hint = "Start from a shipped case."
            empty = Problem("empty_file", self.file, 1, "", "empty", "a mapping of keys to values", hint)
            self.problems.append(empty)
        for code, (line, place, given, count) in self.refused.items():
            expected, hint = _REFUSED[code]
            many = f"more than {MAX_FAULTS}" if count > MAX_FAULTS else f"{count}"
            shown = given if count == 1 else f"{given} (the first of {many})"
            self.problems.append(Problem(code, self.file, line, dotted(place), shown, expected, hint))
        self.problems.sort(key=lambda p: p.line or 0)
        return Document(self.file, None if self.problems else self.data, self.lines, tuple(self.problems))

    def syntax(self, what: str, line: int | None) -> None:
        given = f"not readable as YAML ({quoted(what)[1:-1]})"
        hint = "Look at the quotes, brackets and indentation here and just above."
        self.problems.append(Problem("yaml_syntax", self.file, line, "", given, "YAML", hint))

    def no_character(self, line: int | None) -> None:
        given = "something that is no character, such as half of a surrogate pair"
        self.problems.append(
            Problem("not_a_character", self.file, line, "", given, *_REFUSED["not_a_character"])
        )

    def refuse(self, code: str, event: Any, given: str) -> None:
        line, place, first, count = self.refused.get(code, (event.start_mark.line + 1, self.here(), given, 0))
        self.refused[code] = (line, place, first, count + 1)
        if count == MAX_FAULTS:
            raise _Refused

    def here(self) -> Place:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.content, list):
            return (*top.place, len(top.content))
        return top.place if top.key is None else (*top.place, top.key)

    def add(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.refuse("several_documents", event, "followed by a second document")
                raise _Refused
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
        elif kind in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
            self.limit(event)
            self.node(kind, event)

    def limit(self, event: Any) -> None:
        """Count the node and refuse what a node may carry besides its value."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse("too_many_nodes", event, f"more than {MAX_NODES:,} entries")
            raise _Refused
        anchor = getattr(event, "anchor", None)
        if anchor and type(event).__name__ != "AliasEvent":
            self.refuse("yaml_anchor", event, quoted("&" + anchor))
        tag = getattr(event, "tag", None)
        if tag:
            self.refuse("yaml_tag", event, quoted(str(tag)))

    def node(self, kind: str, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        awaits_key = top is not None and isinstance(top.content, dict) and top.key is None
        if kind == "AliasEvent":
            self.refuse("yaml_alias", event, quoted("*" + event.anchor))
            text = "*" + event.anchor
        else:
            text = event.value if kind == "ScalarEvent" else ""
        if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
            self.refuse("not_a_character", event, "half of a surrogate pair")
        if awaits_key:
            if kind.endswith("StartEvent"):
                self.refuse("key_not_text", event, "a list or mapping used as a key")
                raise _Refused
            self.key(text, event)
        elif kind.endswith("StartEvent"):
            self.open({} if kind == "MappingStartEvent" else [], event)
        else:
            self.put(self.scalar(text, event) if kind == "ScalarEvent" else None, event)

    def key(self, text: str, event: Any) -> None:
        top = self.stack[-1]
        place = (*top.place, text)
        if text == "<<" and not event.style:
            self.refuse("yaml_merge_key", event, "a merge key")
        top.key = text
        top.is_repeated = text in top.content
        line = event.start_mark.line + 1
        if top.is_repeated:
            given = f"given twice, first on line {self.lines[place]}"
            hint = "Remove or rename one of the two."
            path = dotted(place)
            self.problems.append(
                Problem("duplicate_key", self.file, line, path, given, "each key once", hint)
            )
            if len(self.problems) == MAX_FAULTS:
                raise _Refused
        else:
            self.lines[place] = line

    def open(self, content: dict[str, Any] | list[Any], event: Any) -> None:
        place = self.here()
        if len(self.stack) >= MAX_DEPTH:
            self.refuse("too_deep", event, f"nested more than {MAX_DEPTH} levels deep")
            raise _Refused
        self.put(content, event)
        self.stack.append(_Open(content, place))

    def put(self, value: Any, event: Any) -> None:
        if not self.stack:
            self.data = value
            return
        top = self.stack[-1]
        if isinstance(top.content, list):
            self.lines[self.here()] = event.start_mark.line + 1
            top.content.append(value)
        elif top.key is not None:
            if not top.is_repeated:
                top.content[top.key] = value
            top.key = None

    def scalar(self, text: str, event: Any) -> Scalar:
        if event.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if len(text) <= MAX_DIGITS:
            if _INTEGER.fullmatch(text):
                return int(text)
            if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
                return float(text)
        if _NOT_FINITE.fullmatch(text) or _DECIMAL.fullmatch(text):
            self.refuse("not_a_number", event, quoted(text))
        return text


def dotted(place: Place) -> str:
    """Return a place as dotted text: ``("groups", "NA", "seat", 0)`` -> ``groups.NA.seat[0]``."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            shown = step if step.isprintable() and len(step) <= 60 else quoted(step[:60])
            text += f".{shown}" if text else shown
    return text
