"""One month of the model, in the order of `docs/model.md`; the oracle the engine is compared with.

Every array carries the worlds on its FIRST axis: fighters (B, G, D), control (B, G+1, D), trust (B, G, G),
parameters (B,), levers (B, ...). `case` is any object with the attributes of `irenic.case.arrays.CaseArrays`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import force, local, politics, society
from .algebra import Arrays, Scene, aggregates, masks
from .outcomes import outcomes, sight

# Field of the engine's State -> name in the model text.
SYMBOLS: dict[str, str] = {
    "fighters": "F",
    "control": "K",
    "materiel": "M",
    "leadership": "H",
    "leadership_ceiling": "Hc",
    "fortune": "phi",
    "disruption": "Dis",
    "air_dependence": "DP",
    "grievance": "R",
    "trust": "T",
    "polarisation": "Z",
    "credibility": "c",
    "maturity": "q",
    "signed": "signed",
    "seated": "seated",
    "endorsed": "endorsed",
    "membership": "m",
    "legitimacy": "L",
    "corruption": "C",
    "guarantee": "guar",
    "displaced": "disp",
    "past_control": "past",
    "momentum": "mom",
    "offensive": "off",
    "campaign": "camp",
    "quorum": "quorum",
    "pulse": "pulse",
    "deal": "deal",
    "deal_age": "age",
}

INPUTS = ("k", "case", "par", "lev", "anchors", "draw", "month", "forced")


# In the order of the model text.
MECHANISMS: tuple[Callable[[Scene], None], ...] = (
    politics.patrons,
    aggregates,
    politics.invitation,
    politics.surroundings,
    politics.talks,
    politics.government,
    force.sorties,
    force.deployment,
    force.strikes,
    local.risings,
    force.combat,
    force.control,
    force.switching,
    society.recruitment,
    society.fragmentation,
    local.deals,
    society.trust,
    society.relapse,
    society.harm,
    outcomes,
)


def scene(state: Arrays, params: Arrays, levers: Arrays, case: Any) -> Scene:
    """Lay out one month's variables under the names of the model text."""
    v = Scene(case=case, par=params, lev=levers, k=masks(case))
    for field, symbol in SYMBOLS.items():
        setattr(v, symbol, state[field])
    v.stagew = v.signed * (0.5 + 0.5 * v.seated)
    v.K_before, v.deal_before = v.K, v.deal
    return v


def dated(months: Sequence[int], case: Any) -> NDArray[np.int_]:
    """Return the months of signing, seating and each group's loss of leadership, 0 where none is given."""
    full = np.zeros(2 + len(case.groups), int)
    full[: len(months)] = months
    return full


def month(
    state: Arrays,
    params: Arrays,
    levers: Arrays,
    case: Any,
    anchors: Arrays,
    draws: Arrays,
    month_number: int,
    forced: Sequence[int] = (),
) -> tuple[Arrays, dict[str, Any]]:
    """Advance every world by one month.

    Parameters
    ----------
    state, anchors, levers, draws : fields of the NamedTuples of `irenic.engine.state`, worlds first
    params : parameter id -> (B,)
    case : as `CaseArrays`
    month_number : 1 for the first month
    forced : months in which `signed`, `seated` and each group's loss of leadership happen whatever the
        draw, 0 for none; those left out at the end are 0

    Returns
    -------
    state : at the end of the month; the arrays given are never changed
    info : every intermediate under its symbol, `sight` among them
    """
    v = scene(state, params, levers, case)
    v.anchors, v.draw, v.month, v.forced = anchors, draws, month_number, dated(forced, case)
    for mechanism in MECHANISMS:
        mechanism(v)
    v.sight = sight(v)
    new = {field: getattr(v, symbol) for field, symbol in SYMBOLS.items()}
    info = {name: value for name, value in vars(v).items() if name not in INPUTS}
    return new, info
