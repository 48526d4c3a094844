"""Answers on single runs as the interface gives them: which run, its months, why, and where two part."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydantic import BaseModel

from irenic.analysis.pick import Picked, Typicality
from irenic.analysis.typical_words import typical_sentences
from irenic.app.runs.kept import EventModel, PhaseModel, Shown
from irenic.case.fields import NOBODY
from irenic.figures.frames import Frames, start_frames
from irenic.figures.places import Places, places_of

if TYPE_CHECKING:
    from irenic.app.library import Library
    from irenic.case import Case
    from irenic.study import Study

NAMED = 3
"""Districts named where two maps differ first."""


class MeasureModel(BaseModel):
    """Something that the map can show; see `irenic.figures.frames.Measure`."""

    id: str
    label: str
    unit: str
    kind: str
    meaning: str


class PlaceModel(BaseModel):
    """A district, and the groups that hold most of it month by month."""

    id: str
    name: str
    local: str


class HandModel(BaseModel):
    """A district changes hands: its largest holder in a month is another than the month before."""

    month: int
    district: str
    before: str
    after: str
    question: str


class StartModel(BaseModel):
    """What the map needs to know of a case before anything is run."""

    months: list[str]
    measures: list[MeasureModel]
    districts: list[PlaceModel]
    holders: dict[str, str]


class StrategyModel(BaseModel):
    """A strategy of the study, for menus."""

    name: str
    label: str


class PickerModel(BaseModel):
    """An outcome to pick a run by; "none" has no better direction, so no worst tenth."""

    id: str
    label: str
    direction: str
    headline: bool


class RunModel(StartModel):
    """One run: which it is, how it was chosen, how typical it is, and what happened in it.

    ``frames`` holds the values of the map by district and month, ``moments`` a sentence for each month (the
    start first), ``events`` everything told of it, ``hands`` each change of a district's largest holder with
    the question that asks why; ``doubts`` are months whose causes may not fit the record.
    """

    study: str
    strategy: str
    label: str
    world: int
    replicate: int
    how: str
    typical: list[str]
    strategies: list[StrategyModel]
    outcomes: list[PickerModel]
    moments: list[str]
    events: list[EventModel]
    phases: list[PhaseModel]
    hands: list[HandModel]
    doubts: list[int]
    frames: dict[str, Any]


class DriverModel(BaseModel):
    """What one driver brought to a change; ``share`` is of all that pushed either way."""

    text: str
    value: float
    shown: str
    share: float
    weight: str
    month: int
    end: str
    because: WhyModel | None


class WhyModel(BaseModel):
    """Why a number of a run changed in a month: the change in a sentence, then its drivers, largest first."""

    text: str
    month: int
    unit: str
    before: float
    after: float
    drivers: list[DriverModel]
    others: str


class DifferentModel(BaseModel):
    """A number that differs between two runs, in the month in which that counts most."""

    text: str
    month: int
    one: str
    other: str
    difference: str


class PartingModel(BaseModel):
    """Where two runs part: first of all, on the map, and what differs most; ``causes`` only where asked."""

    first: str
    month: int | None
    on_map: str
    map_month: int | None
    largest: list[DifferentModel]
    causes: list[WhyModel]


class _Drawn(NamedTuple):
    """A case by what decides its shapes, so that they are made once."""

    digest: str
    path: Path | None


class Atlas:
    """Places of the cases that are shown, made once each.

    Parameters
    ----------
    library : knows where a case's shapes lie
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def places(self, case: Case) -> Places:
        """Return a case's districts.

        Parameters
        ----------
        case : the conflict, perhaps as a study carries it

        Raises
        ------
        DataError : the shapes beside its file cannot be used
        """
        return _places(_Held(case, self._file(case)))

    def start(self, case: Case) -> Frames:
        """Return what a map shows of a case before anything is run.

        Parameters
        ----------
        case : the conflict
        """
        return _start(_Held(case, None))

    def _file(self, case: Case) -> Path | None:
        """The file of the same case, beside which its shapes lie; None where it is gone."""
        from irenic.errors import IrenicError

        for entry in self._library.cases():
            try:
                if self._library.case(entry.key).digest == case.digest:
                    return entry.path
            except IrenicError:
                continue
        return None


class _Held:
    """A case that is the same as another of its digest and file."""

    def __init__(self, case: Case, path: Path | None) -> None:
        self.case, self.key = case, _Drawn(case.digest, path)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.key == other.key


