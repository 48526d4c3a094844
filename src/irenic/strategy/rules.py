"""Read conditions from a file: text, with the first thing wrong in each noted as a problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from irenic.case.document import Place, Plain
from irenic.errors import quoted
from irenic.strategy.expression import Condition
from irenic.strategy.findings import Findings
from irenic.strategy.parse import parse_condition
from irenic.strategy.tokens import RuleFault
from irenic.strategy.vocabulary import Vocabulary

T = TypeVar("T")

_FORMER = "Conditions are text since schema 2"


def read_rule(
    value: Plain, place: Place, read: Callable[[str], T], findings: Findings, example: str
) -> T | None:
    """Return what a text says; None, with the problem noted, where it says nothing.

    Parameters
    ----------
    value : what stands at the place
    place : where that is
    read : parser of the text
    findings : takes the problem
    example : text that would do
    """
    if not isinstance(value, str):
        findings.note("wrong_type", place, quoted(value), f"a rule as text, such as {example}")
        return None
    try:
        return read(value)
    except RuleFault as fault:
        given = f"{fault.given} at column {fault.column}"
        findings.note(fault.code, place, given, fault.expected, fault.hint)
        return None


def read_condition(value: Plain, place: Place, words: Vocabulary, findings: Findings) -> Condition | None:
    """Return a condition; None, with the problem noted, for what is none.

    Parameters
    ----------
    value : what stands under ``when`` or ``until``
    place : where that is
    words : what it may name
    findings : takes the problem
    """
    if isinstance(value, list):
        rewritten = _rewritten(value, " or " if place[-1] == "until" else " and ")
        hint = f"{_FORMER}: {rewritten}" if rewritten else f"{_FORMER}: signed for 2 months"
        findings.note("list_of_conditions", place, "a list", "a rule as text", hint)
        return None
    return read_rule(value, place, lambda text: parse_condition(text, words), findings, "signed for 2 months")


def _rewritten(items: list[Plain], joint: str) -> str:
    """The text that says what a list of schema 1 said; empty where it is not one."""
    parts = []
    for item in items:
        if not isinstance(item, dict) or len(item) - ("months" in item) != 1:
            return ""
        name, comparison = next((key, value) for key, value in item.items() if key != "months")
        months = item.get("months", 2)
        if not (name.isidentifier() and isinstance(comparison, str) and isinstance(months, int)):
            return ""
        test = {"signed >= 1": "signed", "signed < 1": "not signed"}.get(f"{name} {comparison}")
        held = "" if months == 1 else f" for {months} months"
        parts.append(f"{test or f'{name} {comparison}'}{held}")
    text = joint.join(parts)
    return text if len(text) <= 200 and text.isprintable() else ""
