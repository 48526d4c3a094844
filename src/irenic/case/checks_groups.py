"""Checks of groups: what their kind asks for, where their people are, what their tables must say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from irenic.case.document import Place
from irenic.case.draft import Draft
from irenic.case.fields import Figure, Graded
from irenic.case.schema import ATTRIBUTE_RANGES, FORCE_KINDS
from irenic.errors import Problem, did_you_mean, quoted

SUM_TOLERANCE = 1e-6
"""How far shares that must sum to 1 may be off."""

Problems = Iterator[Problem]


def unknown(draft: Draft, place: Place, name: str, what: str) -> Problems:
    """Yield a problem if a name is not an id of the kind ``what`` (group, district, issue, patron)."""
    valid: Mapping[str, Iterable[str]] = {
        "group": draft.group_ids,
        "district": draft.district_ids,
        "issue": draft.issue_ids,
        "patron": draft.patron_ids,
    }
    if name not in tuple(valid[what]):
        hint = did_you_mean(name, valid[what])
        expected = f"{'an' if what == 'issue' else 'a'} {what} listed under {what}s"
        yield draft.source.problem(f"unknown_{what}", place, quoted(name), expected, hint)


def unknown_items(draft: Draft, place: Place, names: Iterable[str], what: str) -> Problems:
    """Yield a problem for each item of a list that is unknown, or listed twice."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        yield from unknown(draft, (*place, position), name, what)
        if name in seen:
            yield draft.source.problem(
                "listed_twice", (*place, position), quoted(name), "each item once", "Remove one of the two."
            )
        seen.add(name)


def figure_fits(draft: Draft, place: Place, entry: float | Figure, low: float, high: float) -> Problems:
    """Yield problems if an uncertain figure leaves its range or is not low <= best <= high."""
    bounds = f"a number from {low:g} to {high:g}" if high < float("inf") else f"a number of at least {low:g}"
    if not isinstance(entry, Figure):
        if not low <= entry <= high:
            yield draft.source.problem("out_of_range", place, f"{entry:g}", bounds)
        return
    for name in ("low", "best", "high"):
        value = getattr(entry, name)
        if not low <= value <= high:
            yield draft.source.problem("out_of_range", (*place, name), f"{value:g}", bounds)
    if not entry.low <= entry.best <= entry.high:
        given = f"low {entry.low:g}, best {entry.best:g}, high {entry.high:g}"
        hint = "Put the three in order."
        yield draft.source.problem("figure_order", place, given, "low <= best <= high", hint)


def check_kinds(draft: Draft) -> Problems:
    """Exactly one extremist and one splinter slot, at most one group of local councils."""
    if len(draft.kinds) < len(draft.group_ids):
        return  # an unreadable kind is already reported, and the count unknown
    for kind, least in (("extremist", 1), ("splinter", 1), ("local_councils", 0)):
        found = draft.of_kind(kind)
        if least <= len(found) <= 1:
            continue
        given = f"the second of kind {kind}" if found else f"without a group of kind {kind}"
        expected = f"exactly one {kind}" if least else f"at most one {kind}"
        hint = "Add one to groups." if not found else f"Keep one of {', '.join(found)}."
        place: Place = ("groups", found[1]) if found else ("groups",)
        yield draft.source.problem(f"{kind}_count", place, given, expected, hint)


def check_kind_keys(draft: Draft) -> Problems:
    """Each kind states what it needs, and nothing it has no use for."""
    for name, group in draft.groups.items():
        needed, allowed = _keys_of_kind(group.kind)
        given = {
            "fighters": group.fighters is not None,
            "districts": group.districts is not None,
            "present": bool(group.present),
            "seat": bool(group.seat),
        }
        for key, is_given in given.items():
            place: Place = ("groups", name, key)
            if is_given and key not in allowed:
                hint = f"Remove {key}, or give the group another kind."
                expected = f"no {key} for a group of kind {group.kind}"
                yield draft.source.problem("not_for_kind", place, "given", expected, hint)
            elif not is_given and key in needed:
                expected = f"{key} for a group of kind {group.kind}"
                yield draft.source.problem("missing_for_kind", place, "missing", expected, f"Add {key}.")


