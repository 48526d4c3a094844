"""Read the phases of a strategy from a file."""

from __future__ import annotations

from types import MappingProxyType

from irenic.case.document import Place, Plain
from irenic.strategy.arrays import P_MAX
from irenic.strategy.findings import Findings
from irenic.strategy.plan import Phase
from irenic.strategy.rules import read_condition
from irenic.strategy.settings import read_settings
from irenic.strategy.vocabulary import Vocabulary

MOST_PRIORITY = 100
"""Priorities lie between this and its negative."""

MOST_MONTHS = 24
"""Most months of `lead` and `withdraw`."""

_OPTIONAL = "when until once priority branch lead withdraw exit"


def read_phases(value: Plain, place: Place, words: Vocabulary, findings: Findings) -> tuple[Phase, ...]:
    """Read a mapping of phase ids to phases; values with a problem are noted and left out.

    Parameters
    ----------
    value : what stands under ``phases``
    place : where that is
    words : what rules may name
    findings : takes the problems
    """
    listed = findings.mapping(value, place, "phase ids to their content")
    if len(listed) > P_MAX:
        given, expected = f"a list of {len(listed)}", f"at most {P_MAX} phases"
        findings.note("too_many_phases", place, given, expected, "Join phases that share their conditions.")
    return tuple(_phase(name, content, (*place, name), (words, findings)) for name, content in listed.items())


def _phase(name: str, value: Plain, place: Place, context: tuple[Vocabulary, Findings]) -> Phase:
    words, findings = context
    findings.name(name, place)
    entry = findings.mapping(value, place, "when, until, once and levers")
    is_exit = findings.flag(entry["exit"], (*place, "exit")) if "exit" in entry else False
    if isinstance(value, dict):
        findings.keys(entry, place, () if is_exit else ("levers",), _OPTIONAL + " levers" * is_exit)
    levers = read_settings(entry.get("levers", {}), (*place, "levers"), words, findings)
    if entry.get("levers") == {} and not is_exit:
        findings.note("no_levers", (*place, "levers"), "empty", "at least one lever", "Remove the phase.")
    when, until = (
        read_condition(entry[key], (*place, key), words, findings) if key in entry else None
        for key in ("when", "until")
    )
    once = findings.flag(entry["once"], (*place, "once")) if "once" in entry else False
    if "until" in entry and "when" not in entry and not once:
        hint = "Add once: true, or say under when what starts it again."
        given = "ended by until but without a when"
        findings.note("until_without_when", place, given, "a way to start again", hint)

    def whole(key: str, least: int, most: int) -> int:
        number = findings.whole(entry[key], (*place, key), least, most) if key in entry else 0
        return number or 0

    return Phase(
        name, MappingProxyType(levers.fixed), when, until, once,
        targets=tuple(levers.targets),
        priority=whole("priority", -MOST_PRIORITY, MOST_PRIORITY),
        branch=findings.word(entry["branch"], (*place, "branch")) if "branch" in entry else "",
        lead=whole("lead", 0, MOST_MONTHS),
        withdraw=whole("withdraw", 0, MOST_MONTHS),
        exit=is_exit,
    )  # fmt: skip
