"""Two runs side by side: what differs first, and what differs most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from irenic.analysis.explain.gradients import Floats
from irenic.analysis.explain.kinds import KINDS, SYMMETRIC, Ledger, Level, Relaxing
from irenic.analysis.explain.scenes import Scenes
from irenic.analysis.explain.story import MECHANISMS
from irenic.analysis.explain.words import Names, label_of
from irenic.engine.state import Levers

IN_ORDER: tuple[str, ...] = (
    "inflow", "materiel", "credibility", "effectiveness", "power_share", "invited", "threat", "distance",
    "veto_players", "willingness", "membership", "corruption", "legitimacy", "consent", "flown",
    "by_district", "effort", "pressure", "fighters", "leadership", "disruption", "grievance", "control",
    "recruitment",    "trust", "polarisation",
)  # fmt: skip
"""Figures that are compared, in the order of a month."""

SERIES_OF: Mapping[str, str] = {"legitimacy": "legitimacy", "corruption": "corruption", "flown": "strikes"}
"""Figures of which the study stores a series, so that their spread among its runs is known."""

SAME = 1e-9
"""Relative difference below which two numbers are the same; runs of one program are the same to the bit."""

EACH = 3
"""Most elements of one figure in a list."""

Spread = Callable[[str], Floats | None]
"""Series -> standard deviation among the study's runs, (month,); None where the study has none."""


@dataclass(frozen=True)
class Different:
    """A number that differs between two runs.

    Parameters
    ----------
    kind : one of `KINDS`; empty for a lever, parameter or national series
    index : its element
    label, unit : in words
    month : in which the difference counts most
    one, other : the two values
    score : difference over `scale`
    scale : spread among the study's runs, or a stated natural scale
    by_spread : which of the two
    """

    kind: str
    index: tuple[int, ...]
    label: str
    unit: str
    month: int
    one: float
    other: float
    score: float
    scale: float
    by_spread: bool


@dataclass(frozen=True)
class First:
    """What differs first: the month, what was given differently, and what followed within that month.

    Parameters
    ----------
    month : number of the month; 0 where the starts differ, None where nothing does
    given : levers, or parameters and starting values
    other_luck : whether the luck of the month differs too
    follows : figures of the month, in the order of the month
    """

    month: int | None
    given: tuple[Different, ...]
    other_luck: bool
    follows: tuple[Different, ...]


