"""Every number of a traced run beside the oracle's, under the same luck."""

from typing import Any, NamedTuple

import numpy as np

from irenic.case import CaseArrays
from irenic.engine.run import Engine
from irenic.strategy import StrategyArrays
from irenic.worlds import Worlds
from tests.reference.run import Run, run
from tests.reference.strategy import seen

FLOOR = 0.01
"""Numbers smaller than this part of the largest of their field are compared as if they were that large."""

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
    "government": {"breadth": "Bm", "membership": "Pm", "corruption": "C", "consent": "consent"},
    "air": {"by_district": "n_d", "flown": "nf", "local_consent": "consent_d", "support": "u"},
    "push": {"effort": "eff", "offensive": "off"},
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
    },
}
"""Field of the engine's Info -> symbol of the model text, for what is not in State."""

SINGLE = {"threat": "te", "willing": "a", "relapsed": "relapsed"}

MEASURES = {
    "acceptance": "U",
    "settlement_depth": "depth",
    "legitimacy": "L",
    "corruption": "C",
    "strength": "N_e",
    "territory": "Ke",
    "base_share": "base_share",
    "local_cohesion": "LC",
    "breadth": "Bm",
    "engaged": "engaged",
    "consent": "consent",
    "civilians": "civilian_deaths",
    "crossings": "crossings",
    "flown": "nf",
    "money": "money",
    "political_cost": "political_cost",
}


class Pair(NamedTuple):
    """One field of the engine and of the oracle, worlds first."""

    name: str
    engine: np.ndarray
    oracle: np.ndarray


class Traced(NamedTuple):
    """A traced run of the engine and the oracle's run of the same worlds, plan and luck."""

    rows: Any  # state, info, levers, measures, draws, seen: (month, ..., lane)
    anchors: Any
    oracle: Run
    view: list[np.ndarray]  # (lane, observable) per month, as the oracle's strategist sees it


def worlds_first(x: Any) -> np.ndarray:
    """(..., lane) -> (lane, ...)."""
    return np.moveaxis(np.asarray(x), -1, 0)


def traced(engine: Engine, arrays: CaseArrays, worlds: Worlds, plan: StrategyArrays) -> Traced:
    """Run both, the oracle with the engine's draws."""
    rows, _, anchors = engine.trace(worlds, plan, 1, seed=11)
    draws = [
        {name: worlds_first(x[month]) for name, x in rows[4]._asdict().items()}
        for month in range(engine.months)
    ]
    figures = (worlds_first(x) for x in (worlds.fighters, worlds.control, worlds.trust))
    written = {name: np.asarray(x, float) if x.dtype.kind == "f" else x for name, x in plan._asdict().items()}
    oracle = run(*figures, worlds.theta, arrays, written, draws, engine.b0_median)
    view = [seen(oracle.observed[: m + 1], m + 1, draws[m]) for m in range(engine.months)]
    return Traced(rows, anchors, oracle, view)


def pairs(both: Traced) -> list[Pair]:
    """Every field, months first: anchors, state, levers, what is seen, mechanisms, measures."""
    state, info, levers, now, _, view = both.rows
    found = [Pair(f"anchors.{n}", worlds_first(x), both.oracle.anchors[n]) for n, x in _items(both.anchors)]
    found += [_monthly(f"state.{n}", x, [s[n] for s in both.oracle.states[1:]]) for n, x in _items(state)]
    found += [_monthly(f"levers.{n}", x, [v[n] for v in both.oracle.levers]) for n, x in _items(levers)]
    found.append(_monthly("seen", view, both.view))
    infos = both.oracle.infos
    for mechanism, fields in MECHANISMS.items():
        result = getattr(info, mechanism)
        found += [_info(f"{mechanism}.{n}", getattr(result, n), infos, s) for n, s in fields.items()]
    found += [_info(n, getattr(info, n), infos, symbol) for n, symbol in SINGLE.items()]
    found += [_info(f"measures.{n}", getattr(now, n), infos, symbol) for n, symbol in MEASURES.items()]
    found.append(_monthly("measures.regions", now.regions, [_regions(i) for i in infos]))
    return [*found, *_deaths(now, infos)]


def _items(record: Any) -> list[tuple[str, Any]]:
    return list(record._asdict().items())


def _info(name: str, x: Any, infos: list[dict[str, Any]], symbol: str) -> Pair:
    return _monthly(name, x, [i[symbol] for i in infos])


def _regions(info: dict[str, Any]) -> np.ndarray:
    return np.stack(list(info["U_region"].values()), axis=1)


def _deaths(now: Any, infos: list[dict[str, Any]]) -> list[Pair]:
    ours = {
        "civilians_by_strikes": "civilian_strikes",
        "others_killed": "other_fighters",
        "extremists_killed": "extremists",
    }
    return [
        _monthly(f"measures.{n}", getattr(now, n), [i["deaths"][s] for i in infos]) for n, s in ours.items()
    ]


def _monthly(name: str, engine: Any, oracle: list[np.ndarray]) -> Pair:
    return Pair(name, np.moveaxis(np.asarray(engine), -1, 1).astype(float), np.stack(oracle).astype(float))


def gap(pair: Pair) -> float:
    """Largest relative difference of a field (see `FLOOR`); infinite where shapes differ."""
    if pair.engine.shape != pair.oracle.shape or not np.isfinite(pair.oracle).all():
        return float("inf")
    size = np.maximum(np.abs(pair.engine), np.abs(pair.oracle))
    floor = max(FLOOR * float(size.max(initial=0.0)), 1e-30)
    return float((np.abs(pair.engine - pair.oracle) / np.maximum(size, floor)).max(initial=0.0))


def disagreements(both: Traced, tolerance: float) -> list[str]:
    """Fields of the engine that differ from the oracle's by more than a relative tolerance, worst first."""
    gaps = sorted(((gap(pair), pair.name) for pair in pairs(both)), reverse=True)
    return [f"{name}: {size:.1e}" for size, name in gaps if not size <= tolerance]
