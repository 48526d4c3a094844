"""Outcomes of a run: their table, and how they add up over the months."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple

from irenic.engine.algebra import EPS
from irenic.engine.control import national_share
from irenic.engine.measures import Measures
from irenic.engine.month import Info
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, State

DISLODGED_BELOW = 0.25  # share of the base districts
DESTROYED_BELOW = 1000.0  # fighters
RECENT = 12  # months over which indices are averaged


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome as defined in outcomes.csv.

    Parameters
    ----------
    id : name in results
    label : for people
    unit : of the value
    direction : "min", "max" or "none": which way is better
    family : "security", "harm", "politics", "cost" or "none": the family whose weight it shares
    headline : shown in the main table
    definition : in words
    """

    id: str
    label: str
    unit: str
    direction: str
    family: str
    headline: bool
    definition: str


def _read_outcomes() -> tuple[Outcome, ...]:
    text = files("irenic.engine").joinpath("outcomes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return tuple(Outcome(**{**row, "headline": row["headline"] == "yes"}) for row in rows)  # type: ignore[arg-type]


OUTCOMES: tuple[Outcome, ...] = _read_outcomes()
"""The outcomes every case has, in the order of the table."""


def outcomes_of(regions: tuple[str, ...], has_crossings: bool) -> tuple[Outcome, ...]:
    """Outcomes of a case: the table, without crossings where none are declared, and acceptance by region.

    References
    ----------
    Decisions D1 (regions), D12 (absent, not zero, where a case lacks the inputs).
    """
    kept = [row for row in OUTCOMES if has_crossings or row.id != "crossings"]
    definition = (
        "Fighter-weighted willingness of the armed groups of the region; mean of the last twelve months (D1)"
    )
    regional = [
        Outcome(f"acceptance_{r}", f"Acceptance, {r}", "index, 0-1", "max", "none", False, definition)
        for r in regions
    ]
    return (*kept, *regional)


class Tally(NamedTuple):
    """Sums and marks kept while the months run; () each unless said otherwise."""

    totals: dict[str, Array]  # sums over all months
    recent: dict[str, Array]  # sums over the last twelve
    recent_regions: Array  # (region,)
    groups: Array  # (measure, group), see GROUP_MEASURES
    base: Array  # (3,), base share of the last three months
    dislodged_at: Array  # month, 0 never
    ever_signed: Array
    signed_at: Array  # month of the last signing, 0 never
    followed: Array  # signings followed for twelve months
    relapsed: Array  # of these, relapsed within twelve
    strength: Array
    territory: Array
    in_force: Array
    seated: Array
    endorsed: Array
    first_offensive: Array  # month, 0 never
    cleared_months: Array  # months in which dislodgement has happened
    governed: Array  # sum over them of the share governed in the base districts


TOTALS = (
    "civilians", "civilians_by_strikes", "others_killed", "extremists_killed", "displaced", "crossings",
    "money", "political_cost", "spoiled", "plot", "local_joiners", "foreign_joiners", "risings", "offensives",
    "deals_lasted", "deals_failed",
)  # fmt: skip
RECENT_MEANS = (
    "acceptance", "settlement_depth", "legitimacy", "local_cohesion", "corruption", "quorum", "rival_bodies",
    "acceptance_split", "oil_outside", "local_deals",
)  # fmt: skip
GROUP_MEASURES = ("held_change", "force_ratio", "willingness", "membership", "killed")
"""What is kept of every group: change of its share of the country, fighters at the end over those at the
start, willingness and membership (means of the last twelve months), and its killed."""


def first_tally(xp: Any, state: State, base_share: Array, regions: int) -> Tally:
    """The tally before month 1.

    References
    ----------
    outcomes.csv.
    """
    zero = 0.0 * state.signed
    return Tally(
        dict.fromkeys(TOTALS, zero), dict.fromkeys(RECENT_MEANS, zero),
        xp.zeros((regions, *zero.shape), zero.dtype),
        xp.stack([0.0 * state.membership] * len(GROUP_MEASURES)), xp.stack([base_share + zero] * 3),
        **dict.fromkeys(Tally._fields[5:], zero),
    )  # fmt: skip


def tally_month(
    xp: Any, tally: Tally, state: State, info: Info, now: Measures, when: tuple[Array, int]
) -> Tally:
    """The tally after a month.

    Parameters
    ----------
    state : at the end of the month
    when : number of the month (1 first), months in all

    References
    ----------
    outcomes.csv; docs/model.md, "Outcomes". A relapse counts for signings that the run follows for twelve
    months.
    """
    month, months = when
    late = 1.0 * (month > months - RECENT)
    flows = {**now._asdict(), "spoiled": info.talks.spoiled}
    base = xp.stack([now.base_share, tally.base[0], tally.base[1]])
    cleared = (base.mean(0) < DISLODGED_BELOW) * (month >= 3) * (tally.dislodged_at == 0)
    signed_now = info.talks.newly_signed
    dislodged_at = xp.where(cleared, month + 0.0 * signed_now, tally.dislodged_at)
    begun = (info.push.launched.sum(0) > 0) * (tally.first_offensive == 0)
    held = 1.0 * (dislodged_at > 0)
    signed_at = xp.where(signed_now > 0, month + 0.0 * signed_now, tally.signed_at)
    can_follow = 1.0 * (signed_at + RECENT <= months)
    return Tally(
        totals={name: tally.totals[name] + flows[name] for name in TOTALS},
        recent={name: tally.recent[name] + late * flows[name] for name in RECENT_MEANS},
        recent_regions=tally.recent_regions + late * now.regions,
        groups=_groups(xp, tally.groups, state, info, (late, min(RECENT, months))),
        base=base,
        dislodged_at=dislodged_at,
        ever_signed=xp.maximum(tally.ever_signed, signed_now),
        signed_at=signed_at,
        followed=tally.followed + signed_now * can_follow,
        relapsed=tally.relapsed + info.relapsed * can_follow * (month - signed_at <= RECENT),
        strength=now.strength,
        territory=now.territory,
        in_force=state.signed,
        seated=state.seated,
        endorsed=state.endorsed,
        first_offensive=xp.where(begun, month + 0.0 * signed_now, tally.first_offensive),
        cleared_months=tally.cleared_months + held,
        governed=tally.governed + held * now.base_governed,
    )


def _groups(xp: Any, kept: Array, state: State, info: Info, when: tuple[Array, int]) -> Array:
    late, recent = when
    share = late / recent
    return xp.stack([
        kept[0], kept[1], kept[2] + share * info.willing, kept[3] + share * state.membership,
        kept[4] + info.fight.killed.sum(1),
    ])  # fmt: skip


def group_values(xp: Any, tally: Tally, first: State, last: State, sc: Scenario) -> Array:
    """Measures of each group over a run, (measure, group), in the order of `GROUP_MEASURES`.

    Parameters
    ----------
    first, last : states at the start and at the end

    References
    ----------
    docs/model.md, "Outcomes". Assumption: a group without fighters at the start has a ratio of 1.
    """
    change = national_share(last.control, sc) - national_share(first.control, sc)
    before, after = first.fighters.sum(1), last.fighters.sum(1)
    ratio = xp.where(before > 0, after / xp.maximum(before, 1.0), 1.0)
    return xp.concatenate([xp.stack([change, ratio]), tally.groups[2:]], 0)


def outcome_values(
    xp: Any, tally: Tally, months: int, outcomes: tuple[Outcome, ...], regions: tuple[str, ...]
) -> Array:
    """Values of a run's outcomes, (outcome,), in the order of `outcomes`.

    Parameters
    ----------
    months : length of the run
    regions : names in the case's order

    Returns
    -------
    (outcome, world); NaN only where a run has nothing to say: `relapsed_12` without a signing followed for
    twelve months, `months_to_clear` and `governed_after` without a dislodgement, `foreign_share` without
    joiners, `local_deals_lasting` without a deal that was followed

    References
    ----------
    outcomes.csv.
    """
    total, recent = tally.totals, min(RECENT, months)
    deaths = total["civilians"] + total["others_killed"] + total["extremists_killed"]
    values: Mapping[str, Array] = {
        "extremist_strength": tally.strength,
        "extremist_territory": tally.territory,
        "dislodged": 1.0 * (tally.base.mean(0) < DISLODGED_BELOW),
        "destroyed": 1.0 * (tally.strength < DESTROYED_BELOW),
        "months_to_dislodge": xp.where(tally.dislodged_at > 0, tally.dislodged_at, months + 1.0),
        "civilian_deaths": total["civilians"],
        "civilian_deaths_strikes": total["civilians_by_strikes"],
        "partner_deaths": total["others_killed"],
        "extremist_deaths": total["extremists_killed"],
        "deaths": deaths,
        "displaced": total["displaced"] / months,
        "crossings": total["crossings"],
        **{name: tally.recent[name] / recent for name in RECENT_MEANS},
        "signed": tally.ever_signed,
        "in_force": tally.in_force,
        "seated": tally.seated,
        "endorsed": tally.endorsed,
        "relapsed_12": xp.where(tally.followed > 0, tally.relapsed / xp.maximum(tally.followed, 1.0), xp.nan),
        "spoiled": total["spoiled"],
        "plots": total["plot"],
        **_outcomes_of_claims(xp, tally, months),
        "money": total["money"],
        "political_cost": total["political_cost"],
        **{f"acceptance_{name}": tally.recent_regions[r] / recent for r, name in enumerate(regions)},
    }
    return xp.stack([values[row.id] for row in outcomes])


def _outcomes_of_claims(xp: Any, tally: Tally, months: int) -> Mapping[str, Array]:
    """What claims ask for beyond the rest (D37)."""
    total = tally.totals
    joined = total["local_joiners"] + total["foreign_joiners"]
    deals = total["deals_lasted"] + total["deals_failed"]
    begun, cleared = tally.first_offensive > 0, tally.dislodged_at > 0
    after = (tally.dislodged_at >= tally.first_offensive) * begun * cleared

    def where_any(whole: Array, value: Array) -> Array:
        return xp.where(whole > 0, value, xp.nan)

    return {
        "local_joiners": total["local_joiners"],
        "foreign_joiners": total["foreign_joiners"],
        "foreign_share": where_any(joined, total["foreign_joiners"] / xp.maximum(joined, EPS)),
        "risings": total["risings"],
        "offensives": total["offensives"],
        "first_offensive": xp.where(begun, tally.first_offensive, months + 1.0),
        "months_to_clear": where_any(after, tally.dislodged_at - tally.first_offensive + 1.0),
        "governed_after": where_any(
            tally.cleared_months, tally.governed / xp.maximum(tally.cleared_months, 1.0)
        ),
        "local_deals_lasting": where_any(deals, total["deals_lasted"] / xp.maximum(deals, 1.0)),
    }


def series_names(regions: tuple[str, ...], has_crossings: bool) -> tuple[str, ...]:
    """Names of the monthly national series of a run.

    References
    ----------
    Decision D18.
    """
    flow = ("crossings",) if has_crossings else ()
    return (
        "extremist_strength", "extremist_territory", "base_share",
        "acceptance", *(f"acceptance_{r}" for r in regions), "settlement_depth", "legitimacy", "corruption",
        "deaths", "civilian_deaths", "displaced", *flow, "strikes",
        "polarisation", "credibility", "quorum", "oil_outside", "local_deals",
    )  # fmt: skip


def series_values(xp: Any, now: Measures, has_crossings: bool) -> Array:
    """The month's values in the order of `series_names`, (series,).

    References
    ----------
    Decision D18.
    """
    deaths = now.civilians + now.others_killed + now.extremists_killed
    flow = [now.crossings] if has_crossings else []
    return xp.stack([
        now.strength, now.territory, now.base_share, now.acceptance, *now.regions, now.settlement_depth,
        now.legitimacy, now.corruption, deaths, now.civilians, now.displaced, *flow, now.flown,
        now.polarisation, now.credibility, now.quorum, now.oil_outside, now.local_deals,
    ])  # fmt: skip
