"""Every number of a traced run beside the oracle's, under the same luck."""

from typing import Any, NamedTuple

import jax
import numpy as np

from irenic.case import CaseArrays
from irenic.engine.outcomes import first_tally, group_values, outcome_values, series_values, tally_month
from irenic.engine.run import Engine
from irenic.strategy import StrategyArrays
from irenic.worlds import Worlds
from tests.reference.results import group_measures, outcomes
from tests.reference.rules import Plan, picks_of
from tests.reference.run import Run, run
from tests.reference.seeing import unpacked

FLOOR = 0.01
"""Numbers smaller than this part of the largest of their field are compared as if they were that large."""

ROUNDING = 5e-9
"""Largest relative difference on the toy case; momentum divides differences of shares by 0.05."""

MECHANISMS: dict[str, dict[str, str]] = {
    "supply": {"theta": "theta", "inflow": "inflow", "cover": "cover"},
    "standing": {
        "power": "power",
        "power_share": "p",
        "people_share": "c_share",
        "weight": "weight",
        "bloc": "bloc",
        "kin": "kin",
        "local_share": "x",
        "presence": "pres",
    },
    "offer": {"invited": "inv", "weight": "w", "distance": "dist", "veto_players": "neff"},
    "talks": {"spoiled": "spoiled", "newly_signed": "newly"},
    "government": {
        "breadth": "Bm",
        "membership": "Pm",
        "corruption": "C",
        "consent": "consent",
        "credibility": "cbar",
    },
    "air": {"by_district": "n_d", "flown": "nf", "local_consent": "consent_d", "support": "u"},
    "push": {"effort": "eff", "offensive": "off", "launched": "launched", "ended": "broken_off"},
    "war": {"campaign": "camp", "begun": "begun_war", "ceased": "ended_war"},
    "hits": {
        "kills": "kills_d",
        "pressure": "press",
        "coordination": "coord",
        "civilians": "civ_strikes",
        "hit": "hit",
    },
    "fight": {
        "killed": "killed",
        "loss_share": "ls",
        "leader_lost": "leader_lost",
        "clash": "clash",
        "joint": "joint",
        "engaged": "eng",
    },
    "joining": {
        "vacancy": "vac",
        "local": "local_recruits",
        "foreign": "foreign_recruits",
        "quitting": "quits",
    },
    "harm": {
        "civilians_combat": "civ_combat",
        "civilians_rule": "civ_rule",
        "crossings": "crossings",
        "money": "money",
        "political_cost": "political_cost",
        "plot": "plot",
        "oil_outside": "oil_out",
    },
    "rising": {"killed": "killed_rising", "rose": "rose"},
    "deals": {"made": "made", "broken": "broken", "lasted": "lasted", "failed": "failed"},
}
"""Field of the engine's Info -> symbol of the model text, for what is not in State."""

SINGLE = {"threat": "te", "willing": "a", "relapsed": "relapsed", "gain": "gain"}

MEASURES = {
    "acceptance": "U",
    "settlement_depth": "depth",
    "legitimacy": "L",
    "corruption": "C",
    "strength": "N_e",
    "territory": "Ke",
    "base_share": "base_share",
    "local_cohesion": "LC",
    "cohesion": "LC_d",
    "breadth": "Bm",
    "engaged": "engaged",
    "consent": "consent",
    "civilians": "civilian_deaths",
    "crossings": "crossings",
    "flown": "nf",
    "money": "money",
    "political_cost": "political_cost",
    "plot": "plot",
    "outside_losses": "outside_losses",
    "largest_gain": "gain",
    "credibility": "cbar",
    "polarisation": "Z",
    "quorum": "attendance",
    "rival_bodies": "rivals",
    "acceptance_split": "split_outside",
    "oil_outside": "oil_out",
    "local_deals": "dealt",
    "local_joiners": "joined_local",
    "foreign_joiners": "joined_foreign",
    "risings": "risen",
    "offensives": "began",
    "base_governed": "governed",
}

SERIES = {
    "polarisation": "Z",
    "credibility": "cbar",
    "quorum": "attendance",
    "oil_outside": "oil_out",
    "local_deals": "dealt",
}

MEMORY = {"active": "active", "force": "in_force", "wait": "waited", "first": "first"}
"""Field of the engine's View -> what the oracle's lanes remember."""


