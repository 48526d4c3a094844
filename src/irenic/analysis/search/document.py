"""A search as plain data, and in sentences that claim no more than its unseen worlds show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from irenic.analysis.document import SCHEMA, number
from irenic.analysis.search.run import Member, SearchResult
from irenic.analysis.search.unseen import OVERALL, Gain
from irenic.strategy import strategies_text, strategy_to_dict
from irenic.strategy.load import MAX_STRATEGIES
from irenic.study import NOTICE

ORIGIN = """# Strategies found by a program, in one model. Simulated, exploratory, not a forecast.
# No one has argued for them. Beside a case file, under the name strategies.yaml or rivals.yaml, this file
# is read by irenic check and irenic study.
"""


def search_document(result: SearchResult) -> dict[str, Any]:
    """Return a search as plain data.

    Parameters
    ----------
    result : see `search`
    """
    return {
        "schema_version": SCHEMA,
        "notice": NOTICE,
        "settings": asdict(result.settings),
        "effort": result.effort._asdict(),
        "objectives": [
            {"id": one.id, "label": one.label, "outcomes": list(one.outcomes), "unit": one.unit}
            for one in result.objectives
        ],
        "unit_of_scores": "standard deviations over worlds of the plans at the start; larger is better",
        "claims": sentences(result),
        "gains": [_gain(one) for one in result.gains],
        "parts_of": result.found[0].strategy.name if result.found else None,
        "parts": [{**asdict(part), "verdict": part.verdict} for part in result.parts],
        "found": [_member(one, result) for one in result.found],
        "plans": [_member(one, result) for one in result.plans],
    }


def found_text(result: SearchResult) -> str:
    """Return what was found as the text of a strategies file; the best overall first.

    Parameters
    ----------
    result : with at least one strategy found
    """
    found = [member.strategy for member in result.found[:MAX_STRATEGIES]]
    return ORIGIN + strategies_text(found, result.names)


def sentences(result: SearchResult) -> list[str]:
    """Return what can be claimed, each from unseen worlds.

    Parameters
    ----------
    result : see `search`
    """
    if not result.gains:
        return ["Nothing was found that the plans at the start do not already offer."]
    worlds = result.settings.unseen
    return [_sentence(one, worlds) for one in result.gains]


def _sentence(gain: Gain, worlds: int) -> str:
    what = "Overall" if gain.objective == OVERALL else f"On {gain.objective}"
    if gain.seen <= 0:
        return (
            f"{what}: the search found nothing ahead of {gain.rival_seen}; the best, {gain.strategy}, "
            f"stands {gain.unseen:+.2f} sd from {gain.rival} in unseen worlds."
        )
    margin = f"{gain.unseen:+.2f} sd (standard error {gain.error:.2f}) from {gain.rival}"
    before = f"{gain.seen:+.2f} sd in the search's own worlds"
    if not gain.is_clear:
        return (
            f"{what}: no gain is shown. {gain.strategy} stands {margin}, the best plan, in {worlds:,} unseen "
            f"worlds; it had {before}."
        )
    share = gain.survived
    left = "" if share is None else f"; {min(share, 1):.0%} of that gain survived"
    return (
        f"{what}: {gain.strategy} stands {margin}, the best plan, in {worlds:,} unseen worlds, and is better "
        f"in {gain.better:.0%} of them. It had {before}{left}."
    )


def _gain(gain: Gain) -> dict[str, Any]:
    survived = None if gain.survived is None else number(gain.survived)
    return {**asdict(gain), "error": number(gain.error), "clear": gain.is_clear, "share_survived": survived}


def _member(member: Member, result: SearchResult) -> dict[str, Any]:
    stick = result.yardstick
    return {
        "name": member.strategy.name,
        "ancestor": member.ancestor or None,
        "last_variation": member.operator,
        "size": member.size,
        "scores": {
            one.id: {
                "seen": number(member.seen[k]),
                "unseen": number(member.unseen[k]),
                "standard_error": number(member.error[k]),
                "value_unseen": number(stick.natural(k, float(member.unseen[k]))),
            }
            for k, one in enumerate(result.objectives)
        },
        "strategy": strategy_to_dict(member.strategy, result.names),
    }
