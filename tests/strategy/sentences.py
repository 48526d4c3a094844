"""Random rules: sentences of the published grammar, trees of the language, and spoilt texts."""

from __future__ import annotations

import re
from random import Random
from types import SimpleNamespace

from hypothesis import strategies as st

from irenic.strategy import Vocabulary
from irenic.strategy.expression import (
    All,
    AnyOf,
    AtLeast,
    Comparison,
    Condition,
    Count,
    Date,
    Held,
    Not,
    PhaseState,
    Register,
    Span,
)
from irenic.strategy.grammar import CHOICE, CHOICES, CONDITION, JOINED, TESTS
from irenic.strategy.vocabulary import FIELDS, PROPERTIES

NAMES = SimpleNamespace(
    groups=("EX", "NA", "SB", "yes", "for-1"),
    districts=("port", "hills", "Old_town"),
    issues=("outside", "centre"),
    patrons=("NEIGHBOUR", "off"),
    extremist=0,
    regions={"north": None, "south": None},
    start_year=2015,
    start_month=11,
)
"""A small case; some ids are words of the grammar, or words that some readers take for true or false."""

PHASES = ("air", "month", "not_yet")
WORDS = Vocabulary(NAMES, PHASES)

_PIECE = re.compile(r'"([^"]+)"|([a-z_]+)|([][{}()|,])')


def read_grammar(text: str) -> list:
    """The right side of a rule as nested lists: alternatives of sequences of pieces."""
    pieces = [
        ("word", m[1]) if m[1] else ("name", m[2]) if m[2] else ("sign", m[3]) for m in _PIECE.finditer(text)
    ]
    found, rest = _alternatives(pieces)
    assert not rest, text
    return found


def _alternatives(pieces: list) -> tuple[list, list]:
    alternatives, sequence = [], []
    while pieces:
        kind, text = pieces[0]
        pieces = pieces[1:]
        if kind != "sign":
            sequence.append((kind, text))
        elif text == "|":
            alternatives.append(sequence)
            sequence = []
        elif text in "([{":
            inner, pieces = _alternatives(pieces)
            sequence.append((text, inner))
        elif text in ")]}":
            break
    return [*alternatives, sequence], pieces


GRAMMAR = {name: read_grammar(text) for name, text in {**CONDITION, **CHOICE}.items()}


