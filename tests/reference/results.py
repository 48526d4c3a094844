"""What whole runs come to: `engine/outcomes.csv` and "Outcomes" of `docs/model.md`, one world at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from .algebra import Arrays, Floats
from .run import Run

RECENT = 12

# Outcome -> symbol of the month's value that is summed, or averaged over the last twelve months.
SUMS = {
    "civilian_deaths": "civilian_deaths",
    "deaths": "all_deaths",
    "spoiled": "spoiled",
    "plots": "plot",
    "local_joiners": "joined_local",
    "foreign_joiners": "joined_foreign",
    "risings": "risen",
    "offensives": "began",
    "money": "money",
    "political_cost": "political_cost",
}
DEATHS = {
    "civilian_deaths_strikes": "civilian_strikes",
    "partner_deaths": "other_fighters",
    "extremist_deaths": "extremists",
}
MEANS = {
    "acceptance": "U",
    "settlement_depth": "depth",
    "legitimacy": "L",
    "local_cohesion": "LC",
    "corruption": "C",
    "quorum": "attendance",
    "rival_bodies": "rivals",
    "acceptance_split": "split_outside",
    "oil_outside": "oil_out",
    "local_deals": "dealt",
}


def monthly(run: Run, symbol: str) -> Floats:
    """Return a symbol's values (B, month, ...)."""
    return np.stack([info[symbol] for info in run.infos], axis=1).astype(float)


def outcomes(run: Run, case: Any) -> Arrays:
    """Return every outcome of the table that the case has, (B,) each; nan where it is missing."""
    last = run.states[-1]
    found = {name: monthly(run, symbol).sum(1) for name, symbol in SUMS.items()}
    for name, key in DEATHS.items():
        found[name] = np.sum([info["deaths"][key] for info in run.infos], axis=0)
    found |= {name: monthly(run, symbol)[:, -RECENT:].mean(1) for name, symbol in MEANS.items()}
    for name in case.regions:
        months = [info["U_region"][name] for info in run.infos[-RECENT:]]
        found[f"acceptance_{name}"] = np.mean(months, axis=0)
    found["extremist_strength"] = run.infos[-1]["N_e"]
    found["extremist_territory"] = run.infos[-1]["Ke"]
    found["destroyed"] = (run.infos[-1]["N_e"] < 1000.0).astype(float)
    found["displaced"] = monthly(run, "disp").sum(-1).mean(1)
    if case.crossings is not None:
        found["crossings"] = monthly(run, "crossings").sum(1)
    found["signed"] = monthly(run, "newly").max(1)
    found["in_force"], found["seated"], found["endorsed"] = last["signed"], last["seated"], last["endorsed"]
    joined = found["local_joiners"] + found["foreign_joiners"]
    found["foreign_share"] = share(found["foreign_joiners"], joined)
    lasted, failed = (monthly(run, name).sum((1, 2)) for name in ("lasted", "failed"))
    found["local_deals_lasting"] = share(lasted, lasted + failed)
    rows = [campaign(run, world) for world in range(len(last["signed"]))]
    return found | {name: np.array([row[name] for row in rows]) for name in rows[0]}


def share(part: Floats, whole: Floats) -> Floats:
    """Return part of whole, nan where there is nothing."""
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan))


def campaign(run: Run, world: int) -> dict[str, float]:
    """Return the outcomes of one world that hang on what happened when."""
    months = len(run.infos)
    base = [run.anchors["base_share"][world]] * 3 + [info["base_share"][world] for info in run.infos]
    low = [t for t in range(1, months + 1) if np.mean(base[t : t + 3]) < 0.25]
    begun = [t for t, info in enumerate(run.infos, start=1) if info["began"][world]]
    cleared = low[0] if low else None
    after = [] if cleared is None else [info["governed"][world] for info in run.infos[cleared - 1 :]]
    return {
        "dislodged": float(months in low),
        "months_to_dislodge": float(cleared or months + 1),
        "first_offensive": float(begun[0] if begun else months + 1),
        "months_to_clear": cleared - begun[0] + 1.0 if cleared and begun and cleared >= begun[0] else np.nan,
        "governed_after": float(np.mean(after)) if after else np.nan,
        "relapsed_12": relapses(run, world),
    }


def relapses(run: Run, world: int) -> float:
    """Return relapses within twelve months by signings followed for twelve months."""
    months = len(run.infos)
    signed = [t for t, info in enumerate(run.infos, start=1) if info["newly"][world]]
    broken = [t for t, info in enumerate(run.infos, start=1) if info["relapsed"][world]]
    followed = [t for t in signed if t + RECENT <= months]
    early = [t for t in followed if any(t <= b <= t + RECENT for b in broken)]
    return len(early) / len(followed) if followed else float("nan")


def group_measures(run: Run, case: Any) -> Arrays:
    """Return what is kept of every group, (B, G) each."""
    first, last = run.states[0], run.states[-1]
    people = case.population
    before, after = first["fighters"].sum(-1), last["fighters"].sum(-1)
    return {
        "held_change": (last["control"] - first["control"])[:, 1:] @ people / people.sum(),
        "force_ratio": np.where(before > 0, after / np.where(before > 0, before, 1.0), 1.0),
        "willingness": monthly(run, "a")[:, -RECENT:].mean(1),
        "membership": monthly(run, "m")[:, -RECENT:].mean(1),
        "killed": monthly(run, "killed").sum((1, 3)),
    }
