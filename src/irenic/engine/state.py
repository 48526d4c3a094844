"""What the engine's mechanisms pass to each other: arrays with the worlds on their last axis.

Shapes below leave out that last axis. G groups, D districts, P patrons, I issues; index 0 of a control array
is "nobody". Units and ranges are those of docs/model.md, which is the source of every field here.
"""

from typing import Any, NamedTuple

Array = Any  # numpy.ndarray or jax.Array; mechanisms are written once for both


class State(NamedTuple):
    """What continues from one month to the next (docs/model.md, "State")."""

    fighters: Array  # (group, district), persons
    control: Array  # (1 + group, district), shares of population, columns sum to 1
    materiel: Array  # (group,), index, 1 = parity
    leadership: Array  # (group,), 0.05-1.2
    leadership_ceiling: Array  # (group,), <= 1
    fortune: Array  # (group,), log
    disruption: Array  # (), of the extremist
    air_dependence: Array  # (), 0-1
    grievance: Array  # (district,), 0-3
    trust: Array  # (group, group), 0-1, symmetric, diagonal 1
    polarisation: Array  # (), 0-1
    credibility: Array  # (group,), of the mediator with each group, 0-1
    maturity: Array  # (2,), of the existing track and of a new conference, 0-1
    signed: Array  # (), 0 or 1
    seated: Array  # (), 0 or 1
    endorsed: Array  # (), 0 or 1
    membership: Array  # (group,), 0-1
    legitimacy: Array  # (), 0-1
    corruption: Array  # (), 0-1
    guarantee: Array  # (), 0-1
    displaced: Array  # (district,), persons
    past_control: Array  # (3, group), national control share 1, 2, 3 months ago
    momentum: Array  # (group,), -1-1
    offensive: Array  # (group,), 0 or 1: on an offensive against the extremist
    campaign: Array  # (group,), 0 or 1: on a campaign against rivals
    quorum: Array  # (group,), attendance of political bodies, 0-1; 1 for others
    pulse: Array  # (), of international conferences, 0-1
    deal: Array  # (district,), 0 or 1: a local deal is in force
    deal_age: Array  # (district,), months it has been


class Anchors(NamedTuple):
    """What is solved once per world so that the case starts in balance (docs/model.md, "Start")."""

    willingness_offset: Array  # (group,), log-odds
    garrison: Array  # (group, district), shares, rows sum to 1
    haunts: Array  # (district,), factor on where the extremist goes
    roots: Array  # (1 + group, district), factor in the contest for control
    local_trust: Array  # (group,), Tloc at the start
    coastal_vacancy: Array  # (), 0-1
    strength: Array  # (), persons, of the extremist at the start
    territory: Array  # (), its share of the population at the start
    base_share: Array  # (), extremist's share of the base districts at the start
    credibility: Array  # (), power-weighted credibility of the mediator at the start


class Levers(NamedTuple):
    """What a strategy does this month (levers.csv has units, ranges and costs)."""

    strikes: Array
    leadership_pressure: Array
    care: Array
    consent_required: Array
    air_conditional: Array
    talks: Array
    breadth: Array
    new_conference: Array
    mediator_bias: Array
    terms_stated: Array
    pay_conditional: Array
    embargo: Array
    patron_diplomacy: Array
    border: Array
    redress: Array
    coast_deal: Array
    bank_terms: Array
    devolve: Array
    military_track: Array
    outside_combat: Array
    new_envoy: Array
    conference: Array
    partner: Array  # (group,)
    invite: Array  # (group,)
    pay: Array  # (group,)
    sanction: Array  # (group,)
    deny: Array  # (group,)
    guarantee: Array  # (group,)
    advisers: Array  # (group,)
    joint_room: Array  # (group,)
    oil_block: Array  # (group,)
    embargo_exempt: Array  # (group,)
    reinstate: Array  # (group,)
    truce: Array  # (group, group)
    local_mediation: Array  # (district,)
    services: Array  # (district,)
    outside_force: Array  # (district,), persons
    guard_force: Array  # (district,)
    terms: Array  # (issue,), -1..1
    patron_deal: Array  # (patron,)


class Draws(NamedTuple):
    """One month's luck (docs/model.md, "Luck"): standard normals, then uniforms."""

    patrons: Array  # (patron,), normal
    fortune: Array  # (group,), normal
    combat: Array  # (group, district), normal
    strike: Array  # (), normal
    foreign: Array  # (), normal
    fragmentation: Array  # (group,), normal
    observe: Array  # (24,), normal
    report_group: Array  # (group,), normal
    report_district: Array  # (district,), normal
    u_spoil: Array
    u_sign: Array
    u_seat: Array
    u_endorse: Array
    u_hit: Array
    u_perm: Array
    u_relapse: Array
    u_thin: Array
    u_plot: Array
    u_rise: Array  # (district,), uniform
    u_deal: Array  # (district,), uniform
    u_launch: Array  # (district,), uniform
    u_break: Array  # (district,), uniform
    u_campaign: Array  # (district,), uniform
    u_lull: Array  # (district,), uniform
    u_leader: Array  # (group,), uniform