class Comparison:
    """Compares two runs of one case.

    Parameters
    ----------
    one, other : months of both
    names : of the case
    spread : standard deviation of stored series
    """

    def __init__(self, one: Scenes, other: Scenes, names: Names, spread: Spread) -> None:
        self.one, self.other, self.names, self.spread = one, other, names, spread
        self.months = min(one.months, other.months)

    def first(self) -> First:
        """Return what differs first."""
        parameters = self._parameters()
        start = [d for kind in IN_ORDER if _stock(kind) for d in self._figure(kind, 0)]
        if parameters or start:
            luck = self._luck(1)
            return First(0, tuple(parameters[:EACH] + start[: 2 * EACH]), luck, tuple(self._follows(1)))
        for month in range(1, self.months + 1):
            levers, luck = list(self._levers(month)), self._luck(month)
            follows = self._follows(month)
            if levers or luck or follows:
                return First(month, tuple(levers), luck, tuple(follows))
        return First(None, (), False, ())

    def largest(self, national: Mapping[str, tuple[Floats, Floats, str]]) -> tuple[Different, ...]:
        """Return what differs most: of each number the month that counts most, largest score first.

        Parameters
        ----------
        national : series -> values of both runs, (month,) each, and the unit
        """
        found: dict[tuple[str, tuple[int, ...]], Different] = {}
        for month in range(1, self.months + 1):
            for kind in IN_ORDER:
                for one in self._figure(kind, month):
                    key = (kind, one.index)
                    if key not in found or one.score > found[key].score:
                        found[key] = one
        rows = list(found.values()) + [
            d for name, values in national.items() for d in self._series(name, values)
        ]
        rows.sort(key=lambda row: -row.score)
        counts: dict[str, int] = {}
        kept = []
        for row in rows:
            counts[row.kind] = counts.get(row.kind, 0) + 1
            if not row.kind or counts[row.kind] <= EACH:
                kept.append(row)
        return tuple(kept)

    def _follows(self, month: int) -> list[Different]:
        return [one for kind in IN_ORDER for one in self._figure(kind, month)[:EACH]]

    def _luck(self, month: int) -> bool:
        one, other = self.one.history.draws(month), self.other.history.draws(month)
        return any(not np.array_equal(x, y) for x, y in zip(one, other, strict=True))

    def _levers(self, month: int) -> Iterator[Different]:
        one, other = self.one.history.levers(month), self.other.history.levers(month)
        for field in Levers._fields:
            x, y = getattr(one, field)[..., 0], getattr(other, field)[..., 0]
            for index in _places(x, y, field == "truce"):
                label = label_of((f"levers.{field}", index), self.names)
                yield _different("", index, (label, ""), month, (x[index], y[index]), (1.0, False))

    def _parameters(self) -> list[Different]:
        one, other = self.one.history.fixed.parameters, self.other.history.fixed.parameters
        found = []
        for name in one:
            x, y = float(one[name][0]), float(other[name][0])
            if x != y:
                label = (f"parameter {name}", "")
                found.append(_different("", (), label, 0, (x, y), (max(abs(x) + abs(y), 1e-12), False)))
        return sorted(found, key=lambda row: -row.score)

    def _figure(self, kind: str, month: int) -> list[Different]:
        """Elements of a figure that differ in a month, largest first."""
        if month == 0 and not _stock(kind):
            return []
        one, other = (figure(scenes, kind, month) for scenes in (self.one, self.other))
        row = KINDS[kind]
        spread = self.spread(SERIES_OF[kind]) if kind in SERIES_OF and month else None
        scale = (float(spread[month - 1]), True) if spread is not None else (row.scale, False)
        scale = scale if scale[0] > 0 else (row.scale, False)
        found = [
            _different(kind, index, (self.names.fill(row.words, row.axes, index), row.unit), month,
                       (one[index], other[index]), scale)
            for index in _places(one, other, kind in SYMMETRIC)
        ]  # fmt: skip
        return sorted(found, key=lambda different: -different.score)

    def _series(self, name: str, values: tuple[Floats, Floats, str]) -> list[Different]:
        one, other, unit = values
        spread = self.spread(name)
        if spread is None or name in SERIES_OF.values():
            return []
        score = np.abs(other - one)[: self.months] / np.where(spread > 0, spread, np.inf)[: self.months]
        at = int(np.argmax(score))
        if not score[at] > 0:
            return []
        label = (name.replace("_", " "), unit)
        return [_different("", (), label, at + 1, (one[at], other[at]), (float(spread[at]), True))]


def figure(scenes: Scenes, kind: str, month: int) -> Floats:
    """Return a figure of a month with all its elements, without lanes.

    Parameters
    ----------
    scenes : the run's months
    kind : one of `IN_ORDER`
    month : 0 (stocks only) to the last
    """
    way = KINDS[kind].way
    if isinstance(way, Relaxing | Ledger):
        field = way.stock if isinstance(way, Relaxing) else way.book
        return np.asarray(getattr(scenes.history.state(month), field)[..., 0])
    at = scenes[month].at
    if way.mechanism in at:
        return np.asarray(at[way.mechanism][..., 0])
    mechanism = MECHANISMS[way.mechanism]
    with np.errstate(divide="ignore", under="ignore"):
        found = mechanism.function(np, mechanism.given(scenes[month]), scenes.history.fixed.scenario)
    return np.asarray(found[..., 0])


def _stock(kind: str) -> bool:
    return not isinstance(KINDS[kind].way, Level)


def _places(one: Any, other: Any, symmetric: bool) -> list[tuple[int, ...]]:
    far = np.abs(other - one) > SAME * np.maximum(np.abs(one), np.abs(other))
    places = [tuple(int(i) for i in index) for index in np.argwhere(far)]
    return [index for index in places if not symmetric or index[0] < index[1]]


def _different(
    kind: str, index: tuple[int, ...], words: tuple[str, str], month: int, values: tuple[Any, Any],
    *scale: tuple[float, bool],
) -> Different:  # fmt: skip
    one, other = (float(value) for value in values)
    size, by_spread = scale[0]
    return Different(kind, index, *words, month, one, other, abs(other - one) / size, size, by_spread)
