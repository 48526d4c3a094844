"""Which uncertainties drive an outcome, the difference of two strategies, and who is best.

Three methods, from free to thorough: from the worlds a study already holds (`given`), Morris's
elementary effects (`morris`) and Sobol's indices (`sobol`), both from the engine.
"""

from __future__ import annotations

from irenic.analysis.sensitivity.by_engine import Asked, asked_of, drivers_by_morris, drivers_by_sobol
from irenic.analysis.sensitivity.document import sensitivity_document
from irenic.analysis.sensitivity.drivers import Driver, Drivers, drivers_given
from irenic.analysis.sensitivity.given import Explained, explained_variance, main_effects
from irenic.analysis.sensitivity.morris import Effects, Trajectories, elementary_effects, trajectories
from irenic.analysis.sensitivity.questions import Question, questions_about
from irenic.analysis.sensitivity.sobol import SobolDesign, SobolIndices, sobol_design, sobol_indices

__all__ = [
    "Asked",
    "Driver",
    "Drivers",
    "Effects",
    "Explained",
    "Question",
    "SobolDesign",
    "SobolIndices",
    "Trajectories",
    "asked_of",
    "drivers_by_morris",
    "drivers_by_sobol",
    "drivers_given",
    "elementary_effects",
    "explained_variance",
    "main_effects",
    "questions_about",
    "sensitivity_document",
    "sobol_design",
    "sobol_indices",
    "trajectories",
]