class Pair(NamedTuple):
    """One field of the engine and of the oracle, worlds first."""

    name: str
    engine: np.ndarray
    oracle: np.ndarray


class Traced(NamedTuple):
    """A traced run of the engine and the oracle's run of the same worlds, plan and luck."""

    rows: Any  # state, info, levers, measures, draws, seen, view: (month, ..., lane)
    first: Any  # the state before month 1
    anchors: Any
    oracle: Run
    arrays: CaseArrays
    plan: Plan


def worlds_first(x: Any) -> np.ndarray:
    """(..., lane) -> (lane, ...)."""
    return np.moveaxis(np.asarray(x), -1, 0)


def traced(engine: Engine, arrays: CaseArrays, worlds: Worlds, strategy: StrategyArrays) -> Traced:
    """Run both, the oracle with the engine's draws."""
    rows, first, anchors = engine.trace(worlds, strategy, 1, seed=11)
    draws = [
        {name: worlds_first(x[month]) for name, x in rows[4]._asdict().items()}
        for month in range(engine.months)
    ]
    figures = (worlds_first(x) for x in (worlds.fighters, worlds.control, worlds.trust))
    plan = written(strategy)
    oracle = run(*figures, worlds.theta, arrays, plan, draws, engine.b0_median)
    return Traced(rows, first, anchors, oracle, arrays, plan)


def written(record: Any) -> Plan:
    """A strategy's arrays as the oracle reads them: dicts, in double precision."""
    plan: Plan = {}
    for name, x in record._asdict().items():
        if hasattr(x, "_asdict"):
            plan[name] = written(x)
        else:
            plan[name] = np.asarray(x, float) if np.asarray(x).dtype.kind == "f" else np.asarray(x)
    return plan


def pairs(both: Traced) -> list[Pair]:
    """Every field, months first: anchors, state, levers, what is seen, mechanisms, measures."""
    state, info, levers, now, *_ = both.rows
    found = [Pair(f"anchors.{n}", worlds_first(x), both.oracle.anchors[n]) for n, x in _items(both.anchors)]
    found += [_monthly(f"state.{n}", x, [s[n] for s in both.oracle.states[1:]]) for n, x in _items(state)]
    found += [_monthly(f"levers.{n}", x, [v[n] for v in both.oracle.levers]) for n, x in _items(levers)]
    found += [*_seen(both), *_remembered(both)]
    infos = both.oracle.infos
    for mechanism, fields in MECHANISMS.items():
        result = getattr(info, mechanism)
        found += [_info(f"{mechanism}.{n}", getattr(result, n), infos, s) for n, s in fields.items()]
    found += [_info(n, getattr(info, n), infos, symbol) for n, symbol in SINGLE.items()]
    found += [_info(f"measures.{n}", getattr(now, n), infos, symbol) for n, symbol in MEASURES.items()]
    found.append(_monthly("measures.regions", now.regions, [_regions(i) for i in infos]))
    return [*found, *_events(now, infos)]


def _seen(both: Traced) -> list[Pair]:
    """Registers of tests and targets, and what selectors pick, as each strategist sees them."""
    (look, picked), plan = both.rows[5], both.plan
    views = both.oracle.views
    tests = [view[:, plan["register"]] for view in views]
    sources = [view[:, plan["targets"]["source"]] for view in views]
    found = [_monthly("seen.tests", look.tests, tests), _monthly("seen.sources", look.sources, sources)]
    sizes = (len(both.arrays.groups), len(both.arrays.districts))
    picks = [[picks_of(plan, unpacked(row, *sizes)[1]) for row in view] for view in views]
    first = 0
    for kind, x in _items(picked):
        last = first + len(plan[kind]["live"])
        ours = [np.array([lane[first:last] for lane in month]) for month in picks]
        found.append(_monthly(f"picks.{kind}", x, ours))
        first = last
    return found


def _remembered(both: Traced) -> list[Pair]:
    """Phases after each month, and for how long tests and gates have been true."""
    view, lanes = both.rows[6], both.oracle.lanes
    found = [
        _monthly(f"view.{n}", getattr(view, n), [np.array([getattr(one, ours) for one in m]) for m in lanes])
        for n, ours in MEMORY.items()
    ]
    streaks = [np.array([one.streak for one in m]) for m in lanes]
    spent = [sight.scalars[:, -2:] for sight in both.oracle.observed[1:]]
    return [*found, _monthly("view.runs", view.runs, streaks), _monthly("view.spent", view.spent, spent)]


