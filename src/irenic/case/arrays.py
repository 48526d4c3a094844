"""A case as NumPy arrays in model form: the engine's and the worlds' view of it.

Everything is float64 at its best estimate, groups, districts, patrons and issues in the file's
order. Ranges are kept where worlds draw from them (fighters); the others stay on the case, see
`irenic.case.figures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.case.fields import NOBODY, Figure
from irenic.case.fighters import fighter_numbers, fighter_split
from irenic.case.schema import ATTRIBUTE_RANGES, INITIAL_NAMES, Case, Fighting
from irenic.case.ties import patron_support, starting_ties

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NO_QUORUM_STATED = 0.5
"""Attendance of political bodies where a case states none. Assumption: half, as of a body in dispute."""

FIRST_ISSUE_SALIENCE = 0.5
"""Weight of the issue a group would break a deal over; the rest is shared by the others (D10)."""


@dataclass(frozen=True, slots=True)
class BlocPair:
    """Uncertain relations between two blocs.

    ``first`` and ``second`` are bloc names, ``first_groups`` and ``second_groups`` their groups'
    indices, ``sd`` the standard deviation on the relation scale.
    """

    first: str
    second: str
    first_groups: tuple[int, ...]
    second_groups: tuple[int, ...]
    sd: float


@dataclass(frozen=True, slots=True)
class ContestedShare:
    """A share of control drawn as a factor: indices of the district and the group (0 is the first)."""

    district: int
    group: int


@dataclass(frozen=True, slots=True)
class UncertaintyArrays:
    """The declared uncertainty with indices in place of ids (D14)."""

    group_sizes: tuple[int, ...]
    blocs: Mapping[str, tuple[int, ...]]
    bloc_trust: tuple[BlocPair, ...]
    contested_control: tuple[ContestedShare, ...]


@dataclass(frozen=True, eq=False)
class CaseArrays:
    """Numbers of a case; shapes by group G, district D, patron P and issue I.

    Parameters
    ----------
    groups, districts, patrons, issues : ids in the file's order
    kinds : (G,), each group's kind
    extremist, splinter : index of the group; councils : index or None
    is_armed : (G,), armed group or criminal network; is_political, is_criminal, is_outside : (G,)
    population : (D,), persons; urban : (D,), 0..1; coast, base : (D,), 0 or 1; capital : index
    revenue : (D,), share of the country's resource revenue that leaves through the district; sums to 1,
        or all 0 where the case states none
    exclusion : (D,), 0..1, how far people are shut out of politics
    adjacency : (D, D), 0 or 1, symmetric, diagonal 1
    fighters_low, fighters_best, fighters_high : (G,), persons
    fighter_split : (G, D), shares, rows sum to 1
    garrison_per_capita : councils' people under arms per head held; 0 without councils
    control : (G+1, D), shares, index 0 nobody, columns sum to 1; control_grade : A-D
    relation : (G, G), -1..1; trust : (G, G), 0..1; both symmetric with diagonal 1
    positions : (G, I), -1..1; salience : (G, I), rows sum to 1
    quality : (G,), 0.5..1.5
    governance, supply, cohesion, exposure, recognition, standing, acceptance : (G,), 0..1
    support : (P, G), 0..1, sum over patrons at most 1; compliance : (P,), 0..1
    endorsing : (G,), 0 or 1; regions : name -> (G,) bool
    initial : name -> best figure, 0..1
    on_offensive, on_campaign : (G,), 0 or 1, who attacks the extremist or rivals as the case begins
    credibility : (G,), of the mediator with each group, 0..1; quorum : attendance of political bodies, 0..1
    crossings : (level per month, calendar month of the peak 1-12, amplitude 0..1) or None
    start_year, start_month : calendar month (1-12) at whose *end* the state holds; the
        simulation's month 1 is the next
    reference_levers : lever -> value under which ``acceptance`` was judged
    uncertainty : declared factors
    """

    groups: tuple[str, ...]
    districts: tuple[str, ...]
    patrons: tuple[str, ...]
    issues: tuple[str, ...]
    kinds: tuple[str, ...]
    extremist: int
    splinter: int
    councils: int | None
    is_armed: Bools
    is_political: Bools
    is_criminal: Bools
    is_outside: Bools
    population: Floats
    urban: Floats
    coast: Floats
    revenue: Floats
    exclusion: Floats
    adjacency: Floats
    capital: int
    base: Floats
    fighters_low: Floats
    fighters_best: Floats
    fighters_high: Floats
    fighter_split: Floats
    garrison_per_capita: float
    control: Floats
    control_grade: str
    trust: Floats
    relation: Floats
    positions: Floats
    salience: Floats
    quality: Floats
    governance: Floats
    supply: Floats
    cohesion: Floats
    exposure: Floats
    recognition: Floats
    standing: Floats
    acceptance: Floats
    support: Floats
    compliance: Floats
    endorsing: Floats
    regions: Mapping[str, Bools]
    on_offensive: Floats
    on_campaign: Floats
    initial: Mapping[str, float]
    credibility: Floats
    quorum: float
    crossings: tuple[float, float, float] | None
    start_year: int
    start_month: int
    reference_levers: Mapping[str, float]
    uncertainty: UncertaintyArrays


def case_arrays(case: Case) -> CaseArrays:
    """Return a case's numbers in model form, at their best estimates.

    Parameters
    ----------
    case : from `irenic.case.load_case`, which has checked it

    Returns
    -------
    CaseArrays, arrays read-only
    """
    year, month = case.start.split("-")
    c = case.crossings
    arrays = CaseArrays(
        patrons=tuple(case.patrons),
        issues=tuple(case.issues),
        **_group_arrays(case),
        **_district_arrays(case),
        **_place_and_tie_arrays(case),
        **_issue_arrays(case),
        regions={name: _members(region.groups, case) for name, region in case.regions.items()},
        initial={name: getattr(case.initial, name).best for name in INITIAL_NAMES},
        credibility=_credibility(case),
        quorum=NO_QUORUM_STATED if case.initial.quorum is None else case.initial.quorum.best,
        crossings=None if c is None else (c.level.best, float(c.peak_month), c.amplitude),
        start_year=int(year),
        start_month=int(month),
        reference_levers=dict(case.reference_levers),
        uncertainty=_uncertainty(case),
    )
    for value in [*vars(arrays).values(), *arrays.regions.values()]:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return arrays


def _members(ids: tuple[str, ...], case: Case) -> Bools:
    return np.array([name in ids for name in case.groups])


def _group_arrays(case: Case) -> dict[str, Any]:
    kinds = tuple(group.kind for group in case.groups.values())
    attributes = {}
    for name in ATTRIBUTE_RANGES:
        figures = case.attribute(name)
        attributes[name] = np.array([figures[g].best if g in figures else 0.0 for g in case.groups])
    return {
        "groups": tuple(case.groups),
        "kinds": kinds,
        "extremist": kinds.index("extremist"),
        "splinter": kinds.index("splinter"),
        "councils": kinds.index("local_councils") if "local_councils" in kinds else None,
        "is_armed": np.array([kind in ("armed_group", "criminal_network") for kind in kinds]),
        "is_political": np.array([kind == "political_body" for kind in kinds]),
        "is_criminal": np.array([kind == "criminal_network" for kind in kinds]),
        "is_outside": np.array([kind == "outside_force" for kind in kinds]),
        "on_offensive": _fighting(case, case.initial.offensives),
        "on_campaign": _fighting(case, case.initial.campaigns),
        "endorsing": _members(case.government.endorsing_bodies, case).astype(np.float64),
        **attributes,
    }


def _fighting(case: Case, stated: Fighting | None) -> Floats:
    return _members(() if stated is None else stated.groups, case).astype(np.float64)


def _district_arrays(case: Case) -> dict[str, Any]:
    names = tuple(case.districts)
    districts = case.districts.values()
    adjacency = np.eye(len(names))
    for first, second in case.adjacency.pairs:
        i, j = names.index(first), names.index(second)
        adjacency[[i, j], [j, i]] = 1.0
    return {
        "districts": names,
        "population": _population(case),
        "urban": np.array([district.urban for district in districts]),
        "coast": np.array([float(district.coast) for district in districts]),
        "revenue": _revenue(case),
        "exclusion": np.array([0.0 if d.exclusion is None else d.exclusion.best for d in districts]),
        "base": np.array([float(name in case.base_districts) for name in names]),
        "adjacency": adjacency,
        "capital": names.index(case.government.capital),
    }


def _population(case: Case) -> Floats:
    return np.array([district.population.best for district in case.districts.values()])


def _credibility(case: Case) -> Floats:
    stated, common = case.initial.credibility_by_group, case.initial.mediator_credibility
    return np.array([stated.get(name, common).best for name in case.groups])


def _revenue(case: Case) -> Floats:
    """Shares by district, scaled to sum to 1 (they may be off by a rounding), or zeros."""
    figures = [district.revenue for district in case.districts.values()]
    shares = np.array([0.0 if figure is None else figure.best for figure in figures])
    total = shares.sum()
    return np.asarray(shares / total if total > 0 else shares, dtype=np.float64)


def _place_and_tie_arrays(case: Case) -> dict[str, Any]:
    population, control = _population(case), control_shares(case)
    low, best, high = fighter_numbers(case, population, control)
    relation, trust = starting_ties(case)
    has_councils = any(group.kind == "local_councils" for group in case.groups.values())
    garrison = case.garrison_per_capita if has_councils else None
    return {
        "control": control,
        "control_grade": case.control.grade,
        "fighters_low": low,
        "fighters_best": best,
        "fighters_high": high,
        "fighter_split": fighter_split(case, population, control),
        "garrison_per_capita": 0.0 if garrison is None else garrison.best,
        "relation": relation,
        "trust": trust,
        "support": patron_support(case),
        "compliance": np.array([patron.compliance.best for patron in case.patrons.values()]),
    }


def control_shares(case: Case) -> Floats:
    """Return shares of each district's people by holder.

    Parameters
    ----------
    case : checked

    Returns
    -------
    (holder, district), index 0 nobody, then groups; columns sum to 1 exactly as floats allow
    """
    holders = [NOBODY, *case.groups]
    rows = [case.control.values[district] for district in case.districts]
    shares = np.array([[row.get(holder, 0.0) for row in rows] for holder in holders])
    return np.asarray(shares / shares.sum(axis=0), dtype=np.float64)


def _issue_arrays(case: Case) -> dict[str, Any]:
    values = case.positions.values
    positions = np.empty((len(case.groups), len(case.issues)))
    for i, group in enumerate(case.groups):
        for j, (name, issue) in enumerate(case.issues.items()):
            entry = values[group][name]
            best = entry.best if isinstance(entry, Figure) else entry
            low, high = issue.range
            positions[i, j] = 2 * (best - low) / (high - low) - 1
    return {"positions": positions, "salience": _salience(case)}


def _salience(case: Case) -> Floats:
    """Weights of issues (group, issue): .5 on the first issue, equal without one (D10)."""
    issues = list(case.issues)
    count = len(issues)
    salience = np.full((len(case.groups), count), 1 / count)
    for i, group in enumerate(case.groups):
        if group in case.first_issue and count > 1:
            salience[i] = (1 - FIRST_ISSUE_SALIENCE) / (count - 1)
            salience[i, issues.index(case.first_issue[group])] = FIRST_ISSUE_SALIENCE
    return salience


def _uncertainty(case: Case) -> UncertaintyArrays:
    groups, districts = list(case.groups), list(case.districts)
    stated = case.uncertainty
    blocs = {name: tuple(groups.index(g) for g in members) for name, members in stated.blocs.items()}
    pairs = (
        BlocPair(first, second, blocs[first], blocs[second], trust.sd)
        for trust in stated.bloc_trust
        for first, second in [trust.between]
    )
    contested = (
        ContestedShare(districts.index(c.district), groups.index(c.group)) for c in stated.contested_control
    )
    return UncertaintyArrays(
        group_sizes=tuple(groups.index(g) for g in stated.group_sizes),
        blocs=blocs,
        bloc_trust=tuple(pairs),
        contested_control=tuple(contested),
    )
