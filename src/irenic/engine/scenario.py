"""The case as constants of the engine: CaseArrays with a last axis of one, in the engine's precision."""

from typing import NamedTuple

import numpy as np

from irenic.case.arrays import CaseArrays
from irenic.engine.state import Array, Levers

SCALAR_LEVERS = Levers._fields[: Levers._fields.index("partner")]
GROUP_LEVERS = Levers._fields[Levers._fields.index("partner") : Levers._fields.index("truce")]
DISTRICT_LEVERS = ("local_mediation", "services", "outside_force", "guard_force")


class Scenario(NamedTuple):
    """Constants of a case (docs/model.md, "Notation"): masks are 0/1, shapes without the last axis of one."""

    domestic: Array  # (group,): all but extremist and outside
    armed: Array  # (group,)
    political: Array  # (group,)
    councils: Array  # (group,)
    splinter: Array  # (group,)
    extremist: Array  # (group,)
    outside: Array  # (group,), shares of the outside_force lever, sum 1 or 0
    invited_by_power: Array  # (group,): armed or political
    switches: Array  # (group,): armed, splinter or extremist
    diagonal: Array  # (group, group)
    population: Array  # (district,)
    urban: Array  # (district,)
    coast: Array  # (district,)
    adjacency: Array  # (district, district), diagonal 1
    threat_reach: Array  # (district, district): max(0.25, A)
    base: Array  # (district,)
    exclusion: Array  # (district,), 0-1
    offensive_start: Array  # (group,), 0 or 1: on an offensive as the case begins
    campaign_start: Array  # (group,), 0 or 1: on a campaign as the case begins
    revenue: Array  # (district,), share of the resource revenue that leaves through it
    home: Array  # (group, district), starting split of fighters
    positions: Array  # (group, issue)
    salience: Array  # (group, issue)
    similarity: Array  # (group, group): s_gh
    quality: Array
    governance: Array
    supply: Array
    cohesion: Array
    exposure: Array
    recognition: Array
    standing: Array
    acceptance: Array
    credibility_start: Array  # (group,), of the mediator
    support: Array  # (patron, group)
    compliance: Array  # (patron,)
    endorsing: Array  # (group,)
    regions: Array  # (region, group)
    e: int
    capital: int
    garrison_per_capita: float
    quorum_start: float  # attendance of political bodies at the start
    outside_start: float  # persons of forces from outside in the country as the case begins
    crossings: tuple[float, float, float] | None  # level, peak month, amplitude
    start_month: int


def similarity(positions: np.ndarray, salience: np.ndarray) -> np.ndarray:
    """s_gh = exp(-4*dist_gh) from positions and salience (group, issue) -> (group, group), 0-1.

    References
    ----------
    Leinster & Cobbold 2012 (similarity-sensitive diversity); decision D13; docs/model.md.
    """
    gap = (positions[:, None] - positions[None]) ** 2
    weight = 0.5 * (salience[:, None] + salience[None])
    alike: np.ndarray = np.exp(-4.0 * (weight * gap).sum(-1) / 4.0)
    return alike


def scenario_from(arrays: CaseArrays, dtype: str = "float32") -> Scenario:
    """Constants of the engine from a case's arrays.

    Parameters
    ----------
    arrays : the case, float64
    dtype : "float32" or "float64"

    Returns
    -------
    Scenario whose arrays end in an axis of one.

    References
    ----------
    docs/model.md, "Notation".
    """
    count = len(arrays.groups)
    masks = _masks(arrays)
    eye = np.eye(count)
    pairs = np.maximum(0.25, arrays.adjacency)
    regions = np.array([arrays.regions[r] for r in arrays.regions], float).reshape(-1, count)
    columns = {
        **masks,
        "diagonal": eye,
        "population": arrays.population,
        "urban": arrays.urban,
        "coast": arrays.coast,
        "adjacency": arrays.adjacency,
        "threat_reach": pairs,
        "base": arrays.base,
        "revenue": arrays.revenue,
        "exclusion": arrays.exclusion,
        "offensive_start": arrays.on_offensive,
        "campaign_start": arrays.on_campaign,
        "credibility_start": arrays.credibility,
        "home": arrays.fighter_split,
        "positions": arrays.positions,
        "salience": arrays.salience,
        "similarity": similarity(arrays.positions, arrays.salience),
        "support": arrays.support,
        "compliance": arrays.compliance,
        "endorsing": arrays.endorsing,
        "regions": regions,
    }
    for name in (
        "quality",
        "governance",
        "supply",
        "cohesion",
        "exposure",
        "recognition",
        "standing",
        "acceptance",
    ):
        columns[name] = getattr(arrays, name)
    ready = {k: np.asarray(v, dtype)[..., None] for k, v in columns.items()}
    return Scenario(
        **ready,
        e=int(arrays.extremist),
        capital=int(arrays.capital),
        garrison_per_capita=float(arrays.garrison_per_capita),
        quorum_start=float(arrays.quorum),
        outside_start=float(arrays.fighters_best[arrays.is_outside].sum()),
        crossings=arrays.crossings,
        start_month=int(arrays.start_month),
    )


def _masks(arrays: CaseArrays) -> dict[str, np.ndarray]:
    count = len(arrays.groups)
    one_hot = np.eye(count)
    extremist = one_hot[arrays.extremist]
    splinter = one_hot[arrays.splinter]
    councils = np.zeros(count) if arrays.councils is None else one_hot[arrays.councils]
    armed, political = arrays.is_armed.astype(float), arrays.is_political.astype(float)
    outside = arrays.is_outside.astype(float)
    return {
        "domestic": 1.0 - extremist - outside,
        "armed": armed,
        "political": political,
        "councils": councils,
        "splinter": splinter,
        "extremist": extremist,
        "outside": outside / max(outside.sum(), 1.0),
        "invited_by_power": armed + political,
        "switches": armed + splinter + extremist,
    }
