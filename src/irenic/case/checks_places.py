"""Checks of districts, control, patrons, government, starts and the declared uncertainty."""

from __future__ import annotations

from irenic.case.checks_groups import (
    SUM_TOLERANCE,
    Problems,
    figure_fits,
    missing_entries,
    once,
    unknown,
    unknown_items,
)
from irenic.case.document import Place
from irenic.case.draft import Draft
from irenic.case.fields import NOBODY
from irenic.case.schema import INITIAL_NAMES, MAX_FACTORS
from irenic.errors import did_you_mean, quoted

HOLDING_KINDS = frozenset({"armed_group", "criminal_network", "extremist", "local_councils"})
"""Kinds that can hold people at the start; bodies act through others, splinters start empty."""


REVENUE_TOLERANCE = 0.01
"""How far shares of revenue may be off 1: they are rounded judgements, scaled when read."""


def check_districts(draft: Draft) -> Problems:
    """Populations are ordered and above zero; shares of revenue lie in 0..1."""
    for name, district in draft.districts.items():
        yield from figure_fits(draft, ("districts", name, "population"), district.population, 1.0, 1e10)
        if district.revenue is not None:
            yield from figure_fits(draft, ("districts", name, "revenue"), district.revenue, 0.0, 1.0)
        if district.exclusion is not None:
            yield from figure_fits(draft, ("districts", name, "exclusion"), district.exclusion, 0.0, 1.0)


def check_revenue(draft: Draft) -> Problems:
    """Shares of resource revenue add up to 1 over districts, or no district states one."""
    stated = [d.revenue.best for d in draft.districts.values() if d.revenue is not None]
    has_all = len(draft.districts) == len(draft.district_ids)  # else one is broken, and reported
    if stated and has_all and abs(sum(stated) - 1) > REVENUE_TOLERANCE + SUM_TOLERANCE:
        given = f"{sum(stated):.6g} in sum of the districts' revenue"
        hint = "Change a share so that they do, or remove revenue everywhere."
        expected = f"best shares that sum to 1 within {REVENUE_TOLERANCE:g}"
        yield draft.source.problem("revenue_sum", ("districts",), given, expected, hint)


def check_adjacency(draft: Draft) -> Problems:
    """Neighbours are two known districts, each pair once."""
    if draft.adjacency is None:
        return
    seen: dict[frozenset[str], Place] = {}
    for position, pair in enumerate(draft.adjacency.pairs):
        place: Place = ("adjacency", "pairs", position)
        for side, district in enumerate(pair):
            yield from unknown(draft, (*place, side), district, "district")
        yield from once(draft, place, pair, seen)


def check_control(draft: Draft) -> Problems:
    """Each district has a row; holders can hold; each row sums to 1."""
    if draft.control is None:
        return
    values = draft.control.values
    for district, row in values.items():
        place: Place = ("control", "values", district)
        yield from unknown(draft, place, district, "district")
        for holder, share in row.items():
            if holder == NOBODY:
                continue
            yield from unknown(draft, (*place, holder), holder, "group")
            kind = draft.kinds.get(holder)
            if kind is not None and kind not in HOLDING_KINDS and share > 0:
                given = f"{share:g} for a group of kind {kind}"
                hint = "Give the share to an ally that holds the place, or to nobody."
                expected = f"a holder that is one of {', '.join(sorted(HOLDING_KINDS))}"
                yield draft.source.problem("cannot_hold", (*place, holder), given, expected, hint)
        total = sum(row.values())
        if abs(total - 1) > SUM_TOLERANCE:
            hint = "What no group holds goes to nobody."
            yield draft.source.problem(
                "control_sum", place, f"{total:.6g} in sum", "shares that sum to 1", hint
            )
    yield from missing_entries(draft, ("control", "values"), values, draft.district_ids)


def check_garrison(draft: Draft) -> Problems:
    """Local councils need a garrison per head."""
    place: Place = ("garrison_per_capita",)
    councils = draft.of_kind("local_councils")
    if draft.garrison_per_capita is not None:
        yield from figure_fits(draft, place, draft.garrison_per_capita, 0.0, 0.2)
    elif councils and "garrison_per_capita" not in (draft.source.document.data or {}):
        hint = "Add garrison_per_capita with low, best, high, grade and source."
        expected = f"people under arms per head for {councils[0]}"
        yield draft.source.problem("missing_for_kind", place, "missing", expected, hint)


def check_patrons(draft: Draft) -> Problems:
    """Compliance and support lie in 0..1 and join known patrons to known groups."""
    for name, patron in draft.patrons.items():
        yield from figure_fits(draft, ("patrons", name, "compliance"), patron.compliance, 0.0, 1.0)
    if draft.support is None:
        return
    for patron_id, row in draft.support.values.items():
        place: Place = ("support", "values", patron_id)
        yield from unknown(draft, place, patron_id, "patron")
        for group, entry in row.items():
            yield from unknown(draft, (*place, group), group, "group")
            yield from figure_fits(draft, (*place, group), entry, 0.0, 1.0)


def check_government(draft: Draft) -> Problems:
    """The capital and the endorsing bodies exist, and the bodies are political bodies."""
    if draft.government is None:
        return
    place: Place = ("government",)
    yield from unknown(draft, (*place, "capital"), draft.government.capital, "district")
    bodies = draft.government.endorsing_bodies
    yield from unknown_items(draft, (*place, "endorsing_bodies"), bodies, "group")
    for position, name in enumerate(bodies):
        kind = draft.kinds.get(name)
        if kind is not None and kind != "political_body":
            at = (*place, "endorsing_bodies", position)
            given = f"{quoted(name)}, of kind {kind}"
            hint = "Endorsement is a vote; name the body that casts it."
            yield draft.source.problem("wrong_kind", at, given, "a political_body", hint)


