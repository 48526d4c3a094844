"""Sorties, M6 deployment, M7 strikes, M8 combat, M9 control and side-switching of `docs/model.md`."""

from __future__ import annotations

import numpy as np

from .algebra import EPS, Floats, Scene, a1, a2, cap, contest, norm, pos, sig


def sorties(v: Scene) -> None:
    """Consent by district and strikes flown (D8, D27)."""
    lev, k = v.lev, v.k
    around = v.F @ v.case.adjacency
    own = np.einsum("bg,bgd->bd", k.dom * lev["partner"], around)
    v.consent_d = np.maximum(a1(v.consent), own / (np.einsum("g,bgd->bd", k.dom, around) + 1.0))
    held_back = a1(lev["consent_required"]) * (v.consent_d < 0.3)
    where = norm(v.F[:, k.e] * (0.2 + v.K[:, 1 + k.e]))
    v.n_d = a1(lev["strikes"]) * where * (1.0 - held_back)
    v.nf = v.n_d.sum(1)
    on_front = v.nf * (1.0 - lev["leadership_pressure"]) / 100.0
    v.air_f, v.u = np.minimum(1.0, on_front), np.minimum(2.0, on_front)


def zeal(v: Scene) -> Floats:
    """M6: zeta_g (B, G), what moves effort, in log-odds."""
    lev, par = v.lev, v.par
    typical = np.einsum("bh,bgh->bg", v.p, v.T)
    odds = a1(par["e_t"]) * np.log((v.te + 0.02) / 0.1)
    odds = odds + a1(par["e_m"]) * v.m * (0.5 + a1(v.L))
    odds = odds + a1((par["mh"] + par["eta_c"] * lev["air_conditional"]) * v.u)
    odds = odds + a1(par["eta_c"] * lev["air_conditional"]) * lev["pay"] + 1.5 * (typical - 0.3)
    room = lev["joint_room"]
    friends = np.einsum("bh,bgh->bg", v.p * room, v.T)
    odds = odds + a1(par["a_e"]) * lev["advisers"] + 2.0 * a1(par["j_e"]) * room * friends
    return np.asarray(odds)


def effort(v: Scene) -> Floats:
    """M6: eff_g (B, G), share of effort against the extremist."""
    odds = np.where(v.off > 0.5, 0.2, a1(v.par["e0"])) + zeal(v)
    return np.asarray(v.k.dom * sig(odds) + v.k.outside * a1(v.lev["outside_combat"]))


def closeness(v: Scene) -> Floats:
    """M6: close_g (B, G), how much of the extremist's ground a group can reach."""
    reach = np.minimum(1.0, v.case.fighter_split @ v.case.adjacency + 0.03)
    return np.asarray(np.minimum(1.0, 1.3 * np.einsum("gd,bd->bg", reach, v.K[:, 1 + v.k.e])))


def offensives(v: Scene) -> None:
    """M6: who launches an offensive against the extremist, and who breaks one off."""
    near, reach = closeness(v), np.minimum(1.0, v.case.fighter_split @ v.case.adjacency + 0.03)
    worst = (reach[None] * v.K[:, 1 + v.k.e][:, None]).argmax(-1)
    u_start, u_stop = (np.take_along_axis(v.draw[u], worst, 1) for u in ("u_launch", "u_break"))
    hostile = 1.0 - v.T[:, v.k.e]
    launch = 1.0 - np.exp(-a1(v.par["h_o"]) * near * hostile * np.exp(np.clip(zeal(v), -3.0, 3.0)))
    stop = 1.0 - np.exp(-0.08 - 0.5 * np.exp(-20.0 * near))
    under_way = v.off > 0.5
    starting = ~under_way & (u_start < launch) & (v.k.armed > 0)[None]
    v.launched, v.broken_off = starting, under_way & (u_stop < stop)
    v.off = np.where(under_way, ~v.broken_off, starting).astype(float)


