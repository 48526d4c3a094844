"""M10 recruitment, M11 fragmentation, M5 trust, M4 relapse, M12 harm and cost of `docs/model.md`."""

from __future__ import annotations

import numpy as np

from .algebra import EPS, Floats, Scene, a1, a2, mean_of, norm, pos, vacancy


def grow(room: Floats, pull: Floats) -> Floats:
    """M10: growth by the pull where there is room, else a decline that no pull hastens."""
    return np.asarray(np.where(room > 0.0, room * np.exp(pull), np.maximum(room, -0.5)))


def recruitment(v: Scene) -> None:
    """M10: the extremist's recruits, arrivals and quits; armed groups' growth; the councils' garrisons."""
    case, par, lev, k, e = v.case, v.par, v.lev, v.k, v.k.e
    people = case.population
    v.vac = vacancy(v)
    held = v.K[:, 1 + e]
    v.Ke = held @ people / people.sum()
    change = v.Ke - v.K_before[:, 1 + e] @ people / people.sum()
    me = np.clip(3.0 * change / (v.Ke + 0.01), -1.0, 1.0)
    v.out = lev["outside_force"].sum(1) * float(k.outside.any())
    v.out0 = float(v.case.fighters_best[v.case.is_outside].sum())
    pull = par["be_p"] * me + par["be_u"] * np.log(1.0 + v.nf / 25.0)
    pull = np.clip(pull + par["be_o"] * np.log((1000.0 + v.out) / (1000.0 + v.out0)), -2.0, 2.0)
    before = v.F
    fighters = before[:, e]
    room = 1.0 - fighters.sum(-1) / (0.0025 * people.sum())
    open_ = 1.0 - v.press**1.5
    mood = 2.0 * a1(par["be_V"]) * (v.vac - 0.6) + a1(par["be_R"]) * v.R + a1(pull) - a1(par["be_e"]) * held
    mood = mood + a1(par["be_x"]) * shut_out(v)
    v.local_recruits = a1(par["r0"]) * fighters * open_ * grow(a1(room), np.clip(mood, -3.0, 2.0))
    arrive = par["ff"] * np.exp(pull) * (1.0 - 0.5 * lev["border"])
    held_since = v.Ke / (v.anchors["territory"] + 0.001)
    arrive = arrive * (0.25 + 0.75 * np.minimum(1.5, held_since)) * np.exp(0.2 * v.draw["foreign"] - 0.02)
    v.foreign_recruits = a1(arrive) * open_ * norm(fighters + 5.0)
    v.quits = 0.02 * fighters * (1.0 + a1(np.maximum(pos(-me), 0.0)))

    crowd = (1.0 - before.sum(1) / (0.03 * people))[:, None]
    paid = 2.0 * a1(par["be_k"]) * lev["pay"] * (1.0 - a1(lev["pay_conditional"]))
    v.F = before + k.armed[None, :, None] * 0.2 * a2(par["r0"]) * before * grow(crowd, paid[:, :, None])
    v.F[:, e] = fighters + v.local_recruits + v.foreign_recruits - v.quits
    if case.councils is not None:
        c = case.councils
        v.F[:, c] += 0.1 * (case.garrison_per_capita * people * v.K[:, 1 + c] - v.F[:, c])


def shut_out(v: Scene) -> Floats:
    """M10: how much more than the country's people a district's are shut out of politics (B, D)."""
    case = v.case
    back = np.einsum("bgd,bg->bd", v.x, v.lev["reinstate"])
    typical = (case.population * case.exclusion).sum() / case.population.sum()
    return np.asarray(case.exclusion * (1.0 - 0.5 * back) - typical)


