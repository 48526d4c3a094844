"""One month: the mechanisms in order. What continues is `state`, what explains is `info`."""

from collections.abc import Callable
from typing import Any, NamedTuple

from irenic.engine.campaigns import Campaigns, campaigns
from irenic.engine.combat import Combat, combat
from irenic.engine.control import control
from irenic.engine.deals import Deals, deals
from irenic.engine.deployment import deployment
from irenic.engine.fragmentation import fragmentation
from irenic.engine.government import Government, government
from irenic.engine.harm import Harm, harm
from irenic.engine.margin import Invitation, common_threat, invitation, margin, willingness
from irenic.engine.offensives import Offensives, offensives
from irenic.engine.patrons import Params, Supply, patrons
from irenic.engine.recruitment import Recruitment, recruitment
from irenic.engine.relapse import relapse
from irenic.engine.risings import Risings, risings
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing, standing
from irenic.engine.state import Anchors, Array, Draws, Levers, State
from irenic.engine.strikes import Sorties, StrikeEffects, sorties, strikes
from irenic.engine.switching import switching
from irenic.engine.talks import Talks, talks
from irenic.engine.trust import trust

Fence = Callable[..., Any]


class Info(NamedTuple):
    """What explains a month: the results of its mechanisms (each documented in its module)."""

    supply: Supply
    standing: Standing
    offer: Invitation
    threat: Array  # (group,)
    willing: Array  # (group,)
    talks: Talks
    government: Government
    air: Sorties
    push: Offensives
    war: Campaigns
    hits: StrikeEffects
    fight: Combat
    fighting: Array  # (group,), fighters before losses
    left: Array  # (group, district), changed sides
    gain: Array  # (), largest rise of a bloc's share of the country over three months
    joining: Recruitment
    rising: Risings
    deals: Deals
    harm: Harm
    relapsed: Array  # ()


def plain(function: Callable[..., Any], *args: Any) -> Any:
    """The fence of a NumPy run: a plain call.

    References
    ----------
    Assumption: only compiled programs need a boundary (see run.fence_with).
    """
    return function(*args)


def month(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    draws: Draws,
    when: tuple[Array, Array, Anchors],
    sc: Scenario,
    fence: Fence = plain,
) -> tuple[State, Info]:
    """One month for a block of worlds.

    Parameters
    ----------
    xp : numpy or jax.numpy
    p : parameters by id, (world,)
    when : month number (1 first), dated events (2 + group,) 0/1 of signed, seated and the loss of each
        group's leadership, anchors of the start
    fence : runs a mechanism behind a boundary that the compiler does not fuse across

    Returns
    -------
    state, info

    References
    ----------
    docs/model.md, "One month, in order".
    """
    number, forced, anchors = when
    supply = fence(lambda s: patrons(xp, p, s, levers, draws, sc), state)
    st = fence(lambda s, theta: standing(xp, s, theta, sc), state, supply.theta)
    pulse = xp.minimum(1.0, 0.6 * state.pulse + levers.conference)
    state = state._replace(
        materiel=supply.materiel, credibility=supply.credibility, fortune=supply.fortune, pulse=pulse
    )
    offer, threat, willing = fence(
        lambda *a: consent_of_groups(xp, p, a[0], levers, (a[1], a[2]), sc, anchors), state, supply, st
    )
    deal = fence(
        lambda *a: talks(xp, p, a[0], levers, draws, (a[1], a[2], a[3]), forced, sc),
        state,
        willing,
        offer,
        st,
    )
    state = state._replace(
        maturity=deal.maturity, trust=deal.trust, signed=deal.signed, seated=deal.seated,
        endorsed=deal.endorsed, membership=deal.membership,
    )  # fmt: skip
    gov = fence(lambda *a: government(xp, p, a[0], levers, (a[1], a[2]), sc), state, offer, st)
    state = state._replace(
        legitimacy=gov.legitimacy, corruption=gov.corruption, guarantee=gov.guarantee, quorum=gov.quorum
    )
    known = (supply, st, threat, gov, forced[2:], anchors)
    state, seen = _force(xp, p, state, levers, draws, known, sc, fence)
    air, push, war, hits, fight, fighting, left, gain, joining, rising = seen
    after = (st, gov, seen, number, anchors)
    state, (toll, local, relapsed) = _society(xp, p, state, levers, draws, after, sc, fence)
    info = Info(
        supply, st, offer, threat, willing, deal, gov, air, push, war, hits, fight, fighting, left, gain,
        joining, rising, local, toll, relapsed,
    )  # fmt: skip
    return state, info


