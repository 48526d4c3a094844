"""Propositions about runs: ``extremist_territory(strikes) >= 0.9 * extremist_territory(nothing)``.

What claims, the search for failures and the stopping rule ask of simulated worlds. The language is that
of the rules of strategies, with measures of runs where rules have what is observed, sums of them, and
all four comparisons::

    proposition = both , { "or" , both } ;
    both        = plain , { "and" , plain } ;
    plain       = "not" , plain | "(" , proposition , ")" | several | relation ;
    several     = "at" , "least" , whole , "of" , "(" , proposition , { "," , proposition } , ")" ;
    relation    = sum , ( ">=" | "<" | ">" | "<=" ) , sum ;
    sum         = [ "-" | "+" ] , term , { ( "+" | "-" ) , term } ;
    term        = number | [ number , "*" ] , measure ;
    measure     = name , "(" , arm , [ "," , ( "month" , whole | "months" , whole , ".." , whole ) ] , ")" ;

A text is read once (`parse_proposition`) and asked of arrays of values (`evaluate`). Nothing of it is run
as code.
"""

from __future__ import annotations

from irenic.analysis.proposition.evaluate import Truth, evaluate
from irenic.analysis.proposition.expression import (
    All,
    AnyOf,
    AtLeast,
    Measure,
    Not,
    Proposition,
    Relation,
    Sum,
    Term,
    arms_of,
    measures_of,
    relations_of,
)
from irenic.analysis.proposition.parse import parse_proposition
from irenic.analysis.proposition.vocabulary import SCORES, Labels, Words
from irenic.analysis.proposition.wording import in_words
from irenic.strategy.tokens import RuleFault

__all__ = [
    "SCORES",
    "All",
    "AnyOf",
    "AtLeast",
    "Labels",
    "Measure",
    "Not",
    "Proposition",
    "Relation",
    "RuleFault",
    "Sum",
    "Term",
    "Truth",
    "Words",
    "arms_of",
    "evaluate",
    "in_words",
    "measures_of",
    "parse_proposition",
    "relations_of",
]
