"""Read the conditions of a phase: an observable, a threshold, months in a row."""

from __future__ import annotations

import re

from irenic.case.document import Place, Plain
from irenic.errors import quoted
from irenic.strategy.findings import Findings
from irenic.strategy.observables import OBSERVABLES
from irenic.strategy.plan import CaseNames, Condition, observable_names

MAX_MONTHS = 120
"""Most months in a row a condition may ask for."""

_NUMBER = r"[-+]?(?:[0-9]{1,12}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,3})?"
_FORM = re.compile(rf"\s*(>=|<)\s*({_NUMBER})\s*")
_EXPECTED = '">= number" or "< number"'


def parse_comparison(text: str) -> tuple[bool, float] | None:
    """Return what ``">= 0.25"`` or ``"< 1"`` says; nothing is ever evaluated.

    Parameters
    ----------
    text : a sign, ``>=`` or ``<``, and a number

    Returns
    -------
    (True for ``>=``, threshold); None for any other text

    Examples
    --------
    >>> parse_comparison(">= .25")
    (True, 0.25)
    >>> parse_comparison("> 1") is None
    True
    """
    found = _FORM.fullmatch(text)
    return None if found is None else (found[1] == ">=", float(found[2]))


def read_conditions(
    value: Plain, place: Place, names: CaseNames, findings: Findings
) -> tuple[Condition, ...]:
    """Read a list of conditions; those with a problem are noted and left out.

    Parameters
    ----------
    value : what stands under ``when`` or ``until``
    place : where that is
    names : ids of the case
    findings : takes the problems
    """
    items = findings.sequence(value, place, 'conditions such as {signed: ">= 1", months: 2}')
    if isinstance(value, list) and not value:
        hint = "Leave the key out if none is meant."
        findings.note("no_conditions", place, "empty", "at least one condition", hint)
    read = (_condition(item, (*place, i), names, findings) for i, item in enumerate(items))
    return tuple(condition for condition in read if condition is not None)


def _condition(item: Plain, place: Place, names: CaseNames, findings: Findings) -> Condition | None:
    entry = findings.mapping(item, place, 'one observable to a comparison, such as signed: ">= 1"')
    months = findings.whole(entry.get("months", 2), (*place, "months"), 1, MAX_MONTHS)
    looked_at = [key for key in entry if key != "months"]
    if len(looked_at) != 1:
        if isinstance(item, dict):
            given, hint = f"about {len(looked_at)} observables", "Write one condition for each."
            findings.note("bad_condition", place, given, "exactly one observable", hint)
        return None
    name = looked_at[0]
    spot = (*place, name)
    valid = observable_names(names)
    if name not in valid:
        findings.unknown("unknown_observable", spot, name, valid, "something that can be observed")
        return None
    comparison = _comparison(entry[name], spot, findings)
    if comparison is None or months is None:
        return None
    observable = OBSERVABLES[valid[name]]
    if not observable.lower <= comparison[1] <= observable.upper:
        expected = f"a threshold from {observable.lower:g} to {observable.upper:g} ({observable.unit})"
        findings.note("threshold_out_of_range", spot, quoted(entry[name]), expected)
        return None
    return Condition(name, *comparison, months)


def _comparison(value: Plain, place: Place, findings: Findings) -> tuple[bool, float] | None:
    comparison = parse_comparison(value) if isinstance(value, str) else None
    if comparison is None:
        hint = ""
        if isinstance(value, str) and value.strip()[:1] in (">", "<", "="):
            hint = "Only >= and < are understood."
        elif isinstance(value, int | float):
            hint = f'Write ">= {value}" or "< {value}".'
        findings.note("bad_condition", place, quoted(value), _EXPECTED, hint)
    return comparison
