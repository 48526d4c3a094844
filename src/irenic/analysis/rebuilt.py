"""A study's case, priors and strategies again, from its folder alone: what runs its model anew begins so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from irenic.case import Case, CaseArrays
    from irenic.parameters import ParameterTable
    from irenic.strategy import Strategy
    from irenic.study import Study


class Rebuilt(NamedTuple):
    """What a study was made from.

    Parameters
    ----------
    case, arrays : as it carries it, and in model form
    table : the priors, those of the code that runs
    strategies : by name, in the study's order
    """

    case: Case
    arrays: CaseArrays
    table: ParameterTable
    strategies: Mapping[str, Strategy]


def rebuilt(study: Study) -> Rebuilt:
    """Return what a study was made from.

    Parameters
    ----------
    study : finished, made by the code that runs

    Raises
    ------
    StudyError : ``cannot_replay`` (made by other code, or without its case), ``damaged_study``
    """
    from irenic.case import case_arrays
    from irenic.parameters import load_parameters
    from irenic.study.replay import refuse_other_code
    from irenic.study.stored import stored_case, stored_strategy

    refuse_other_code(study)
    case = stored_case(study.manifest, study.path)
    arrays = case_arrays(case)
    strategies = {info.name: stored_strategy(info, arrays, study.path) for info in study.manifest.strategies}
    return Rebuilt(case, arrays, load_parameters(), strategies)
