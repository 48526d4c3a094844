"""M1 patrons, M2 talks, M3 government: `docs/model.md` from supply to consent."""

from __future__ import annotations

import numpy as np

from .algebra import EPS, Arrays, Floats, Scene, a1, a2, mean_of, pos, sig


def inflow(v: Scene, noise: Floats) -> Floats:
    """M1: in_g (B, G), what patrons send; `noise` (B, P) is the factor of the month."""
    lev, par, case = v.lev, v.par, v.case
    total: Floats = np.zeros_like(v.M)
    for p in range(len(case.patrons)):
        stopped = lev["embargo"] * par["chi"] * case.compliance[p]
        sent = (1.0 - 0.5 * lev["patron_diplomacy"]) * (1.0 - par["k_pd"] * lev["patron_deal"][:, p])
        passed = 1.0 - a1(stopped) * (1.0 - lev["embargo_exempt"])
        total = total + case.support[p] * passed * a1(sent * noise[:, p])
    return total


def own_supply(v: Scene) -> tuple[Floats, Floats]:
    """M1: res_g and own'_g (B, G)."""
    lev, case = v.lev, v.case
    res = np.einsum("bgd,d->bg", v.K[:, 1:], case.revenue)
    coastal = v.k.armed * np.einsum("bgd,d->bg", v.F, case.coast) / (v.F.sum(-1) + 1.0)
    own = case.supply * (1.0 - 0.2 * lev["deny"] * case.recognition) * (1.0 - 0.5 * lev["oil_block"] * res)
    return res, np.asarray(own + 0.1 * a1(lev["coast_deal"]) * coastal)


def patrons(v: Scene) -> None:
    """M1: inflow, materiel, mediator credibility, fortune, effectiveness."""
    case, par, lev, k = v.case, v.par, v.lev, v.k
    v.inflow = inflow(v, np.exp(0.3 * v.draw["patrons"] - 0.045))
    v.res, v.own = own_supply(v)
    v.M = v.M + 0.06 * (v.own + v.inflow + 0.5 * lev["partner"] + 0.25 * lev["embargo_exempt"] - v.M)
    people = v.F.sum(2)
    sent = (people * case.support.sum(0)).sum(1)
    v.leak = np.einsum("bgh,bh->bg", 1.0 - v.T, people * v.inflow) / (sent[:, None] + EPS)
    shut = a1(1.0 - lev["patron_diplomacy"])
    aim = 0.75 - 0.5 * np.abs(a1(lev["mediator_bias"])) - 0.4 * np.minimum(v.leak, 1.2) * shut
    v.c = v.c + a1(0.1 + 0.9 * par["v_e"] * lev["new_envoy"]) * (np.maximum(aim, 0.0) - v.c)
    v.phi = 0.8 * v.phi + 0.15 * v.draw["fortune"]
    v.air = np.minimum(1.0, lev["strikes"] * (1.0 - lev["leadership_pressure"]) / 100.0)
    base = case.quality * v.M**0.4 * v.H * np.exp(v.phi)
    lack = a1(par["dep"] * pos(v.DP - v.air)) * np.clip(v.m, 0.3, 1.0)
    v.theta = base * np.exp(a1(par["a_q"]) * lev["advisers"]) * (1.0 - lack)
    v.theta[:, k.e] = base[:, k.e] * np.clip(1.0 - v.Dis, 0.2, 1.5)
    v.cover = v.inflow / (v.inflow + v.own + EPS)


def invitation(v: Scene) -> None:
    """M2: who is invited, what is on the table, how far each is from it, how many veto players."""
    lev, k, case = v.lev, v.k, v.case
    breadth = a1(lev["breadth"])
    tallest = (v.bloc * k.dom).max(1, keepdims=True) + EPS
    by_size = breadth + (1.0 - breadth) * (v.bloc / tallest) ** 2
    v.inv = lev["invite"] * ((k.armed + k.political) * by_size + (k.councils + k.splinter) * breadth)
    seats = v.inv * ((1.0 - breadth) * v.p + breadth * v.c_share)
    v.w = seats / (seats.sum(1, keepdims=True) + EPS)
    stated = a1(lev["terms_stated"])
    deal = (1.0 - stated) * (v.w @ case.positions) + stated * lev["terms"]
    gaps = (case.positions[None] - deal[:, None, :]) ** 2 / 4.0
    v.dist = (case.salience[None] * gaps).sum(-1)
    veto = v.inv * v.weight
    veto = veto / (veto.sum(1, keepdims=True) + EPS)
    alike = np.einsum("bg,bh,gh->b", veto, veto, k.similar, optimize=True)
    v.neff = 1.0 / (alike + 1.0 - veto.sum(1))


