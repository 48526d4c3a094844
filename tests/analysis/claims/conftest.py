"""Claims of the toy harbour, shared by tests that only read them."""

from __future__ import annotations

import pytest

from irenic.analysis.claims import Claim, parse_claims
from irenic.case import CaseArrays
from irenic.strategy import Strategy, load_strategies, parse_strategies
from tests.analysis.claims.harbour import CLAIMS, RULED, STRATEGIES


@pytest.fixture(scope="session")
def strategies(toy_arrays: CaseArrays) -> dict[str, Strategy]:
    """Strategies of the toy case, and one that sets levers by rule."""
    return load_strategies(STRATEGIES, toy_arrays) | parse_strategies(RULED, toy_arrays)


@pytest.fixture(scope="session")
def claims(toy_arrays: CaseArrays, strategies: dict[str, Strategy]) -> tuple[Claim, ...]:
    """Three claims: one in full, one short, one that cannot be tested."""
    return parse_claims(CLAIMS, toy_arrays, strategies, "claims.yaml")