@lru_cache(maxsize=16)
def _places(held: _Held) -> Places:
    return places_of(held.case, held.key.path)


@lru_cache(maxsize=16)
def _start(held: _Held) -> Frames:
    from irenic.case import case_arrays

    return start_frames(case_arrays(held.case))


def start_model(case: Case, places: Places, frames: Frames) -> StartModel:
    """Return what the map needs before anything is run.

    Parameters
    ----------
    case, places, frames : the conflict, its districts, its start
    """
    return StartModel(**_common(case, places, frames))


def run_model(
    about: dict[str, Any], chosen: tuple[Picked, Typicality], shown: Shown, case: Case, places: Places
) -> RunModel:
    """Return a run as the interface gives it.

    Parameters
    ----------
    about : study and strategy, as `about_run` gives them
    chosen : how it was chosen, where it stands
    shown, case, places : the run, the conflict, its districts
    """
    run, (picked, typical) = shown.run, chosen
    return RunModel(
        **about, **_common(case, places, shown.frames), world=picked.world, replicate=picked.replicate,
        how=picked.how, typical=typical_sentences(typical), moments=run.moments, events=run.events,
        phases=run.phases, hands=_hands(shown.frames), doubts=run.doubts, frames=run.frames,
    )  # fmt: skip


def about_run(key: str, study: Study, strategy: str) -> dict[str, Any]:
    """Return of which study and strategy a run is, and which others there are.

    Parameters
    ----------
    key, study : the study, and its name
    strategy : one of its strategies
    """
    manifest = study.manifest
    labels = {one.name: one.label or one.name for one in manifest.strategies}
    return {
        "study": key,
        "strategy": strategy,
        "label": labels[strategy],
        "strategies": [StrategyModel(name=name, label=label) for name, label in labels.items()],
        "outcomes": [
            PickerModel(id=one.id, label=one.label, direction=one.direction, headline=one.headline)
            for one in manifest.outcomes
        ],
    }


def _common(case: Case, places: Places, frames: Frames) -> dict[str, Any]:
    return {
        "months": list(frames.months),
        "measures": [
            MeasureModel(id=m.id, label=m.label, unit=m.unit, kind=m.kind, meaning=m.meaning)
            for m in frames.measures
        ],
        "districts": [
            PlaceModel(id=one, name=name, local=local)
            for one, name, local in zip(places.districts, places.names, places.local, strict=True)
        ],
        "holders": holder_names(case),
    }


def _hands(frames: Frames) -> list[HandModel]:
    """Every change of a largest holder, by month; a question asks for the new one's share."""
    largest, _ = frames.largest()
    districts, months = np.nonzero(largest[:, 1:] != largest[:, :-1])
    found = []
    for district, month in sorted(zip(districts.tolist(), (months + 1).tolist(), strict=True), key=_by_month):
        before, after = (frames.holders[largest[district, at]] for at in (month - 1, month))
        name = frames.districts[district]
        found.append(
            HandModel(
                month=month, district=name, before=before, after=after,
                question=f"control:{name}:{after}:{month}",
            )
        )  # fmt: skip
    return found


def _by_month(place: tuple[int, int]) -> tuple[int, int]:
    return place[1], place[0]


def holder_names(case: Case) -> dict[str, str]:
    """Return the names of all that can hold a district.

    Parameters
    ----------
    case : the conflict
    """
    return {NOBODY: NOBODY} | {one: group.name for one, group in case.groups.items()}


def map_parting(one: Frames, other: Frames, case: Case) -> tuple[int | None, str]:
    """Return the first month in which two runs differ in who holds a district, and that in a sentence.

    Parameters
    ----------
    one, other : the runs
    case : whose districts they are of
    """
    first, second = one.largest()[0], other.largest()[0]
    months = min(first.shape[1], second.shape[1])
    differs = first[:, :months] != second[:, :months]
    if not differs.any():
        return None, "On the map the same group holds most of every district in every month."
    month = int(np.flatnonzero(differs.any(0))[0])
    names = holder_names(case)
    districts = [district.name for district in case.districts.values()]
    where = np.flatnonzero(differs[:, month])
    said = [
        f"{districts[d]} is held most by {names[one.holders[first[d, month]]]}, in the second run by "
        f"{names[other.holders[second[d, month]]]}"
        for d in where[:NAMED]
    ]
    more = f"; {len(where) - NAMED} more districts differ" if len(where) > NAMED else ""
    text = f"On the map they first differ in month {month} ({one.months[month]}): {'; '.join(said)}{more}."
    return month, text