def surroundings(v: Scene) -> None:
    """M2: threat near home, presence, local trust."""
    k, case = v.k, v.case
    home = case.fighter_split
    enemy = a1(v.theta[:, k.e]) * v.F[:, k.e]
    near = np.einsum("gd,dk,bk->bg", home, np.maximum(0.25, case.adjacency), enemy, optimize=True)
    rivals = np.einsum("bgh,bh->bg", 1.0 - v.T, k.dom * v.power)
    v.te = near / (near + 0.25 * rivals + EPS)
    v.x = local_shares(v)
    v.pres = (v.F + home[None]) / (v.F.sum(-1, keepdims=True) + 1.0)
    v.tloc = np.einsum("bgd,bhd,bgh->bg", v.pres, v.x, v.T, optimize=True)
    v.lo = (v.pres * v.K[:, 1:]).sum(-1)


def local_shares(v: Scene) -> Floats:
    """Return x_hd (B, G, D): each domestic group's share of those present in a district."""
    here = v.k.dom[None, :, None] * (v.F + 0.001 * v.case.population * v.K[:, 1:])
    return np.asarray(here / (here.sum(1, keepdims=True) + EPS))


def margin(v: Scene, b0: Floats, offset: Floats, tloc0: Floats) -> Floats:
    """M2: the margin z_g (B, G), log-odds of accepting."""
    lev, par, case = v.lev, v.par, v.case
    b = {name: a1(par[name]) for name in par if name.startswith("b_")}
    lean = a1(lev["mediator_bias"]) * case.positions[None, :, 0]
    z = a1(b0) + offset + b["b_c"] * (2.0 * v.c - 1.0)
    z = z + 2.0 * b["b_b"] * (pos(-lean) - 0.5 * pos(lean))
    z = z + b["b_k"] * np.log(1.0 + 4.0 * lev["pay"] * (1.0 - 0.4 * a1(lev["pay_conditional"])))
    sticks = 2.0 * lev["sanction"] * case.exposure + lev["deny"] * case.recognition
    z = z + b["b_s"] * sticks * (1.0 - v.cover) + 2.0 * b["b_g"] * lev["guarantee"]
    z = z - b["b_d"] * v.dist * (0.6 + a1(v.Z))
    typical = (v.p * v.bloc).sum(1, keepdims=True)
    z = z - b["b_o"] * np.tanh(np.log((v.bloc + 1.0) / (typical + 1.0)))
    z = z + b["b_t"] * (v.te - 0.3) - b["b_v"] * np.log(a1(v.neff) / 3.0)
    z = z + b["b_j"] * np.einsum("bh,bgh->bg", v.inv * v.p, v.T - 0.35)
    z = z + b["b_l"] * (v.tloc - tloc0) - b["b_i"] * (1.0 - v.inv) - b["b_p"] * v.inflow - b["b_m"] * v.mom
    z = z + a1(v.stagew) * (a1(v.L) - 0.3)
    return np.asarray(z + bargains(v, b) + outsiders(v, b))


def outsiders(v: Scene, b: Arrays) -> Floats:
    """M2: what conferences of outside states and uninvited strikes do to the margin (B, G)."""
    lev = v.lev
    con0 = v.stagew * np.minimum(1.0, 1.3 * (v.p * v.m).sum(1)) * (0.5 + 0.5 * v.L)
    flown = np.minimum(2.0, lev["strikes"] / 100.0) * (1.0 - lev["consent_required"] * (con0 < 0.3))
    against = 1.0 - 0.5 * v.case.positions[:, 0]
    return np.asarray(b["b_cf"] * a1(v.pulse) + b["b_x"] * a1(flown * (1.0 - con0)) * against)


def bargains(v: Scene, b: Arrays) -> Floats:
    """M2: what public money, patrons, devolution and the military track add to the margin (B, G)."""
    lev, case = v.lev, v.case
    z = b["b_bt"] * a1(lev["bank_terms"]) * case.exposure
    z = z + 2.0 * b["b_ob"] * lev["oil_block"] * v.res * (1.0 - v.cover)
    z = z + b["b_pd"] * (lev["patron_deal"] @ case.support)
    z = z + b["b_dv"] * a1(lev["devolve"]) * (v.lo - 0.3)
    resented = np.einsum("bh,bgh->bg", v.p * lev["reinstate"], 1.0 - v.T)
    z = z + b["b_re"] * lev["reinstate"] - b["b_rx"] * resented
    return np.asarray(z + b["b_mt"] * a1(lev["military_track"]) * v.k.armed)


