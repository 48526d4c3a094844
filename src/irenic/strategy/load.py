"""Read a file of strategies; report everything wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from irenic.case.document import Document, Place, Plain, parse_document, read_document
from irenic.errors import Problem, StrategyError, quoted
from irenic.strategy.conditions import read_conditions
from irenic.strategy.findings import Findings
from irenic.strategy.plan import K_MAX, MILESTONES, P_MAX, CaseNames, Phase, Strategy
from irenic.strategy.settings import read_settings

SCHEMA = 1
"""Version of the format; a file may state it."""

MAX_STRATEGIES = 64
"""Most strategies in one file."""

MAX_MONTH = 1200
"""Latest month an event can be dated to."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NAME_FORM = "a lower-case letter, then lower-case letters, digits or _ (40 at most)"


def load_strategies(path: Path, names: CaseNames) -> dict[str, Strategy]:
    """Read a file of strategies for a case.

    Parameters
    ----------
    path : YAML file
    names : ids of the case, such as its arrays

    Returns
    -------
    Strategies by id, in file order

    Raises
    ------
    StrategyError : with every problem in the file, each with its line and a stable code
    """
    return _strategies_of(read_document(path), names)


def parse_strategies(text: str, names: CaseNames, file: str = "strategies") -> dict[str, Strategy]:
    """Read strategies from YAML text; see `load_strategies`.

    Parameters
    ----------
    text : the text of a file
    names : ids of the case
    file : how messages call it
    """
    return _strategies_of(parse_document(text, file), names)


def check_strategies(path: Path, names: CaseNames) -> list[Problem]:
    """Return every problem of a file of strategies, by line; empty where there is none.

    Parameters
    ----------
    path : YAML file
    names : ids of the case
    """
    return _read(read_document(path), names)[1]


def _strategies_of(document: Document, names: CaseNames) -> dict[str, Strategy]:
    strategies, problems = _read(document, names)
    if problems:
        raise StrategyError(problems)
    return strategies


def _read(document: Document, names: CaseNames) -> tuple[dict[str, Strategy], list[Problem]]:
    if document.problems:
        return {}, list(document.problems)
    findings = Findings(document)
    top = findings.mapping(document.data, (), "strategies to their content")
    if top or isinstance(document.data, dict):
        findings.keys(top, (), ("strategies",), "schema")
    schema = top.get("schema", SCHEMA)
    if type(schema) is not int or schema != SCHEMA:
        hint = "This file needs another version of irenic." if type(schema) is int else ""
        findings.note("unsupported_schema", ("schema",), quoted(schema), str(SCHEMA), hint)
    place: Place = ("strategies",)
    listed = findings.mapping(top["strategies"], place, "strategy ids") if "strategies" in top else {}
    if top.get("strategies") == {}:
        findings.note("no_strategies", place, "empty", "at least one strategy")
    if len(listed) > MAX_STRATEGIES:
        given, expected = f"a list of {len(listed)}", f"at most {MAX_STRATEGIES} strategies"
        findings.note("too_many_strategies", place, given, expected, "Split the file.")
    strategies = {name: _strategy(name, value, names, findings) for name, value in listed.items()}
    return strategies, sorted(findings.problems, key=lambda problem: problem.line or 0)


def _strategy(name: str, value: Plain, names: CaseNames, findings: Findings) -> Strategy:
    place: Place = ("strategies", name)
    _check_name(name, place, findings)
    entry = findings.mapping(value, place, "label, summary, levers and phases")
    if isinstance(value, dict):
        optional = "argued_by reference levers phases forced"
        findings.keys(entry, place, ("label", "summary"), optional)

    def text(key: str, longest: int) -> str:
        return findings.text(entry[key], (*place, key), longest) if key in entry else ""

    reference = findings.flag(entry["reference"], (*place, "reference")) if "reference" in entry else True
    strategy = Strategy(
        name=name,
        label=text("label", 80),
        summary=text("summary", 600),
        argued_by=text("argued_by", 300),
        reference=reference,
        base=MappingProxyType(read_settings(entry.get("levers", {}), (*place, "levers"), names, findings)),
        phases=_phases(entry.get("phases", {}), (*place, "phases"), names, findings),
        forced=_forced(entry.get("forced", {}), (*place, "forced"), findings),
    )
    _check_limits(strategy, place, findings)
    return strategy


def _phases(value: Plain, place: Place, names: CaseNames, findings: Findings) -> tuple[Phase, ...]:
    listed = findings.mapping(value, place, "phase ids to their content")
    if len(listed) > P_MAX:
        given, expected = f"a list of {len(listed)}", f"at most {P_MAX} phases"
        findings.note("too_many_phases", place, given, expected, "Join phases that share their conditions.")
    return tuple(_phase(name, content, (*place, name), (names, findings)) for name, content in listed.items())


def _phase(name: str, value: Plain, place: Place, context: tuple[CaseNames, Findings]) -> Phase:
    names, findings = context
    _check_name(name, place, findings)
    entry = findings.mapping(value, place, "when, until, once and levers")
    if isinstance(value, dict):
        findings.keys(entry, place, ("levers",), "when until once")
    levers = read_settings(entry.get("levers", {}), (*place, "levers"), names, findings)
    if entry.get("levers") == {}:
        findings.note("no_levers", (*place, "levers"), "empty", "at least one lever", "Remove the phase.")

    when, until = (
        read_conditions(entry[key], (*place, key), names, findings) if key in entry else ()
        for key in ("when", "until")
    )
    once = findings.flag(entry["once"], (*place, "once")) if "once" in entry else False
    if "until" in entry and "when" not in entry and not once:
        hint = "Add once: true, or say under when what starts it again."
        given = "ended by until but without a when"
        findings.note("until_without_when", place, given, "a way to start again", hint)
    return Phase(name, MappingProxyType(levers), when, until, once)


def _forced(value: Plain, place: Place, findings: Findings) -> Mapping[str, int]:
    read: dict[str, int] = {}
    for key, month in findings.mapping(value, place, "milestones to months").items():
        spot = (*place, key)
        if key not in MILESTONES:
            findings.unknown("unknown_milestone", spot, key, MILESTONES, "signed or seated")
        elif (number := findings.whole(month, spot, 1, MAX_MONTH)) is not None:
            read[key] = number
    if "seated" in read and not read.get("signed", MAX_MONTH) <= read["seated"]:
        expected = "signed in the same month or earlier"
        hint = "A government cannot sit before the agreement that makes it."
        findings.note("forced_order", (*place, "seated"), str(read["seated"]), expected, hint)
    return MappingProxyType(read)


def _check_name(name: str, place: Place, findings: Findings) -> None:
    if not _NAME.fullmatch(name):
        findings.note("bad_name", place, quoted(name), _NAME_FORM)


def _check_limits(strategy: Strategy, place: Place, findings: Findings) -> None:
    count = len(strategy.conditions())
    if count > K_MAX:
        given, expected = f"with {count} different conditions", f"at most {K_MAX} over all phases"
        findings.note("too_many_conditions", (*place, "phases"), given, expected, "Join or drop some.")
    if strategy.forced and strategy.reference:
        hint = "Dated events are for back-tests; add reference: false."
        spot = (*place, "forced")
        findings.note("forced_in_reference", spot, "given for a reference strategy", "no dated events", hint)
