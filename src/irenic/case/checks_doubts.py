"""Warnings: a case that can be used, with something a reader should know or look at."""

from __future__ import annotations

from collections import Counter, defaultdict

from irenic.case.checks_groups import Problems
from irenic.case.draft import Draft
from irenic.case.fields import Figure
from irenic.case.figures import all_figures
from irenic.case.schema import Case

GUESSED_SHARE = 0.5
"""Above this share of grade-D figures a case is called mostly guessed."""

BARGAINING_KINDS = ("armed_group", "political_body", "criminal_network")
"""Kinds that sit at a table, so that what they would break a deal over matters."""


def warn_guessed(draft: Draft, case: Case) -> Problems:
    """Say how much of the case is guessed."""
    grades = Counter(figure.grade for figure in all_figures(case).values())
    total = sum(grades.values())
    if total and grades["D"] / total > GUESSED_SHARE:
        given = f"{grades['D'] / total:.0%} guessed ({grades['D']} of {total} uncertain figures have grade D)"
        hint = "Results say more about the assumptions than about the place; look for sources first."
        expected = f"at most {GUESSED_SHARE:.0%}"
        yield draft.source.warning("mostly_guessed", (), given, expected, hint)


def warn_first_issues(draft: Draft, case: Case) -> Problems:
    """Name the groups at the table that weigh all issues equally."""
    if len(draft.issue_ids) < 2:
        return
    silent = [group for group in draft.of_kind(*BARGAINING_KINDS) if group not in case.first_issue]
    if silent:
        hint = "They weigh all issues equally; name the issue each would break a deal over, if known."
        given = f"without {', '.join(silent)}"
        expected = "a first issue for each group that bargains"
        yield draft.source.warning("no_first_issue", ("first_issue",), given, expected, hint)


def warn_presence(draft: Draft, case: Case) -> Problems:
    """Name districts listed as mere presence that the group holds in part, or states a split for."""
    for name, group in case.groups.items():
        place = ("groups", name, "present")
        if group.districts is not None and group.present:
            hint = "The stated split wins; remove present."
            yield draft.source.warning(
                "present_unused", place, "given", "districts or present, not both", hint
            )
            continue
        held = [d for d in group.present if case.control.values[d].get(name, 0.0) > 0]
        if held:
            hint = "Its people there already follow from its share; the entry is not used."
            given = f"listing {', '.join(held)}, where the group holds a share"
            yield draft.source.warning("present_where_held", place, given, "districts it does not hold", hint)


def warn_isolation(draft: Draft, case: Case) -> Problems:
    """Name districts that touch no other."""
    touched = {district for pair in case.adjacency.pairs for district in pair}
    alone = [district for district in case.districts if district not in touched]
    if alone and len(case.districts) > 1:
        hint = "No force can move there; add its neighbours."
        given = f"without a neighbour for {', '.join(alone)}"
        yield draft.source.warning("isolated_district", ("adjacency",), given, "a neighbour for each", hint)


def warn_support(draft: Draft, case: Case) -> Problems:
    """Name groups whose support adds up to more than 1, which is scaled down to 1."""
    if case.support is None:
        return
    totals: dict[str, float] = defaultdict(float)
    for row in case.support.values.values():
        for group, entry in row.items():
            totals[group] += entry.best if isinstance(entry, Figure) else entry
    for group, total in totals.items():
        if total > 1 + 1e-9:
            given = f"{total:.3g} in sum for {group}"
            hint = "It is scaled to 1 with its patrons' proportions kept."
            yield draft.source.warning("support_scaled", ("support", "values"), given, "at most 1", hint)


def warn_blocs(draft: Draft, case: Case) -> Problems:
    """Name blocs that no bloc trust refers to."""
    used = {bloc for trust in case.uncertainty.bloc_trust for bloc in trust.between}
    idle = [bloc for bloc in case.uncertainty.blocs if bloc not in used]
    if idle:
        hint = "Add the uncertainty of their relations to bloc_trust, or remove them."
        place = ("uncertainty", "blocs")
        yield draft.source.warning(
            "unused_bloc",
            place,
            f"listing {', '.join(idle)}, which no bloc trust names",
            "blocs in use",
            hint,
        )


def warn_kind_trust(draft: Draft, case: Case) -> Problems:
    """Point at trust given to a kind no group has."""
    for kind in case.relations.kinds:
        if not draft.of_kind(kind):
            place = ("relations", "kinds", kind)
            yield draft.source.warning(
                "unused_kind", place, "given", "a kind that some group has", "Remove it."
            )


def warn_garrison(draft: Draft, case: Case) -> Problems:
    """Point at a garrison per head that no group uses."""
    if case.garrison_per_capita is not None and not draft.of_kind("local_councils"):
        place = ("garrison_per_capita",)
        expected = "a group of kind local_councils"
        hint = "Remove it, or add the group."
        yield draft.source.warning("unused_garrison", place, "given but unused", expected, hint)
