"""The start of a run (D10, D11): the case's state, and the anchors that keep it in balance."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import force, politics
from .algebra import EPS, Arrays, Floats, Scene, aggregates, contest, norm, sig, vacancy
from .month import scene
from .outcomes import Sight, acceptance, base_share, sight

SCALAR_LEVERS = (
    "strikes",
    "leadership_pressure",
    "care",
    "consent_required",
    "air_conditional",
    "talks",
    "breadth",
    "new_conference",
    "mediator_bias",
    "terms_stated",
    "pay_conditional",
    "embargo",
    "patron_diplomacy",
    "border",
    "redress",
    "coast_deal",
    "bank_terms",
    "devolve",
    "military_track",
    "outside_combat",
    "new_envoy",
    "conference",
)
GROUP_LEVERS = (
    *("partner", "invite", "pay", "sanction", "deny", "guarantee"),
    *("advisers", "joint_room", "oil_block", "embargo_exempt", "reinstate"),
)
DISTRICT_LEVERS = ("local_mediation", "services", "outside_force", "guard_force")


def lever_shapes(case: Any) -> dict[str, tuple[int, ...]]:
    """Return the axes of every lever, in the order of the flat layout."""
    groups, districts = len(case.groups), len(case.districts)
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(SCALAR_LEVERS, ())
    shapes |= dict.fromkeys(GROUP_LEVERS, (groups,)) | {"truce": (groups, groups)}
    shapes |= dict.fromkeys(DISTRICT_LEVERS, (districts,)) | {"terms": (case.positions.shape[1],)}
    return shapes | {"patron_deal": (len(case.patrons),)}


def levers(case: Any, count: int, **given: float) -> Arrays:
    """Return levers for `count` worlds: 0 (invite 1) unless given, the same for all groups or districts."""
    shapes = lever_shapes(case)
    unknown = set(given) - set(shapes)
    assert not unknown, f"no such levers: {unknown}"
    values = {"invite": 1.0} | given
    return {name: np.full((count, *shape), float(values.get(name, 0.0))) for name, shape in shapes.items()}


def first_state(fighters: Floats, control: Floats, trust: Floats, case: Any) -> Arrays:
    """Return the state before month 1 (worlds first)."""
    count, groups, districts = fighters.shape
    first = case.initial
    held = control[:, 1:] @ case.population / case.population.sum()
    materiel = case.supply + case.support.sum(0)
    state = {
        "fighters": fighters,
        "control": control,
        "materiel": np.tile(materiel, (count, 1)),
        "leadership": np.ones((count, groups)),
        "leadership_ceiling": np.ones((count, groups)),
        "fortune": np.zeros((count, groups)),
        "grievance": np.zeros((count, districts)),
        "trust": trust,
        "maturity": np.tile([first["talks_maturity"], 0.0], (count, 1)),
        "membership": np.zeros((count, groups)),
        "displaced": np.tile(first["displaced_share"] * case.population, (count, 1)),
        "past_control": np.stack([held] * 3, axis=1),
        "momentum": np.zeros((count, groups)),
        "offensive": np.tile(case.on_offensive, (count, 1)),
        "campaign": np.tile(case.on_campaign, (count, 1)),
        "credibility": np.tile(case.credibility, (count, 1)),
        "quorum": np.tile(np.where(case.is_political, case.quorum, 1.0), (count, 1)),
        "deal": np.zeros((count, districts)),
        "deal_age": np.zeros((count, districts)),
    }
    for name in ("disruption", "air_dependence", "signed", "seated", "endorsed", "guarantee", "pulse"):
        state[name] = np.zeros(count)
    for name in ("polarisation", "legitimacy", "corruption"):
        state[name] = np.full(count, first[name])
    return state


def start_scene(state: Arrays, params: Arrays, case: Any) -> Scene:
    """Return the variables of M1-M2 at the start, under the case's reference levers and without noise."""
    lev = levers(case, len(state["signed"]), **case.reference_levers)
    v = scene(state, params, lev, case)
    v.month = 0
    v.theta = case.quality * v.M**0.4
    aggregates(v)
    politics.surroundings(v)
    politics.invitation(v)
    v.inflow = politics.inflow(v, np.ones((len(v.M), len(case.patrons))))
    v.res, v.own = politics.own_supply(v)
    v.cover = v.inflow / (v.inflow + v.own + EPS)
    return v


