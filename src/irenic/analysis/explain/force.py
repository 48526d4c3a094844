"""Mechanisms of force and society, as explanations see them."""

from __future__ import annotations

from typing import Any

from irenic.analysis.explain.mechanism import Mechanism, filled, mechanism
from irenic.analysis.explain.politics import standing_at
from irenic.analysis.explain.scenes import Figures, levers_at, params_at, state_at
from irenic.engine.combat import Combat, combat
from irenic.engine.control import hastened, settled
from irenic.engine.deployment import deployment, effort, resolve
from irenic.engine.fragmentation import fragmentation
from irenic.engine.government import Government
from irenic.engine.recruitment import Recruitment, recruitment
from irenic.engine.scenario import Scenario
from irenic.engine.standing import kinship
from irenic.engine.state import Anchors, Draws
from irenic.engine.strikes import Sorties, StrikeEffects, sorties, strikes
from irenic.engine.switching import Switching, switching
from irenic.engine.trust import Ties, trust

DISRUPTION, AIR_DEPENDENCE, POLARISATION = 0.4, 0.08, 0.05
"""Shares of their gaps that these close in a month (docs/model.md, M7 and M5)."""


def _draws(x: Figures) -> Draws:
    return Draws(**{field: x.get(f"luck.{field}") for field in Draws._fields})


def _anchors(x: Figures) -> Anchors:
    return Anchors(**{field: x.get(f"anchors.{field}") for field in Anchors._fields})


def _kin(x: Figures, sc: Scenario) -> Any:
    return kinship(x["trust"], sc)


def _effort(xp: Any, x: Figures, sc: Scenario) -> Any:
    seen = (x["threat"], x["support"], standing_at(x))
    drive = resolve(xp, params_at(x), state_at(x, "government"), levers_at(x), seen, sc)
    return effort(xp, params_at(x), state_at(x, "movement"), levers_at(x), drive, sc)


def _sorties(xp: Any, x: Figures, sc: Scenario) -> Sorties:
    return sorties(xp, state_at(x, "government"), levers_at(x), x["consent"], sc)


def _movement(xp: Any, x: Figures, sc: Scenario) -> Any:
    state = state_at(x, "movement")
    return deployment(xp, params_at(x), state, levers_at(x), x["effort"], sc, _anchors(x)) - x["fighters"]


def _strikes(xp: Any, x: Figures, sc: Scenario) -> StrikeEffects:
    seen = (filled(Sorties, x), x["theta"], x["effort"])
    draws = _draws(x)._replace(u_hit=1.0, u_perm=1.0)  # hits are events, told by name
    return strikes(xp, params_at(x), state_at(x, "strikes"), levers_at(x), draws, seen, sc)


def _disruption_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["disruption"] + (_strikes(xp, x, sc).disruption - x["disruption"]) / DISRUPTION


def _air_dependence_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["air_dependence"] + (_strikes(xp, x, sc).air_dependence - x["air_dependence"]) / AIR_DEPENDENCE


def _grievance_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["grievance"] + (_strikes(xp, x, sc).grievance - x["grievance"]) / x["p.r_R"]


def _combat(xp: Any, x: Figures, sc: Scenario) -> Combat:
    standing = standing_at(x)._replace(kin=_kin(x, sc))
    dated = 0.0 * x["theta"]  # a dated loss is an event, told by name
    seen = (filled(Sorties, x), filled(StrikeEffects, x), standing, x["theta"], x["effort"], dated)
    draws = _draws(x)._replace(u_leader=1.0)
    return combat(xp, params_at(x), state_at(x, "combat"), levers_at(x), draws, seen, sc)


def _losses(xp: Any, x: Figures, sc: Scenario) -> Any:
    return _combat(xp, x, sc).fighters - x["fighters_risen"]


def _control_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    state, seen = state_at(x, "control"), (x["theta"], _kin(x, sc))
    gap = settled(xp, params_at(x), state, seen, x["anchors.roots"], sc) - state.control
    # What a rising took at once counts with the target, since it is no part of the gap as the month began.
    return x["control"] + gap + x["risen_ground"] / _pace(x)


def _pace(x: Figures) -> Any:
    return x["p.rK"] + (1.0 - x["p.rK"]) * x["hastened"]


def _ground(xp: Any, x: Figures, sc: Scenario) -> Any:
    return _pace(x) * (_control_target(xp, x, sc) - x["control"])


def _hastened(xp: Any, x: Figures, _sc: Scenario) -> Any:
    return hastened(xp, params_at(x), state_at(x, "control"))


def _switching(xp: Any, x: Figures, sc: Scenario) -> Switching:
    return switching(xp, params_at(x), state_at(x, "switching"), (x["theta"], _kin(x, sc)), sc)


def _recruitment(xp: Any, x: Figures, sc: Scenario) -> Recruitment:
    seen = (filled(Sorties, x), x["pressure"], x["control_now"] - x["ground"], x["local_share"])
    state = state_at(x, "recruitment")
    return recruitment(xp, params_at(x), state, levers_at(x), _draws(x), seen, sc, _anchors(x))


