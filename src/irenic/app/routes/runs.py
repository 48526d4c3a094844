"""Single runs: their months on the map, and why things happened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query

from irenic.app.drawn import FigureModel, drawn
from irenic.app.lab import KEPT, Lab
from irenic.app.runs.answers import (
    Atlas,
    PartingModel,
    RunModel,
    StartModel,
    WhyModel,
    about_run,
    map_parting,
    run_model,
    start_model,
)
from irenic.app.runs.kept import RunId, Shown, run_of
from irenic.app.services import Parts, Services
from irenic.figures.district import district_lines
from irenic.figures.frames import Frames
from irenic.figures.map import district_map
from irenic.figures.places import Places
from irenic.study import Study
from irenic.study.stored import stored_case

if TYPE_CHECKING:
    from irenic.analysis.explain.mechanism import Workbench
    from irenic.study.history import Replay

router = APIRouter(prefix="/api", tags=["runs"])

Name = Annotated[str, Path(max_length=100)]
Count = Annotated[int, Path(ge=0, lt=2**31)]
MeasureQuery = Annotated[str, Query(max_length=40, description="One of the map's measures")]
RUN = "/studies/{study}/runs/{strategy}/{world}/{replicate}"


@dataclass(frozen=True)
class OneRun:
    """The path of a run: a study's strategy, world and replicate."""

    study: Name
    strategy: Name
    world: Count
    replicate: Count

    @property
    def id(self) -> RunId:
        """Which run of the study."""
        return RunId(self.strategy, self.world, self.replicate)

    def of(self, strategy: str) -> RunId:
        """Return the run of another strategy in the same world with the same luck."""
        return RunId(strategy, self.world, self.replicate)


Which = Annotated[OneRun, Depends()]


class Bench:
    """Compiled gradients of one case, for one question at a time; what a question leaves is let go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: Workbench | None = None

    @contextmanager
    def asking(self, run: Replay) -> Iterator[Workbench]:
        """Give the gradients to one question.

        Parameters
        ----------
        run : any run of the case
        """
        from irenic.analysis.explain.mechanism import Workbench

        with self._lock:
            self._ready = self._ready or Workbench(run.fixed.scenario)
            try:
                yield self._ready
            finally:
                self._ready.forget()


@router.get("/cases/{case}/start")
def read_start(case: Name, parts: Parts) -> StartModel:
    """What the map can show of a case before anything is run."""
    known = parts.library.case(case)
    atlas = Atlas(parts.library)
    return start_model(known, atlas.places(known), atlas.start(known))


@router.get("/cases/{case}/start/map")
def draw_start(case: Name, parts: Parts, measure: MeasureQuery = "holder") -> FigureModel:
    """The map of a case's start, for which no engine is needed."""
    known, atlas = parts.library.case(case), Atlas(parts.library)
    return drawn(district_map(atlas.places(known), atlas.start(known), measure))


@router.get("/studies/{study}/runs/{strategy}")
def pick_run(
    study: Name,
    strategy: Name,
    parts: Parts,
    *,
    pick: Annotated[
        str, Query(max_length=20, description="median, worst, random, or the number of a world")
    ] = "median",
    by: Annotated[str | None, Query(max_length=100, description="Outcome to pick by")] = None,
    replicate: Annotated[int | None, Query(ge=0, lt=2**31)] = None,
) -> RunModel:
    """One run of a strategy: which, how it was chosen, how typical it is, and what happened in it."""
    from irenic.analysis.pick import pick as pick_one
    from irenic.analysis.pick import typicality
    from irenic.study.replay import refuse_other_code

    opened = parts.library.study(study)
    refuse_other_code(opened)
    picked = pick_one(opened, strategy, pick, by=by, replicate=replicate)
    typical = typicality(opened, strategy, picked.world, picked.replicate)
    shown = _shown(parts, opened, RunId(strategy, picked.world, picked.replicate))
    about = about_run(study, opened, strategy)
    case = stored_case(opened.manifest, opened.path)
    return run_model(about, (picked, typical), shown, case, Atlas(parts.library).places(case))


