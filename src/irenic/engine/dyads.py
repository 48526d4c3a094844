"""Who kills whom, where: a month's deaths by dyad, in the terms of those who count events."""

from typing import Any, NamedTuple

import numpy as np

from irenic.engine.algebra import EPS, mix_groups
from irenic.engine.combat import contact, quarrel
from irenic.engine.month import Info
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, Levers, State


class Parties(NamedTuple):
    """The sides of events as a record codes them: sets of a case's groups.

    Parameters
    ----------
    members : (party, group), 0/1, every group in exactly one party
    air : index of the party to which deaths by strikes are booked

    References
    ----------
    Assumption: a side of an event is one group or several that the record does not tell apart.
    """

    members: np.ndarray
    air: int


def dyad_count(parties: int) -> int:
    """Return the number of dyads of that many parties: pairs (a <= b) row by row, then each with civilians.

    References
    ----------
    Assumption: none; the order of `irenic.record`.
    """
    return parties * (parties + 1) // 2 + parties


def deaths_by_dyad(
    xp: Any, p: Params, before: State, info: Info, levers: Levers, parties: Parties, sc: Scenario
) -> Array:
    """Deaths of a month that has been run, (dyad, district), persons; they sum to all the month's deaths.

    Those killed in fighting are shared among the groups that fired in proportion to the fire that met them,
    civilians among the dyads in proportion to the fighters these killed. Deaths by strikes belong to the
    party in whose name they are flown and the extremist's; those under its rule to it and civilians.

    Parameters
    ----------
    p : uses `c_c` (civilians killed per fighter), and what combat uses
    before : the state at the start of the month
    info, levers : of the month

    References
    ----------
    docs/model.md, M8 and "Deaths by dyad".
    """
    killed = _killed_by_party(xp, p, before, info, levers, parties, sc)
    foe = int(np.argmax(parties.members[:, sc.e]))
    upper = np.triu_indices(len(parties.members))
    both = killed + killed.swapaxes(0, 1)
    pairs = both[upper] * np.where(upper[0] == upper[1], 0.5, 1.0)[:, None, None].astype(both.dtype)
    with_civilians = pairs * (1.0 + p["c_c"] * (0.3 + sc.urban))[None]
    low, high = sorted((parties.air, foe))
    by_air = (upper[0] == low) & (upper[1] == high)
    strikes = by_air.astype(both.dtype)[:, None, None] * (info.hits.kills + info.hits.civilians)[None]
    ruler = (np.arange(len(parties.members)) == foe).astype(both.dtype)[:, None, None]
    return xp.concatenate([with_civilians + strikes, ruler * info.harm.civilians_rule[None]])


def _killed_by_party(
    xp: Any, p: Params, before: State, info: Info, levers: Levers, parties: Parties, sc: Scenario
) -> Array:
    """Fighters killed: (party of the dead, party that killed, district), persons."""
    fought = info.fight.killed - info.rising.killed
    fire = _fire_by_party(xp, p, before, info, levers, parties, sc)
    killed = _by_party(xp, fought[:, None] * fire / (fire.sum(1, keepdims=True) + 1e-30), parties)
    # In a rising councils and the extremist kill each other.
    risen, foe = info.rising.killed, sc.extremist[:, None]
    theirs, ours = _by_party(xp, foe * risen, parties), _by_party(xp, (1.0 - foe) * risen, parties)
    rebels = _by_party(xp, sc.councils[:, None] + 0.0 * foe, parties)
    ruler = _by_party(xp, foe, parties)
    return killed + theirs[:, None] * rebels[None] + ours[:, None] * ruler[None]


def _fire_by_party(
    xp: Any, p: Params, before: State, info: Info, levers: Levers, parties: Parties, sc: Scenario
) -> Array:
    """Fire that meets each group, but for factors of its own: (group, party that fires, district)."""
    fighters = info.fight.fighters + 2.0 * (info.fight.killed - info.rising.killed)
    met = before._replace(
        trust=info.talks.trust,
        membership=info.talks.membership,
        corruption=info.government.corruption,
        campaign=info.war.campaign,
    )
    contacts = contact(xp, p, met, info.push.effort, sc)
    mass = mix_groups(xp, info.standing.kin, fighters)
    calm = xp.exp(quarrel(p, met, levers))
    volume = info.supply.theta[:, None] * fighters / (mix_groups(xp, contacts, fighters) + 1.0)
    quiet = sc.extremist[:, None] + (1.0 - sc.extremist)[:, None] * calm[None]

    def from_group(h: int) -> Array:
        reach = xp.exp(-p["lam"] * xp.log(mass + mass[h][None] + EPS))
        fire = (contacts[h] ** 2)[:, None] * volume[h][None] * reach
        return fire if h == sc.e else fire * quiet

    none = 0.0 * fighters
    fired = [sum((from_group(int(h)) for h in np.flatnonzero(row)), none) for row in parties.members]
    return xp.stack(fired, 1)


def _by_party(xp: Any, by_group: Array, parties: Parties) -> Array:
    """(group, ...) -> (party, ...), sums in the order of groups; a party without groups has none."""
    rows = [sum((by_group[h] for h in np.flatnonzero(row)), 0.0 * by_group[0]) for row in parties.members]
    return xp.stack(rows)
