"""Relations and trust between groups, and what patrons give them, at the start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irenic.case.fields import Figure
from irenic.case.schema import Case

Floats = NDArray[np.float64]

NEUTRAL_TRUST = 0.35
"""Trust of a pair with relation 0."""


def trust_from_relation(relation: Floats) -> Floats:
    """Trust at the start from a relation.

    Parameters
    ----------
    relation : any shape, -1 enemies .. 1 allies

    Returns
    -------
    same shape, 0..0.95: .35(1+r) below zero, .35+.6r above

    References
    ----------
    Assumption (D10): the two branches meet at 0 and leave room above the closest allies.
    """
    slope = np.where(relation < 0, NEUTRAL_TRUST, 0.6)
    return np.asarray(NEUTRAL_TRUST + slope * relation, dtype=np.float64)


def relation_from_trust(trust: Floats) -> Floats:
    """Relation that gives a trust: the inverse of `trust_from_relation`.

    Parameters
    ----------
    trust : any shape, 0..0.95

    Returns
    -------
    same shape, -1..1

    References
    ----------
    As `trust_from_relation`.
    """
    slope = np.where(trust < NEUTRAL_TRUST, NEUTRAL_TRUST, 0.6)
    return np.asarray((trust - NEUTRAL_TRUST) / slope, dtype=np.float64)


def starting_ties(case: Case) -> tuple[Floats, Floats]:
    """Relations and trust of every pair.

    A pair the file names has that relation. Else, unless one of the two is the extremist, the
    trust of its kinds (``relations.kinds``; the lower where both kinds have one). Else the default
    relation.

    Parameters
    ----------
    case : checked

    Returns
    -------
    relation : (group, group), symmetric, -1..1, diagonal 1
    trust : (group, group), symmetric, 0..1, diagonal 1

    References
    ----------
    D2, D10. Assumption: of two kinds' trusts the lower holds, as trust needs both.
    """
    names = list(case.groups)
    relation = np.full((len(names), len(names)), case.relations.default)
    is_named = np.zeros(relation.shape, dtype=bool)
    for first, row in case.relations.values.items():
        for second, entry in row.items():
            i, j = names.index(first), names.index(second)
            relation[[i, j], [j, i]] = _best(entry)
            is_named[[i, j], [j, i]] = True
    of_kind = _trust_of_kinds(case)
    takes_kind = ~is_named & np.isfinite(of_kind)
    trust = np.where(takes_kind, of_kind, trust_from_relation(relation))
    relation[takes_kind] = relation_from_trust(of_kind[takes_kind])
    np.fill_diagonal(relation, 1.0)
    np.fill_diagonal(trust, 1.0)
    return relation, trust


def _trust_of_kinds(case: Case) -> Floats:
    """Trust by kind (group, group); infinite where neither kind has one or one is the extremist."""
    kinds = case.relations.kinds
    own = np.array([kinds[g.kind].trust if g.kind in kinds else np.inf for g in case.groups.values()])
    is_extremist = np.array([g.kind == "extremist" for g in case.groups.values()])
    trust: Floats = np.minimum(own[:, None], own[None, :])
    trust[is_extremist, :] = np.inf
    trust[:, is_extremist] = np.inf
    return trust


def patron_support(case: Case) -> Floats:
    """Strength of each patron's support for each group at the start.

    Parameters
    ----------
    case : checked

    Returns
    -------
    (patron, group), 0..1; where a group's support adds up to more than 1 it is scaled to 1, its
    patrons' proportions kept

    References
    ----------
    D10.
    """
    patrons, groups = list(case.patrons), list(case.groups)
    support = np.zeros((len(patrons), len(groups)))
    if case.support is not None:
        for patron, row in case.support.values.items():
            for group, entry in row.items():
                support[patrons.index(patron), groups.index(group)] = _best(entry)
    return np.asarray(support / np.maximum(support.sum(axis=0), 1.0), dtype=np.float64)


def _best(entry: float | Figure) -> float:
    return entry.best if isinstance(entry, Figure) else entry
