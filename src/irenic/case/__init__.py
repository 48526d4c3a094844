"""A conflict as its file states it: read, checked, and turned into arrays.

`load_case` and `check_case` take a path or a shipped case's name; `case_arrays` gives the numbers
in model form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from irenic.case.check import check_case, load_case
from irenic.case.fields import Figure, Override
from irenic.case.figures import all_figures
from irenic.case.schema import Case
from irenic.case.shipped import shipped_cases

if TYPE_CHECKING:
    from irenic.case.arrays import CaseArrays as CaseArrays
    from irenic.case.arrays import case_arrays as case_arrays

__all__ = [
    "Case",
    "CaseArrays",
    "Figure",
    "Override",
    "all_figures",
    "case_arrays",
    "check_case",
    "load_case",
    "shipped_cases",
]


def __getattr__(name: str) -> object:
    """Load the array part, and NumPy with it, on first use."""
    if name in ("CaseArrays", "case_arrays"):
        from irenic.case import arrays

        return getattr(arrays, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