def fragmentation(v: Scene) -> None:
    """M11: splits feed the splinter slot and a little the extremist; fighters are conserved."""
    par, k = v.par, v.k
    growth = a1(par["f_p"] * v.lev["talks"]) + 4.0 * v.ls - a1(v.L) * v.m
    growth = growth + 0.8 * v.draw["fragmentation"] - 0.32
    share = np.minimum(0.3, a1(par["f0"]) * (1.5 - v.case.cohesion) * np.exp(growth)) * k.armed
    leave = share[:, :, None] * v.F
    v.split = leave.sum(-1)
    v.F = v.F - leave
    v.F[:, k.s] += 0.97 * leave.sum(1)
    v.F[:, k.e] += 0.03 * leave.sum(1)


def trust(v: Scene) -> None:
    """M5: trust of domestic pairs, then polarisation."""
    par, lev, k = v.par, v.lev, v.k
    root = np.sqrt(v.pres)
    nearby = np.einsum("bd,bgd,bhd->bgh", lev["local_mediation"], root, root, optimize=True)
    quiet = np.maximum(lev["truce"], nearby)
    members = v.m[:, :, None] * v.m[:, None, :]
    up = a2(par["t_u"]) * (2.0 * a2(v.L) * members + v.joint) + a2(par["t_l"]) * quiet
    down = a2(par["t_f"]) * v.clash
    backed = lev["partner"] + 0.5 * lev["advisers"] + 0.5 * lev["embargo_exempt"]
    apart = np.abs(backed[:, :, None] - backed[:, None, :]) * a2(1.0 - v.consent) * (1.0 - members)
    room = lev["joint_room"][:, :, None] * lev["joint_room"][:, None, :]
    still = a2(lev["military_track"] * np.exp(-20.0 * v.gain)) * np.outer(k.armed, k.armed)
    for rate, amount in ((-par["t_p"], apart), (par["j_t"], room), (par["t_m"], still)):
        up = up + a2(np.maximum(rate, 0.0)) * amount
        down = down + a2(np.maximum(-rate, 0.0)) * amount
    v.T = v.T + k.pairs * (up * (1.0 - v.T) - down * v.T)
    lost = v.leader_lost[:, :, None] | v.leader_lost[:, None, :]
    v.T = np.where(lost & (k.pairs > 0), 0.92 * v.T, v.T)
    hurt = np.einsum("bd,bgd,bhd->bgh", v.broken, root, root, optimize=True)
    v.T = v.T * (1.0 - 0.1 * hurt * k.pairs)
    loud = par["z_s"] * (v.nf / 100.0) * (1.0 - v.consent) * (1.0 + par["z_p"] * mean_of(v, "partner"))
    loud = loud + par["z_o"] * ((v.out - v.out0) / (5000.0 + v.out0)) * (1.0 - v.consent)
    v.Z = np.clip(v.Z + 0.05 * (0.4 - v.Z) + loud - 0.06 * v.stagew * v.Bm * v.L, 0.0, 1.0)


def relapse(v: Scene) -> None:
    """M4: the settlement may break, this month's too."""
    par = v.par
    odds = -par["r_L"] * (v.L - 0.3) - 2.0 * par["r_G"] * v.guar * v.cbar
    odds = odds + par["r_X"] * (0.4 - v.Pm) - par["r_B"] * (v.Bm - 0.3) + (v.Z - 0.4)
    odds = odds + par["r_C"] * (v.C - 0.4)
    v.relapse_hazard = par["h_r"] * np.exp(np.clip(odds, -4.0, 3.0))
    v.signed_before_relapse = v.signed
    v.relapsed = (v.signed > 0.5) & (v.draw["u_relapse"] < 1.0 - np.exp(-v.relapse_hazard))
    r = v.relapsed
    members = v.m[:, :, None] * v.m[:, None, :]
    v.T = np.where(a2(r), v.T * (1.0 - 0.4 * members * v.k.pairs), v.T)
    v.signed, v.seated, v.endorsed = (np.where(r, 0.0, x) for x in (v.signed, v.seated, v.endorsed))
    v.guar = np.where(r, 0.0, v.guar)
    v.m = np.where(a1(r), 0.2 * v.m, v.m)
    v.q = np.where(a1(r), v.q + v.tw * (0.2 - v.q), v.q)
    v.L = np.where(r, 0.6 * v.L, v.L)


