"""The reference page: it is current, its examples are read, and its grammar is the parser's."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from irenic.case import CaseArrays, case_arrays, load_case
from irenic.strategy import (
    Vocabulary,
    parse_choice,
    parse_condition,
    parse_strategies,
    rules_markdown,
    strategy_arrays,
)
from irenic.strategy.grammar import (
    CHOICE,
    CHOICES,
    CONDITION,
    FILE_PROBLEMS,
    JOINED,
    KEYWORDS,
    PROBLEMS,
    TERMS,
    TESTS,
)
from tests.strategy.sentences import GRAMMAR

ROOT = Path(__file__).parents[2]
SOURCES = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/irenic/strategy").glob("*.py"))


@pytest.fixture(scope="module")
def libya() -> CaseArrays:
    return case_arrays(load_case("libya-2015"))


def test_the_committed_page_is_current() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules_markdown()


@pytest.mark.parametrize("form", [*TESTS, *JOINED], ids=lambda form: form.example)
def test_every_example_of_a_rule_is_read(form: object, libya: CaseArrays) -> None:
    rule = parse_condition(form.example, Vocabulary(libya, ("PHASE",)))
    assert str(rule) == form.example


@pytest.mark.parametrize(("kind", "form"), CHOICES, ids=lambda one: getattr(one, "example", one))
def test_every_example_of_a_selection_is_read(kind: str, form: object, libya: CaseArrays) -> None:
    assert str(parse_choice(form.example, kind, Vocabulary(libya))) == form.example


def test_every_piece_of_yaml_is_read(libya: CaseArrays) -> None:
    pieces = re.findall(r"```yaml\n(.*?)```", rules_markdown(), re.DOTALL)
    assert len(pieces) == 2
    for piece in pieces:
        text = "strategies:\n  plan:\n    label: P\n    summary: P.\n" + textwrap.indent(piece, "    ")
        strategy_arrays(parse_strategies(text, libya)["plan"], libya)


def test_the_budget_shown_is_one(libya: CaseArrays) -> None:
    (budget,) = re.findall(r"`(budget: \{.*?\})`", rules_markdown())
    text = f"strategies:\n  plan:\n    label: P\n    summary: P.\n    {budget}\n"
    assert dict(parse_strategies(text, libya)["plan"].budget) == {"money": 2000, "strikes": 600}


def test_the_grammar_explains_every_word() -> None:
    named = set(
        re.findall(r"(?<![\"\w])[a-z_]+(?![\"\w])", " ".join([*CONDITION.values(), *CHOICE.values()]))
    )
    assert named - GRAMMAR.keys() == TERMS.keys()
    assert named - TERMS.keys() == GRAMMAR.keys()


def test_the_words_are_those_of_the_grammar() -> None:
    assert {"and", "or", "not", "for", "count", "where", "months", "from", "in", "of"} < KEYWORDS
    assert all(f'"{word}"' in SOURCES for word in KEYWORDS)


@pytest.mark.parametrize("code", [*PROBLEMS, *FILE_PROBLEMS])
def test_every_code_is_one_the_reader_gives(code: str) -> None:
    family = re.sub("_(group|district|phase)$", "_{what}", code)
    assert SOURCES.count(f'"{code}"') > 1 or f'"{family}"' in SOURCES
