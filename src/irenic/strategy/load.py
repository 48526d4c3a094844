"""Read a file of strategies; report everything wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from irenic.case.document import Document, Place, Plain, dotted, parse_document, read_document
from irenic.errors import Problem, StrategyError, quoted
from irenic.strategy.compile import Compiled
from irenic.strategy.findings import Findings
from irenic.strategy.grammar import MONTH_MAX
from irenic.strategy.phases import read_phases
from irenic.strategy.plan import BUDGETS, LEADER_LOST, MILESTONES, CaseNames, Strategy
from irenic.strategy.settings import read_settings
from irenic.strategy.vocabulary import Vocabulary

SCHEMA = 2
"""Version of the format; a file may state it."""

FILES = ("strategies.yaml", "rivals.yaml")
"""Files of strategies beside a case file; all but the first may be missing."""

MAX_STRATEGIES = 64
"""Most strategies in one file."""

MAX_BUDGET = 1_000_000.0
"""Largest budget, in USD million or strikes."""

_OPTIONAL = "argued_by reference set not_testable budget levers phases forced"


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


def load_case_strategies(folder: Path, names: CaseNames) -> dict[str, Strategy]:
    """Read the strategies that lie beside a case: `FILES`, of which the first must be there.

    Parameters
    ----------
    folder : where the case file lies
    names : ids of the case

    Returns
    -------
    Strategies by id, unique over all files, in the order of the files

    Raises
    ------
    StrategyError : with every problem of all files
    """
    strategies, problems = _read_all(folder, names)
    if problems:
        raise StrategyError(problems)
    return strategies


def check_case_strategies(folder: Path, names: CaseNames) -> list[Problem]:
    """Return every problem of the strategies beside a case; see `load_case_strategies`.

    Parameters
    ----------
    folder : where the case file lies
    names : ids of the case
    """
    return _read_all(folder, names)[1]


def _read_all(folder: Path, names: CaseNames) -> tuple[dict[str, Strategy], list[Problem]]:
    strategies: dict[str, Strategy] = {}
    problems: list[Problem] = []
    homes: dict[str, str] = {}
    for file in FILES:
        path = folder / file
        if file != FILES[0] and not path.exists():
            continue
        document = read_document(path)
        found, wrong = _read(document, names)
        for name in found:
            if name in homes:
                place: Place = ("strategies", name)
                given, hint = f"already in {homes[name]}", "Rename one of the two."
                line = document.line(place)
                problems.append(
                    Problem(
                        "duplicate_strategy", str(path), line, dotted(place), given, "an id given once", hint
                    )
                )
            homes.setdefault(name, file)
        strategies |= found
        problems += wrong
    return strategies, problems


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
        if schema == 1:
            hint = "Since schema 2 when and until are text, such as signed for 2 months; see docs/rules.md."
        findings.note("unsupported_schema", ("schema",), quoted(schema), str(SCHEMA), hint)
    place: Place = ("strategies",)
    listed = findings.mapping(top["strategies"], place, "strategy ids") if "strategies" in top else {}
    if top.get("strategies") == {}:
        findings.note("no_strategies", place, "empty", "at least one strategy")
    if len(listed) > MAX_STRATEGIES:
        given, expected = f"a list of {len(listed)}", f"at most {MAX_STRATEGIES} strategies"
        findings.note("too_many_strategies", place, given, expected, "Split the file.")
    strategies = {
        name: read_strategy(name, value, ("strategies", name), names, findings)
        for name, value in listed.items()
    }
    return strategies, sorted(findings.problems, key=lambda problem: problem.line or 0)


def read_strategy(name: str, value: Plain, place: Place, names: CaseNames, findings: Findings) -> Strategy:
    """Return a strategy; what is wrong with it is noted and left out.

    Parameters
    ----------
    name : its id
    value : what stands under it
    place : where that is
    names : ids of the case
    findings : takes the problems
    """
    before = len(findings.problems)
    findings.name(name, place)
    entry = findings.mapping(value, place, "label, summary, levers and phases")
    if isinstance(value, dict):
        findings.keys(entry, place, ("label", "summary"), _OPTIONAL)

    def text(key: str, longest: int) -> str:
        return findings.text(entry[key], (*place, key), longest) if key in entry else ""

    listed = entry.get("phases", {})
    words = Vocabulary(names, tuple(listed) if isinstance(listed, dict) else ())
    base = read_settings(entry.get("levers", {}), (*place, "levers"), words, findings)
    strategy = Strategy(
        name=name,
        label=text("label", 80),
        summary=text("summary", 600),
        argued_by=text("argued_by", 300),
        reference=findings.flag(entry["reference"], (*place, "reference")) if "reference" in entry else True,
        base=MappingProxyType(base.fixed),
        targets=tuple(base.targets),
        phases=read_phases(listed, (*place, "phases"), words, findings),
        forced=read_forced(entry.get("forced", {}), (*place, "forced"), findings, names.groups),
        budget=_budget(entry.get("budget", {}), (*place, "budget"), findings),
        set=findings.word(entry["set"], (*place, "set")) if "set" in entry else "",
        not_testable=text("not_testable", 600),
    )
    if strategy.forced and strategy.reference:
        hint = "Dated events are for back-tests; add reference: false."
        given = "given for a reference strategy"
        findings.note("forced_in_reference", (*place, "forced"), given, "no dated events", hint)
    if len(findings.problems) == before:
        check_limits(strategy, place, names, findings)
    return strategy


def check_limits(strategy: Strategy, place: Place, names: CaseNames, findings: Findings) -> None:
    """Note what a strategy has too much of; only of one without other problems, which may say less.

    Parameters
    ----------
    strategy, place, names, findings : as of `read_strategy`
    """
    for code, given, expected in Compiled(strategy, names).excess():
        spot = (*place, "phases") if strategy.phases else place
        findings.note(
            code, spot, given, expected, "Drop some, or use one rule where two say nearly the same."
        )


def read_forced(value: Plain, place: Place, findings: Findings, groups: Sequence[str]) -> Mapping[str, int]:
    """Return dated events; what is wrong is noted and left out.

    Parameters
    ----------
    value : what stands under ``forced``
    place : where that is
    findings : takes the problems
    groups : of the case, whose loss of leadership may be dated
    """
    read: dict[str, int] = {}
    for key, month in findings.mapping(value, place, "milestones to months").items():
        spot = (*place, key)
        if key == LEADER_LOST:
            read |= _losses(month, spot, findings, groups)
        elif key not in MILESTONES:
            events = (*MILESTONES, LEADER_LOST)
            findings.unknown("unknown_milestone", spot, key, events, "signed, seated or leader_lost")
        elif (number := findings.whole(month, spot, 1, MONTH_MAX)) is not None:
            read[key] = number
    if "seated" in read and not read.get("signed", MONTH_MAX) <= read["seated"]:
        expected = "signed in the same month or earlier"
        hint = "A government cannot sit before the agreement that makes it."
        findings.note("forced_order", (*place, "seated"), str(read["seated"]), expected, hint)
    return MappingProxyType(read)


def _losses(value: Plain, place: Place, findings: Findings, groups: Sequence[str]) -> dict[str, int]:
    read: dict[str, int] = {}
    for group, month in findings.mapping(value, place, "groups to months").items():
        spot = (*place, group)
        if group not in groups:
            findings.unknown("unknown_group", spot, group, groups, "a group of the case")
        elif (number := findings.whole(month, spot, 1, MONTH_MAX)) is not None:
            read[f"{LEADER_LOST}:{group}"] = number
    return read


def _budget(value: Plain, place: Place, findings: Findings) -> Mapping[str, float]:
    read: dict[str, float] = {}
    for key, amount in findings.mapping(value, place, "money (USD million) and strikes to amounts").items():
        spot = (*place, key)
        if key not in BUDGETS:
            findings.unknown("unknown_budget", spot, key, BUDGETS, "money or strikes")
        elif (number := findings.number(amount, spot, 0, MAX_BUDGET)) is not None:
            read[key] = number
    return MappingProxyType(read)
