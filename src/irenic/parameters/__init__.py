"""The model's uncertain numbers and their priors, read from `parameters.csv`, their single home.

A prior is a normal, log-normal or beta distribution *truncated* to its bounds: probability is
mapped into the part of the distribution inside them, so no draw piles up on a bound (decision
D14). Every prior carries its source, what of it was checked, a grade and the sign its wording
expects, so that the two-sidedness audit (decision D16) is computed, not asserted.
"""

from __future__ import annotations

from irenic.parameters.audit import audit_markdown, priors_markdown
from irenic.parameters.prior import CONTESTED_FLOOR, NATURAL_LIMITS, Distribution, Prior, shorthand
from irenic.parameters.read import COLUMNS, load_parameters
from irenic.parameters.table import CENTRED_RUN, ParameterTable

__all__ = [
    "CENTRED_RUN",
    "COLUMNS",
    "CONTESTED_FLOOR",
    "NATURAL_LIMITS",
    "Distribution",
    "ParameterTable",
    "Prior",
    "audit_markdown",
    "load_parameters",
    "priors_markdown",
    "shorthand",
]
