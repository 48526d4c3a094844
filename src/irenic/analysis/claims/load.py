"""Read the claims of a case, ``claims.yaml``; report everything wrong with them at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from irenic.analysis.claims.claim import MONTHS, VERDICTS, Arm, Claim, Reading, Verdict
from irenic.analysis.claims.read_arm import Context, read_arm
from irenic.analysis.proposition import Proposition, Words, arms_of, measures_of, parse_proposition
from irenic.case import CaseArrays
from irenic.case.document import Document, Place, Plain, dotted, parse_document, read_document
from irenic.errors import ClaimError, Problem, did_you_mean, errors_of, quoted
from irenic.parameters import load_parameters
from irenic.strategy import Strategy
from irenic.strategy.findings import Findings
from irenic.strategy.rules import read_rule
from irenic.study.describe import CLAIMS

SCHEMA = 1
"""Version of the format; a file may state it."""

FILE = CLAIMS
"""File of claims beside a case file; a case may lack it."""

MAX_CLAIMS, MAX_ARMS, MAX_MONTHS = 100, 12, 120
LONGEST = 1200
"""Most characters of a text."""

GRADES = ("A", "B", "C", "D")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
_ID_FORM = "a letter, then letters, digits or _ (20 at most)"
_REQUIRED = ("wording", "article", "mechanism", "record", "evidence")
_OPTIONAL = "arms months given holds_when tolerance model_limits untestable other_reading"
_TESTED = ("arms", "holds_when", "given")
_EXAMPLE = "deaths(strikes) < 0.9 * deaths(nothing)"


def load_claims(path: Path, names: CaseArrays, strategies: Mapping[str, Strategy]) -> tuple[Claim, ...]:
    """Read the claims of a case.

    Parameters
    ----------
    path : of ``claims.yaml``
    names : arrays of the case
    strategies : of the case, by id

    Returns
    -------
    Claims in file order

    Raises
    ------
    ClaimError : with every problem in the file, each with its line and a stable code
    """
    return _claims_of(read_document(path), names, strategies)


def parse_claims(
    text: str, names: CaseArrays, strategies: Mapping[str, Strategy], file: str = "claims"
) -> tuple[Claim, ...]:
    """Read claims from YAML text; see `load_claims`.

    Parameters
    ----------
    text : the text of a file
    names, strategies : as of `load_claims`
    file : how messages call it
    """
    return _claims_of(parse_document(text, file), names, strategies)


def check_claims(path: Path, names: CaseArrays, strategies: Mapping[str, Strategy]) -> list[Problem]:
    """Return every problem of a file of claims, by line; empty where there is none.

    Parameters
    ----------
    path, names, strategies : as of `load_claims`
    """
    return _read(read_document(path), names, strategies)[1]


def claim_words(names: CaseArrays, arms: tuple[str, ...], months: int) -> Words:
    """Return what a proposition about runs of a case may name.

    Parameters
    ----------
    names : arrays of the case
    arms : ids of strategies, or of a claim's arms
    months : length of the runs
    """
    from irenic.engine.outcomes import outcomes_of, series_names  # the engine starts its array library

    regions, has_crossings = tuple(names.regions), names.crossings is not None
    outcomes = tuple(row.id for row in outcomes_of(regions, has_crossings))
    return Words(arms, outcomes, series_names(regions, has_crossings), months)


def _claims_of(
    document: Document, names: CaseArrays, strategies: Mapping[str, Strategy]
) -> tuple[Claim, ...]:
    claims, problems = _read(document, names, strategies)
    if errors_of(problems):
        raise ClaimError(problems)
    return claims


def _read(
    document: Document, names: CaseArrays, strategies: Mapping[str, Strategy]
) -> tuple[tuple[Claim, ...], list[Problem]]:
    if document.problems:
        return (), list(document.problems)
    findings = Findings(document)
    top = findings.mapping(document.data, (), "claims to their content")
    if isinstance(document.data, dict):
        findings.keys(top, (), ("claims",), "schema")
    schema = top.get("schema", SCHEMA)
    if type(schema) is not int or schema != SCHEMA:
        hint = "This file needs another version of irenic." if type(schema) is int else ""
        findings.note("unsupported_schema", ("schema",), quoted(schema), str(SCHEMA), hint)
    place: Place = ("claims",)
    listed = findings.mapping(top["claims"], place, "claim ids to their content") if "claims" in top else {}
    if top.get("claims") == {}:
        findings.note("no_claims", place, "empty", "at least one claim")
    if len(listed) > MAX_CLAIMS:
        given, expected = f"a list of {len(listed)}", f"at most {MAX_CLAIMS} claims"
        findings.note("too_many_claims", place, given, expected)
    reader = _Reader(findings, Context(names, strategies, load_parameters(), findings))
    claims = tuple(reader.claim(name, value) for name, value in listed.items())
    return claims, sorted(findings.problems, key=lambda problem: problem.line or 0)


class _Reader:
    """Reads claims one by one; what is wrong is noted and left out."""

    def __init__(self, findings: Findings, context: Context) -> None:
        self.findings = findings
        self.context = context

    def claim(self, name: str, value: Plain) -> Claim:
        place: Place = ("claims", name)
        if not _ID.fullmatch(name):
            self.findings.note("bad_name", place, quoted(name), _ID_FORM)
        entry = self.findings.mapping(value, place, "wording, test and record")
        if isinstance(value, dict):
            self.findings.keys(entry, place, _REQUIRED, _OPTIONAL)
        months = MONTHS
        if "months" in entry:
            months = self.findings.whole(entry["months"], (*place, "months"), 1, MAX_MONTHS) or MAX_MONTHS
        arms = self.arms(entry, place)
        given, holds_when = (self.proposition(key, entry, place, (arms, months)) for key in _TESTED[:0:-1])
        self.check_test(entry, place)
        self.check_used(place, arms, [one for one in (given, holds_when) if one is not None])
        return Claim(
            id=name,
            wording=self.text("wording", entry, place),
            article=self.text("article", entry, place),
            mechanism=self.text("mechanism", entry, place),
            record=self.reading("record", entry, place) or Reading("untested", ""),
            evidence=self.text("evidence", entry, place),
            arms=MappingProxyType(arms),
            months=months,
            holds_when=holds_when,
            given=given,
            tolerance=self.text("tolerance", entry, place),
            model_limits=self.text("model_limits", entry, place),
            untestable=self.text("untestable", entry, place),
            other_reading=self.reading("other_reading", entry, place),
        )

    def text(self, key: str, entry: dict[str, Plain], place: Place) -> str:
        return self.findings.text(entry[key], (*place, key), LONGEST) if key in entry else ""

    def arms(self, entry: dict[str, Plain], place: Place) -> dict[str, Arm]:
        if "arms" not in entry:
            return {}
        spot = (*place, "arms")
        listed = self.findings.mapping(entry["arms"], spot, "arm ids to what runs in them")
        if entry["arms"] == {}:
            self.findings.note("no_arms", spot, "empty", "at least one arm")
        if len(listed) > MAX_ARMS:
            given, expected = f"a list of {len(listed)}", f"at most {MAX_ARMS} arms"
            self.findings.note("too_many_arms", spot, given, expected)
        return {name: read_arm(name, value, (*spot, name), self.context) for name, value in listed.items()}

    def proposition(
        self, key: str, entry: dict[str, Plain], place: Place, test: tuple[Mapping[str, Arm], int]
    ) -> Proposition | None:
        if key not in entry:
            return None
        words = claim_words(self.context.names, tuple(test[0]), test[1])

        def read(text: str) -> Proposition:
            return parse_proposition(text, words)

        return read_rule(entry[key], (*place, key), read, self.findings, _EXAMPLE)

    def check_test(self, entry: dict[str, Plain], place: Place) -> None:
        """A claim has a test, or a reason why it has none, and not both."""
        stated = [key for key in _TESTED if key in entry]
        if "untestable" in entry:
            for key in stated:
                given, hint = "given for a claim that is called untestable", "Remove it, or untestable."
                self.findings.note("untestable_and_tested", (*place, key), given, "no test", hint)
            return
        for key in ("arms", "holds_when", "tolerance"):
            if entry and key not in entry:
                hint = "Write untestable and the reason instead where the model cannot tell."
                self.findings.note("missing_key", (*place, key), "missing", f"a value for {key}", hint)

    def check_used(self, place: Place, arms: Mapping[str, Arm], asked: list[Proposition]) -> None:
        """Warn of arms that run for nothing; with regret, every arm is compared with."""
        if not asked or any(one.name == "regret" for part in asked for one in measures_of(part)):
            return
        used = {arm for part in asked for arm in arms_of(part)}
        for name in arms:
            if name not in used:
                spot = (*place, "arms", name)
                line, file = self.findings.document.line(spot), self.findings.document.file
                given, hint = "named by no test", "Remove it, or ask something of it."
                expected = "an arm that the test or its condition names"
                self.findings.problems.append(
                    Problem("unused_arm", file, line, dotted(spot), given, expected, hint, "warning")
                )

    def reading(self, key: str, entry: dict[str, Plain], place: Place) -> Reading | None:
        """A verdict of the record with its reason."""
        if key not in entry:
            return None
        spot = (*place, key)
        stated = self.findings.mapping(entry[key], spot, "verdict, reason and grade")
        if isinstance(entry[key], dict):
            self.findings.keys(stated, spot, ("verdict", "reason"), "grade")
        verdict = self.choice(stated, "verdict", spot, VERDICTS)
        grade = self.choice(stated, "grade", spot, GRADES)
        reason = self.text("reason", stated, spot)
        return Reading(cast(Verdict, verdict or "untested"), reason, grade)

    def choice(self, entry: dict[str, Plain], key: str, place: Place, valid: tuple[str, ...]) -> str:
        value = entry.get(key)
        if key not in entry:
            return ""
        if isinstance(value, str) and value in valid:
            return value
        hint = did_you_mean(value, valid, listed=False) if isinstance(value, str) else ""
        expected = f"one of {', '.join(valid)}"
        self.findings.note(f"unknown_{key}", (*place, key), quoted(value), expected, hint)
        return ""