def check_regions(draft: Draft) -> Problems:
    """Base districts and groups of regions exist, each once."""
    yield from unknown_items(draft, ("base_districts",), draft.base_districts, "district")
    for name, region in draft.regions.items():
        yield from unknown_items(draft, ("regions", name, "groups"), region.groups, "group")


def check_starts(draft: Draft) -> Problems:
    """Figures at the start lie in 0..1; a monthly flow is at least zero."""
    if draft.initial is not None:
        for name in INITIAL_NAMES:
            yield from figure_fits(draft, ("initial", name), getattr(draft.initial, name), 0.0, 1.0)
        if draft.initial.quorum is not None:
            yield from figure_fits(draft, ("initial", "quorum"), draft.initial.quorum, 0.01, 1.0)
        stated = draft.initial.credibility_by_group
        place: Place = ("initial", "credibility_by_group")
        yield from unknown_items(draft, place, tuple(stated), "group")
        for group, figure in stated.items():
            yield from figure_fits(draft, (*place, group), figure, 0.0, 1.0)
        for name in ("offensives", "campaigns"):
            fighting = getattr(draft.initial, name)
            if fighting is not None:
                yield from unknown_items(draft, ("initial", name, "groups"), fighting.groups, "group")
    if draft.crossings is not None:
        yield from figure_fits(draft, ("crossings", "level"), draft.crossings.level, 0.0, 1e9)


def check_size_factors(draft: Draft) -> Problems:
    """Groups whose size is a factor have fighters of their own; there are at most 25 factors.

    The extremist's size is always a factor, listed or not, and so is one size common to the rest.
    """
    if draft.uncertainty is None:
        return
    sizes = draft.uncertainty.group_sizes
    place: Place = ("uncertainty", "group_sizes")
    yield from unknown_items(draft, place, sizes, "group")
    for position, name in enumerate(sizes):
        group = draft.groups.get(name)
        if group is not None and group.fighters is None:
            given = f"{quoted(name)}, which states no fighters"
            hint = "Remove it, or state the group's fighters."
            expected = "a group that states fighters"
            yield draft.source.problem("no_size", (*place, position), given, expected, hint)
    own_size = {*sizes, *draft.of_kind("extremist")}
    uncertainty = draft.uncertainty
    factors = len(own_size) + 1 + len(uncertainty.bloc_trust) + len(uncertainty.contested_control)
    if factors > MAX_FACTORS:
        given = f"{factors} factors, with the extremist's size and the common size of all groups not listed"
        hint = "Keep those that matter most."
        yield draft.source.problem(
            "too_many_factors", ("uncertainty",), given, f"at most {MAX_FACTORS}", hint
        )


def check_blocs(draft: Draft) -> Problems:
    """Blocs hold known groups, each in one bloc at most; bloc trust names blocs, each pair once."""
    if draft.uncertainty is None:
        return
    blocs = draft.uncertainty.blocs
    home: dict[str, str] = {}
    for bloc, groups in blocs.items():
        place: Place = ("uncertainty", "blocs", bloc)
        yield from unknown_items(draft, place, groups, "group")
        for position, group in enumerate(groups):
            if home.setdefault(group, bloc) != bloc:
                given = f"{quoted(group)}, which is also in {home[group]}"
                hint = "Remove it from one of the two."
                yield draft.source.problem(
                    "in_two_blocs", (*place, position), given, "one bloc at most", hint
                )
    seen: dict[frozenset[str], Place] = {}
    for index, trust in enumerate(draft.uncertainty.bloc_trust):
        at: Place = ("uncertainty", "bloc_trust", index, "between")
        for side, bloc in enumerate(trust.between):
            if bloc not in blocs:
                expected = "a bloc listed under uncertainty.blocs"
                hint = did_you_mean(bloc, blocs)
                yield draft.source.problem("unknown_bloc", (*at, side), quoted(bloc), expected, hint)
        yield from once(draft, at, trust.between, seen)


def check_contested(draft: Draft) -> Problems:
    """Contested shares are held in part: of nothing or of everything there is no contest."""
    if draft.uncertainty is None:
        return
    seen: set[tuple[str, str]] = set()
    for index, contest in enumerate(draft.uncertainty.contested_control):
        place: Place = ("uncertainty", "contested_control", index)
        yield from unknown(draft, (*place, "district"), contest.district, "district")
        yield from unknown(draft, (*place, "group"), contest.group, "group")
        key = (contest.district, contest.group)
        if key in seen:
            given = f"{contest.group} in {contest.district} again"
            yield draft.source.problem("listed_twice", place, given, "each contest once", "Remove one.")
        seen.add(key)
        if draft.control is None or contest.district not in draft.control.values:
            continue
        share = draft.control.values[contest.district].get(contest.group, 0.0)
        if not 0 < share < 1 and contest.group in draft.group_ids:
            given = f"{contest.group} with a share of {share:g} in {contest.district}"
            hint = "Name a group that holds part of the district."
            yield draft.source.problem("not_contested", place, given, "a share between 0 and 1", hint)
