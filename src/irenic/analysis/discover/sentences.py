"""What a search found, in sentences: how often it is so, where, and what no box explains."""

from __future__ import annotations

from irenic.analysis.discover.box import Fit, score
from irenic.analysis.discover.find import REASONS, Found
from irenic.analysis.discover.survey import Discovery
from irenic.analysis.discover.words import clauses
from irenic.analysis.wording import in_ten, percent

WEAK = 0.3
"""A box with a `score` below this in the test worlds is called weak."""

ORDINALS = ("The box", "In the worlds left over, a second box", "In the worlds still left, a third box")


def base_sentence(discovery: Discovery) -> str:
    """Return how often what was asked is so, in runs and in worlds.

    Parameters
    ----------
    discovery : of a question that some worlds can tell
    """
    first, question = discovery.boxes[0], discovery.question
    text = f"It is so in {percent(first.base)} of runs, and in most runs of {in_ten(question.mostly)}."
    if question.cannot_tell:
        text += f" {question.cannot_tell:,} worlds cannot tell and are left out."
    return text


def nothing_sentence(discovery: Discovery) -> str:
    """Return why no box was found, and what came nearest to one."""
    found = discovery.boxes[0]
    reason = REASONS[found.reason]
    text = f"{reason[0].upper()}{reason[1:]}."
    if found.test is not None and found.rejected is not None:
        said = clauses(found.rejected.limits, discovery.inputs.table)
        text += (
            f" The best box of the search ({said}) has {percent(found.test.density)} in the test worlds, "
            f"against {percent(found.test.base)} in all of them; p = {p_value(found.p_test)} there"
        )
        text += "." if found.p_search != found.p_search else f", {p_value(found.p_search)} among shuffles."
    if found.reason != "too_few":
        text += " More worlds may tell; luck, or many small causes, may also be all there is."
    return text


def box_sentence(found: Found, place: int) -> str:
    """Return how often it is so in a box, against elsewhere, and how much of it the box holds.

    Parameters
    ----------
    found : with a box
    place : how many were found before it
    """
    test = found.test
    assert test is not None
    return (
        f"in {percent(test.density)} of runs there, against {percent(elsewhere(test))} elsewhere. "
        f"{ORDINALS[min(place, 2)]} holds {percent(test.mass)} of worlds and {percent(test.coverage)} "
        "of all cases." + _weakness(test)
    )


def _weakness(test: Fit) -> str:
    if float(score(test.coverage, test.density, test.base)) >= WEAK:
        return ""
    return " That is more than chance, but little: most of what decides lies elsewhere, or is luck."


def elsewhere(fit: Fit) -> float:
    """Return the density outside a box."""
    rest = 1.0 - fit.mass
    return fit.base * (1.0 - fit.coverage) / rest if rest > 0 else float("nan")


def outside_sentence(discovery: Discovery) -> str:
    """Return how much lies outside all boxes, which nothing found explains."""
    share, density = discovery.outside
    which = "all boxes" if sum(one.box is not None for one in discovery.boxes) > 1 else "the box"
    return (
        f"Outside {which} it is so in {percent(density)} of runs (test worlds), {percent(share)} of all "
        "cases: those that are not explained."
    )


def p_value(value: float) -> str:
    """Return a p-value to two digits."""
    if value != value:
        return "-"
    return "<0.001" if value < 0.001 else f"{value:.2g}"