def _keys_of_kind(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys a kind needs and those it may have."""
    if kind in FORCE_KINDS:
        return frozenset({"fighters"}), frozenset({"fighters", "districts", "present"})
    if kind == "political_body":
        return frozenset({"seat"}), frozenset({"seat"})
    if kind == "outside_force":
        return frozenset(), frozenset({"fighters", "districts"})
    return frozenset(), frozenset()


def check_group_figures(draft: Draft) -> Problems:
    """Sizes are ordered and at least zero; a group with a force has at least one fighter at best."""
    for name, group in draft.groups.items():
        if group.fighters is None:
            continue
        place: Place = ("groups", name, "fighters")
        yield from figure_fits(draft, place, group.fighters, 0.0, 1e8)
        if group.fighters.low <= 0 <= group.fighters.high and group.kind in FORCE_KINDS:
            hint = "A split log-normal runs through the three points; use a small number of people."
            yield draft.source.problem(
                "no_fighters", (*place, "low"), f"{group.fighters.low:g}", "more than 0", hint
            )


def check_group_places(draft: Draft) -> Problems:
    """Districts of groups exist, stated splits sum to 1, and every force is somewhere."""
    for name, group in draft.groups.items():
        place: Place = ("groups", name)
        yield from unknown_items(draft, (*place, "present"), group.present, "district")
        yield from unknown_items(draft, (*place, "seat"), group.seat, "district")
        if group.districts is not None:
            for district in group.districts:
                yield from unknown(draft, (*place, "districts", district), district, "district")
            total = sum(group.districts.values())
            if abs(total - 1) > SUM_TOLERANCE:
                hint = "Change a share so that they do."
                yield draft.source.problem(
                    "split_sum", (*place, "districts"), f"{total:.6g} in sum", "shares that sum to 1", hint
                )
        elif group.kind in FORCE_KINDS and not group.present and not _holds(draft, name):
            hint = "Add present or districts to the group, or give it a share under control."
            yield draft.source.problem(
                "no_place", place, "nowhere: it holds no district and is present in none", "a place", hint
            )


def _holds(draft: Draft, group: str) -> bool:
    if draft.control is None:
        return True  # unreadable; reported elsewhere
    return any(row.get(group, 0.0) > 0 for row in draft.control.values.values())


def check_attributes(draft: Draft) -> Problems:
    """Each attribute has a value in range for each group; standing for political bodies alone."""
    for name, table in draft.attributes.items():
        place: Place = ("attributes", name, "values")
        low, high = ATTRIBUTE_RANGES[name]
        bodies = draft.of_kind("political_body")
        wanted = bodies if name == "standing" else draft.group_ids
        for group, entry in table.values.items():
            yield from unknown(draft, (*place, group), group, "group")
            yield from figure_fits(draft, (*place, group), entry, low, high)
            if name == "standing" and group in draft.kinds and group not in bodies:
                expected = "standing for political bodies only"
                hint = "Others' weight follows from their force; remove it."
                yield draft.source.problem("not_for_kind", (*place, group), "given", expected, hint)
        yield from missing_entries(draft, place, table.values, wanted)


def missing_entries(draft: Draft, place: Place, given: Iterable[str], wanted: Iterable[str]) -> Problems:
    """Yield one problem that names all ids a table leaves out."""
    has = set(given)
    absent = [name for name in wanted if name not in has]
    if absent:
        shown = f"without {', '.join(absent[:12])}{' and more' if len(absent) > 12 else ''}"
        yield draft.source.problem("missing_value", place, shown, "a value for each", "Add them.")


def check_positions(draft: Draft) -> Problems:
    """Each group has a position in range on each issue; issue 0 runs from -1 to 1."""
    for position, (name, issue) in enumerate(draft.issues.items()):
        allowed = [(-1.0, 1.0)] if name == draft.issue_ids[0] and position == 0 else [(-1.0, 1.0), (0.0, 1.0)]
        if issue.range not in allowed:
            given = f"[{issue.range[0]:g}, {issue.range[1]:g}]"
            is_first = len(allowed) == 1
            expected = "[-1, 1] for the first issue" if is_first else "[-1, 1] or [0, 1]"
            hint = "The first issue is alignment with outside powers." if is_first else ""
            yield draft.source.problem("issue_range", ("issues", name, "range"), given, expected, hint)
    if draft.positions is None:
        return
    for group, row in draft.positions.values.items():
        place: Place = ("positions", "values", group)
        yield from unknown(draft, place, group, "group")
        for issue_id, entry in row.items():
            yield from unknown(draft, (*place, issue_id), issue_id, "issue")
            if issue_id in draft.issues:
                low, high = draft.issues[issue_id].range
                yield from figure_fits(draft, (*place, issue_id), entry, low, high)
        yield from missing_entries(draft, place, row, draft.issue_ids)
    yield from missing_entries(draft, ("positions", "values"), draft.positions.values, draft.group_ids)


def check_first_issues(draft: Draft) -> Problems:
    """First issues are issues, of groups."""
    for group, issue in draft.first_issue.items():
        place: Place = ("first_issue", group)
        yield from unknown(draft, place, group, "group")
        yield from unknown(draft, place, issue, "issue")


def check_relations(draft: Draft) -> Problems:
    """Each pair once, between two known groups, in -1..1."""
    if draft.relations is None:
        return
    seen: dict[frozenset[str], Place] = {}
    for first, row in draft.relations.values.items():
        yield from unknown(draft, ("relations", "values", first), first, "group")
        for second, entry in row.items():
            place: Place = ("relations", "values", first, second)
            yield from unknown(draft, place, second, "group")
            yield from figure_fits(draft, place, entry, -1.0, 1.0)
            yield from once(draft, place, (first, second), seen)


def once(draft: Draft, place: Place, pair: tuple[str, str], seen: dict[frozenset[str], Place]) -> Problems:
    """Yield a problem if a pair joins an id to itself or was already given; note it as seen."""
    key = frozenset(pair)
    shown = " with ".join(pair)
    if len(key) == 1:
        yield draft.source.problem("self_pair", place, shown, "two different ids", "Remove the pair.")
    elif key in seen:
        line = draft.source.document.line(seen[key])
        given = f"{shown}, which is also on line {line}"
        yield draft.source.problem("pair_twice", place, given, "each pair once", "Remove one of the two.")
    seen.setdefault(key, place)


def spreads(draft: Draft) -> Iterator[tuple[str, Graded]]:
    """Yield every table that shares a grade, by its dotted place."""
    for name, table in draft.attributes.items():
        yield f"attributes.{name}", table
    for name in ("positions", "relations", "support"):
        part = getattr(draft, name)
        if part is not None:
            yield name, part
