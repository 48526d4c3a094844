"""Drivers from runs of their own: Morris's screening of all inputs, Sobol's indices of groups and a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import world_means
from irenic.analysis.sensitivity.drivers import Driver, Drivers, ordered
from irenic.analysis.sensitivity.experiment import Experiment, Keep, Page, Tally, experiment_of
from irenic.analysis.sensitivity.inputs import LUCK, Input, group_members, inputs_of
from irenic.analysis.sensitivity.morris import Effects, elementary_effects, summary, trajectories
from irenic.analysis.sensitivity.questions import (
    SCORE,
    Question,
    Scales,
    outcome_of_runs,
    questions_about,
    wanted_outcomes,
    wanted_strategies,
)
from irenic.analysis.sensitivity.sobol import SobolIndices, sobol_design, sobol_indices
from irenic.study import OutcomeInfo, Study
from irenic.study.work import Report

Floats = NDArray[np.float64]

STEP = 0.5
"""Of a prior's range: what a step of Morris's walks covers."""

SINGLES = 12
"""Inputs of which `drivers_by_sobol` finds indices one by one: those with the largest effects."""

WALKS = 64
POINTS = 1024
NOTABLE = 0.02
"""Least lower end of a total index that counts: under common luck even a trifle can turn a run."""

OTHER_LUCK = 1_000_003
"""Added to a study's seed for the second draw of luck."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a study, with what is needed to answer it."""

    study: Study
    infos: tuple[OutcomeInfo, ...]
    strategies: tuple[str, ...]
    scales: Scales | None

    @property
    def keep(self) -> Keep:
        """Of all outcomes of a run, those asked about."""

        def kept(values: NDArray[np.floating[Any]]) -> Floats:
            every = np.asarray(values, np.float64)
            rows = [outcome_of_runs(self.study, info, every, self.scales) for info in self.infos]
            return np.stack(rows, axis=-1)

        return kept

    def questions(self) -> Iterator[tuple[int, Question]]:
        """Every question, with the place of its outcome."""
        for place, info in enumerate(self.infos):
            for question in questions_about(info, self.strategies):
                yield place, question


def asked_of(study: Study, outcome: str | None, strategies: Sequence[str]) -> Asked:
    """Return what is asked, checked.

    Parameters
    ----------
    study, outcome, strategies : as for `drivers_given`

    Raises
    ------
    StudyError : ``unknown_outcome``, ``unknown_strategy``
    """
    names, infos = wanted_strategies(study, strategies), wanted_outcomes(study, outcome)
    scales = Scales(study, names) if any(info.id == SCORE for info in infos) else None
    return Asked(study, infos, names, scales)


def leading_two(study: Study, outcome: str | None) -> tuple[str, ...]:
    """Return the strategies that are best in the largest shares of runs, two at most.

    Parameters
    ----------
    study : as `open_study` returns it
    outcome : its id; without one, or without a better direction, the score decides

    Raises
    ------
    StudyError : ``unknown_outcome``
    """
    names = wanted_strategies(study, ())
    info = wanted_outcomes(study, outcome)[0]
    if info.direction == "none":
        info = wanted_outcomes(study, SCORE)[0]
    if len(names) < 2:
        return names
    if info.id == SCORE:
        values = Scales(study, names).stored(study.manifest.worlds)
    else:
        values = study.outcome_values(study.manifest.outcomes.index(info))
    shares = np.nan_to_num(world_means(world_means(Question("best", info, names).answer(values))))
    first, second = np.argsort(-shares, kind="stable")[:2]
    return (names[first], names[second])


def runs_of_morris(study: Study, strategies: int, walks: int = WALKS) -> int:
    """Return how many runs `drivers_by_morris` makes."""
    return strategies * walks * (len(inputs_of(study)) + 2)


def runs_of_sobol(study: Study, strategies: int, points: int = POINTS, walks: int = WALKS) -> int:
    """Return how many runs `drivers_by_sobol` makes, its screening among them."""
    pages = 3 + len(group_members(inputs_of(study))) + min(SINGLES, len(inputs_of(study)))
    return strategies * points * pages + runs_of_morris(study, strategies, walks)


