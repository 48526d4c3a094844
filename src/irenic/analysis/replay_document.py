"""One run as plain data: everything of every month, for scripts; missing numbers are null.

Lists over months have one entry a month; those of the state one more, the start first. Numbers are those of
the engine (single precision), written with as few digits as give them back.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from irenic.analysis.events import Event, event_data
from irenic.analysis.lever_changes import lever_values, members_of
from irenic.analysis.pick import Picked, Typicality
from irenic.analysis.rule_trace import Trace
from irenic.strategy.compile import Compiled
from irenic.strategy.levers import LEVERS
from irenic.strategy.observables import DISTRICT_FIELDS, GROUP_FIELDS, PAIR_FIELDS
from irenic.strategy.selectors import OFFSETS
from irenic.study.history import Replay

SCHEMA = 1

NATIONAL = (
    "disruption", "air_dependence", "polarisation", "pulse", "signed", "seated", "endorsed",
    "legitimacy", "corruption", "guarantee",
)  # fmt: skip
BY_GROUP = (
    "materiel", "leadership", "leadership_ceiling", "fortune", "membership", "momentum", "offensive",
    "campaign", "credibility", "quorum",
)  # fmt: skip
BY_DISTRICT = ("grievance", "displaced", "deal")


def replay_document(
    replay: Replay, picked: Picked, typical: Typicality, events: Sequence[Event], traces: Sequence[Trace]
) -> dict[str, Any]:
    """Return everything about a run as plain data.

    Parameters
    ----------
    replay, picked, typical : the run, how it was chosen, and how typical it is
    events, traces : what happened, and what the rules did
    """
    manifest = replay.study.manifest
    return {
        "schema_version": SCHEMA,
        "notice": manifest.notice,
        "study": {
            "folder": str(replay.study.path),
            "case": manifest.case.model_dump(exclude={"content"}),
            "irenic": manifest.irenic,
            "seed": manifest.seed,
            "worlds": manifest.worlds,
            "replicates": manifest.replicates,
            "months": manifest.months,
        },
        "run": {
            "strategy": replay.strategy.name,
            "label": replay.strategy.label,
            "world": replay.world,
            "replicate": replay.replicate,
            "picked": picked.how,
            "dates": [replay.date(month) for month in range(1, replay.months + 1)],
        },
        "typicality": typicality_data(typical),
        "doubts": [doubt._asdict() for doubt in replay.doubts],
        "parameters": {name: float(value[0]) for name, value in replay.fixed.parameters.items()},
        "outcomes": {
            info.id: number(value)
            for info, value in zip(manifest.outcomes, replay.recording.outcomes, strict=True)
        },
        "series": {
            info.id: numbers(row) for info, row in zip(manifest.series, replay.recording.series, strict=True)
        },
        "events": event_data(replay, events),
        "phases": phase_data(traces),
        "state": state_data(replay),
        "levers": lever_data(replay),
        "registers": register_data(replay),
    }


def document_text(document: dict[str, Any]) -> str:
    """Return a document as compact JSON text, one top-level entry a line."""
    lines = [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}"
        for key, value in document.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}"


def number(value: Any) -> float | None:
    """Return a number of the engine with as few digits as give it back; None where it is missing."""
    plain = float(str(np.float32(value)))
    return plain if math.isfinite(plain) else None


def numbers(values: Any) -> list[float | None]:
    """Return a row of `number`."""
    return [number(value) for value in np.asarray(values).reshape(-1)]


def typicality_data(typical: Typicality) -> dict[str, Any]:
    """Return where a run stands among all runs of its strategy."""
    return {
        "runs": typical.runs,
        "overall": typical.overall,
        "share_nearer_to_the_middle": typical.distance,
        "outcomes": {
            s.outcome.id: {key: value for key, value in s._asdict().items() if key != "outcome"}
            for s in typical.standings
        },
        "note": "overall: share of the strategy's runs with a lower mean rank over the headline outcomes "
        "that have a direction; better, same, worse: shares of runs that are so beside this one",
    }


def state_data(replay: Replay) -> dict[str, Any]:
    """Return the state, (1 + months) values each, by group and district."""
    states, groups, districts = replay.states, replay.groups, replay.districts
    holders = ("nobody", *groups)
    return {
        "national": {name: numbers(getattr(states, name)) for name in NATIONAL}
        | {
            "maturity_existing": numbers(states.maturity[:, 0]),
            "maturity_new": numbers(states.maturity[:, 1]),
        },
        "groups": {
            group: {name: numbers(getattr(states, name)[:, g]) for name in BY_GROUP}
            | {"fighters": {d: numbers(states.fighters[:, g, i]) for i, d in enumerate(districts)}}
            | {"share_of_the_country": numbers(states.past_control[:, 0, g])}
            for g, group in enumerate(groups)
        },
        "districts": {
            district: {name: numbers(getattr(states, name)[:, d]) for name in BY_DISTRICT}
            | {"control": {h: numbers(states.control[:, i, d]) for i, h in enumerate(holders)}}
            for d, district in enumerate(districts)
        },
        "trust": {
            f"{groups[i]}-{groups[j]}": numbers(states.trust[:, i, j])
            for i in range(len(groups))
            for j in range(i + 1, len(groups))
        },
    }


def lever_data(replay: Replay) -> dict[str, Any]:
    """Return the levers in force, a value a month: a list for a scalar, else a list for each member."""
    found: dict[str, Any] = {}
    for lever in LEVERS:
        rows = np.array([lever_values(replay, lever, month) for month in range(1, replay.months + 1)])
        members = members_of(replay, lever)
        found[lever.id] = (
            {member: numbers(rows[:, i]) for i, member in enumerate(members)} if members else numbers(rows)
        )
    return found


def register_data(replay: Replay) -> dict[str, Any]:
    """Return every register by the name rules use, as the strategist saw it and as it was."""
    months = range(1, replay.months + 1)
    seen, true = (np.array([find(month) for month in months]) for find in (replay.seen, replay.true))
    return {
        name: {"seen": numbers(seen[:, place]), "true": numbers(true[:, place])}
        for name, place in register_names(replay)
    }


def register_names(replay: Replay) -> Iterator[tuple[str, int]]:
    """Yield name (in the language of rules) and place of every register that the case and strategy have."""
    compiled = Compiled(replay.strategy, replay.arrays)
    registers, groups, districts = compiled.words.registers, replay.groups, replay.districts
    yield from compiled.words.scalars.items()
    for p, phase in enumerate(replay.strategy.phases):
        for state in ("active", "started", "ended"):
            yield f"{state}({phase.name})", getattr(registers, state) + p
    for kind, found in compiled.selections.found.items():
        for clauses, place in found.items():
            where = " or ".join(" and ".join(map(str, clause)) for clause in clauses)
            yield (
                f"count({kind}{' where ' if where else ''}{where})",
                registers.counts + OFFSETS[kind] + place,
            )
    for one in GROUP_FIELDS:
        yield from ((f"{one.id}({g})", registers.of_group(one.id, i)) for i, g in enumerate(groups))
    for one in PAIR_FIELDS:
        yield from _pairs(one.id, groups, registers.of_group)
    for one in DISTRICT_FIELDS:
        yield from ((f"{one.id}({d})", registers.of_district(one.id, i)) for i, d in enumerate(districts))
    for i, g in enumerate(groups):
        for j, d in enumerate(districts):
            yield f"control({g}, {d})", registers.of_district("control", j, i)


def _pairs(
    name: str, groups: Sequence[str], place: Callable[[str, int, int], int]
) -> Iterator[tuple[str, int]]:
    for i, first in enumerate(groups):
        for j in range(i + 1, len(groups)):
            yield f"{name}({first}, {groups[j]})", place(name, i, j)


def phase_data(traces: Sequence[Trace]) -> dict[str, Any]:
    """Return what every phase did in each month, and its conditions part by part."""
    return {
        one.phase: {
            "miss": None if one.miss is None else one.miss._asdict(),
            "months": [
                month._asdict()
                | {which: [line._asdict() for line in getattr(month, which)] for which in ("when", "until")}
                for month in one.months
            ],
        }
        for one in traces
    }
