"""Replayed runs as pages show them, kept in the cache folder so that a second look needs no engine.

A kept run is plain JSON under a name made of digests: of the study's plan (which holds the code's), of the
strategy, world and replicate. What is read back may be a stranger's, so it is checked like any upload; a
file that is not as it should be is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irenic.errors import IrenicError
from irenic.figures.frames import Frames, frames_from, frames_of
from irenic.study.files import write_atomically

if TYPE_CHECKING:
    from irenic.study import Study
    from irenic.study.history import Replay

SCHEMA = 1
LARGEST = 6 * 2**20
"""Bytes of a kept run that are read; one of Libya has about 200,000."""

MOST_KEPT = 300
"""Runs kept at once; those not looked at for longest go first."""

Text = Annotated[str, Field(max_length=4000)]
Month = Annotated[int, Field(ge=0, le=1200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class EventModel(_Strict):
    """Something that happened in a month: a code of `irenic.analysis.events`, or "levers"."""

    month: Month
    code: Annotated[str, Field(max_length=40)]
    text: Text
    where: Annotated[list[Text], Field(max_length=500)]


class PhaseModel(_Strict):
    """Months, the first and the last, in which a phase of the strategy was in force."""

    phase: Text
    first: Month
    last: Month


class KeptRun(_Strict):
    """What is shown of one run besides where it stands among others."""

    schema_version: Annotated[int, Field(ge=SCHEMA, le=SCHEMA)]
    frames: dict[str, Any]
    moments: Annotated[list[Text], Field(max_length=1201)]
    events: Annotated[list[EventModel], Field(max_length=20000)]
    phases: Annotated[list[PhaseModel], Field(max_length=5000)]
    doubts: Annotated[list[Month], Field(max_length=1200)]


class RunId(NamedTuple):
    """Which run of a study."""

    strategy: str
    world: int
    replicate: int


class Shown(NamedTuple):
    """A run ready to be shown."""

    run: KeptRun
    frames: Frames


def run_of(study: Study, which: RunId, cache: Path, replay: Callable[[], Replay]) -> Shown:
    """Return a run: the kept one, else replayed and kept.

    Parameters
    ----------
    study : made by the code that runs
    which : the run
    cache : the app's cache folder
    replay : replays it

    Raises
    ------
    StudyError : as `replay`
    """
    folder = cache / "runs"
    path = folder / f"{_name(study, which)}.json"
    found = kept_run(path, study)
    if found is not None:
        return found
    made = run_document(replay())
    _keep(path, json.dumps(made.model_dump(), ensure_ascii=False, allow_nan=False).encode())
    return Shown(made, frames_from(made.frames))


def run_document(replay: Replay) -> KeptRun:
    """Return what is shown of a run.

    Parameters
    ----------
    replay : the run
    """
    from irenic.analysis.events import events_of
    from irenic.analysis.lever_changes import lever_changes
    from irenic.analysis.moments import lever_words, moments_of

    told = [
        EventModel(month=e.month, code=e.code, text=e.text, where=list(e.where)) for e in events_of(replay)
    ]
    told += [
        EventModel(
            month=c.month, code="levers", text=lever_words(replay, c),
            where=list(c.members) if c.lever.shape == "district" and not c.everyone else [],
        )
        for c in lever_changes(replay)
    ]  # fmt: skip
    return KeptRun(
        schema_version=SCHEMA,
        frames=frames_of(replay).document(),
        moments=[moment.text for moment in moments_of(replay)],
        events=sorted(told, key=lambda one: one.month),
        phases=_phases(replay),
        doubts=[doubt.month for doubt in replay.doubts],
    )


def _phases(replay: Replay) -> list[PhaseModel]:
    """Spans of months in which each phase was in force."""
    from irenic.analysis.events import changes

    found = []
    for index, phase in enumerate(replay.strategy.phases):
        force = replay.views.force[:, index]
        ends = changes(force, up=False)
        for first in ([0] if force[0] > 0.5 else []) + changes(force, up=True):
            last = next((end - 1 for end in ends if end > first), replay.months)
            found.append(PhaseModel(phase=phase.name, first=max(first, 1), last=last))
    return sorted(found, key=lambda one: (one.first, one.last))


def kept_run(path: Path, study: Study) -> Shown | None:
    """Return a kept run; None where there is none, or it is not one of the study's.

    Parameters
    ----------
    path : its file
    study : whose run it should be
    """
    try:
        stat = path.lstat()
        if path.is_symlink() or stat.st_size > LARGEST:
            return None
        found = _read(path, stat.st_mtime_ns)
    except (OSError, ValueError, ValidationError, RecursionError, IrenicError):
        return None
    return found if len(found.frames.months) == study.manifest.months + 1 else None


@lru_cache(maxsize=32)
def _read(path: Path, stamp: int) -> Shown:  # noqa: ARG001 - the stamp is the cache's key
    with path.open("rb") as file:
        run = KeptRun.model_validate(json.loads(file.read(LARGEST + 1)))
    frames = frames_from(run.frames)
    months, districts = len(frames.months), set(frames.districts)
    named = {where for event in run.events for where in event.where}
    latest = max((event.month for event in run.events), default=0)
    if len(run.moments) != months or latest >= months or not named <= districts:
        raise ValueError("not one run's")
    return Shown(run, frames)


def _name(study: Study, which: RunId) -> str:
    """Name of a run's file; separators keep different runs from sharing one."""
    parts = (SCHEMA, study.manifest.plan().digest(), *which)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]


def _keep(path: Path, data: bytes) -> None:
    """Write a run; where the folder cannot be written, the next look replays it again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, data, path.parent)
        files = sorted(path.parent.glob("*.json"), key=lambda one: -one.stat().st_mtime)
        for old in files[MOST_KEPT:]:
            old.unlink()
    except OSError:
        return
