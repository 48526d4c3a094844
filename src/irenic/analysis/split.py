"""Results apart for worlds in which a contested parameter has one sign or the other (decision D35)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.compare import Comparison
from irenic.analysis.robustness.weighing import known_means
from irenic.study import Study

MORAL_HAZARD = "mh"
"""Below 0, air support lets partners do less; above, it emboldens them; the article's last step too."""


class SignSplit(NamedTuple):
    """Regret averaged over weightings in worlds where a parameter is below 0, and in the others.

    ``below`` and ``above`` are (strategy,); ``share_below`` is the share of worlds.
    """

    parameter: str
    share_below: float
    below: Floats
    above: Floats


def regret_by_sign(study: Study, comparison: Comparison, parameter: str = MORAL_HAZARD) -> SignSplit | None:
    """Split mean regret by the sign of a parameter.

    Parameters
    ----------
    study, comparison : a study, and `compare` of it
    parameter : an id of parameters.csv

    Returns
    -------
    None where the study lacks the parameter, regret, or worlds of either sign
    """
    names = study.manifest.parameters.names
    if comparison.sweep is None or parameter not in names:
        return None
    below = study.parameters[names.index(parameter)].values < 0
    lost, worlds = comparison.sweep.average, comparison.sweep.worlds
    if comparison.belief is not None and worlds is not None:
        below = below[comparison.belief.weights > 0]
    if below.all() or not below.any():
        return None
    if worlds is not None:
        parts = (known_means(lost[:, part], worlds[part]) for part in (below, ~below))
        return SignSplit(parameter, float(worlds[below].sum()), *parts)
    share = float(np.mean(below))
    return SignSplit(parameter, share, lost[:, below].mean(1), lost[:, ~below].mean(1))