def drivers_by_morris(
    asked: Asked, *, walks: int = WALKS, report: Report | None = None, engine: Any = None
) -> tuple[Drivers, ...]:
    """Screen every input by elementary effects, with luck beside them.

    Parameters
    ----------
    asked : from `asked_of`
    walks : through the unit cube, each with a luck of its own
    report : told how far it is
    engine : for tests

    Raises
    ------
    StudyError : ``cannot_replay``, ``damaged_study``
    """
    model = experiment_of(asked.study, asked.strategies, engine)
    return _screen(
        asked, model, walks, Tally(runs_of_morris(asked.study, len(asked.strategies), walks), report)
    )


def _screen(asked: Asked, model: Experiment, walks: int, tally: Tally) -> tuple[Drivers, ...]:
    inputs = inputs_of(asked.study)
    path = trajectories(len(inputs), walks, model.seed)
    steps = path.points.shape[1]
    pages = [Page(np.ascontiguousarray(path.points[:, k].T), model.seed) for k in range(steps)]
    pages.append(Page(pages[0].points, model.seed + OTHER_LUCK))
    values = model.run(pages, asked.keep, tally)
    runs = len(pages) * walks * len(asked.strategies)
    found = []
    for place, question in asked.questions():
        answers = question.answer(np.moveaxis(values[..., place], 0, -1))  # (output, walk, page)
        kept = ~np.isnan(answers).any((0, 2))
        answers, left_out = answers[:, kept], 1.0 - float(kept.mean())
        about = (int(kept.sum()), left_out, runs, tuple(float(v) for v in answers.mean((1, 2))))
        scale = float(np.sqrt(answers.var((1, 2)).sum())) if kept.sum() > 1 else 0.0
        if scale <= 1e-12 * max(1.0, float(np.abs(answers).max(initial=0.0))):
            found.append(_settled(question, "morris", about))
            continue
        part = path._replace(points=path.points[kept], changed=path.changed[kept], by=path.by[kept])
        effects = [elementary_effects(part, row[:, :-1]) for row in answers]
        luck = summary(_root_sum((answers[:, :, -1:] - answers[:, :, :1]) / STEP))
        found.append(_morris(question, _joined(effects), luck, (inputs, scale, about)))
    return tuple(found)


def _root_sum(effects: Floats) -> Floats:
    return np.asarray(np.sqrt((effects**2).sum(0)))


def _joined(effects: Sequence[Effects]) -> Effects:
    """One set of effects of several outputs: the root of the sum of squares of each."""
    if len(effects) == 1:
        return effects[0]
    return Effects(*(_root_sum(np.stack(column)) for column in zip(*effects, strict=True)))


def _morris(
    question: Question,
    effects: Effects,
    luck: Effects,
    about: tuple[tuple[Input, ...], float, tuple[int, float, int, tuple[float, ...]]],
) -> Drivers:
    inputs, scale, (points, left_out, runs, centre) = about
    unit = STEP / scale

    def driver(one: Input, found: Effects, i: int) -> Driver:
        size, low, high = (float(v[i]) * unit for v in (found.size, found.size_low, found.size_high))
        spread = float(found.spread[i]) * unit
        return Driver(one.name, one.group, one.meaning, size, low, high, spread=spread, matters=low > NOTABLE)

    singles = [driver(one, effects, i) for i, one in enumerate(inputs)]
    chance = driver(Input(LUCK, LUCK, "another draw of luck"), luck, 0)
    return Drivers(
        question, "morris", ordered(singles), (), chance, None, points, left_out, runs, centre
    )  # fmt: skip


