"""All uncertain figures of a case, whole, under their dotted places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from irenic.case.fields import Figure
from irenic.case.schema import ATTRIBUTE_RANGES, INITIAL_NAMES, Case


def all_figures(case: Case) -> Mapping[str, Figure]:
    """Return dotted place -> figure for every uncertain figure of the case.

    Shorthand is written out (see `irenic.case.fields`), so each has low <= best <= high, a grade
    and a source. Places are those an override uses. Control shares are not among them: they are
    drawn together, row by row, by grade.
    """
    return dict(_walk(case))


def _walk(case: Case) -> Iterator[tuple[str, Figure]]:
    for group_id, group in case.groups.items():
        if group.fighters is not None:
            yield f"groups.{group_id}.fighters", group.fighters
    for name in ATTRIBUTE_RANGES:
        for group_id, figure in case.attribute(name).items():
            yield f"attributes.{name}.values.{group_id}", figure
    for group_id, row in case.positions.values.items():
        for issue_id, entry in row.items():
            low, high = case.issues[issue_id].range
            yield f"positions.values.{group_id}.{issue_id}", case.positions.figure(entry, low, high)
    for first, row in case.relations.values.items():
        for second, entry in row.items():
            yield f"relations.values.{first}.{second}", case.relations.figure(entry, -1.0, 1.0)
    for district_id, district in case.districts.items():
        yield f"districts.{district_id}.population", district.population
        if district.revenue is not None:
            yield f"districts.{district_id}.revenue", district.revenue
        if district.exclusion is not None:
            yield f"districts.{district_id}.exclusion", district.exclusion
    if case.garrison_per_capita is not None:
        yield "garrison_per_capita", case.garrison_per_capita
    for patron_id, patron in case.patrons.items():
        yield f"patrons.{patron_id}.compliance", patron.compliance
    if case.support is not None:
        for (patron_id, group_id), figure in case.support.figures(0.0, 1.0).items():
            yield f"support.values.{patron_id}.{group_id}", figure
    for name in INITIAL_NAMES:
        yield f"initial.{name}", getattr(case.initial, name)
    if case.initial.quorum is not None:
        yield "initial.quorum", case.initial.quorum
    for group_id, figure in case.initial.credibility_by_group.items():
        yield f"initial.credibility_by_group.{group_id}", figure
    if case.crossings is not None:
        yield "crossings.level", case.crossings.level
