"""Everything wrong with a case file and the strategies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from irenic.errors import Problem


def problems_of(case: str) -> list[Problem]:
    """Return every problem of a case file; those of its strategies too, once the case itself can be read.

    Parameters
    ----------
    case : a case file, or a shipped case's name
    """
    from irenic.case import case_arrays, check_case, load_case
    from irenic.case.shipped import case_path
    from irenic.errors import errors_of
    from irenic.strategy import check_case_strategies

    problems = check_case(case)
    if errors_of(problems):
        return problems
    folder = case_path(case)[0].parent
    if not (folder / "strategies.yaml").exists():
        return problems
    return [*problems, *check_case_strategies(folder, case_arrays(load_case(case)))]
