"""What a map shows of one run: values by district and month, ready to be drawn and to be kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from irenic.case.fields import NOBODY
from irenic.errors import Problem, StudyError, did_you_mean, quoted

if TYPE_CHECKING:
    from irenic.case.arrays import CaseArrays
    from irenic.engine.scenario import Scenario
    from irenic.engine.state import State
    from irenic.study.history import Replay

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = Literal["share", "count", "index", "holder"]

SCHEMA = 1
CONTESTED = 0.5
"""A district of which nobody holds as much is contested."""

_MOST = {"months": 1200, "districts": 500, "holders": 101}
_SMALLEST = 0.005
"""Shares below are left out of a kept document where they stay below in all months."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a map can show.

    Parameters
    ----------
    id : such as ``fighters``
    label : for menus and titles
    unit : "share of people", "persons" or "index"
    kind : "share" (0..1), "count", "index", or "holder": the index of a holder
    meaning : one sentence
    top : end of the scale; None for the largest value there is
    """

    id: str
    label: str
    unit: str
    kind: Kind
    meaning: str
    top: float | None = None


HOLDER = Measure(
    "holder", "Who holds most", "share of people", "holder",
    "The group that holds the largest share of the district's people, in brackets or behind it that share.",
)  # fmt: skip
MEASURES: tuple[Measure, ...] = (
    HOLDER,
    Measure(
        "extremist", "Held by the extremist group", "share of people", "share",
        "Share of the district's people that the extremist group holds.", 1.0,
    ),
    Measure(
        "contested", "How contested", "share of people", "share",
        "Share of the district's people that the largest holder does not hold.", 1.0,
    ),
    Measure(
        NOBODY, "Held by nobody", "share of people", "share",
        "Share of the district's people that no group holds.", 1.0,
    ),
    Measure("fighters", "Fighters", "persons", "count", "Fighters of all groups in the district."),
    Measure(
        "killed", "Killed in the month", "persons", "count",
        "Civilians and fighters killed in the district in the month, by combat, strikes and the extremist "
        "group's rule; the run's first month is the one after the start.",
    ),
    Measure(
        "displaced", "Displaced", "persons", "count",
        "People who fled the district and have not come back.",
    ),
    Measure(
        "grievance", "Grievance", "index", "index",
        "Local grievance, 0 at the start, from strikes and fighting that hurt the district; at most 3.",
    ),
    Measure(
        "cohesion", "Trust among those present", "index", "index",
        "Mean trust among the groups in the district, 0 to 1, by how present they are.", 1.0,
    ),
)  # fmt: skip
_BY_ID = {measure.id: measure for measure in MEASURES}


@dataclass(frozen=True, eq=False)
class Frames:
    """What a map shows of one run, by district and month; month 0 is the start.

    Parameters
    ----------
    label : what was run, in words; empty for the start alone
    months : calendar names, the start first
    districts, holders : ids; the first holder is nobody
    control : (holder, district, month), shares of the district's people
    values : (district, month) by measure; NaN where a month has no value
    """

    label: str
    months: tuple[str, ...]
    districts: tuple[str, ...]
    holders: tuple[str, ...]
    control: Floats
    values: Mapping[str, Floats]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What can be shown, in the order of menus."""
        return tuple(measure for measure in MEASURES if measure.kind == "holder" or measure.id in self.values)

    def measure(self, name: str) -> Measure:
        """Return a measure by its id.

        Raises
        ------
        StudyError : ``unknown_measure``
        """
        found = next((measure for measure in self.measures if measure.id == name), None)
        if found is None:
            known = [measure.id for measure in self.measures]
            raise _refused("unknown_measure", "measure", quoted(name), "one of the map's measures", known)
        return found

    def district(self, name: str) -> int:
        """Return the place of a district among districts.

        Raises
        ------
        StudyError : ``unknown_district``
        """
        if name not in self.districts:
            expected = "a district of the case"
            raise _refused("unknown_district", "district", quoted(name), expected, self.districts)
        return self.districts.index(name)

    def largest(self) -> tuple[Ints, Floats]:
        """Return who holds most (place among holders) and its share, (district, month) each.

        A holder stays until another leads it by more than `HOLDER_MARGIN`, as in a run's events: two that
        hold the same would change places month by month.
        """
        return self._largest

    def document(self) -> dict[str, Any]:
        """Return the frames as plain data; `frames_from` reads them back to four digits."""
        return {
            "schema_version": SCHEMA,
            "label": self.label,
            "months": list(self.months),
            "districts": list(self.districts),
            "holders": list(self.holders),
            "values": {name: [numbers(row) for row in values] for name, values in self.values.items()},
            "control": [
                [holder, district, numbers(self.control[holder, district])]
                for holder, district in np.argwhere(self.control.max(-1) >= _SMALLEST).tolist()
            ],
        }

    @cached_property
    def _largest(self) -> tuple[Ints, Floats]:
        from irenic.analysis.force_events import HOLDER_MARGIN

        count, months = self.control.shape[1:]
        holder = np.zeros((count, months), np.int64)
        now = self.control[:, :, 0].argmax(0)
        every = np.arange(count)
        for month in range(months):
            shares = self.control[:, :, month]
            first = shares.argmax(0)
            now = np.where(shares[first, every] - shares[now, every] > HOLDER_MARGIN, first, now)
            holder[:, month] = now
        share = np.take_along_axis(self.control, holder[None], 0)[0]
        return holder, share