def enemies(v: Scene) -> tuple[Floats, Floats]:
    """M6: en (B, G, G), enmity of domestic pairs; front (B, G, D), how much of it lies within reach."""
    bound = v.m[:, :, None] * v.m[:, None, :]
    en = (1.0 - v.T) ** 4 * (1.0 - bound) * v.k.pairs
    reach = np.minimum(1.0, v.case.fighter_split @ v.case.adjacency + 0.03)[None]
    return en, reach * np.einsum("bgh,bhd->bgd", en, v.K[:, 1:])


def campaigns(v: Scene) -> None:
    """M6: who begins a campaign against rivals, and who ends one."""
    par, k = v.par, v.k
    en, front = enemies(v)
    near = np.minimum(1.0, front.sum(-1))
    reach = np.minimum(1.0, v.case.fighter_split @ v.case.adjacency + 0.03)
    force = (v.theta * k.dom)[:, :, None] * v.F
    mine = np.einsum("gd,bgh,bhd->bg", reach, v.kin, force)
    theirs = np.einsum("gd,bgh,bhd->bg", reach, en, force)
    ahead = np.clip(np.log((mine + 50.0) / (theirs + 50.0)), -2.0, 2.0)
    stage = a1(v.signed * (0.5 + 0.5 * v.seated))
    hazard = a1(par["h_w"]) * near * (1.0 - a1(par["cf"]) * stage * v.m) * np.exp(a1(par["w_a"]) * ahead)
    lull = 0.2 + 0.5 * np.exp(-20.0 * near)
    worst = front.argmax(-1)
    u_start = np.take_along_axis(v.draw["u_campaign"], worst, 1)
    u_stop = np.take_along_axis(v.draw["u_lull"], worst, 1)
    under_way = v.camp > 0.5
    starting = ~under_way & (u_start < 1.0 - np.exp(-hazard)) & (k.armed > 0)[None]
    stopping = under_way & (u_stop < 1.0 - np.exp(-lull))
    v.begun_war, v.ended_war = starting, stopping
    v.camp = np.where(under_way, ~stopping, starting).astype(float)


def fronts(v: Scene) -> tuple[Floats, Floats, Floats, Floats]:
    """M6: shares oe, ov (B, G) of a force at the extremist's and at rivals' fronts, and where (B, G, D)."""
    k, case = v.k, v.case
    reach = np.minimum(1.0, case.fighter_split @ case.adjacency + 0.03)[None]
    apart = (1.0 - v.T) * (1.0 - v.m[:, :, None] * v.m[:, None, :])
    rivals = np.einsum("bgh,bhd->bgd", apart * k.dom, v.K[:, 1:])
    held = v.K[:, 1 + k.e][:, None]
    oe = 0.6 * v.eff * np.minimum(1.0, 1.3 * (reach * held).sum(-1))
    ov = (0.25 + 0.35 * v.camp) * (1.0 - v.eff) * np.minimum(1.0, (reach * rivals).sum(-1))
    toward_e = norm(reach * held * (v.F[:, k.e][:, None] + 50.0))
    return oe, ov, toward_e, norm(reach * rivals)


def havens(v: Scene) -> Floats:
    """M6: hv_d (B, D), how well a district shelters the extremist."""
    held = v.K[:, 1 + v.k.e]
    pressed = np.einsum("bg,bgd->bd", v.eff, v.K[:, 1:])
    near = np.minimum(1.0, 0.05 + held @ v.case.adjacency)
    return np.asarray(np.exp(2.5 * held + v.K[:, 0] - 1.5 * pressed) * near)


def deployment(v: Scene) -> None:
    """M6: effort and where forces go; a mobile group's fighters are conserved."""
    k, lev = v.k, v.lev
    offensives(v)
    v.eff = effort(v)
    campaigns(v)
    oe, ov, toward_e, toward_rivals = fronts(v)
    oe, ov = oe[:, :, None], ov[:, :, None]
    target = (1.0 - oe - ov) * v.anchors["garrison"] + oe * toward_e + ov * toward_rivals
    target[:, k.e] = norm(v.anchors["haunts"] * havens(v))
    target = target / target.sum(-1, keepdims=True)
    moved = 0.75 * v.F + 0.25 * v.F.sum(-1, keepdims=True) * target
    mobile = (k.armed + k.extremist)[None, :, None]
    away = k.outside[None, :, None]
    sent = lev["outside_force"][:, None, :] / max(k.outside.sum(), 1.0)
    v.F = mobile * moved + away * sent + (1.0 - mobile - away) * v.F