@router.get(f"{RUN}/map")
def draw_map(
    which: Which,
    parts: Parts,
    measure: MeasureQuery = "holder",
    beside: Annotated[
        str | None, Query(max_length=100, description="Strategy of a map beside it: one scale for both")
    ] = None,
    month: Annotated[float, Query(ge=0, le=1200, description="Shown at first")] = 0.0,
) -> FigureModel:
    """The map of one measure, with all its months."""
    opened = parts.library.study(which.study)
    frames = _frames(parts, opened, which.id)
    second = None if beside is None else _frames(parts, opened, which.of(beside))
    places = _places(parts, opened)
    return drawn(district_map(places, frames, measure, month=month, second=second))


@router.get(f"{RUN}/districts/{{district}}")
def draw_district(
    which: Which,
    district: Name,
    parts: Parts,
    measure: MeasureQuery = "holder",
) -> FigureModel:
    """One district through time."""
    opened = parts.library.study(which.study)
    frames = _frames(parts, opened, which.id)
    return drawn(district_lines(_places(parts, opened), frames, district, measure))


@router.get(f"{RUN}/why")
def explain(
    which: Which,
    parts: Parts,
    question: Annotated[str, Query(max_length=200, description="Such as control:sirte:7")],
) -> WhyModel:
    """Why a number changed in a month: its drivers, largest first, and what moved them in turn.

    The first question of a kind compiles the derivatives of its mechanism, which takes seconds.
    """
    from irenic.analysis.explain.answers import why
    from irenic.analysis.explain.told import told_node

    opened = parts.library.study(which.study)
    lab = parts.lab_of(opened)
    run = lab.replay(opened, *which.id)
    bench = _bench(lab)
    with bench.asking(run) as ready:
        node = why(run, question, ready)
    return WhyModel.model_validate(told_node(node, run.date(node.month)))


@router.get(f"{RUN}/against/{{other}}")
def part_from(
    which: Which,
    other: Name,
    parts: Parts,
    causes: Annotated[bool, Query(description="Also why, which can take a minute")] = False,
) -> PartingModel:
    """Where the run of another strategy parts from this one, in the same world with the same luck."""
    from irenic.analysis.explain.answers import CHAINS, difference
    from irenic.analysis.explain.told import told_first, told_largest, told_node

    opened = parts.library.study(which.study)
    lab = parts.lab_of(opened)
    one, two = (lab.replay(opened, *which.of(name)) for name in (which.strategy, other))
    bench = _bench(lab)
    with bench.asking(one) as ready:
        found = difference(one, two, ready, chains=CHAINS if causes else 0)
    first, second = (_frames(parts, opened, which.of(name)) for name in (which.strategy, other))
    map_month, on_map = map_parting(first, second, one.case)
    month = found.first.month
    return PartingModel.model_validate({
        "first": told_first(found.first, one.date(month or 0)),
        "month": month,
        "on_map": on_map,
        "map_month": map_month,
        "largest": told_largest(found.largest),
        "causes": [told_node(node, one.date(node.month)) for node in found.chains],
    })  # fmt: skip


def _frames(parts: Services, study: Study, which: RunId) -> Frames:
    return _shown(parts, study, which).frames


def _shown(parts: Services, study: Study, which: RunId) -> Shown:
    from irenic.study.replay import refuse_other_code

    refuse_other_code(study)

    def replay() -> Replay:
        return parts.lab_of(study).replay(study, *which)

    return run_of(study, which, parts.settings.cache, replay)


def _places(parts: Services, study: Study) -> Places:
    return Atlas(parts.library).places(stored_case(study.manifest, study.path))


@lru_cache(maxsize=KEPT)
def _bench(lab: Lab) -> Bench:  # noqa: ARG001 - one for each lab
    return Bench()