def _items(record: Any) -> list[tuple[str, Any]]:
    return list(record._asdict().items())


def _info(name: str, x: Any, infos: list[dict[str, Any]], symbol: str) -> Pair:
    return _monthly(name, x, [i[symbol] for i in infos])


def _regions(info: dict[str, Any]) -> np.ndarray:
    return np.stack(list(info["U_region"].values()), axis=1)


def _events(now: Any, infos: list[dict[str, Any]]) -> list[Pair]:
    ours = {
        "civilians_by_strikes": "civilian_strikes",
        "others_killed": "other_fighters",
        "extremists_killed": "extremists",
    }
    found = [
        _monthly(f"measures.{n}", getattr(now, n), [i["deaths"][s] for i in infos]) for n, s in ours.items()
    ]
    for name in ("deals_lasted", "deals_failed"):
        counted = [i[name.removeprefix("deals_")].sum(1) for i in infos]
        found.append(_monthly(f"measures.{name}", getattr(now, name), counted))
    return found


def _monthly(name: str, engine: Any, oracle: list[np.ndarray]) -> Pair:
    return Pair(name, np.moveaxis(np.asarray(engine), -1, 1).astype(float), np.stack(oracle).astype(float))


def results(both: Traced, engine: Engine) -> list[Pair]:
    """Outcomes, what is kept of every group, and the national series of the whole runs.

    The engine's own code adds up the months of the trace, run by NumPy instead of compiled once more.
    """
    state, info, _, now, *_ = both.rows
    tally = first_tally(np, both.first, both.anchors.base_share, len(engine.regions))
    series = []
    for t in range(engine.months):
        month = jax.tree.map(lambda x, t=t: x[t], (state, info, now))
        tally = tally_month(np, tally, *month, (np.array(t + 1.0), engine.months))
        series.append(series_values(np, month[2], both.arrays.crossings is not None))
    last = jax.tree.map(lambda x: x[-1], state)
    ends = outcome_values(np, tally, engine.months, engine.outcomes, engine.regions)
    groups = group_values(np, tally, both.first, last, engine.scenario)
    ours, ours_by_group = outcomes(both.oracle, both.arrays), group_measures(both.oracle, both.arrays)
    assert set(ours) == set(engine.outcome_names)
    found = [Pair(f"outcomes.{n}", ends[k], ours[n]) for k, n in enumerate(engine.outcome_names)]
    for k, name in enumerate(engine.group_measures):
        found.append(Pair(f"groups.{name}", worlds_first(groups[k]), ours_by_group[name]))
    paths = dict(zip(engine.series_names, np.moveaxis(np.stack(series), 1, 0), strict=True))
    for name, symbol in SERIES.items():
        found.append(_monthly(f"series.{name}", paths[name], [i[symbol] for i in both.oracle.infos]))
    return found


def gap(pair: Pair) -> float:
    """Largest relative difference of a field (see `FLOOR`); infinite where shapes or what is missing differ.

    Only outcomes may be missing.
    """
    if pair.engine.shape != pair.oracle.shape:
        return float("inf")
    known = np.isfinite(pair.oracle)
    if (known != np.isfinite(pair.engine)).any() or not (known.all() or pair.name.startswith("outcomes.")):
        return float("inf")
    engine, oracle = pair.engine[known], pair.oracle[known]
    size = np.maximum(np.abs(engine), np.abs(oracle))
    floor = max(FLOOR * float(size.max(initial=0.0)), 1e-30)
    return float((np.abs(engine - oracle) / np.maximum(size, floor)).max(initial=0.0))


def disagreements(both: Traced, tolerance: float, engine: Engine | None = None) -> list[str]:
    """Fields of the engine that differ from the oracle's by more than a relative tolerance, worst first.

    With the engine, also the results of the whole runs.
    """
    found = pairs(both) if engine is None else [*pairs(both), *results(both, engine)]
    gaps = sorted(((gap(pair), pair.name) for pair in found), reverse=True)
    return [f"{name}: {size:.1e}" for size, name in gaps if not size <= tolerance]
