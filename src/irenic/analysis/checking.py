"""Everything wrong with a case file, and with the strategies, claims, shapes and record beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from irenic.errors import Problem


def problems_of(case: str | Path) -> list[Problem]:
    """Return every problem of a case file and of what lies beside it.

    Strategies are read once the case itself can be used, and claims once the strategies can.

    Parameters
    ----------
    case : a case file, or a shipped case's name
    """
    from irenic.case import case_arrays, check_case, load_case
    from irenic.case.shipped import case_path
    from irenic.errors import errors_of
    from irenic.strategy import check_case_strategies, load_case_strategies

    problems = check_case(case)
    if errors_of(problems):
        return problems
    folder = case_path(case)[0].parent
    if not (folder / "strategies.yaml").exists():
        return problems
    arrays = case_arrays(load_case(case))
    problems = [*problems, *check_case_strategies(folder, arrays)]
    if errors_of(problems) or not (folder / "claims.yaml").exists():
        return problems
    from irenic.analysis.claims import FILE, check_claims

    return [*problems, *check_claims(folder / FILE, arrays, load_case_strategies(folder, arrays))]


def problems_with_record(case: str | Path) -> list[Problem]:
    """Return `problems_of` a case and the problems of its shapes and its record, where it has them.

    Parameters
    ----------
    case : a case file, or a shipped case's name
    """
    from irenic.case import case_arrays, load_case
    from irenic.case.shipped import case_path
    from irenic.errors import DataError, errors_of
    from irenic.record import load_record
    from irenic.record.places import FILE, load_shapes

    problems = problems_of(case)
    if errors_of(problems):
        return problems
    path, arrays = case_path(case)[0], case_arrays(load_case(case))
    try:
        load_record(path, arrays)
    except DataError as error:
        problems += error.problems
    try:
        if path.with_name(FILE).is_file():
            load_shapes(path, arrays.districts)
    except DataError as error:
        problems += error.problems
    return problems