def strikes(v: Scene) -> None:
    """M7: what strikes do to the extremist, to civilians and to grievance."""
    lev, par, draw, case, e = v.lev, v.par, v.draw, v.case, v.k.e
    others = v.theta * v.eff * (1.0 - v.k.extremist)
    part = np.einsum("bg,bgd->bd", others, v.F)
    v.press = part / (part + a1(v.theta[:, e]) * v.F[:, e] + EPS)
    v.coord = a1(par["co0"]) + (1.0 - a1(par["co0"])) * v.consent_d
    lead, care = lev["leadership_pressure"], lev["care"]
    rate = v.n_d * a1((1.0 - lead) * par["k_s"] * (1.0 - 0.25 * care))
    rate = rate * (0.6 + a1(par["syn"]) * v.press * v.coord) * a1(np.exp(0.3 * draw["strike"] - 0.045))
    v.kills_d = cap(rate, v.F[:, e])
    v.F = v.F.copy()
    v.F[:, e] -= v.kills_d
    v.Dis = 0.6 * v.Dis + 0.4 * par["d_s"] * (1.0 - np.exp(-v.nf / 40.0))
    v.hit = draw["u_hit"] < par["p_h"] * (1.0 - np.exp(-v.nf * lead / 3.0))
    v.H, v.Hc = v.H.copy(), v.Hc.copy()
    v.H[:, e] *= np.where(v.hit, 1.0 - par["h_d"], 1.0)
    v.Hc[:, e] *= np.where(v.hit & (draw["u_perm"] < 0.15), 0.85, 1.0)
    v.civ_strikes = v.n_d * a1(par["c_s"] * (1.0 - 0.6 * care)) * (0.4 + 1.2 * case.urban)
    hurt = v.civ_strikes / (case.population / 1e5) * (1.0 - 0.4 * v.consent_d)
    hurt = hurt * a1(par["g_R"] * (1.0 - 0.25 * lev["redress"]))
    v.R = np.minimum(3.0, v.R * (1.0 - a1(par["r_R"])) + hurt)
    v.DP = v.DP + 0.08 * (v.air_f * (v.consent > 0.2) - v.DP)


def intensity(v: Scene) -> Floats:
    """M8: I_gh (B, G, G), how readily two groups fight."""
    e = v.k.e
    calm = 1.0 - a2(v.par["cf"]) * np.sqrt(v.m[:, :, None] * v.m[:, None, :])
    busy = 1.0 - (v.eff[:, :, None] + v.eff[:, None, :]) / 2.0
    war = 1.0 + a2(v.par["i_w"]) * v.camp[:, :, None] * v.camp[:, None, :]
    fight = 0.01 * (1.0 - v.T) ** 4 * calm * busy * war
    fight[:, :, e] = fight[:, e, :] = 0.02 + 0.98 * v.eff
    return np.asarray(fight * v.k.off)


