"""Fixtures of the strategy tests: the toy case's ids, and a reader of small strategy files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from irenic.case import CaseArrays
from irenic.errors import StrategyError
from irenic.strategy import Strategy, parse_strategies

TOY = Path(__file__).parents[1] / "data" / "toy_strategies.yaml"
HEAD = "strategies:\n  plan:\n    label: Plan\n    summary: A plan.\n"
"""The first four lines of a small file; what a test adds starts on line 5."""


@pytest.fixture(scope="session")
def toy_strategies_path() -> Path:
    """File of the toy case's nine strategies."""
    return TOY


@pytest.fixture
def plan(toy_arrays: CaseArrays) -> Callable[[str], Strategy]:
    """Reads the strategy made of `HEAD` and some indented lines."""

    def read(body: str) -> Strategy:
        return parse_strategies(HEAD + body, toy_arrays)["plan"]

    return read


@pytest.fixture
def refusals(toy_arrays: CaseArrays) -> Callable[[str], list[str]]:
    """Returns the messages for a whole file that must be refused."""

    def read(text: str) -> list[str]:
        with pytest.raises(StrategyError) as caught:
            parse_strategies(text, toy_arrays, "s.yaml")
        return [str(problem) for problem in caught.value.problems]

    return read