def talks(v: Scene) -> None:
    """M2: acceptance, maturation, spoiling and the milestones."""
    lev, par, k = v.lev, v.par, v.k
    v.pulse = np.minimum(1.0, 0.6 * v.pulse + lev["conference"])
    v.z = margin(v, par["b0"], v.anchors["willingness_offset"], v.anchors["local_trust"])
    v.a = k.dom * sig(v.z)
    v.tw = np.stack([1.0 - lev["new_conference"], lev["new_conference"]], axis=1)
    v.q = v.q + a1(lev["talks"]) * v.tw * (1.0 - v.q) * a1(par["r_q"])
    lost, gained = a1(np.maximum(par["q_v"], 0.0)), a1(np.maximum(-par["q_v"], 0.0))
    v.q = v.q + 0.2 * a1(lev["new_envoy"]) * v.tw * (gained * (1.0 - v.q) - lost * v.q)
    v.qn = (v.tw * v.q).sum(1)
    v.ybar = (v.w * v.a).sum(1)
    anger = (v.p * (1.0 - v.a) ** 2).sum(1)
    hazard = 4.0 * par["s0"] * lev["talks"] * v.qn * (1.0 - v.signed) * anger
    v.spoiled = v.draw["u_spoil"] < 1.0 - np.exp(-hazard)
    v.q = np.where(a1(v.spoiled), v.q * (1.0 - 0.8 * v.tw), v.q)
    wrath = v.bloc * (1.0 - v.a) ** 2 * k.dom
    wrath = wrath / (wrath.max(1, keepdims=True) + EPS)
    rift = 1.0 - 0.5 * np.maximum(wrath[:, :, None], wrath[:, None, :]) * k.pairs
    v.T = np.where(a2(v.spoiled), v.T * rift, v.T)
    milestones(v)


def milestones(v: Scene) -> None:
    """M2: signed, seated, endorsed and membership (D4)."""
    lev, k, case, draw = v.lev, v.k, v.case, v.draw
    before = v.signed > 0.5
    hazard = 0.3 * v.qn * lev["talks"] * (1.0 - v.signed) * sig(12.0 * (v.ybar - 0.45))
    drawn = ~v.spoiled & (draw["u_sign"] < 1.0 - np.exp(-hazard))
    v.newly = ~before & (drawn | (v.forced[0] == v.month))
    signed = before | v.newly

    held = k.dom * v.K[:, 1:, case.capital]
    v.alpha = (held * v.a).sum(1) / (held.sum(1) + EPS)
    force_seat = v.forced[1] == v.month
    was = v.seated > 0.5
    gain = draw["u_seat"] < 1.0 - np.exp(-0.3 * sig(8.0 * (v.alpha - 0.5)))
    lose = draw["u_seat"] < 1.0 - np.exp(-0.3 * sig(8.0 * (0.3 - v.alpha)))
    seated = np.where(was, ~lose | force_seat, signed & (gain | force_seat))

    named = np.asarray(case.endorsing, float)
    endorsed = v.endorsed > 0.5
    if named.sum() > 0:
        heft = named * v.weight
        abody = (heft * v.a).sum(1) / (heft.sum(1) + EPS)
        yes = draw["u_endorse"] < 1.0 - np.exp(-0.2 * sig(8.0 * (abody - 0.5)))
        endorsed = endorsed | (signed & yes)

    v.signed, v.seated, v.endorsed = signed * 1.0, seated * 1.0, endorsed * 1.0
    v.stagew = v.signed * (0.5 + 0.5 * v.seated)
    target = k.dom * a1(v.stagew) * sig(8.0 * (v.a - 0.35))
    v.m = np.where(a1(v.newly), target, v.m + 0.25 * (target - v.m))


def government(v: Scene) -> None:
    """M3: membership by power, corruption, legitimacy, guarantee, consent."""
    lev, par, case = v.lev, v.par, v.case
    pay, cond = mean_of(v, "pay"), lev["pay_conditional"]
    v.Pm = (v.p * v.m).sum(1)
    v.Bm = (v.inv * v.p * v.m).sum(1)
    v.cbar = (v.p * v.c).sum(1)
    greed = v.stagew * par["c_k"] * pay * (1.0 - cond) - 0.6 * cond * (pay > 0)
    s = sig(-0.6 + greed + 0.6 * mean_of(v, "sanction") - par["c_bt"] * lev["bank_terms"])
    v.C = v.C + 0.08 * (s + 0.3 * lev["coast_deal"] * (1.0 - s) - v.C)
    v.build = (case.population * lev["services"]).sum(1) / case.population.sum()
    deal = par["l_0"] + 0.2 * v.endorsed + 3.0 * par["l_B"] * (v.Bm - 0.3) + 0.5 * (2.0 * v.cbar - 1.0)
    works = 2.0 * v.stagew * v.Pm * v.L * (1.0 - v.C) + v.build - 0.2 - 1.2 * (v.C - 0.4)
    works = works + par["l_dv"] * lev["devolve"]
    v.L = v.L + 0.12 * (sig(-1.0 + v.stagew * deal + works) - v.L)
    v.guar = v.signed * np.maximum(0.97 * v.guar, mean_of(v, "guarantee"))
    v.consent = v.stagew * np.minimum(1.0, 1.3 * v.Pm) * (0.5 + 0.5 * v.L)
    v.m_talks, v.stagew_talks = v.m, v.stagew
    attend(v)


def attend(v: Scene) -> None:
    """M3: attendance of political bodies, outside a settlement and in it."""
    inside, d_b = a1(v.stagew) * v.m, a1(v.par["d_b"])
    drift = np.maximum(-d_b, 0.0) * (1.0 - v.quorum) - np.maximum(d_b, 0.0) * v.quorum
    moved = (1.0 - inside) * drift + 0.03 * inside * (1.0 - v.quorum)
    v.quorum = v.quorum + v.k.political * moved
