"""What can be explained, and how: the table that ties each figure to its mechanism and its words.

A new figure is a row of `KINDS` (and a mechanism where it has one), and a row of `DRIVERS` for each name
under which other mechanisms are given it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Axis = Literal["holder", "group", "district", "patron", "issue", "lag"]


@dataclass(frozen=True)
class Level:
    """A figure that its drivers make anew each month: explained by their change since the month before."""

    mechanism: str


@dataclass(frozen=True)
class Flow:
    """Persons (or shares) moved in a month: explained by what its drivers did since the quiet month."""

    mechanism: str


@dataclass(frozen=True)
class Relaxing:
    """A stock that closes a share of its gap to a target each month, so that past changes still work.

    Parameters
    ----------
    mechanism : makes the target
    stock : field of the state
    rate : share of the gap closed in a month, or the id of the parameter that says so
    kept : factor left of the stock after a relapse
    at_once : name of the figure that says how much of the rest of the gap closes at once: an event, or one by
        district; empty for none
    after_event : whether the change is measured from and to the moment before a relapse can strike
    """

    mechanism: str
    stock: str
    rate: float | str
    kept: float = 1.0
    at_once: str = ""
    after_event: bool = True


@dataclass(frozen=True)
class Ledger:
    """A stock that is the sum of what came and went: explained by exact entries.

    Parameters
    ----------
    book : "fighters", "trust" or "leadership"
    until : the moment of the month at which the stock is read; empty for its end
    """

    book: str
    until: str = ""


@dataclass(frozen=True)
class Kind:
    """A figure that can be explained.

    Parameters
    ----------
    words : what it is; {0} and {1} stand for the names of its elements
    axes : what it has one value for
    unit : of its values
    way : how it comes about
    scale : a difference that matters, in its unit; for scoring the differences between two runs
    """

    words: str
    axes: tuple[Axis, ...]
    unit: str
    way: Level | Flow | Relaxing | Ledger
    scale: float


_G: tuple[Axis, ...] = ("group",)
_D: tuple[Axis, ...] = ("district",)
_GG: tuple[Axis, ...] = ("group", "group")
_GD: tuple[Axis, ...] = ("group", "district")
_FIGHTERS, _PERSONS = "fighters of {0} in {1}", "persons"

KINDS: Mapping[str, Kind] = {
    "control": Kind("control of {1} by {0}", ("holder", "district"), "share",
                    Relaxing("control", "control", "rK", at_once="hastened"), 0.1),
    "ground": Kind("ground taken in {1} by {0}", ("holder", "district"), "share", Level("ground"), 0.05),
    "hastened": Kind("haste of attacks in {0}", _D, "share", Level("hastened"), 0.1),
    "signing_chance": Kind("chance of a signature", (), "share", Level("signing_chance"), 0.05),
    "seating_chance": Kind("chance that the government is seated", (), "share",
                           Level("seating_chance"), 0.05),
    "launching_chance": Kind("chance that {0} starts an offensive", _G, "share",
                             Level("launching_chance"), 0.05),
    "campaign_chance": Kind("chance that {0} begins a campaign", _G, "share", Level("campaign_chance"), 0.05),
    "relapse_chance": Kind("chance of a relapse", (), "share", Level("relapse_chance"), 0.05),
    "recruitment": Kind("joining less quitting of the extremist in {0}", _D, _PERSONS,
                        Level("recruitment"), 50),
    "willingness": Kind("willingness of {0}", _G, "index", Level("willing"), 0.1),
    "legitimacy": Kind("legitimacy of the government", (), "index",
                       Relaxing("legitimacy", "legitimacy", 0.12, kept=0.6), 0.1),
    "membership": Kind("membership of {0}", _G, "index",
                       Relaxing("membership", "membership", 0.25, 0.2, "newly_signed"), 0.1),
    "legitimacy_now": Kind("legitimacy of the government", (), "index",
                           Relaxing("legitimacy", "legitimacy", 0.12, 0.6, after_event=False), 0.1),
    "membership_now": Kind("membership of {0}", _G, "index",
                           Relaxing("membership", "membership", 0.25, 0.2, "newly_signed", False), 0.1),
    "corruption": Kind("corruption", (), "index", Relaxing("corruption", "corruption", 0.08), 0.1),
    "credibility": Kind("credibility of the mediator with {0}", _G, "index",
                        Relaxing("credibility", "credibility", 0.1), 0.1),
    "materiel": Kind("materiel of {0}", _G, "index", Relaxing("materiel", "materiel", 0.06), 0.2),
    "disruption": Kind("disruption of the extremist", (), "index",
                       Relaxing("disruption", "disruption", 0.4), 0.1),
    "air_dependence": Kind("dependence on air support", (), "index",
                           Relaxing("air_dependence", "air_dependence", 0.08), 0.1),
    "grievance": Kind("grievance in {0}", _D, "index", Relaxing("grievance", "grievance", "r_R"), 0.3),
    "polarisation": Kind("polarisation over outside powers", (), "index",
                         Relaxing("polarisation", "polarisation", 0.05), 0.1),
    "threat": Kind("common threat to {0}", _G, "share", Level("threat"), 0.1),
    "effort": Kind("effort of {0} against the extremist", _G, "share", Level("effort"), 0.1),
    "effectiveness": Kind("effectiveness of {0}", _G, "index", Level("theta"), 0.2),
    "inflow": Kind("support of {0} from patrons", _G, "index", Level("inflow"), 0.1),
    "cover": Kind("share of {0}'s supply from patrons", _G, "share", Level("cover"), 0.1),
    "power": Kind("force of {0}", _G, "effective fighters", Level("power"), 500),
    "power_share": Kind("share of power of {0}", _G, "share", Level("power_share"), 0.05),
    "people_share": Kind("share of people under {0}", _G, "share", Level("people_share"), 0.05),
    "standing_weight": Kind("weight of {0}", _G, "effective fighters", Level("standing_weight"), 500),
    "bloc": Kind("bloc that {0} can count on", _G, "effective fighters", Level("bloc"), 500),
    "presence": Kind("presence of {0} in {1}", _GD, "share", Level("presence"), 0.1),
    "local_share": Kind("weight of {0} among those in {1}", _GD, "share", Level("local_share"), 0.1),
    "invited": Kind("invitation of {0}", _G, "share", Level("invited"), 0.1),
    "deal_weight": Kind("weight of {0} in the deal", _G, "share", Level("deal_weight"), 0.05),
    "distance": Kind("distance of {0} from the deal", _G, "index", Level("distance"), 0.05),
    "veto_players": Kind("veto players in the talks", (), "number", Level("veto_players"), 0.5),
    "members": Kind("share of power inside the settlement", (), "share", Level("members"), 0.1),
    "breadth": Kind("breadth of membership", (), "share", Level("breadth"), 0.1),
    "consent": Kind("national consent to outside force", (), "index", Level("consent"), 0.1),
    "local_consent": Kind("consent to outside force in {0}", _D, "index", Level("local_consent"), 0.1),
    "by_district": Kind("strikes flown in {0}", _D, "strikes", Level("by_district"), 10),
    "flown": Kind("strikes flown", (), "strikes", Level("flown"), 20),
    "support": Kind("air support to ground forces", (), "hundreds of strikes", Level("support"), 0.2),
    "pressure": Kind("pressure on the ground in {0}", _D, "share", Level("pressure"), 0.1),
    "coordination": Kind("coordination of air and ground in {0}", _D, "share", Level("coordination"), 0.1),
    "loss_share": Kind("share of {0} lost in fighting", _G, "share", Level("loss_share"), 0.02),
    "momentum": Kind("momentum of {0}", _G, "index", Level("momentum_now"), 0.2),
    "gain": Kind("largest gain of ground of a bloc", (), "share", Level("gain"), 0.05),
    "clash": Kind("clashes between {0} and {1}", _GG, "share", Flow("clash"), 0.005),
    "joint": Kind("joint engagement of {0} and {1} against the extremist", _GG, "share", Flow("joint"), 0.05),
    "movement": Kind("movement of {0} into {1}", _GD, _PERSONS, Flow("movement"), 100),
    "kills": Kind("losses to strikes in {0}", _D, _PERSONS, Flow("kills"), 50),
    "losses": Kind("losses of {0} in fighting in {1}", _GD, _PERSONS, Flow("losses"), 50),
    "turning": Kind("changes of side to {0} in {1}", _GD, _PERSONS, Flow("turning"), 50),
    "joining": Kind("joining of {0} in {1}", _GD, _PERSONS, Flow("joining"), 50),
    "splits": Kind("splits to or from {0} in {1}", _GD, _PERSONS, Flow("splits"), 50),
    "fighters": Kind(_FIGHTERS, _GD, _PERSONS, Ledger("fighters"), 200),
    **{f"fighters_{moment}": Kind(_FIGHTERS, _GD, _PERSONS, Ledger("fighters", f"fighters_{moment}"), 200)
       for moment in ("moved", "struck", "risen", "fought", "turned", "joined")},
    "trust": Kind("trust between {0} and {1}", _GG, "index", Ledger("trust"), 0.1),
    "leadership": Kind("leadership of {0}", _G, "index", Ledger("leadership"), 0.1),
}  # fmt: skip
"""Every figure that can be explained."""

ASKED: Mapping[str, str] = {
    "control": "control:DISTRICT[:GROUP]:MONTH",
    "recruitment": "recruitment[:DISTRICT]:MONTH",
    "willingness": "willingness:GROUP:MONTH",
    "legitimacy": "legitimacy:MONTH",
    "membership": "membership:GROUP:MONTH",
}
"""What an analyst may ask for, and how it is written."""


@dataclass(frozen=True)
class Driver:
    """A name under which a mechanism is given a figure.

    Parameters
    ----------
    kind : of the figure; empty at the end of the chain
    lag : 1 where the figure is that of the month before (what the month begins with), else 0
    words : where they differ from the kind's, or at the end of the chain
    axes : where they differ from the kind's, or at the end of the chain
    end : why the chain ends here
    event : name of the figure that turns when the event comes that this is about; the kind is then its chance
    """

    kind: str
    lag: int = 0
    words: str = ""
    axes: tuple[Axis, ...] = ()
    end: str = ""
    event: str = ""


_EVENT = "an event of the month"
_START = "given by the start"
_SWITCH = "a rule of the model that switches on or off"

DRIVERS: Mapping[str, Driver] = {
    **{name: Driver(name) for name in KINDS},
    "fighters": Driver("fighters", 1),
    "control": Driver("control", 1, words="control of {1} by {0} as the month began"),
    "control_now": Driver("control"),
    "trust": Driver("trust", 1),
    "membership": Driver("membership", 1),
    "legitimacy": Driver("legitimacy", 1, words="legitimacy of the government as the month began"),
    "leadership": Driver("leadership", 1),
    "leadership_struck": Driver("leadership", 1),
    "corruption": Driver("corruption", 1),
    "corruption_now": Driver("corruption"),
    "credibility": Driver("credibility", 1),
    "credibility_now": Driver("credibility"),
    "materiel": Driver("materiel", 1),
    "materiel_now": Driver("materiel"),
    "disruption": Driver("disruption", 1),
    "air_dependence": Driver("air_dependence", 1),
    "grievance": Driver("grievance", 1),
    "grievance_now": Driver("grievance"),
    "polarisation": Driver("polarisation", 1),
    "momentum": Driver("momentum", 1),
    "theta": Driver("effectiveness"),
    "willing": Driver("willingness"),
    "signed": Driver("signing_chance", 1, words="the signature", event="signed_now"),
    "signed_now": Driver("signing_chance", words="the signature", event="signed_now"),
    **{name: Driver("signing_chance", words="the signing, which closes the gap at once", event="signed_now")
       for name in ("newly_signed", "signing")},
    "seated": Driver("seating_chance", 1, words="the government's seat in the capital", event="seated_now"),
    "seated_now": Driver("seating_chance", words="the government's seat in the capital", event="seated_now"),
    "relapse": Driver("relapse_chance", words="the relapse", event="relapsed"),
    "relapsed": Driver("relapse_chance", words="the relapse", event="relapsed"),
    "offensive": Driver("launching_chance", 1, words="offensive of {0} under way", event="offensive_now"),
    "offensive_now": Driver("launching_chance", words="offensive of {0}", event="offensive_now"),
    "campaign": Driver("campaign_chance", 1, words="campaign of {0} under way", event="campaign_now"),
    "campaign_now": Driver("campaign_chance", words="campaign of {0}", event="campaign_now"),
    "endorsed_now": Driver("", words="the endorsement", end=_EVENT),
    "guarantee": Driver("", words="guarantee in force", end="guarantees given before"),
    "guarantee_now": Driver("", words="guarantee in force", end="guarantees given"),
    "maturity": Driver("", words="maturity of the talks", axes=("lag",),
                       end="how long there have been talks"),
    "polarisation_now": Driver("polarisation"),
    "spoiling": Driver("", words="spoiling of the talks, {0} and {1}", axes=_GG, end=_EVENT),
    "hit": Driver("", words="a strike on senior leadership", axes=_G, end=_EVENT),
    "leader_lost": Driver("", words="loss of a leader", axes=_GG, end=_EVENT),
    "leadership_ceiling": Driver("", words="lasting loss of leadership of {0}", axes=_G, end=_EVENT),
    "leadership_ceiling_now": Driver("", words="lasting loss of leadership of {0}", axes=_G, end=_EVENT),
    "fortune_now": Driver("", words="fortune of {0}", axes=_G, end="luck of this and earlier months"),
    "past_control": Driver("", words="ground that {1} held in the months before", axes=("lag", "group"),
                           end="how things stood then"),
    "recovery": Driver("", words="recovery of leadership", axes=_G, end="a steady share of the gap"),
    "members_rule": Driver("legitimacy_now", words="shared rule under a legitimate government", axes=()),
    "quieted": Driver("", words="truces and local mediation", end="the strategy"),
    "rival_support": Driver("", words="support to one of the two without consent", end="the strategy"),
    "joint_room": Driver("", words="the joint operations room", end="the strategy"),
    "military_track": Driver("", words="the military track", end="the strategy"),
    "gap": Driver("", words="gap left by the start", end=_START),
    "quiet": Driver("", words="as in a quiet month at the start", end=_START),
    "start": Driver("", words="the two starts", end="another world"),
    **{f"threshold.{name}": Driver("", words=words, end=_SWITCH) for name, words in {
        "corruption": "payments begin or end while tied to conduct",
        "legitimacy": "payments begin or end while tied to conduct",
        "members": "payments begin or end while tied to conduct",
        "consent": "payments begin or end while tied to conduct",
        "air_dependence": "consent passes the level above which partners lean on air support",
        **dict.fromkeys(("by_district", "flown", "support"),
                        "consent passes the level at which strikes that need it are flown"),
    }.items()},
    "pulse_now": Driver("", words="weight of international conferences", end="conferences held"),
    "quorum": Driver("", words="attendance of {0}", axes=_G, end="how it has met since the start"),
    "deal": Driver("", words="a local deal in {0}", axes=_D, end=_EVENT),
    "broken_deals": Driver("", words="local deals of {0} and {1} that broke", axes=_GG, end=_EVENT),
    "risings": Driver("", words="a rising: {0} in {1}", axes=_GD, end=_EVENT),
    "risen_ground": Driver("", words="a rising: ground of {0} in {1}", axes=("holder", "district"),
                           end=_EVENT),
    "rounding": Driver("", words="rounding of the recorded run (single precision)", end="rounding"),
}  # fmt: skip
"""What drivers are; levers, parameters, luck and what the start solved have words of their own."""

SYMMETRIC = frozenset({"trust", "spoiling", "clash", "joint", "broken_deals"})
"""Drivers with one value for a pair of groups, whichever is named first."""
