"""What a person should look at first in a drafted case, and the page that says how it was drafted."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from irenic.record.outline import strength, territory, ties
from irenic.record.outline.document import RULE_POWER, Drafted
from irenic.record.outline.events import month_text
from irenic.record.outline.request import LOOK_BACK, NATION
from irenic.record.outline.tables import citation


def review_items(draft: Drafted, outside: int) -> tuple[str, ...]:
    """Return what to review, the most influential first.

    Parameters
    ----------
    draft : the case
    outside : events of the months that choose groups that lie in no district
    """
    items = [
        f"extremist: {draft.roster.extremist.name} ({draft.roster.extremist.id}), "
        f"{draft.roster.extremist_rule}. To the "
        "engine this kind means: the group outside all settlements.",
        *_people(draft),
        "fighters: losses inflicted say little of size; look for published estimates, of the extremist "
        "first.",
        "control: shares of events are no map of control; quiet districts went to the army and local "
        "councils by rule.",
        *_home(draft),
        f"capital: {draft.places.districts[draft.capital].name} ({draft.places.ids[draft.capital]}), "
        f"{_capital_rule(draft)}.",
        *_coalitions(draft),
        "relations: pairs that never fought are near neutral; allies and patrons are not in the events.",
        "acceptance, positions, salience: neutral defaults by kind of group; the talks turn on them.",
        *_outside(draft),
        "districts: coast is false and urban is .5 everywhere; resource revenue, exclusion and regions are "
        "left out.",
        *_neighbours(draft, outside),
    ]
    return tuple(items)


def _people(draft: Drafted) -> list[str]:
    if draft.stated_people:
        return []
    if draft.request.population is not None:
        return ["population: equal shares of the population you stated; give each district its own."]
    return [
        f"population: {NATION:,.0f} people in equal shares, a placeholder. Pass --population or "
        "--population-property: "
        "fighters, displaced persons and deaths per head all scale with it."
    ]


def _home(draft: Drafted) -> list[str]:
    if draft.roster.home is not None:
        return []
    return [
        "government: no event has the country's government as a side, so neither it nor an army is among "
        "the groups."
    ]


def _coalitions(draft: Drafted) -> list[str]:
    joint = [side.id for side in draft.roster.sides if ", " in side.name]
    if not joint:
        return []
    return [
        f"groups: {', '.join(joint)} are several actors that UCDP codes as one side; merge them with their "
        "members."
    ]


def _capital_rule(draft: Drafted) -> str:
    if draft.request.capital is not None:
        return "as you said"
    return (
        "the district with most people"
        if draft.stated_people
        else "the district with most events in the year before"
    )


def _outside(draft: Drafted) -> list[str]:
    forces = [side.name for side in draft.roster.sides if side.kind == "outside_force"]
    named = [*forces, *draft.roster.patrons]
    if not named:
        return ["patrons: none are drafted; events do not say who supports whom."]
    return [
        f"outside powers: {', '.join(named[:5])} took part; their support for groups is not in the events."
    ]


def _neighbours(draft: Drafted, outside: int) -> list[str]:
    items = []
    if draft.places.joined:
        shown = ", ".join(f"{a}-{b}" for a, b in draft.places.joined[:5])
        items.append(f"adjacency: {shown} share no border and were joined so that no part stands alone.")
    if outside:
        items.append(
            f"places: {outside:,} events of the last {LOOK_BACK} months lie in no district or are too vague."
        )
    return items


def case_heading(draft: Drafted, items: Sequence[str]) -> list[str]:
    """Return the comment at the top of the case file."""
    lines = [
        f"{draft.events.country}, end of {draft.request.start}: a draft made by irenic new from UCDP "
        "events. Nobody has "
        "reviewed it.",
        "Simulated, exploratory, not a forecast.",
        "",
        "REVIEW, in this order (the first matter most):",
        *(f"  {number}. {item}" for number, item in enumerate(items, 1)),
        "",
        "Every figure has grade D. Give a figure that you have checked its own grade and source.",
    ]
    return [part for line in lines for part in _wrapped(line)]


def _wrapped(line: str) -> list[str]:
    """A line of a comment in pieces of at most 116 characters; a list's go on under its text."""
    hang = " " * (5 if line.startswith("  ") else 0)
    return textwrap.wrap(line, 116, subsequent_indent=hang, break_long_words=False) or [""]


def readme_text(draft: Drafted, items: Sequence[str]) -> str:
    """Return the page beside the case: how it was drafted, and what to do next."""
    request, events = draft.request, draft.events
    span = f"{month_text(int(events.month.min()))} to {month_text(int(events.month.max()))}"
    rules = (strength.RULE, territory.RULE, ties.RULE, RULE_POWER)
    left = [
        f"- {_plain(name)}: {dead:,.0f} {'death' if dead == 1 else 'deaths'}"
        for name, dead in draft.roster.left_out
    ]
    lines = [
        f"# {request.name}: a draft",
        "",
        f"{_plain(events.country)}, end of {request.start}. Made by `irenic new` from {len(events):,} "
        "events of "
        f"{span}. Nobody has reviewed it: every figure is a guess of grade D by the rules below. Simulated, "
        "exploratory, "
        "not a forecast.",
        "",
        "## Review first",
        "",
        *(f"{number}. {_plain(item)}" for number, item in enumerate(items, 1)),
        "",
        "## Rules",
        "",
        f"Groups are the {request.groups} actors with most deaths in the {LOOK_BACK} months to "
        f"{request.start}, from "
        "all three types of violence. Civilians are never a group.",
        "",
        *(f"- {rule[:1].upper()}{rule[1:]}." for rule in rules),
        f"- Neighbours: {draft.places.neighbour_rule} (districts of the {draft.places.source}).",
        "- People: as each figure's source says. Blocs: the government, those who fought it, other armed "
        "groups.",
        "- Neutral default: everything else, by kind of group alone.",
        "",
        *(["## Left out", "", *left, ""] if left else []),
        "## Next",
        "",
        "    irenic check case.yaml",
        f"    irenic study case.yaml --worlds 64 --replicates 1 --months {12}",
        "    irenic backtest case.yaml",
        "",
        "`strategies.yaml` has four plain strategies; fill in `history` before reading a back-test.",
        "",
    ]
    return "\n".join(lines)


def sources_text(digest: str, release: str) -> str:
    """Return the page beside the record's tables: where they come from.

    Parameters
    ----------
    digest : SHA-256 of the events file
    release : as its reader calls it
    """
    words = citation()
    return "\n".join(
        [
            "# Sources",
            "",
            f"Every table here was summed from one file of events (UCDP GED, release {release}, SHA-256 "
            f"{digest}).",
            "Months by the date an event starts. A row of deaths_located.csv without a district holds "
            "events that lie in",
            "none. deaths_month.csv is complete only if the file is: a filtered copy leaves events out. "
            "Rows whose low or",
            "high sum passes the best are widened to it.",
            "",
            f"Licence of the events: {words['licence']}. Cite: {words['cite']}",
            "",
        ]
    )


def _plain(text: str) -> str:
    """Return text whose signs Markdown would take for its own, escaped."""
    return "".join(f"\\{c}" if c in r"\`*_[]<>#|" else c for c in text)
