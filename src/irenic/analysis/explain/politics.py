"""Mechanisms of consent and government, as explanations see them."""

from __future__ import annotations

from typing import Any

from irenic.analysis.explain.mechanism import Mechanism, filled, mechanism
from irenic.analysis.explain.scenes import Figures, levers_at, params_at, state_at
from irenic.engine.algebra import sig
from irenic.engine.government import government
from irenic.engine.margin import Invitation, common_threat, invitation, margin, willingness
from irenic.engine.patrons import Supply, effectiveness, patrons
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing, standing
from irenic.engine.state import Anchors, Draws

MATERIEL, LEGITIMACY, CORRUPTION, CREDIBILITY = 0.06, 0.12, 0.08, 0.1
"""Shares of their gaps that these close in a month (docs/model.md, M1 and M3)."""


def standing_at(x: Figures) -> Standing:
    """Return who weighs how much, among drivers."""
    return filled(Standing, x, weight="standing_weight")


def offer_at(x: Figures) -> Invitation:
    """Return the invitation among drivers."""
    return filled(Invitation, x, weight="deal_weight")


def _willing(xp: Any, x: Figures, sc: Scenario) -> Any:
    supply, seen_anchors = filled(Supply, x), _anchors(x)
    seen = (supply, standing_at(x), offer_at(x), x["threat"])
    state = state_at(x, "supply")
    return willingness(xp, margin(xp, params_at(x), state, levers_at(x), seen, sc, seen_anchors), sc)


def _anchors(x: Figures) -> Anchors:
    return Anchors(**{field: x.get(f"anchors.{field}") for field in Anchors._fields})


def _threat(_xp: Any, x: Figures, sc: Scenario) -> Any:
    return common_threat(state_at(x, "supply"), x["theta"], standing_at(x), sc)


def _standing(xp: Any, x: Figures, sc: Scenario) -> Standing:
    return standing(xp, state_at(x, "start"), x["theta"], sc)


def _invitation(xp: Any, x: Figures, sc: Scenario) -> Invitation:
    return invitation(xp, levers_at(x), standing_at(x), sc)


def _supply(xp: Any, x: Figures, sc: Scenario) -> Supply:
    draws = filled(Draws, x, patrons="luck.patrons", fortune="luck.fortune")
    return patrons(xp, params_at(x), state_at(x, "start"), levers_at(x), draws, sc)


def _theta(xp: Any, x: Figures, sc: Scenario) -> Any:
    return effectiveness(xp, params_at(x), state_at(x, "supply"), levers_at(x), sc)


def _materiel_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["materiel"] + (_supply(xp, x, sc).materiel - x["materiel"]) / MATERIEL


def _credibility_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["credibility"] + (_supply(xp, x, sc).credibility - x["credibility"]) / CREDIBILITY


def _government(xp: Any, x: Figures, sc: Scenario) -> Any:
    seen = (offer_at(x), standing_at(x))
    return government(xp, params_at(x), state_at(x, "talks"), levers_at(x), seen, sc)


def _legitimacy_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["legitimacy"] + (_government(xp, x, sc).legitimacy - x["legitimacy"]) / LEGITIMACY


def _corruption_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["corruption"] + (_government(xp, x, sc).corruption - x["corruption"]) / CORRUPTION


def _membership_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    stage = x["signed_now"] * (0.5 + 0.5 * x["seated_now"])
    return sc.domestic * stage * sig(xp, 8.0 * (x["willing"] - 0.35))


_SUPPLY = (
    "fighters control trust materiel credibility fortune leadership membership air_dependence disruption "
)
_GOVERNMENT = (
    "signed_now seated_now endorsed_now membership_now credibility_now legitimacy corruption guarantee "
    "power_share invited quorum"
)
_OFFER = "power_share people_share bloc standing_weight"

POLITICS: tuple[Mechanism, ...] = (
    mechanism(
        "willing",
        _willing,
        "control trust polarisation signed seated membership legitimacy credibility_now pulse_now fighters "
        "inflow cover momentum "
        "power_share bloc presence local_share invited distance veto_players threat "
        "anchors.willingness_offset anchors.local_trust",
    ),
    mechanism("threat", _threat, "fighters trust theta power"),
    mechanism("power_share", lambda *a: _standing(*a).power_share, "fighters trust control theta quorum"),
    mechanism("people_share", lambda *a: _standing(*a).people_share, "fighters trust control theta quorum"),
    mechanism("standing_weight", lambda *a: _standing(*a).weight, "fighters trust control theta quorum"),
    mechanism("bloc", lambda *a: _standing(*a).bloc, "fighters trust control theta quorum"),
    mechanism("power", lambda *a: _standing(*a).power, "fighters trust control theta quorum"),
    mechanism("presence", lambda *a: _standing(*a).presence, "fighters trust control theta quorum"),
    mechanism("local_share", lambda *a: _standing(*a).local_share, "fighters trust control theta quorum"),
    mechanism("invited", lambda *a: _invitation(*a).invited, _OFFER),
    mechanism("deal_weight", lambda *a: _invitation(*a).weight, _OFFER),
    mechanism("distance", lambda *a: _invitation(*a).distance, _OFFER),
    mechanism("veto_players", lambda *a: _invitation(*a).veto_players, _OFFER),
    mechanism("inflow", lambda *a: _supply(*a).inflow, _SUPPLY + "luck.patrons luck.fortune"),
    mechanism("cover", lambda *a: _supply(*a).cover, _SUPPLY + "luck.patrons luck.fortune"),
    mechanism(
        "theta",
        _theta,
        "materiel_now fortune_now leadership membership air_dependence disruption",
    ),
    mechanism("materiel", _materiel_target, _SUPPLY + "luck.patrons luck.fortune"),
    mechanism("credibility", _credibility_target, _SUPPLY + "luck.patrons luck.fortune"),
    mechanism("legitimacy", _legitimacy_target, _GOVERNMENT),
    mechanism("corruption", _corruption_target, _GOVERNMENT),
    mechanism("members", lambda *a: _government(*a).membership, _GOVERNMENT),
    mechanism("breadth", lambda *a: _government(*a).breadth, _GOVERNMENT),
    mechanism("consent", lambda *a: _government(*a).consent, _GOVERNMENT),
    mechanism("membership", _membership_target, "willing signed_now seated_now"),
)
"""Mechanisms M1 to M3."""