def consent_of_groups(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    seen: tuple[Supply, Standing],
    sc: Scenario,
    anchors: Anchors,
) -> tuple[Invitation, Array, Array]:
    """Invitation, common threat (group,) and willingness (group,) of a month.

    References
    ----------
    docs/model.md, M2.
    """
    supply, st = seen
    offer = invitation(xp, levers, st, sc)
    threat = common_threat(state, supply.theta, st, sc)
    z = margin(xp, p, state, levers, (supply, st, offer, threat), sc, anchors)
    return offer, threat, willingness(xp, z, sc)


def _force(
    xp: Any, p: Params, state: State, levers: Levers, draws: Draws,
    known: tuple[Supply, Standing, Array, Government, Array, Anchors], sc: Scenario, fence: Fence,
) -> tuple[State, tuple[Any, ...]]:  # fmt: skip
    """M6 to M11: movement, strikes, risings, fighting, control, changes of side, joining, splits."""
    supply, st, threat, gov, dated, anchors = known
    theta = supply.theta
    air = fence(lambda s, c: sorties(xp, s, levers, c, sc), state, gov.consent)
    push = fence(
        lambda *a: offensives(xp, p, a[0], levers, draws, (a[1], a[2], a[3]), sc),
        state,
        threat,
        air.support,
        st,
    )
    eff = push.effort
    war = fence(lambda *a: campaigns(xp, p, a[0], draws, (a[1], a[2]), sc), state, theta, st)
    state = state._replace(offensive=push.offensive, campaign=war.campaign)
    moved = fence(lambda s, e: deployment(xp, p, s, levers, e, sc, anchors), state, eff)
    state = state._replace(fighters=moved)
    hits = fence(
        lambda *a: strikes(xp, p, a[0], levers, draws, (a[1], a[2], a[3]), sc), state, air, theta, eff
    )
    state = state._replace(
        fighters=hits.fighters, disruption=hits.disruption, leadership=hits.leadership,
        leadership_ceiling=hits.leadership_ceiling, grievance=hits.grievance,
        air_dependence=hits.air_dependence,
    )  # fmt: skip
    before = state.control
    rising = fence(lambda s, t: risings(xp, p, s, levers, draws, t, sc), state, theta)
    state = state._replace(fighters=rising.fighters, control=rising.control)
    fighting = state.fighters.sum(1)
    fight = fence(
        lambda *a: combat(xp, p, a[0], levers, draws, a[1:], sc), state, air, hits, st, theta, eff, dated
    )
    state = state._replace(fighters=fight.fighters, leadership=fight.leadership)
    fight = fight._replace(killed=fight.killed + rising.killed)
    held = fence(lambda *a: control(xp, p, a[0], (a[1], a[2]), anchors.roots, sc), state, theta, st.kin)
    state = state._replace(control=held)
    turn = fence(lambda *a: switching(xp, p, a[0], (a[1], a[2]), sc), state, theta, st.kin)
    state = state._replace(fighters=turn.fighters, past_control=turn.past_control, momentum=turn.momentum)
    joining = fence(
        lambda *a: recruitment(xp, p, a[0], levers, draws, (a[1], a[2], a[3], a[4]), sc, anchors),
        state,
        air,
        hits.pressure,
        before,
        st.local_share,
    )
    state = state._replace(fighters=joining.fighters)
    split = fence(lambda *a: fragmentation(xp, p, a[0], levers, draws, a[1], sc), state, fight.loss_share)
    return state._replace(fighters=split), (
        air, push, war, hits, fight, fighting, turn.left, turn.gain, joining, rising,
    )  # fmt: skip


def _society(
    xp: Any, p: Params, state: State, levers: Levers, draws: Draws,
    known: tuple[Standing, Government, tuple[Any, ...], Array, Anchors], sc: Scenario, fence: Fence,
) -> tuple[State, tuple[Harm, Deals, Array]]:  # fmt: skip
    """M12, local deals, M5 and M4: harm, trust, and whether the settlement breaks."""
    st, gov, (air, _, _, hits, fight, _, _, gain, joining, _), number, anchors = known
    toll = fence(
        lambda *a: harm(xp, p, a[0], levers, draws, a[1:], (number, anchors), sc),
        state, fight.killed, hits.civilians, joining.vacancy, air, st,
    )  # fmt: skip
    state = state._replace(displaced=toll.displaced)
    local = fence(lambda s, t: deals(xp, p, s, levers, draws, t, sc), state, st)
    state = state._replace(deal=local.deal, deal_age=local.age)
    ties = fence(
        lambda *a: trust(xp, p, a[0], levers, a[1:], sc), state, gov, air, fight, st, gain, local.broken
    )
    state = state._replace(trust=ties.trust, polarisation=ties.polarisation)
    broken = fence(lambda *a: relapse(xp, p, a[0], levers, draws, a[1], sc), state, gov)
    return broken.state, (toll, local, broken.relapsed)