class Sentences:
    """Makes sentences of the grammar; those of a selection are about the kind that is counted."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.kind = "groups"
        self.wholes = ["1"]
        self.last_group = ""

    def make(self, name: str, depth: int = 0) -> str:
        """A sentence of a rule of the grammar."""
        if name not in GRAMMAR:
            return self.word(name)
        if name == "count":
            self.kind = self.random.choice(["groups", "districts", "pairs"])
            where = f" where {self.make('choice', depth + 1)}" if self.random.random() < 0.7 else ""
            return f"count({self.kind}{where})"
        self.wholes = ["1", "2", "12"] if name == "held" else ["1"]
        alternatives = GRAMMAR[name]
        if depth > 6 and name in ("plain", "trait"):
            alternatives = alternatives[-1:]
        if name == "property" and self.kind == "pairs":
            alternatives = alternatives[:1]
        return self.sequence(name, self.random.choice(alternatives), depth)

    def sequence(self, name: str, pieces: list, depth: int) -> str:
        made = []
        for kind, content in pieces:
            if kind == "word":
                made.append(content)
            elif kind == "name":
                made.append(self.make(content, depth + 1))
                self.wholes = ["1", "2", "12"] if name == "held" else ["1"]
            elif kind == "(" or (kind == "[" and self.random.random() < 0.4):
                made.append(self.sequence(name, self.random.choice(content), depth))
            elif kind == "{":
                count = self.random.choice([0, 0, 0, 1, 1, 2]) if depth < 6 else 0
                made += [self.sequence(name, self.random.choice(content), depth) for _ in range(count)]
        return " ".join(made)

    def word(self, name: str) -> str:
        """What stands for a word that the grammar does not explain."""
        own = [field for field, members in PROPERTIES[self.kind].items() if not members]
        toward = [field for field, members in PROPERTIES[self.kind].items() if members]
        groups = [group for group in NAMES.groups if group != self.last_group]
        of = {
            kind: [one.id for one in FIELDS.values() if one.of == kind]
            for kind in ("group", "pair", "district")
        }
        choices = {
            "observable": list(WORDS.scalars), "group_field": of["group"], "pair_field": of["pair"],
            "district_field": of["district"], "group": groups, "district": NAMES.districts, "phase": PHASES,
            "number": ["1", "1.0", "+1", "1e0"], "whole": self.wholes, "year": ["2016"],
            "month": ["03", "3", "12"],
            "own_field": own, "own_flag": ["offensive" if self.kind == "groups" else f"{own[0]} < 1"],
            "toward": toward,
        }  # fmt: skip
        made = self.random.choice(choices[name])
        if name == "group":
            self.last_group = made
        return made


def corpus(size: int, seed: int = 0) -> list[str]:
    """Valid rules, or nearly so: the documented examples and sentences of the grammar."""
    made = Sentences(seed)
    examples = [form.example.replace("PHASE", "air") for form in (*TESTS, *JOINED)]
    examples += [form.example for _, form in CHOICES]
    starts = made.random.choices(["condition", "choice"], [3, 1], k=size)
    return NEARLY * 3 + examples * 3 + [made.make(start, made.random.randint(2, 7)) for start in starts]


NEARLY = [
    "trust(NA, yes) >= .5 or clash(yes, NA) < 1",
    "from 2015-12 and before 2016-01",
    f"at least 1 of ({', '.join(['signed'] * 16)})",
    f"{'(' * 19}signed{')' * 19} and {'not ' * 19}plot",
    " and ".join(["not signed for 2 months"] * 73),
    "count(groups where (member >= .5 or offensive) and (member >= 1 or held < 1)) < 2",
    "count(groups where member >= .5 and offensive and held >= .5) < 2",
    "trust(NA) >= .5 and trust(yes) >= .5 and clash(NA) < 1",
    "trust(NA, NA) >= .5",
    "before 1999-01 or from 2016-02",
]
"""Rules at the edge of what is allowed, so that some spoilt ones fall over it."""


_SPLIT = re.compile(r"[A-Za-z0-9_.-]+|[^A-Za-z0-9_.\s-]+|\s+")
_STRANGE = "\0\t\n\r\x1b \"'%*+-./:;<=>?@[]\\^`{|}~\x7f\xa0éΩß\u0661\u200b\u202e\u2028\ud800\ufeff\uffff𝟙🕊"


def spoilt(text: str, others: list[str], random: Random) -> str:
    """A text with one to three pieces or characters deleted, doubled, swapped, replaced or put in."""
    pieces = _SPLIT.findall(text)
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        at = random.randrange(len(pieces)) if pieces else 0
        what = random.choice([0, 1, 2, 3, 4, 5, 5, 6, 7, 7, 8, 8])
        if what == 0:
            del pieces[at : at + random.randint(1, 3)]
        elif what == 1:
            pieces[at:at] = pieces[at : at + random.randint(1, 4)]
        elif what == 2 and len(pieces) > 1:
            other = random.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif what == 3:
            pieces.insert(at, random.choice(_STRANGE))
        elif what == 4:
            pieces.insert(at, chr(random.choice([random.randrange(128), random.randrange(0x110000)])))
        elif what == 5:
            splice = _SPLIT.findall(random.choice(others))
            first = random.randrange(len(splice))
            pieces[at : at + random.randint(0, 2)] = splice[first : first + random.randint(1, 6)]
        elif what == 6 and pieces and pieces[at]:
            character = random.randrange(len(pieces[at]))
            pieces[at] = pieces[at][:character] + pieces[at][character + 1 :]
        elif what == 7 and pieces:
            pieces[at] = random.choice(
                [pieces[at].upper(), pieces[at] * 2, "not ", "(", ")", " for 2 months", "1e999"]
            )
        elif pieces:  # a word for another of the same sort, so that the form stays
            sort = [
                piece
                for piece in _SPLIT.findall(random.choice(others))
                if piece.isalpha() == pieces[at].isalpha()
            ]
            pieces[at] = random.choice(sort or [">"])
    return "".join(pieces)


# Trees

_EIGHTHS = st.integers(0, 8).map(lambda n: n / 8)
"""Thresholds that float32 holds exactly and every observable but the month may reach."""

_GROUP = st.sampled_from(NAMES.groups)
_PAIR = st.lists(_GROUP, min_size=2, max_size=2, unique=True).map(tuple)
_FIELDS = st.one_of(
    st.builds(
        Register, st.sampled_from(["willingness", "member", "fighters", "offensive"]), st.tuples(_GROUP)
    ),
    st.builds(Register, st.sampled_from(["trust", "clash"]), _PAIR),
    st.builds(
        Register,
        st.sampled_from(["extremist_share", "extremists", "grievance"]),
        st.tuples(st.sampled_from(NAMES.districts)),
    ),
    st.builds(Register, st.just("control"), st.tuples(_GROUP, st.sampled_from(NAMES.districts))),
)
_SCALARS = st.sampled_from([name for name in WORDS.scalars if name != "month"]).map(Register)
_PROPERTIES = {
    "groups": st.one_of(
        st.sampled_from(["willingness", "member", "losses", "offensive"]).map(Register),
        st.builds(Register, st.sampled_from(["trust", "clash"]), st.tuples(_GROUP)),
    ),
    "districts": st.one_of(
        st.sampled_from(["extremist_share", "cohesion"]).map(Register),
        st.builds(Register, st.just("control"), st.tuples(_GROUP)),
    ),
    "pairs": st.sampled_from(["trust", "clash"]).map(Register),
}


def choices(kind: str) -> st.SearchStrategy:
    """Selections of a kind, small enough for the arrays."""
    test = st.builds(Comparison, _PROPERTIES[kind], st.booleans(), _EIGHTHS)
    turned = test | test.map(Not)
    two = st.lists(turned, min_size=2, max_size=2).map(tuple)
    three = st.lists(turned, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        turned,
        three.map(All),
        two.map(AnyOf),
        st.lists(test, min_size=2, max_size=2).map(lambda parts: Not(All(tuple(parts)))),
        st.tuples(turned, two.map(AnyOf)).map(All),
    )


def _counts(kind: str) -> st.SearchStrategy:
    counts = st.builds(Count, st.just(kind), st.none() | choices(kind))
    return st.builds(Comparison, counts, st.booleans(), st.integers(0, WORDS.elements(kind)).map(float))


TEST_TREES = st.one_of(
    st.builds(Comparison, _SCALARS | _FIELDS, st.booleans(), _EIGHTHS),
    st.one_of(*map(_counts, PROPERTIES)),
    st.builds(Comparison, st.just(Register("month")), st.booleans(), st.integers(1, 12).map(float)),
    st.builds(PhaseState, st.sampled_from(["active", "started", "ended"]), st.sampled_from(PHASES)),
    st.tuples(st.integers(1, 6), st.integers(0, 6)).map(lambda pair: Span(pair[0], sum(pair))),
    st.builds(Date, st.sampled_from(["from", "before"]), st.just(2016), st.integers(1, 12)),
)


def _joined(parts: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(All),
        several.map(AnyOf),
        several.flatmap(
            lambda all_parts: st.builds(AtLeast, st.integers(1, len(all_parts)), st.just(all_parts))
        ),
        parts.map(Not),
        st.builds(Held, parts, st.integers(1, 4)),
    )


CONDITION_TREES: st.SearchStrategy[Condition] = st.recursive(TEST_TREES, _joined, max_leaves=8)
