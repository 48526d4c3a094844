"""The claims that come with the Libyan case: all of them, each with a test that can be run."""

from __future__ import annotations

import re
from functools import cache

from irenic.analysis.claims import Claim, arm_strategy, asked_in_words, claims_markdown
from irenic.case import CaseArrays, case_arrays, load_case
from irenic.case.shipped import case_path
from irenic.cli.claims import claims_of
from irenic.strategy import Strategy, load_case_strategies, strategy_arrays
from irenic.study.describe import claims_digest

LINES = [f"C{i}" for i in range(1, 19)] + ["C19a", "C19b", "C20", "C21", "C22a", "C22b"]
LINES += [f"C{i}" for i in range(23, 27)]

RECORD = {"supported": 7, "partly": 10, "contradicted": 8, "untested": 3}
"""Verdicts of the record, counted in the claims note."""


@cache
def libya() -> tuple[tuple[Claim, ...], CaseArrays, dict[str, Strategy]]:
    arrays = case_arrays(load_case("libya-2015"))
    return claims_of("libya-2015"), arrays, load_case_strategies(case_path("libya-2015")[0].parent, arrays)


def test_no_line_of_the_argument_is_dropped() -> None:
    claims, _, _ = libya()
    assert [claim.id for claim in claims] == LINES
    assert all((claim.holds_when is None) == bool(claim.untestable) for claim in claims)


def test_the_record_is_counted_as_in_the_note() -> None:
    claims, _, _ = libya()
    verdicts = [claim.record.verdict for claim in claims]
    assert {verdict: verdicts.count(verdict) for verdict in RECORD} == RECORD


def test_two_claims_need_five_years() -> None:
    claims, _, _ = libya()
    assert {claim.id for claim in claims if claim.months == 60} >= {"C7", "C19b"}


def test_every_arm_can_be_run() -> None:
    claims, arrays, strategies = libya()
    for claim in claims:
        for arm in claim.arms.values():
            strategy_arrays(arm_strategy(arm, strategies, arrays).strategy, arrays)


def test_every_test_can_be_said_and_printed() -> None:
    claims, _, _ = libya()
    for claim in claims:
        if claim.holds_when is not None:
            assert asked_in_words(claim.holds_when).isprintable()
    assert claims_markdown(claims).count("\n## C") == len(LINES)
    assert re.fullmatch("[0-9a-f]{64}", claims_digest("libya-2015") or "")