def harm(v: Scene) -> None:
    """M12: deaths, displaced, crossings, money, political cost and oil sold outside."""
    case, par, lev = v.case, v.par, v.lev
    people = case.population
    dead = v.killed.sum(1)
    v.civ_combat = a1(par["c_c"]) * dead * (0.3 + case.urban)
    v.civ_rule = 2e-5 * people * v.K[:, 1 + v.k.e]
    harmed = a1(par["d_r"]) * (dead + v.civ_combat + v.civ_strikes)
    v.disp = 0.96 * v.disp + np.minimum(harmed, 0.15 * people)
    v.crossings = None if case.crossings is None else crossings(v)
    reach = (v.F[:, v.k.e].sum(-1) / (v.anchors["strength"] + EPS)) * np.exp(
        par["x_u"] * np.log(1.0 + v.nf / 25.0)
    )
    v.plot = (v.draw["u_plot"] < 1.0 - np.exp(-par["h_x"] * reach)).astype(float)
    v.money = money(v)
    held = np.einsum("bgd,d->bg", v.K[:, 1:], case.revenue)
    sold = v.k.dom * held * (1.0 - a1(v.stagew_talks) * v.m_talks) * (1.0 - lev["oil_block"])
    v.oil_out = par["s_o"] * sold.sum(1) * (1.0 - 0.5 * mean_of(v, "deny"))
    alone = 1.0 - v.consent
    v.political_cost = v.nf * alone / 100.0 + mean_of(v, "deny")
    v.political_cost = v.political_cost + (mean_of(v, "partner") + 0.5 * mean_of(v, "advisers")) * alone


def money(v: Scene) -> Floats:
    """M12: USD million of the month (B,)."""
    lev, case = v.lev, v.case
    people = case.population
    local = (people * lev["local_mediation"]).sum(1) / people.sum()
    spent = 0.2 * v.nf + 30.0 * mean_of(v, "pay") + 5.0 * lev["talks"] * (1.0 + lev["breadth"])
    spent = spent + 25.0 * mean_of(v, "guarantee") * v.signed_before_relapse + 15.0 * v.build
    spent = spent + 3.0 * lev["embargo"] + 10.0 * lev["coast_deal"] + 3.0 * local
    spent = spent + 2.0 * lev["patron_diplomacy"] + 0.001 * lev["outside_force"].sum(1)
    spent = spent + 5.0 * mean_of(v, "advisers") + 1.0 * mean_of(v, "joint_room")
    spent = spent + 10.0 * (people * lev["guard_force"]).sum(1) / people.sum()
    share = case.support.sum(1) / (case.support.sum() + EPS)
    spent = spent + 10.0 * (lev["patron_deal"] * share).sum(1) + 1.0 * lev["bank_terms"]
    spent = spent + 2.0 * lev["devolve"] + 2.0 * mean_of(v, "reinstate") + 3.0 * lev["military_track"]
    quiet = np.einsum("bg,bh,bgh->b", v.p, v.p, lev["truce"] * v.strange, optimize=True)
    spent = spent + 10.0 * quiet + 1.0 * lev["new_envoy"] + 8.0 * lev["conference"]
    return np.asarray(spent + 1.0 * mean_of(v, "oil_block"))


def crossings(v: Scene) -> object:
    """M12: sea crossings of the month (B,)."""
    case, par = v.case, v.par
    level, peak, amplitude = case.crossings
    calendar = (case.start_month + v.month - 1) % 12 + 1
    season = 1.0 + amplitude * np.cos(2.0 * np.pi * (calendar - peak) / 12.0)
    coastal = case.coast * case.population
    gap = v.vac @ coastal / (coastal.sum() + 1e-9) - v.anchors["coastal_vacancy"]
    disorder = np.exp(np.clip(2.0 * par["x_v"] * gap, -2.0, 2.0))
    return level * season * disorder * np.exp(-par["x_c"] * v.lev["coast_deal"])
