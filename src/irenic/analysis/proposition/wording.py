"""Say a proposition in words."""

from __future__ import annotations

from irenic.analysis.proposition.expression import (
    All,
    AnyOf,
    AtLeast,
    Measure,
    Not,
    Proposition,
    Relation,
    Sum,
    Term,
)
from irenic.analysis.proposition.vocabulary import Labels

_COMPARED = {">=": "is at least", ">": "is above", "<": "is below", "<=": "is at most"}
_OPPOSITE = {">=": "is below", ">": "is at most", "<": "is at least", "<=": "is above"}
_SCORES = {"regret": "mean regret", "score": "weighted score"}
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(proposition: Proposition, labels: Labels | None = None) -> str:
    """Return a proposition in words, without a full stop.

    Parameters
    ----------
    proposition : what is said
    labels : how people call arms and measures

    Examples
    --------
    ``extremist_territory(strikes) >= 0.9 * extremist_territory(nothing)`` ->
    ``extremist territory under strikes is at least 0.9 times extremist territory under nothing``
    """
    return _said(proposition, labels if labels is not None else Labels())


def _said(proposition: Proposition, labels: Labels) -> str:
    if isinstance(proposition, Relation):
        return _related(proposition, labels, _COMPARED[proposition.sign])
    if isinstance(proposition, Not):
        part = proposition.part
        if isinstance(part, Relation):
            return _related(part, labels, _OPPOSITE[part.sign])
        return f"it is not so that {_part(part, labels)}"
    parts = [_part(part, labels) for part in proposition.parts]
    if isinstance(proposition, All):
        return ", and ".join(parts)
    if isinstance(proposition, AnyOf):
        return ", or ".join(parts)
    count = _COUNTS[proposition.count] if proposition.count < len(_COUNTS) else str(proposition.count)
    return f"at least {count} of these hold: {'; '.join(parts)}"


def _part(part: Proposition, labels: Labels) -> str:
    said = _said(part, labels)
    return f"({said})" if isinstance(part, All | AnyOf | AtLeast) else said


def _related(relation: Relation, labels: Labels, compared: str) -> str:
    return f"{_summed(relation.left, labels)} {compared} {_summed(relation.right, labels)}"


def _summed(side: Sum, labels: Labels) -> str:
    first, *rest = side.terms
    minus = "" if first.factor >= 0 else "-" if first.measure is None else "minus "
    said = f"{minus}{_sized(first, labels)}"
    for term in rest:
        said += f" {'minus' if term.factor < 0 else 'plus'} {_sized(term, labels)}"
    return said


def _sized(term: Term, labels: Labels) -> str:
    size = f"{abs(term.factor):,.6g}"
    if term.measure is None:
        return size
    measured = _measured(term.measure, labels)
    return measured if abs(term.factor) == 1 else f"{size} times {measured}"


def _measured(measure: Measure, labels: Labels) -> str:
    named = labels.measures.get(measure.name) or _SCORES.get(measure.name) or measure.name.replace("_", " ")
    name = named[:1].lower() + named[1:] if named[1:2].islower() else named
    arm = labels.arms.get(measure.arm) or measure.arm.replace("_", " ")
    if measure.first is None:
        return f"{name} under {arm}"
    if measure.first == measure.last:
        return f"{name} under {arm} in month {measure.first}"
    return f"{name} under {arm} over months {measure.first} to {measure.last}"
