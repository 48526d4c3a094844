"""What a month leaves to look at: outcomes and the observables of `docs/model.md`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .algebra import EPS, Arrays, Floats, Scene, a1, standings
from .politics import local_shares

# In order: name, lag in months, kind of noise, its size, which normal draw (docs/model.md, table).
OBSERVABLES: tuple[tuple[str, int, str, float, int], ...] = (
    ("month", 0, "none", 0.0, 0),
    ("signed", 0, "none", 0.0, 1),
    ("seated", 0, "none", 0.0, 2),
    ("endorsed", 0, "none", 0.0, 3),
    ("membership", 1, "normal", 0.05, 4),
    ("acceptance", 1, "normal", 0.1, 5),
    ("acceptance_1", 1, "normal", 0.1, 6),
    ("acceptance_2", 1, "normal", 0.1, 7),
    ("acceptance_3", 1, "normal", 0.1, 8),
    ("acceptance_4", 1, "normal", 0.1, 9),
    ("settlement_depth", 1, "normal", 0.1, 10),
    ("legitimacy", 3, "normal", 0.1, 11),
    ("extremist_strength", 2, "lognormal", 0.35, 12),
    ("extremist_growth", 2, "lognormal", 0.35, 12),
    ("base_share", 1, "normal", 0.1, 14),
    ("base_share_rise", 1, "normal", 0.1, 14),
    ("territory", 1, "lognormal", 0.2, 16),
    ("engaged", 2, "normal", 0.1, 17),
    ("civilian_deaths", 1, "thinned", 0.0, 18),
    ("mediator_credibility", 1, "normal", 0.1, 19),
    ("consent", 1, "normal", 0.1, 20),
    ("polarisation", 1, "normal", 0.1, 21),
    ("local_cohesion", 1, "normal", 0.1, 22),
    ("plot", 1, "normal", 0.25, 0),
    ("outside_losses", 1, "none", 0.0, 0),
    ("largest_gain", 1, "normal", 0.02, 1),
    ("money_spent", 0, "none", 0.0, 0),
    ("strikes_flown", 0, "none", 0.0, 0),
)
SINCE_THE_START = ("money_spent", "strikes_flown")

# Per group, pair, district, and group and district: name, lag, kind of noise, its size.
GROUP_FIELDS: tuple[tuple[str, int, str, float], ...] = (
    ("willingness", 1, "normal", 0.1),
    ("member", 1, "normal", 0.1),
    ("fighters", 1, "lognormal", 0.35),
    ("held", 1, "normal", 0.05),
    ("offensive", 1, "none", 0.0),
    ("engagement", 1, "normal", 0.1),
    ("losses", 1, "lognormal", 0.35),
)
PAIR_FIELDS = (("trust", 1, "normal", 0.1), ("clash", 1, "lognormal", 0.35))
DISTRICT_FIELDS = (
    ("extremist_share", 1, "normal", 0.1),
    ("extremists", 1, "lognormal", 0.35),
    ("cohesion", 1, "normal", 0.1),
    ("grievance", 1, "normal", 0.1),
)
CONTROL = ("control", 1, "normal", 0.1)


class Sight(NamedTuple):
    """Values of everything that rules may look at, true at the end of a month or as seen in one."""

    scalars: Floats  # (B, 28), in the order of OBSERVABLES
    groups: Floats  # (B, field, G)
    pairs: Floats  # (B, field, G toward, G)
    districts: Floats  # (B, field, D)
    control: Floats  # (B, G, D)


def acceptance(v: Scene, members: Any) -> Floats:
    """Return the fighter-weighted willingness of the armed groups among `members` (D1)."""
    weight = np.asarray(members) * v.k.armed * v.F.sum(-1)
    return np.asarray((weight * v.a).sum(1) / (weight.sum(1) + EPS))


def base_share(v: Scene) -> Floats:
    """Return the extremist's population-weighted share of the base districts."""
    people = v.case.base * v.case.population
    return np.asarray(v.K[:, 1 + v.k.e] @ people / (people.sum() + EPS))


