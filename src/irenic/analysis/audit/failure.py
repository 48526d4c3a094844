"""The box in which a claim fares otherwise, searched on some worlds and checked on others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.influence import Inputs
from irenic.analysis.audit.ledger import Box, InputRange
from irenic.analysis.discover import Input, find_box, sentence
from irenic.analysis.discover.find import REASONS
from irenic.parameters import ParameterTable

Floats = NDArray[np.float64]


def failure_box(
    inputs: Inputs,
    chance: Floats,
    *,
    holds: bool,
    table: ParameterTable,
    load: Floats | None = None,
    numbers: NDArray[np.intp] | None = None,
) -> tuple[Box | None, str]:
    """Return the box of the worlds in which a claim fares otherwise than in most.

    Parameters
    ----------
    inputs : of the audit's worlds
    chance : (world,), share of a world's runs that fare so; NaN where it says nothing
    holds : whether "otherwise" is to hold
    table : the priors, for the words
    load : (world,), how many equal worlds each counts for; None for one
    numbers : (world,), numbers of the worlds; None for 0, 1, ...

    Returns
    -------
    the box, or why there is none: such worlds are then spread
    """
    asked = [Input(name, "real", unit) for name, unit in zip(inputs.names, inputs.units, strict=True)]
    found = find_box(inputs.values.T, chance, asked, load, worlds=numbers)
    if found.box is None or found.test is None:
        return None, REASONS.get(found.reason, found.reason)
    meanings = dict(zip(inputs.names, inputs.meanings, strict=True))
    limits = tuple(
        InputRange(one.input.name, meanings[one.input.name], one.input.unit, one.low, one.high)
        for one in found.box
    )
    test = found.test
    said = sentence(found, table)
    return Box(holds, said, limits, test.density, test.coverage, test.mass, test.base), ""
