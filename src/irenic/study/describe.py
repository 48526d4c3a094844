"""Definitions that a study carries with it, so that it can be read without the code that ran it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from irenic.case.shipped import case_path
from irenic.study.manifest import (
    FactorInfo,
    GroupInfo,
    GroupMeasureInfo,
    OutcomeInfo,
    SeriesInfo,
    StrategyInfo,
    text_digest,
)

HALF_PRECISION = 2.0**-11
"""Largest relative rounding error of a 16-bit number (IEEE 754 binary16, 11-bit significand)."""

PERSONS: Mapping[str, str] = {
    "extremist_strength": "persons",
    "deaths": "persons a month",
    "civilian_deaths": "persons a month",
    "displaced": "persons",
    "crossings": "persons a month",
}
"""Units of the series stored in thousands: 16 bits hold no number above 65,504."""

OTHER_UNITS: Mapping[str, str] = {
    "extremist_territory": "share of population",
    "base_share": "share of population",
    "strikes": "strikes a month",
}

GROUP_MEASURES: Mapping[str, tuple[str, str, str, str]] = {
    "held_change": (
        "Ground",
        "share of population",
        "max",
        "People in the group's hands at the end, less those at the start, as a share of the country's",
    ),
    "force_ratio": ("Force", "ratio", "max", "Fighters at the end over those at the start; 1 without any"),
    "willingness": (
        "Willingness",
        "index, 0-1",
        "none",
        "Willingness to accept a deal, mean of the last year",
    ),
    "membership": ("Seat", "index, 0-1", "max", "Membership of the settlement, mean of the last year"),
    "killed": ("Killed", "persons", "min", "The group's fighters killed, summed over all months"),
}
"""Label, unit, what the group itself wants, and definition of what the engine keeps of each group."""

CLAIMS = "claims.yaml"
"""File of claims beside a case file."""

MODEL_LAYERS = ("parameters", "case", "worlds", "strategy", "engine")
"""Packages whose code decides a study's numbers."""


class OutcomeRow(Protocol):
    """A row of outcomes.csv, as the engine has it."""

    @property
    def definition(self) -> str:
        """The definition in words."""


class FactorRow(Protocol):
    """A factor as `irenic.worlds` has it."""

    @property
    def name(self) -> str:
        """Such as ``size:X``."""

    @property
    def unit(self) -> str:
        """Of its values."""

    @property
    def meaning(self) -> str:
        """In words."""


def outcome_infos(rows: Iterable[OutcomeRow]) -> tuple[OutcomeInfo, ...]:
    """Return an engine's outcomes as the manifest keeps them."""
    fields = [name for name in OutcomeInfo.model_fields if name != "may_be_missing"]
    return tuple(
        OutcomeInfo.model_validate(
            {name: getattr(row, name) for name in fields}
            | {"may_be_missing": "missing when" in row.definition}
        )
        for row in rows
    )


def factor_infos(rows: Iterable[FactorRow]) -> tuple[FactorInfo, ...]:
    """Return the case's factors as the manifest keeps them."""
    return tuple(FactorInfo(name=row.name, unit=row.unit, meaning=row.meaning) for row in rows)


class GroupRow(Protocol):
    """A group as the case has it."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def kind(self) -> str:
        """Such as ``armed``."""


def group_infos(groups: Mapping[str, GroupRow]) -> tuple[GroupInfo, ...]:
    """Return a case's groups as the manifest keeps them."""
    return tuple(GroupInfo(id=id_, name=row.name, kind=row.kind) for id_, row in groups.items())


def group_measure_infos(names: Sequence[str]) -> tuple[GroupMeasureInfo, ...]:
    """Return what an engine keeps of each group as the manifest keeps it."""
    fields = ("label", "unit", "direction", "definition")
    found = {name: GROUP_MEASURES.get(name, (name, "", "none", name)) for name in names}
    return tuple(
        GroupMeasureInfo.model_validate({"id": name, **dict(zip(fields, row, strict=True))})
        for name, row in found.items()
    )


def series_infos(names: Sequence[str]) -> tuple[SeriesInfo, ...]:
    """Return how each monthly series is stored."""
    return tuple(
        SeriesInfo(
            id=name,
            unit=PERSONS.get(name) or OTHER_UNITS.get(name, "index, 0-1"),
            scale=1000.0 if name in PERSONS else 1.0,
            relative_error=HALF_PRECISION,
        )
        for name in names
    )


def strategy_info(content: Mapping[str, object], name: str, reference: bool) -> StrategyInfo:
    """Return a strategy as the manifest keeps it.

    Parameters
    ----------
    content : plain data in the form of the strategy file; the order of phases is content
    name : its id
    reference : whether it belongs to the set others are compared with
    """
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    phases = content.get("phases", {})
    return StrategyInfo.model_validate(
        {
            "name": name,
            "label": str(content.get("label", name)),
            "text": text,
            "digest": text_digest(text),
            "phases": tuple(phases) if isinstance(phases, Mapping) else (),
            "forced": _dated_events(content.get("forced", {})),
            "reference": reference,
            "not_testable": content.get("not_testable", ""),
        }
    )


def _dated_events(forced: object) -> dict[str, object]:
    """Return months by event, a group's loss of leadership as ``leader_lost:GROUP``."""
    flat: dict[str, object] = {}
    for event, month in forced.items() if isinstance(forced, Mapping) else ():
        flat |= (
            {f"{event}:{g}": m for g, m in month.items()} if isinstance(month, Mapping) else {event: month}
        )
    return flat


def claims_digest(case: str | Path) -> str | None:
    """Return the SHA-256 of the claims beside a case's file; None where there are none.

    Parameters
    ----------
    case : a case file, or a shipped case's name
    """
    path = case_path(case)[0].parent / CLAIMS
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def code_digest() -> str:
    """Return the SHA-256 over the names and contents of the model's source files and tables.

    A study is then never resumed, or taken for done, after the model changed under it.
    """
    root = Path(str(files("irenic")))
    total = hashlib.sha256()
    for layer in MODEL_LAYERS:
        paths = [p for p in (root / layer).rglob("*") if p.suffix in (".py", ".csv")]
        for path in [*sorted(paths), *sorted(root.glob(f"{layer}.csv"))]:
            part = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path.relative_to(root).as_posix()}\0{part}\n".encode())
    return total.hexdigest()