def combat(v: Scene) -> None:
    """M8: losses of all against all, one firing group at a time; leaders; clashes and joint fights."""
    par, k, e = v.par, v.k, v.k.e
    v.I = intensity(v)
    F, size = v.F, v.F.sum(-1)
    mass = np.einsum("bgh,bhd->bgd", v.kin, F)
    targets = np.einsum("bhg,bgd->bhd", v.I, F) + 1.0
    aided = (
        1.0
        + a1(par["g_air"]) * (1.0 - np.exp(-v.n_d * a1(1.0 - v.lev["leadership_pressure"]) / 15.0)) * v.coord
    )
    calm = -a1(par["g_f"]) * v.lev["guard_force"] - a1(par["g_p"]) * v.deal_before
    v.calm = calm = np.exp(calm + a1(par["f_C"] * (v.C - 0.4)))
    domestic_calm = np.where(k.extremist[None, :, None] > 0, 1.0, calm[:, None, :])
    fire = np.zeros_like(F)
    exposed = np.zeros_like(v.T)
    for h in range(F.shape[1]):
        both = mass + mass[:, h : h + 1] + EPS
        ratio = (2.0 * mass / both) ** a2(par["lam"])
        at = v.I[:, h, :, None]
        aimed = at * F / targets[:, h : h + 1]
        shots = a2(par["kap"]) * at * (v.theta[:, h, None] * F[:, h])[:, None] * aimed * ratio
        shots[:, e] *= aided
        fire += shots if h == e else shots * domestic_calm
        exposed[:, :, h] = (F * calm[:, None, :] * mass[:, h : h + 1] / both).sum(-1) / (size + 50.0)
    sheltered = np.einsum("bgh,bhd->bgd", v.kin, v.K[:, 1:])
    walls = 1.0 + (a2(par["tau"]) - 1.0) * v.case.urban * sheltered
    v.loss = cap(fire / walls * np.exp(0.35 * v.draw["combat"] - 0.061), F)
    v.killed = 0.5 * v.loss + v.killed_rising
    v.ls = v.loss.sum(-1) / (size + 1.0)
    v.clash = v.I * (exposed + exposed.transpose(0, 2, 1)) * k.pairs
    enemy = a1(v.theta[:, e]) * F[:, e]
    v.eng = v.eff * np.einsum("bgd,bd->bg", F, enemy / (enemy + 20.0)) / (size + 1.0)
    v.joint = np.sqrt(v.eng[:, :, None] * v.eng[:, None, :]) * k.pairs
    v.engaged = (k.dom * size * v.eng).sum(1) / ((k.dom * size).sum(1) + 1.0)
    drawn = v.draw["u_leader"] < 1.0 - np.exp(-0.8 * v.ls)
    v.leader_lost = (drawn & (k.dom > 0)) | (v.forced[2:] == v.month)
    v.H = np.where(v.leader_lost, 0.85 * v.H, v.H)
    v.H = np.clip(v.H + a1(par["r_H"]) * (v.Hc - v.H), 0.05, 1.2)
    v.F = F - v.loss


def control(v: Scene) -> None:
    """M9: control moves toward each holder's share of the contest."""
    claims = contest(v, v.anchors["roots"])
    attackers = np.maximum(v.off, v.camp)[:, :, None] * v.F
    assault = attackers.sum(1) / (v.F.sum(1) + 50.0)
    slow = a1(v.par["rK"])
    pace = slow + (1.0 - slow) * (1.0 - np.exp(-a1(v.par["r_A"]) * assault))
    v.K = v.K + pace[:, None] * (claims / claims.sum(1, keepdims=True) - v.K)


def switching(v: Scene) -> None:
    """Momentum, and fighters who go over to whoever is winning (D8); fighters are conserved."""
    case, par, k, e = v.case, v.par, v.k, v.k.e
    v.share = v.K[:, 1:] @ case.population / case.population.sum()
    now = np.einsum("bgh,bh->bg", v.kin, v.share)
    then = np.einsum("bgh,bh->bg", v.kin, v.past[:, 2])
    v.mom = np.clip((now - then) / (then + 0.05), -1.0, 1.0)
    risen = np.where(k.dom[None] > 0, now - then, 0.0)
    v.gain = np.maximum(0.0, risen.max(1))
    v.past = np.stack([v.share, v.past[:, 0], v.past[:, 1]], axis=1)
    trusted = v.T.copy()
    trusted[:, e, :] = trusted[:, :, e] = 0.05
    ahead = np.maximum(pos(v.mom[:, None, :] - v.mom[:, :, None]), 0.0)
    able = np.outer(k.switches, k.switches) * k.off
    go = a2(par["s_w"]) * ahead * trusted * able
    strong = v.theta[:, :, None] * v.F * k.switches[None, :, None]
    strong = strong / (strong.sum(1, keepdims=True) + EPS)
    rate = np.einsum("bgh,bhd->bgd", go, strong)
    out = v.F * 0.3 * (1.0 - np.exp(-rate / 0.3))
    per_rate = out / (rate + EPS)
    v.switched = np.einsum("bgh,bgd->bhd", go, per_rate) * strong
    v.F = v.F + v.switched - per_rate * rate