def outcomes(v: Scene) -> None:
    """Set the month's outcomes from the state at its end."""
    case = v.case
    v.U = acceptance(v, np.ones(len(case.groups)))
    v.U_region = {name: acceptance(v, mask) for name, mask in case.regions.items()}
    joined = v.p * v.m  # at the end of the month, after a relapse
    pairs = joined[:, :, None] * joined[:, None, :]
    v.depth = joined.sum(1) * (pairs * v.T).sum((1, 2)) / (pairs.sum((1, 2)) + 0.001)
    x = local_shares(v)
    v.LC_d = np.einsum("bgd,bhd,bgh->bd", x, x, v.T, optimize=True)
    v.LC = v.LC_d @ case.population / case.population.sum()
    v.N_e = v.F[:, v.k.e].sum(-1)
    v.Ke = v.K[:, 1 + v.k.e] @ case.population / case.population.sum()
    v.base_share = base_share(v)
    bodies(v)
    local_record(v)
    others = 1.0 - v.k.extremist
    v.deaths = {
        "civilian_strikes": v.civ_strikes.sum(1),
        "civilian_combat": v.civ_combat.sum(1),
        "civilian_rule": v.civ_rule.sum(1),
        "other_fighters": (v.killed.sum(-1) * others).sum(1),
        "extremists": v.killed[:, v.k.e].sum(-1) + v.kills_d.sum(1),
    }
    v.outside_losses = (v.killed.sum(-1) * v.k.outside).sum(1)
    v.civilian_deaths = (v.civ_strikes + v.civ_combat + v.civ_rule).sum(1)
    v.all_deaths = v.civilian_deaths + v.deaths["other_fighters"] + v.deaths["extremists"]


def bodies(v: Scene) -> None:
    """Set what is asked of political bodies, and the split over outside powers, at the end of the month."""
    case, k = v.case, v.k
    weight = case.standing * k.political
    v.attendance = (weight * v.quorum).sum(1) / (weight.sum() + EPS)
    stand, stagew = standings(v), v.signed * (0.5 + 0.5 * v.seated)
    outside = stand * (1.0 - a1(stagew) * v.m)
    share = outside / (outside.sum(1, keepdims=True) + EPS)
    number = np.where(outside.sum(1) > 0, 1.0 / np.maximum((share**2).sum(1), EPS), 0.0)
    v.rivals = number * outside.sum(1) / (stand.sum(1) + EPS)
    means = []
    for side in (case.positions[:, 0] > 0, case.positions[:, 0] < 0):
        force = side * k.armed * v.F.sum(-1)
        means.append(np.where(force.sum(1) > 0, (force * v.a).sum(1) / (force.sum(1) + EPS), np.nan))
    v.split_outside = np.nan_to_num(np.abs(means[0] - means[1]))


def local_record(v: Scene) -> None:
    """Set what a month leaves of joining, risings, offensives and local deals."""
    people = v.case.population
    v.joined_local, v.joined_foreign = v.local_recruits.sum(1), v.foreign_recruits.sum(1)
    v.risen, v.began = v.rose.sum(1), v.launched.any(1).astype(float)
    v.dealt = v.deal @ people / people.sum()
    home = v.case.base * people
    v.governed = (1.0 - v.vac) @ home / (home.sum() + EPS)


def sight(v: Scene) -> Sight:
    """Return the true values at the end of a month; what is counted since the start has the month's alone."""
    killed = v.killed.sum(-1)
    held = v.K[:, 1:] @ v.case.population / v.case.population.sum()
    groups = [v.a, v.m, v.F.sum(-1), held, v.off, v.eng, killed]
    districts = [v.K[:, 1 + v.k.e], v.F[:, v.k.e], v.LC_d, v.R]
    return Sight(
        observables(v),
        np.stack(groups, axis=1),
        np.stack([v.T, v.clash], axis=1),
        np.stack(districts, axis=1),
        v.K[:, 1:],
    )


def observables(v: Scene) -> Floats:
    """Return the true values (B, 28) of the observables of the whole country at the end of a month."""
    regions = list(v.U_region.values())[:4]
    regions += [np.zeros_like(v.U)] * (4 - len(regions))
    anchors: Arrays = v.anchors
    growth = v.N_e / (anchors["strength"] + EPS)
    columns = [np.full_like(v.U, v.month), v.signed, v.seated, v.endorsed, v.Bm, v.U, *regions]
    columns += [v.depth, v.L, v.N_e, growth, v.base_share, v.base_share - anchors["base_share"]]
    columns += [v.Ke, v.engaged, v.civilian_deaths, v.cbar, v.consent, v.Z, v.LC]
    columns += [v.plot, v.outside_losses, v.gain, v.money, v.nf]
    return np.stack(columns, axis=1)
