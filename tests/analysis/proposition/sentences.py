"""Random propositions, and texts with something spoilt."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from irenic.analysis.proposition import (
    All,
    AnyOf,
    AtLeast,
    Measure,
    Not,
    Proposition,
    Relation,
    Sum,
    Term,
    Words,
)

WORDS = Words(
    arms=("nothing", "strikes", "deal_2"),
    outcomes=("deaths", "signed", "extremist_territory", "acceptance_west"),
    series=("extremist_territory", "base_share", "deaths"),
    months=24,
)

PIECES = (
    *("and", "or", "not", "at least 2 of (", "(", ")", ",", ">=", "<", ">", "<=", "=", "==", "+", "-", "*"),
    *("month 3", "months 2..9", "..", "1", "0.5", "1e400", "99", "deaths", "base_share(strikes, month 1)"),
    *("deaths(nothing)", "score(deal_2)", "regret(strikes)", "[", "/", "≥", "AND", "month", "x" * 30, "for"),
)


def measures() -> st.SearchStrategy[Measure]:
    """Measures of all kinds."""
    arms = st.sampled_from(WORDS.arms)
    months = st.tuples(st.integers(1, 24), st.integers(1, 24)).map(sorted)
    whole = st.builds(Measure, st.sampled_from((*WORDS.outcomes, "regret", "score")), arms)
    dated = st.builds(
        lambda name, arm, span: Measure(name, arm, span[0], span[1]),
        st.sampled_from(WORDS.series),
        arms,
        months,
    )
    return st.one_of(whole, dated)


def sums(least: int = 1) -> st.SearchStrategy[Sum]:
    """Sums of up to three terms, the first of them with a measure."""
    numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: number + 0.0)
    factors = st.one_of(st.sampled_from((1.0, -1.0, 0.5)), numbers)
    with_measure = st.builds(Term, factors, measures())
    more = st.lists(st.one_of(with_measure, st.builds(Term, numbers)), min_size=least - 1, max_size=2)
    return st.builds(lambda first, rest: Sum((first, *rest)), with_measure, more)


def relations() -> st.SearchStrategy[Relation]:
    """Relations of two sums."""
    return st.builds(Relation, sums(), st.sampled_from((">=", "<", ">", "<=")), sums())


def _joined(inner: st.SearchStrategy[Proposition]) -> st.SearchStrategy[Proposition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    several = parts.flatmap(lambda p: st.integers(1, len(p)).map(lambda count: AtLeast(count, p)))
    return st.one_of(st.builds(Not, inner), st.builds(All, parts), st.builds(AnyOf, parts), several)


def propositions() -> st.SearchStrategy[Proposition]:
    """Propositions a few levels deep."""
    return st.recursive(relations(), _joined, max_leaves=6)


def spoilt(text: str, random: Random) -> str:
    """A text with one to three things wrong, or by chance none."""
    for _ in range(random.randint(1, 3)):
        place = random.randint(0, len(text))
        way = random.randrange(5)
        if way == 0:
            text = f"{text[:place]} {random.choice(PIECES)} {text[place:]}"
        elif way == 1:
            text = text[:place] + text[place + random.randint(1, 6) :]
        elif way == 2:
            text = text[:place] + chr(random.choice((0, 7, 33, 64, 0x202E, 0xD7, 0x1F600))) + text[place:]
        elif way == 3:
            words = text.split(" ")
            random.shuffle(words)
            text = " ".join(words)
        else:
            text = text[:place] + text[place:].upper()
    return text