def frames_of(replay: Replay) -> Frames:
    """Return what a map shows of a run.

    Parameters
    ----------
    replay : of one run of a study

    References
    ----------
    docs/model.md, "State", M8, M9 and M12. Who was killed where is not recorded: it is each month computed
    again from its recorded state.
    """
    states = [replay.state(month) for month in range(replay.months + 1)]
    values = _values(states, replay.fixed.scenario)
    killed = [np.full(len(replay.districts), np.nan)]
    killed += [_killed(replay, month) for month in range(1, replay.months + 1)]
    return Frames(
        label=f"{replay.strategy.label or replay.strategy.name}, world {replay.world}",
        months=tuple(replay.date(month) for month in range(replay.months + 1)),
        districts=replay.districts,
        holders=(NOBODY, *replay.groups),
        control=_stacked(state.control for state in states),
        values={**values, "killed": np.stack(killed, -1)},
    )


def start_frames(arrays: CaseArrays) -> Frames:
    """Return what a map shows of a case before anything is run: its start alone, at the best estimates.

    Parameters
    ----------
    arrays : of the case
    """
    from irenic.engine.scenario import scenario_from
    from irenic.engine.start import first_state
    from irenic.study.history import MONTHS

    scenario = scenario_from(arrays, "float64")
    fighters = arrays.fighters_best[:, None] * arrays.fighter_split
    figures = (fighters[..., None], arrays.control[..., None], arrays.trust[..., None])
    state = first_state(np, figures, dict(arrays.initial), scenario)
    return Frames(
        label="",
        months=(f"{MONTHS[arrays.start_month - 1]} {arrays.start_year}",),
        districts=arrays.districts,
        holders=(NOBODY, *arrays.groups),
        control=_stacked([state.control]),
        values=_values([state], scenario),
    )


def _stacked(parts: Any) -> Floats:
    return np.stack([np.asarray(part, np.float64)[..., 0] for part in parts], -1)


def _values(states: Sequence[State], sc: Scenario) -> dict[str, Floats]:
    """Measures that states hold, (district, month) each."""
    from irenic.engine.measures import local_cohesion

    control = _stacked(state.control for state in states)
    return {
        "extremist": control[1 + sc.e],
        "contested": 1.0 - control.max(0),
        NOBODY: control[0],
        "fighters": _stacked(state.fighters.sum(0) for state in states),
        "displaced": _stacked(state.displaced for state in states),
        "grievance": _stacked(state.grievance for state in states),
        "cohesion": _stacked(local_cohesion(np, state, sc) for state in states),
    }


def _killed(replay: Replay, month: int) -> Floats:
    """Everybody killed in a month, (district,)."""
    info = replay.info(month)
    fighters = info.fight.killed.sum(0) + info.hits.kills
    civilians = info.harm.civilians_combat + info.harm.civilians_rule + info.hits.civilians
    return np.asarray((fighters + civilians)[:, 0], np.float64)


def numbers(values: Sequence[float] | Floats) -> list[float | None]:
    """Return numbers to four digits for JSON; None where there is none."""
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in np.asarray(values).tolist()]


def frames_from(document: Any) -> Frames:
    """Return frames that were kept as plain data.

    Parameters
    ----------
    document : from `Frames.document`, or from a stranger

    Raises
    ------
    StudyError : ``bad_frames``
    """
    try:
        return _read(document)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        expected = "frames as irenic keeps them"
        raise _refused("bad_frames", "frames", "", expected, ()) from error


def _read(document: Any) -> Frames:
    """Frames, or any of Python's own errors where the document is not one of them."""
    if document["schema_version"] != SCHEMA:
        raise ValueError("another version")
    months, districts, holders = (_names(document, part) for part in ("months", "districts", "holders"))
    control = np.zeros((len(holders), len(districts), len(months)))
    for holder, district, shares in document["control"]:
        control[_index(holder), _index(district)] = _row(shares, len(months))
    if not ((control >= 0) & (control <= 1.001)).all():
        raise ValueError("shares outside 0..1")
    values = {
        name: np.stack([_row(row, len(months)) for row in rows])
        for name, rows in document["values"].items()
        if name in _BY_ID
    }
    if any(found.shape != control.shape[1:] for found in values.values()):
        raise ValueError("another number of districts")
    return Frames(str(document["label"])[:400], months, districts, holders, control, values)


def _names(document: Any, part: str) -> tuple[str, ...]:
    found = document[part]
    if not (isinstance(found, list) and 0 < len(found) <= _MOST[part]):
        raise ValueError(part)
    if not all(isinstance(name, str) and len(name) <= 160 for name in found):
        raise TypeError(part)
    return tuple(cast("list[str]", found))


def _index(place: Any) -> int:
    if type(place) is not int or place < 0:
        raise TypeError("place")
    return place


def _row(given: Any, months: int) -> Floats:
    if not (isinstance(given, list) and len(given) == months):
        raise ValueError("months")
    if not all(value is None or (type(value) in (int, float)) for value in given):
        raise TypeError("value")
    row = np.array([np.nan if value is None else float(value) for value in given])
    if np.isinf(row).any():
        raise ValueError("not finite")
    return row


def _refused(code: str, path: str, given: str, expected: str, known: Sequence[str]) -> StudyError:
    hint = did_you_mean(given, known) if known else "Have them made anew."
    return StudyError([Problem(code, "map", None, path, given, expected, hint)])
