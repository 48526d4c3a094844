"""The start: the case's state, made consistent so that nothing moves only because two tables disagree."""

from typing import Any

from irenic.engine.algebra import EPS, share
from irenic.engine.control import contest, extremist_shares, national_share
from irenic.engine.deployment import effort, fronts, haunt_pull, resolve
from irenic.engine.harm import coastal_mean
from irenic.engine.margin import common_threat, invitation, margin, trust_around
from irenic.engine.patrons import Params, Supply, effectiveness, own_supply, support_arriving
from irenic.engine.recruitment import vacancy
from irenic.engine.scenario import Scenario
from irenic.engine.standing import mean_credibility, standing
from irenic.engine.state import Anchors, Array, Levers, State

NO_NOISE = 0.15  # 0.3*0.15-0.045 = 0: the factor of patrons' luck is one


def first_state(
    xp: Any, figures: tuple[Array, Array, Array], initial: dict[str, float], sc: Scenario
) -> State:
    """State at the end of the case's starting month.

    Parameters
    ----------
    figures : fighters (group, district, world), control (1 + group, district, world), trust (group, group,
        world)
    initial : the case's starting values of maturity, polarisation, legitimacy, corruption,
        displaced share

    References
    ----------
    docs/model.md, "Start".
    """
    fighters, control, trust = figures
    none = 0.0 * fighters[:, 0]
    zero, by_district = none[0], 0.0 * fighters[0]
    past = national_share(control, sc) + none
    return State(
        fighters=fighters, control=control, materiel=sc.supply + sc.support.sum(0) + none,
        leadership=none + 1.0, leadership_ceiling=none + 1.0, fortune=none,
        disruption=zero, air_dependence=zero, grievance=by_district, trust=trust,
        polarisation=zero + initial["polarisation"], credibility=none + sc.credibility_start,
        maturity=xp.stack([zero + initial["talks_maturity"], zero]), signed=zero, seated=zero, endorsed=zero,
        membership=none, legitimacy=zero + initial["legitimacy"], corruption=zero + initial["corruption"],
        guarantee=zero, displaced=by_district + sc.population * initial["displaced_share"],
        past_control=xp.stack([past, past, past]), momentum=none,
        offensive=none + sc.offensive_start, campaign=none + sc.campaign_start,
        quorum=none + sc.political * sc.quorum_start + (1.0 - sc.political), pulse=zero, deal=by_district,
        deal_age=by_district,
    )  # fmt: skip


def anchors_of(
    xp: Any, p: Params, b0_median: float, state: State, levers: tuple[Levers, Levers], sc: Scenario
) -> Anchors:
    """What is solved once per world so that the case starts in balance.

    Parameters
    ----------
    p : parameters by id; `b0` is replaced by its prior median where the willingness offset is solved
    state : the first state
    levers : no levers at all; the case's reference levers

    References
    ----------
    docs/model.md, "Start"; decisions D10 (willingness), D11 (start in balance).
    """
    nothing, reference = levers
    theta = effectiveness(xp, p, state, nothing, sc)
    st = standing(xp, state, theta, sc)
    threat = common_threat(state, theta, st, sc)
    drive = resolve(xp, p, state, nothing, (threat, 0.0 * state.legitimacy, st), sc)
    eff = effort(xp, p, state, nothing, drive, sc)
    vacant = vacancy(state, state.legitimacy, state.corruption, sc)
    blank = Anchors(
        willingness_offset=0.0 * theta,
        garrison=_garrisons(xp, state, eff, sc),
        haunts=_haunts(xp, state, eff, sc),
        roots=_roots(xp, p, state, (theta, st.kin), sc),
        local_trust=trust_around(xp, state.trust, st),
        coastal_vacancy=coastal_mean(vacant, sc),
        strength=state.fighters[sc.e].sum(0),
        territory=state.past_control[0, sc.e],
        base_share=extremist_shares(state.control, sc)[1],
        credibility=mean_credibility(state, st.power_share),
    )
    z = reference_margin(xp, {**p, "b0": 0.0 * p["b0"] + b0_median}, state, reference, blank, sc)
    stated = xp.minimum(xp.maximum(sc.acceptance, 0.02), 0.98)
    return blank._replace(willingness_offset=xp.log(stated / (1.0 - stated)) - z)


def reference_margin(
    xp: Any, p: Params, state: State, reference: Levers, anchors: Anchors, sc: Scenario
) -> Array:
    """Margin of every group at the start under the case's reference levers, (group,), log-odds.

    References
    ----------
    docs/model.md, "Start" (willingness).
    """
    theta = effectiveness(xp, p, state, reference._replace(strikes=0.0 * reference.strikes), sc)
    st = standing(xp, state, theta, sc)
    quiet = 0.0 * sc.compliance + NO_NOISE
    inflow = support_arriving(xp, p, reference, quiet, sc).sum(0)
    own = own_supply(state, reference, sc)
    supply = Supply(
        state.materiel, state.credibility, state.fortune, theta, inflow, inflow / (inflow + own + EPS)
    )
    offer = invitation(xp, reference, st, sc)
    return margin(
        xp, p, state, reference, (supply, st, offer, common_threat(state, theta, st, sc)), sc, anchors
    )


def _garrisons(xp: Any, state: State, eff: Array, sc: Scenario) -> Array:
    total = state.fighters.sum(1, keepdims=True)
    split = xp.where(total > 0.0, state.fighters / (total + EPS), sc.home)
    front = fronts(xp, state, eff, sc)
    return share(xp.maximum(split - front.drawn, 0.1 * split))


def _haunts(xp: Any, state: State, eff: Array, sc: Scenario) -> Array:
    foe = state.fighters[sc.e]
    return (share(foe) + 0.01) / (share(haunt_pull(xp, state, eff, sc)) + 0.01)


def _roots(xp: Any, p: Params, state: State, seen: tuple[Array, Array], sc: Scenario) -> Array:
    weight = contest(xp, p, state, seen, sc)
    roots = 1.0 + 0.0 * weight
    for _ in range(2):
        found = roots * weight
        found = found / found.sum(0, keepdims=True)
        roots = roots * (state.control + 0.2 * found + EPS) / (found + 0.2 * state.control + EPS)
    return roots