def start(
    fighters: Floats, control: Floats, trust: Floats, params: Arrays, case: Any, b0_median: float
) -> tuple[Arrays, Arrays]:
    """Return state and anchors of every world; see "Start" in `docs/model.md`.

    Parameters
    ----------
    fighters, control, trust : (B, G, D), (B, G+1, D), (B, G, G)
    params : parameter id -> (B,)
    b0_median : median of b0's truncated prior
    """
    state = first_state(fighters, control, trust, case)
    v = start_scene(state, params, case)
    middle = np.full(len(fighters), b0_median)
    stated = np.clip(case.acceptance, 0.02, 0.98)
    z = politics.margin(v, middle, np.zeros_like(v.M), v.tloc)
    offset = np.log(stated / (1.0 - stated)) - z

    # The terms of M6 with no levers at all: no strikes, no pay, no outside combat, nobody a member.
    v.lev = levers(case, len(fighters))
    v.u = np.zeros(len(fighters))
    v.eff = force.effort(v)
    oe, ov, toward_e, toward_rivals = force.fronts(v)
    size = fighters.sum(-1, keepdims=True)
    share = np.where(size > 0, fighters / np.where(size > 0, size, 1.0), case.fighter_split)
    at_front = oe[:, :, None] * toward_e + ov[:, :, None] * toward_rivals
    garrison = norm(np.maximum(share - at_front, 0.1 * share))
    haunts = (share[:, v.k.e] + 0.01) / (norm(force.havens(v)) + 0.01)

    coastal = case.coast * case.population
    anchors = {
        "willingness_offset": offset,
        "garrison": garrison,
        "haunts": haunts,
        "roots": roots(v),
        "local_trust": v.tloc,
        "coastal_vacancy": vacancy(v) @ coastal / (coastal.sum() + EPS),
        "strength": fighters[:, v.k.e].sum(-1),
        "territory": v.K[:, 1 + v.k.e] @ case.population / case.population.sum(),
        "base_share": base_share(v),
        "credibility": (v.p * v.c).sum(1),
    }
    return state, anchors


def roots(v: Scene) -> Floats:
    """Return roots_gd (B, G+1, D): loyalties that force does not explain."""
    r = np.ones_like(v.K)
    for _ in range(2):
        claims = contest(v, r)
        won = claims / (claims.sum(1, keepdims=True) + EPS)
        r = r * (v.K + 0.2 * won + EPS) / (won + 0.2 * v.K + EPS)
    return np.asarray(r)


def start_values(state: Arrays, params: Arrays, case: Any, anchors: Arrays) -> Sight:
    """Return what there is to see before month 1; flows and what needs a deal are 0."""
    v = start_scene(state, params, case)
    v.anchors = anchors
    z = politics.margin(v, params["b0"], anchors["willingness_offset"], anchors["local_trust"])
    v.a, v.cbar = v.k.dom * sig(z), anchors["credibility"]
    v.U = acceptance(v, np.ones(len(case.groups)))
    v.U_region = {name: acceptance(v, mask) for name, mask in case.regions.items()}
    nothing = np.zeros_like(v.U)
    v.Bm, v.depth, v.engaged, v.civilian_deaths, v.consent = (nothing,) * 5
    v.N_e, v.base_share = v.F[:, v.k.e].sum(-1), base_share(v)
    v.Ke = v.K[:, 1 + v.k.e] @ case.population / case.population.sum()
    v.LC_d = np.einsum("bgd,bhd,bgh->bd", v.x, v.x, v.T, optimize=True)
    v.LC = v.LC_d @ case.population / case.population.sum()
    v.plot, v.outside_losses, v.gain, v.money, v.nf = (nothing,) * 5
    v.eng, v.killed, v.clash = np.zeros_like(v.a), np.zeros_like(v.F), np.zeros_like(v.T)
    return sight(v)
