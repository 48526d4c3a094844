"""From plain data to models, keeping whatever is sound when something is not.

Checks that reach across entries should still run when one entry elsewhere is malformed, so that a
reader sees every problem at once. A `Draft` therefore holds the parts that fit the format, and the
ids a file declares, even where the part behind an id is broken.
"""

from __future__ import annotations

import copy
import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from irenic.case import schema as s
from irenic.case.document import Document, Place, dotted
from irenic.case.fields import Figure, Override, Strict, Table, Table2
from irenic.errors import Problem, Severity, did_you_mean, quoted

_WANTED: Mapping[str, str] = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "string_type": "text",
    "bool_type": "true or false",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "tuple_type": "a list",
    "list_type": "a list",
    "date_type": "a date such as 2026-01-31",
    "date_parsing": "a date such as 2026-01-31",
    "date_from_datetime_parsing": "a date such as 2026-01-31",
}
_LIMITS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "a number of at least {}"),
    "greater_than": ("gt", "a number above {}"),
    "less_than_equal": ("le", "a number of at most {}"),
    "less_than": ("lt", "a number below {}"),
}
_UNION_TAGS = ("number", "figure")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the data came from: lines of the file, or of the override that set a figure."""

    document: Document
    overridden: Mapping[Place, int] = field(default_factory=dict)

    def problem(self, code: str, place: Place, given: str, expected: str, hint: str = "") -> Problem:
        """Return an error at a place; see `Problem`."""
        return self._problem(code, place, given, (expected, hint), "error")

    def warning(self, code: str, place: Place, given: str, expected: str, hint: str = "") -> Problem:
        """Return a warning at a place; see `Problem`."""
        return self._problem(code, place, given, (expected, hint), "warning")

    def _problem(
        self, code: str, place: Place, given: str, words: tuple[str, str], severity: Severity
    ) -> Problem:
        expected, hint = words
        line = self.document.line(place)
        for figure, index in self.overridden.items():
            if place[: len(figure)] == figure:
                line = self.document.line(("overrides", index))
                hint = f"{hint} It was set by overrides[{index}].".strip()
            elif figure[: len(place)] == place and place:
                hint = f"{hint} Part of it was set by overrides[{index}].".strip()
        return Problem(code, self.document.file, line, dotted(place), given, expected, hint, severity)


@dataclass(frozen=True, slots=True)
class Draft:
    """The sound parts of a case and the ids it declares; a part is None if absent or broken."""

    source: Source
    group_ids: tuple[str, ...]
    issue_ids: tuple[str, ...]
    district_ids: tuple[str, ...]
    patron_ids: tuple[str, ...]
    kinds: Mapping[str, str]
    groups: Mapping[str, s.Group]
    issues: Mapping[str, s.Issue]
    districts: Mapping[str, s.District]
    patrons: Mapping[str, s.Patron]
    attributes: Mapping[str, Table]
    regions: Mapping[str, s.Region]
    positions: Table2 | None
    first_issue: Mapping[str, str]
    relations: s.Relations | None
    adjacency: s.Adjacency | None
    control: s.Control | None
    garrison_per_capita: Figure | None
    support: Table2 | None
    government: s.Government | None
    base_districts: tuple[str, ...]
    initial: s.Initial | None
    crossings: s.Crossings | None
    uncertainty: s.Uncertainty | None
    overrides: tuple[Override, ...]

    def of_kind(self, *kinds: str) -> list[str]:
        """Return ids of the groups of these kinds, in the file's order."""
        return [group for group in self.group_ids if self.kinds.get(group) in kinds]


def draft_case(data: Any, source: Source) -> tuple[Draft | None, s.Case | None, list[Problem]]:
    """Fit plain data to the format.

    Parameters
    ----------
    data : what the file holds, overrides applied
    source : for lines in problems

    Returns
    -------
    The draft (None if the data is no mapping), the case (None if there is any problem), problems
    """
    if not isinstance(data, dict):
        return None, None, [source.problem("wrong_type", (), quoted(data), "a mapping of keys to values")]
    try:
        case = s.Case.model_validate_json(json.dumps(data))
    except ValidationError as fault:
        errors = fault.errors(include_url=False)
        problems = [_explain(error, data, source) for error in errors]
        return _salvage(data, errors, source), None, problems
    return _draft_of(case, source), case, []


def _draft_of(case: s.Case, source: Source) -> Draft:
    kinds = {name: group.kind for name, group in case.groups.items()}
    parts = {name: getattr(case, name) for name in _WHOLE}
    return Draft(
        source=source,
        group_ids=tuple(case.groups),
        issue_ids=tuple(case.issues),
        district_ids=tuple(case.districts),
        patron_ids=tuple(case.patrons),
        kinds=kinds,
        groups=case.groups,
        issues=case.issues,
        districts=case.districts,
        patrons=case.patrons,
        attributes={name: getattr(case.attributes, name) for name in s.ATTRIBUTE_RANGES},
        regions=case.regions,
        **parts,
    )


_ENTRIES: Mapping[str, type[Strict]] = {
    "groups": s.Group,
    "issues": s.Issue,
    "districts": s.District,
    "patrons": s.Patron,
    "attributes": Table,
    "regions": s.Region,
}
"""Sections whose entries stand alone: one broken entry leaves the others usable."""

_WHOLE: tuple[str, ...] = (
    "positions",
    "first_issue",
    "relations",
    "adjacency",
    "control",
    "garrison_per_capita",
    "support",
    "government",
    "base_districts",
    "initial",
    "crossings",
    "uncertainty",
    "overrides",
)
"""Sections used as a whole or not at all."""


