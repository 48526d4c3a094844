"""Chances of the month's events, as explanations see them: an event came by luck, its chance has causes."""

from __future__ import annotations

from typing import Any

from irenic.analysis.explain.mechanism import Mechanism, mechanism
from irenic.analysis.explain.politics import standing_at
from irenic.analysis.explain.scenes import Figures, levers_at, params_at, state_at
from irenic.engine.algebra import EPS, mix_groups, sig
from irenic.engine.campaigns import advantage, enmity
from irenic.engine.deployment import reach_of_extremist, reach_of_groups, resolve
from irenic.engine.scenario import Scenario
from irenic.engine.standing import kinship
from irenic.engine.talks import chance, track


def _signing(xp: Any, x: Figures, _sc: Scenario) -> Any:
    on_track = track(xp, levers_at(x), x["maturity"])
    talks = x["levers.talks"]
    ripe = (on_track * (x["maturity"] + talks * on_track * (1.0 - x["maturity"]) * x["p.r_q"])).sum(0)
    support = (x["deal_weight"] * x["willing"]).sum(0)
    return chance(xp, 0.3 * talks * ripe * (1.0 - x["signed"]) * sig(xp, 12.0 * (support - 0.45)))


def _seating(xp: Any, x: Figures, sc: Scenario) -> Any:
    held = x["control"][1:, sc.capital] * sc.domestic
    consenting = (held * x["willing"]).sum(0) / (held.sum(0) + EPS)
    return x["signed_now"] * chance(xp, 0.3 * sig(xp, 8.0 * (consenting - 0.5)))


def _launching(xp: Any, x: Figures, sc: Scenario) -> Any:
    state = state_at(x, "government")
    drive = resolve(xp, params_at(x), state, levers_at(x), (x["threat"], x["support"], standing_at(x)), sc)
    near = reach_of_extremist(xp, state, sc) * (1.0 - state.trust[sc.e])
    starts = x["p.h_o"] * near * xp.exp(xp.clip(drive, -3.0, 3.0))
    return sc.armed * (1.0 - x["offensive"]) * chance(xp, starts)


def _campaigning(xp: Any, x: Figures, sc: Scenario) -> Any:
    state = state_at(x, "government")
    hostile = enmity(state, sc)
    front = reach_of_groups(xp, sc) * mix_groups(xp, hostile, state.control[1:])
    stage = x["signed_now"] * (0.5 + 0.5 * x["seated_now"])
    seen = (x["theta"], kinship(x["trust"], sc))
    starts = x["p.h_w"] * xp.minimum(1.0, front.sum(1)) * (1.0 - x["p.cf"] * stage * x["membership_now"])
    starts = starts * xp.exp(x["p.w_a"] * advantage(xp, state, hostile, seen, sc))
    return sc.armed * (1.0 - x["campaign"]) * chance(xp, starts)


def _relapsing(xp: Any, x: Figures, _sc: Scenario) -> Any:
    trusted = (x["power_share"] * x["credibility_now"]).sum(0)
    log_ratio = (
        -x["p.r_L"] * (x["legitimacy_now"] - 0.3)
        - 2.0 * x["p.r_G"] * x["guarantee_now"] * trusted
        + x["p.r_X"] * (0.4 - x["members"])
        - x["p.r_B"] * (x["breadth"] - 0.3)
        + x["p.r_C"] * (x["corruption_now"] - 0.4)
        + (x["polarisation_now"] - 0.4)
    )
    return x["signed_now"] * chance(xp, x["p.h_r"] * xp.exp(xp.clip(log_ratio, -4.0, 3.0)))


CHANCES: tuple[Mechanism, ...] = (
    mechanism("signing_chance", _signing, "maturity signed deal_weight willing"),
    mechanism("seating_chance", _seating, "control willing signed_now"),
    mechanism(
        "launching_chance",
        _launching,
        "threat support trust spoiling power_share membership_now legitimacy_now offensive control",
    ),
    mechanism(
        "campaign_chance",
        _campaigning,
        "fighters control trust spoiling theta signed_now seated_now membership_now campaign",
    ),
    mechanism(
        "relapse_chance",
        _relapsing,
        "legitimacy_now corruption_now guarantee_now credibility_now power_share members breadth "
        "polarisation_now signed_now",
    ),
)
"""Chances of signing, seating, an offensive, a campaign and relapse (docs/model.md, M2, M4, M6)."""
