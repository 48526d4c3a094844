"""Local risings and local deals of `docs/model.md` (D37)."""

from __future__ import annotations

import numpy as np

from .algebra import EPS, Scene, a1, cap


def risings(v: Scene) -> None:
    """Towns that rise against the extremist by themselves, under their councils."""
    case, par, lev, e = v.case, v.par, v.lev, v.k.e
    v.killed_rising, v.rose = np.zeros_like(v.F), np.zeros_like(v.F[:, 0])
    c = case.councils
    if c is None:
        return
    held = v.K[:, 1 + e]
    back = np.minimum(1.0, a1(v.seated * v.L) + lev["services"] + lev["partner"][:, c, None])
    hazard = a1(par["h_u"]) * held * np.exp(a1(par["b_ub"]) * back)
    v.rose = (v.draw["u_rise"] < 1.0 - np.exp(-hazard)).astype(float)
    men = v.rose * 0.003 * case.population
    ours = a1(v.theta[:, c]) * men * (1.0 + back)
    theirs = a1(v.theta[:, e]) * v.F[:, e]
    won = ours**1.5 / (ours**1.5 + theirs**1.5 + EPS)
    lost_c = cap(a1(par["kap"]) * theirs * v.rose, men)
    lost_e = cap(a1(par["kap"]) * ours, v.F[:, e])
    v.F, v.K = v.F.copy(), v.K.copy()
    v.F[:, c] += men - lost_c
    v.F[:, e] -= lost_e
    v.killed_rising[:, c], v.killed_rising[:, e] = 0.5 * lost_c, 0.5 * lost_e
    moved = 0.5 * won * held * v.rose
    v.K[:, 1 + c] += moved
    v.K[:, 1 + e] -= moved


def deals(v: Scene) -> None:
    """Local deals that are made, hold or break."""
    par, lev, x = v.par, v.lev, v.x
    v.strange = 1.0 - v.T  # after spoiling
    quiet = np.einsum("bgd,bhd,bgh->bd", x, x, lev["truce"] * v.strange, optimize=True)
    apart = np.einsum("bgd,bhd,bgh->bd", x, x, v.strange, optimize=True)
    work = np.maximum(lev["local_mediation"], quiet / (apart + 0.01))
    cohesion = np.einsum("bgd,bhd,bgh->bd", x, x, v.T, optimize=True)  # after spoiling
    strain = np.clip(6.0 * (0.4 - cohesion) - work, -3.0, 3.0)
    old, u = v.deal_before, v.draw["u_deal"]
    v.made = (1.0 - old) * (u < 1.0 - np.exp(-a1(par["h_p"]) * work))
    v.broken = old * (u < 1.0 - np.exp(-a1(par["h_pb"]) * np.exp(strain)))
    v.deal = old + v.made - v.broken
    v.failed = v.broken * (v.age < 12)
    v.age = v.deal * (v.age + 1.0)
    v.lasted = (v.age == 12).astype(float)