def _salvage(data: dict[str, Any], errors: Iterable[ErrorDetails], source: Source) -> Draft:
    """Build a draft from the parts no error touches; unknown keys are dropped, being harmless."""
    data = copy.deepcopy(data)
    broken: set[Place] = set()
    for error in errors:
        place = _place(error["loc"], data)
        if error["type"] == "extra_forbidden":
            _drop(data, place)
        else:
            broken |= {place[:1], place[:2]}
    entries = {name: _entries(data, name, model, broken) for name, model in _ENTRIES.items()}
    groups = _mapping(data, "groups")
    return Draft(
        source=source,
        group_ids=tuple(groups),
        issue_ids=tuple(_mapping(data, "issues")),
        district_ids=tuple(_mapping(data, "districts")),
        patron_ids=tuple(_mapping(data, "patrons")),
        kinds={name: entry["kind"] for name, entry in groups.items() if _has_kind(entry)},
        **entries,
        **{name: _whole(data, name, broken) for name in _WHOLE},
    )


def _entries(data: dict[str, Any], name: str, model: type[Strict], broken: set[Place]) -> Any:
    entries = _mapping(data, name).items()
    return {
        key: model.model_validate_json(json.dumps(entry))
        for key, entry in entries
        if (name, key) not in broken and isinstance(entry, dict)
    }


def _whole(data: dict[str, Any], name: str, broken: set[Place]) -> Any:
    empty: Mapping[str, Any] = {"first_issue": {}, "base_districts": (), "overrides": ()}
    if name not in data or (name,) in broken:
        return empty.get(name)
    annotation: Any = s.Case.model_fields[name].annotation
    part: TypeAdapter[Any] = TypeAdapter(annotation)
    return part.validate_json(json.dumps(data[name]))


def _mapping(data: dict[str, Any], name: str) -> dict[str, Any]:
    section = data.get(name)
    return section if isinstance(section, dict) else {}


def _has_kind(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("kind") in s.KINDS


def _drop(data: Any, place: Place) -> None:
    for step in place[:-1]:
        data = data[step]
    data.pop(place[-1], None)


def _place(steps: tuple[int | str, ...], data: Any) -> Place:
    """Return pydantic's location as a place in the file: without tags of unions and ``[key]``."""
    place: list[int | str] = []
    for position, step in enumerate(steps):
        if _is_inside(step, data):
            data = data[step]
        elif step == "[key]" or (step in _UNION_TAGS and position > 0):
            continue
        place.append(step)
    return tuple(place)


def _is_inside(step: int | str, data: Any) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and 0 <= step < len(data)
    return isinstance(data, dict) and step in data


def _explain(error: ErrorDetails, data: Any, source: Source) -> Problem:
    """Turn one of pydantic's errors into a problem in our words."""
    kind, place, value = error["type"], _place(error["loc"], data), quoted(error["input"])
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(s.Case, list(place[:-1]))
        hint = did_you_mean(str(place[-1]), known)
        return source.problem("unknown_key", place, "not a key of the format", "a known key", hint)
    if kind == "missing":
        hint = "Add it; see the format's example." if isinstance(place[-1], str) else "Add the missing item."
        return source.problem("missing_key", place, "missing", "a value", hint)
    if kind == "literal_error":
        return _explain_choice(place, value, context, source)
    if kind in _LIMITS:
        key, expected = _LIMITS[kind]
        return source.problem("out_of_range", place, value, expected.format(f"{context[key]:g}"))
    if kind in ("too_long", "too_short", "string_too_long"):
        return _explain_length(kind, place, context, source)
    if kind in _WANTED:
        is_quotable = kind == "string_type" and isinstance(error["input"], (int, float))
        hint = "Put it in quotes if it is meant as text." if is_quotable else ""
        return source.problem("wrong_type", place, value, _WANTED[kind], hint)
    return source.problem(kind, place, value, error["msg"])


def _explain_choice(place: Place, value: str, context: Mapping[str, Any], source: Source) -> Problem:
    if place == ("schema",):
        hint = "This version of irenic reads format 1 only."
        return source.problem("unsupported_schema", place, value, "1", hint)
    choices = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
    is_key = isinstance(place[-1], str) and place[:-1] == ("relations", "kinds")
    given = str(place[-1]) if is_key else value.strip('"')
    expected = f"one of {', '.join(choices)}"
    hint = did_you_mean(given, choices, listed=False)
    return source.problem("unknown_choice", place, quoted(given), expected, hint)


def _explain_length(kind: str, place: Place, context: Mapping[str, Any], source: Source) -> Problem:
    if kind == "too_short":
        return source.problem(
            "too_few", place, f"{context['actual_length']} in number", f"at least {context['min_length']}"
        )
    if kind == "too_long":
        return source.problem("too_many", place, "longer than allowed", f"at most {context['max_length']}")
    return source.problem(
        "too_long", place, "too long", f"at most {context['max_length']} characters", "Shorten it."
    )


def _keys_at(annotation: Any, steps: list[int | str]) -> list[str]:
    """Return the keys the format knows at a place."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _keys_at(arguments[0], steps)
    if origin in (Union, types.UnionType):
        return next((keys for option in arguments if (keys := _keys_at(option, steps))), [])
    if origin in (dict, tuple) and steps:
        return _keys_at(arguments[1 if origin is dict else 0], steps[1:])
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return []
    fields = {info.alias or name: info.annotation for name, info in annotation.model_fields.items()}
    if not steps:
        return list(fields)
    return _keys_at(fields.get(str(steps[0])), steps[1:])
