"""Whether a case stands still when nobody acts and nothing happens by chance (decision D11)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.case.arrays import CaseArrays
from irenic.engine.draws import draws_of_month, lane_keys
from irenic.engine.month import month
from irenic.engine.scenario import scenario_from
from irenic.engine.start import anchors_of, first_state
from irenic.engine.state import Draws, Levers, State
from irenic.parameters import ParameterTable
from irenic.strategy.arrays import lever_layout
from irenic.strategy.levers import LEVERS
from irenic.worlds import Worlds

MONTHS = 3
LARGE = 0.10
"""A move of a share of control by more than this within three months is flagged (D11)."""

PROBED_MONTHS = 6
PROBED_SHARE = 0.25
PROBED_FORCED = (2, 3)
SIGNIFICANT = 6


def median_world(arrays: CaseArrays, table: ParameterTable) -> Worlds:
    """The world with every parameter at its median and every figure of the case at its best.

    Parameters
    ----------
    arrays, table : the case and the priors
    """
    fighters = arrays.fighters_best[:, None] * arrays.fighter_split
    if arrays.councils is not None:
        held = arrays.population * arrays.control[1 + arrays.councils]
        fighters[arrays.councils] = arrays.garrison_per_capita * held
    return Worlds(
        lo=0,
        hi=1,
        theta={name: np.array([value]) for name, value in table.median.items()},
        fighters=fighters[..., None],
        control=arrays.control[..., None],
        trust=arrays.trust[..., None],
    )


def no_luck(arrays: CaseArrays) -> Draws:
    """Draws of one month in one world in which every normal is 0 and no event happens.

    Parameters
    ----------
    arrays : the case
    """
    luck = _luck(arrays, 1)
    still = {name: np.zeros_like(values) for name, values in luck._asdict().items()}
    events = {name: still[name] + 1.0 for name in still if name.startswith("u_")}
    return luck._replace(**{**still, **events})


def _luck(arrays: CaseArrays, number: int) -> Draws:
    """One month's luck of the first world under seed 1."""
    first = np.zeros(1, np.int64)
    sizes = (len(arrays.groups), len(arrays.districts), len(arrays.patrons))
    return draws_of_month(np, lane_keys(1, first, first), np.array(number), sizes, np.float64)


def months_of(
    arrays: CaseArrays,
    table: ParameterTable,
    levers: Floats,
    draws: list[Draws],
    *,
    forced: tuple[int, int] = (0, 0),
) -> list[State]:
    """States of the median world at the start and after each month, in double precision with NumPy.

    Parameters
    ----------
    arrays, table : the case and the priors
    levers : (L,), flat, the same every month
    draws : luck of each month
    forced : months in which signing and seating happen whatever the draw; 0 for none

    Returns
    -------
    one state more than months
    """
    sc = scenario_from(arrays, "float64")
    world = median_world(arrays, table)
    layout = lever_layout(arrays)

    def kit(flat: Floats) -> Levers:
        return Levers(**layout.unflatten(flat[:, None]))

    nothing = kit(layout.broadcast({}, arrays.extremist))
    reference = kit(layout.broadcast(arrays.reference_levers, arrays.extremist))
    state = first_state(np, (world.fighters, world.control, world.trust), dict(arrays.initial), sc)
    anchors = anchors_of(np, world.theta, table.median["b0"], state, (nothing, reference), sc)
    states = [state]
    for number, luck in enumerate(draws, 1):
        dated = np.array([*forced, *[0] * len(arrays.groups)])
        when = (np.array(float(number)), 1.0 * (dated == number)[:, None], anchors)
        states.append(month(np, world.theta, states[-1], kit(levers), luck, when, sc)[0])
    return states


def still_months(arrays: CaseArrays, table: ParameterTable, months: int = MONTHS) -> list[State]:
    """States of the median world without levers and without luck, the start first.

    Parameters
    ----------
    arrays, table, months : the case, the priors, how long
    """
    layout = lever_layout(arrays)
    return months_of(arrays, table, layout.broadcast({}, arrays.extremist), [no_luck(arrays)] * months)


class Drift(NamedTuple):
    """The largest move of a share of control in one district.

    ``holder`` is an index of control (0 nobody), ``start`` and ``end`` its share then and when it
    was farthest from there, ``month`` when that was.
    """

    district: int
    holder: int
    start: float
    end: float
    month: int

    @property
    def move(self) -> float:
        """Change of the share, -1..1."""
        return self.end - self.start

    @property
    def large(self) -> bool:
        """Whether decision D11 flags it."""
        return abs(self.move) > LARGE


def district_drift(control: Floats) -> list[Drift]:
    """Largest move of any holder's share in each district.

    Parameters
    ----------
    control : (1 + month, holder, district), shares, the start first
    """
    moves: NDArray[np.float64] = control[1:] - control[:1]
    found = []
    for d in range(control.shape[2]):
        at, holder = np.unravel_index(int(np.abs(moves[:, :, d]).argmax()), moves.shape[:2])
        first, last = control[0, holder, d], control[1 + at, holder, d]
        found.append(Drift(d, int(holder), float(first), float(last), int(at) + 1))
    return found


def model_probe(arrays: CaseArrays, table: ParameterTable) -> str:
    """Digest of what the model does: six months of the median world with luck, every lever and a deal.

    A change of any equation that matters changes it; wording, layout and speed do not. Pages carry
    it, so that one made before such a change is found.

    Parameters
    ----------
    arrays, table : the case and the priors

    Returns
    -------
    16 hex digits, of the states rounded to six significant digits
    """
    layout = lever_layout(arrays)
    some = {lever.id: lever.lower + PROBED_SHARE * (lever.upper - lever.lower) for lever in LEVERS}
    luck = [_luck(arrays, number) for number in range(1, PROBED_MONTHS + 1)]
    levers = layout.broadcast(some, arrays.extremist)
    states = months_of(arrays, table, levers, luck, forced=PROBED_FORCED)
    total = hashlib.sha256()
    for state in states:
        for part in state:
            text = " ".join(f"{x:.{SIGNIFICANT - 1}e}" for x in np.ravel(part) + 0.0)
            total.update(text.encode())
    return total.hexdigest()[:16]
