"""Boxes as sentences: a phrase for high and for low values of every input, not limits."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from irenic.analysis.discover.box import Limit

if TYPE_CHECKING:
    from irenic.analysis.discover.find import Found
    from irenic.parameters import ParameterTable

VERY, PLAIN, RATHER = 0.1, 1 / 3, 0.5
"""Shares of the prior: a limit that leaves no more of one end says "very", nothing, "rather"."""

NOTHING = "in worlds that no box sets apart"
"""What stands for a box where there is none."""


class Phrases(NamedTuple):
    """Clauses for low and high values with ``{}`` where a word of strength goes.

    ``signed``: the clauses speak of opposite effects, of values below and above 0; else they are
    two ends of one thing, whatever the sign.
    """

    low: str
    high: str
    signed: bool = False


@cache
def parameter_phrases() -> dict[str, Phrases]:
    """Return the phrases of every parameter, from ``words.csv``."""
    text = files("irenic.analysis.discover").joinpath("words.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {row["id"]: Phrases(row["low"], row["high"], row["signed"] == "yes") for row in rows}


def phrases(name: str) -> Phrases:
    """Return the phrases of an input: a parameter's from the table, a factor's by its pattern.

    Parameters
    ----------
    name : id of a parameter, ``size:GROUP``, ``trust:BLOC-BLOC``, ``control:DISTRICT:GROUP``, or
        anything else, which is then "low" or "high"
    """
    known = parameter_phrases().get(name)
    if known is not None:
        return known
    kind, _, rest = name.partition(":")
    spoken = rest.replace("_", " ")
    if kind == "size" and rest == "rest":
        return Phrases(
            "the other groups are {}weak at the start", "the other groups are {}strong at the start"
        )
    if kind == "size" and rest:
        return Phrases(f"{spoken} is {{}}weak at the start", f"{spoken} is {{}}strong at the start")
    if kind == "trust" and rest:
        between = f"trust between {spoken.replace('-', ' and ')}"
        return Phrases(between + " is {}low at the start", between + " is {}high at the start")
    if kind == "control" and ":" in rest:
        district, _, group = spoken.partition(":")
        held = f"the share of {district} held by {group}"
        return Phrases(held + " is {}small at the start", held + " is {}large at the start")
    plain = name.replace("_", " ").replace("{", "").replace("}", "")
    return Phrases(plain + " is {}low", plain + " is {}high")


def sentence(found: Found, table: ParameterTable | None = None) -> str:
    """Return a box in words, such as "where moral hazard is strong and groups are brittle".

    Parameters
    ----------
    found : of a search
    table : the priors; where given, strength is by a limit's quantile in its prior, else by its
        quantile among the worlds
    """
    return NOTHING if found.box is None else "where " + clauses(found.box.limits, table)


def clauses(limits: Sequence[Limit], table: ParameterTable | None = None) -> str:
    """Return limits in words, joined by commas and "and".

    Parameters
    ----------
    limits : of a box; two of one input make one clause
    table : as in `sentence`
    """
    names = list(dict.fromkeys(limit.input.name for limit in limits))
    said = [_clause(name, [one for one in limits if one.input.name == name], table) for name in names]
    return " and ".join(part for part in (", ".join(said[:-1]), *said[-1:]) if part)


def quantile_of(limit: Limit, table: ParameterTable | None = None) -> float:
    """Return the share of the prior below a limit; of the worlds, where the prior isn't given."""
    value = limit.low if limit.low is not None else limit.high
    if table is None or value is None or limit.input.name not in table.names:
        return limit.quantile
    return float(table[limit.input.name].probability(value))


def _clause(name: str, limits: Sequence[Limit], table: ParameterTable | None) -> str:
    found = phrases(name)
    below = next((one for one in limits if one.high is not None), None)
    above = next((one for one in limits if one.low is not None), None)
    if below is None and above is None:
        codes = ", ".join(f"{code:g}" for code in limits[0].without)
        return f"{name} is not {codes}"
    if below is None:
        assert above is not None
        return _lower(found, above, table)
    if above is None:
        return _upper(found, below, table)
    if quantile_of(below, table) <= RATHER:
        return _upper(found, below, table) + ", though not extremely"
    if quantile_of(above, table) >= 1 - RATHER:
        return _lower(found, above, table) + ", though not extremely"
    (subject, low), (other, high) = found.low.split("{}"), found.high.split("{}")
    if subject == other:
        return f"{subject}neither {_first(low)} nor {high}"
    return f"{_lower(found, above, table)} and {_upper(found, below, table)}"


def _first(adjective: str) -> str:
    """The adjective without what follows it in its clause."""
    return adjective.split(" ")[0]


def _upper(found: Phrases, limit: Limit, table: ParameterTable | None) -> str:
    """Clause for values up to a limit."""
    assert limit.high is not None
    share = quantile_of(limit, table)
    if (found.signed and limit.high > 0) or (share > RATHER and not found.signed):
        return found.high.format(_denied(share))
    return found.low.format(_strength(share))


def _lower(found: Phrases, limit: Limit, table: ParameterTable | None) -> str:
    """Clause for values from a limit on."""
    assert limit.low is not None
    share = 1.0 - quantile_of(limit, table)
    if (found.signed and limit.low < 0) or (share > RATHER and not found.signed):
        return found.low.format(_denied(share))
    return found.high.format(_strength(share))


def _strength(share: float) -> str:
    """Word for an end of the prior that holds a share of it."""
    if share <= VERY:
        return "very "
    if share <= PLAIN:
        return ""
    return "rather " if share <= RATHER else "more or less "


def _denied(share: float) -> str:
    """Word for what is left of the prior when its other end is cut off."""
    if share >= 1 - VERY:
        return "not very "
    return "not at all " if share <= PLAIN else "not "