def drivers_by_sobol(
    asked: Asked,
    *,
    points: int = POINTS,
    walks: int = WALKS,
    report: Report | None = None,
    engine: Any = None,
) -> tuple[Drivers, ...]:
    """Find Sobol's indices of every group, of luck, and of the inputs that screening finds largest.

    Parameters
    ----------
    asked : from `asked_of`
    points : of each of the two samples, a power of two
    walks : of the screening before
    report : told how far it is
    engine : for tests

    Raises
    ------
    StudyError : ``cannot_replay``, ``damaged_study``
    ParameterError : ``points_not_power_of_two``
    """
    inputs = inputs_of(asked.study)
    members = group_members(inputs)
    sobol_design(1, points, [], 0)  # refused before the model is compiled
    model = experiment_of(asked.study, asked.strategies, engine)
    tally = Tally(runs_of_sobol(asked.study, len(asked.strategies), points, walks), report)
    screened = _screen(asked, model, walks, tally)
    singles = _largest(screened, inputs)
    places = [*members.values(), *((i,) for i in singles)]
    design = sobol_design(len(inputs), points, places, model.seed)

    def pages() -> Iterator[Page]:
        yield Page(design.a, model.seed)
        yield Page(design.b, model.seed + OTHER_LUCK)
        yield from (Page(design.exchanged(i), model.seed) for i in range(len(places)))
        yield Page(design.a, model.seed + OTHER_LUCK)

    values = model.run(pages(), asked.keep, tally)
    names = [Input(name, name, "") for name in members] + [inputs[i] for i in singles]
    return tuple(
        _sobol(
            question,
            question.answer(np.moveaxis(values[..., place], 0, -1)),
            names,
            (len(members), tally.made),
        )
        for place, question in asked.questions()
    )


def _largest(screened: Sequence[Drivers], inputs: tuple[Input, ...]) -> list[int]:
    """Places of the inputs with the largest effect on any question, at most `SINGLES`."""
    size = {one.name: 0.0 for one in inputs}
    for drivers in screened:
        for driver in drivers.inputs:
            size[driver.name] = max(size[driver.name], driver.share)
    order = sorted(range(len(inputs)), key=lambda i: -size[inputs[i].name])
    return sorted(order[:SINGLES])


def _sobol(question: Question, answers: Floats, names: Sequence[Input], counts: tuple[int, int]) -> Drivers:
    """Answer one question from (output, point, page) values."""
    groups, runs = counts
    kept = ~np.isnan(answers).any((0, 2))
    answers = np.moveaxis(answers[:, kept], -1, 0)  # (page, output, point)
    ends = answers[:2].mean((0, 2)) if kept.any() else np.full(answers.shape[1], np.nan)
    centre = tuple(float(v) for v in ends)
    about = (int(kept.sum()), 1.0 - float(kept.mean()), runs, centre)
    if kept.sum() < 2:
        return _settled(question, "sobol", about)
    found = sobol_indices(answers[0], answers[1], answers[2:])
    if found.variance == 0:
        return _settled(question, "sobol", about)
    drivers = [_driver(one, found, i) for i, one in enumerate(names)]
    chance = _driver(Input(LUCK, LUCK, "draws of luck"), found, len(names))
    return Drivers(
        question,
        "sobol",
        ordered(drivers[groups:]),
        ordered(drivers[:groups]),
        chance,
        _together(drivers[:groups], chance),
        about[0],
        about[1],
        runs,
        centre,
    )


def _driver(one: Input, found: SobolIndices, i: int) -> Driver:
    first, low, high, total, total_low, total_high = (float(column[i]) for column in found[:6])
    matters = low > 0 or total_low > NOTABLE
    return Driver(
        one.name, one.group, one.meaning, first, low, high, total, total_low, total_high, matters=matters
    )  # fmt: skip


def _together(groups: Sequence[Driver], luck: Driver) -> Driver:
    """What is of no group alone and not luck; its error as if the parts' were independent."""
    rest = 1.0 - sum(g.share for g in groups) - (luck.total or 0.0)
    halves = [g.high - g.low for g in groups] + [(luck.total_high or 0.0) - (luck.total_low or 0.0)]
    half = float(np.sqrt(np.square(halves).sum())) / 2
    return Driver("together", "together", "", rest, rest - half, rest + half, matters=rest > half)


def _settled(question: Question, method: Any, about: tuple[int, float, int, tuple[float, ...]]) -> Drivers:
    points, left_out, runs, centre = about
    return Drivers(question, method, (), (), None, None, points, left_out, runs, centre)