def _gained(xp: Any, x: Figures, sc: Scenario) -> Any:
    found = _recruitment(xp, x, sc)
    return found.local + found.foreign - found.quitting


def _joining(xp: Any, x: Figures, sc: Scenario) -> Any:
    return _recruitment(xp, x, sc).fighters - x["fighters_turned"]


def _splits(xp: Any, x: Figures, sc: Scenario) -> Any:
    state = state_at(x, "fragmentation")
    after = fragmentation(xp, params_at(x), state, levers_at(x), _draws(x), x["loss_share"], sc)
    return after - x["fighters_joined"]


def ties(xp: Any, x: Figures, sc: Scenario) -> Ties:
    """Return trust and polarisation after M5, before events: leaders lost, deals broken, relapse."""
    state = state_at(x, "control")
    calm = 0.0 * x["theta"]
    seen = (
        filled(Government, x, legitimacy="legitimacy_now", membership="members"),
        filled(Sorties, x),
        filled(Combat, x)._replace(leader_lost=calm),
        standing_at(x),
        x["gain"],
        0.0 * x["presence"][0],
    )
    return trust(xp, params_at(x), state, levers_at(x), seen, sc)


def _polarisation_target(xp: Any, x: Figures, sc: Scenario) -> Any:
    return x["polarisation"] + (ties(xp, x, sc).polarisation - x["polarisation"]) / POLARISATION


_MOVEMENT = (
    "fighters control trust spoiling membership_now legitimacy_now effort campaign_now anchors.garrison "
    "anchors.haunts"
)
_STRIKES = (
    "fighters_moved by_district flown consent local_consent theta effort leadership leadership_ceiling "
    "disruption air_dependence grievance luck.strike"
)
_COMBAT = (
    "fighters_risen control risen_ground trust spoiling membership_now by_district coordination theta effort "
    "campaign_now deal corruption_now leadership_struck leadership_ceiling_now luck.combat"
)
_CONTROL = (
    "fighters_fought control risen_ground trust spoiling membership_now theta momentum grievance_now "
    "hastened anchors.roots"
)
_SWITCHING = "fighters_fought control_now past_control trust spoiling theta"
_RECRUITMENT = (
    "fighters_turned control_now ground legitimacy_now corruption_now membership_now grievance_now pressure "
    "flown local_share anchors.territory luck.foreign"
)
TIES = (
    "trust spoiling polarisation signed_now seated_now membership_now legitimacy_now breadth members consent "
    "flown clash joint presence power_share theta gain"
)
"""Drivers of M5."""

FORCE: tuple[Mechanism, ...] = (
    mechanism(
        "effort",
        _effort,
        "threat support trust spoiling power_share membership_now legitimacy_now offensive_now",
    ),
    mechanism("by_district", lambda *a: _sorties(*a).by_district, "fighters control consent"),
    mechanism("flown", lambda *a: _sorties(*a).flown, "fighters control consent"),
    mechanism("support", lambda *a: _sorties(*a).support, "fighters control consent"),
    mechanism("local_consent", lambda *a: _sorties(*a).local_consent, "fighters control consent"),
    mechanism("movement", _movement, _MOVEMENT),
    mechanism("kills", lambda *a: -_strikes(*a).kills, _STRIKES),
    mechanism("pressure", lambda *a: _strikes(*a).pressure, _STRIKES),
    mechanism("coordination", lambda *a: _strikes(*a).coordination, _STRIKES),
    mechanism("disruption", _disruption_target, _STRIKES),
    mechanism("air_dependence", _air_dependence_target, _STRIKES),
    mechanism("grievance", _grievance_target, _STRIKES),
    mechanism("losses", _losses, _COMBAT),
    mechanism("loss_share", lambda *a: _combat(*a).loss_share, _COMBAT),
    mechanism("clash", lambda *a: _combat(*a).clash, _COMBAT),
    mechanism("joint", lambda *a: _combat(*a).joint, _COMBAT),
    mechanism("control", _control_target, _CONTROL),
    mechanism("ground", _ground, _CONTROL),
    mechanism("hastened", _hastened, "fighters_fought offensive_now campaign_now"),
    mechanism(
        "turning",
        lambda xp, x, sc: _switching(xp, x, sc).fighters - x["fighters_fought"],
        _SWITCHING,
    ),
    mechanism(
        "momentum_now",
        lambda *a: _switching(*a).momentum,
        _SWITCHING,
    ),
    mechanism("gain", lambda *a: _switching(*a).gain, _SWITCHING),
    mechanism("recruitment", _gained, _RECRUITMENT),
    mechanism("joining", _joining, _RECRUITMENT),
    mechanism(
        "splits", _splits,
        "fighters_joined legitimacy_now membership_now loss_share luck.fragmentation",
    ),
    mechanism("polarisation", _polarisation_target, TIES),
)  # fmt: skip
"""Mechanisms M5 to M11."""
