"""Exact entries of a month: fighters through its stages, trust and leadership through their terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from irenic.analysis.explain.account import Key
from irenic.analysis.explain.force import ties
from irenic.analysis.explain.scenes import Scene
from irenic.engine.scenario import Scenario
from irenic.engine.trust import overlap

Entries = list[tuple[Key, float]]

STAGES: tuple[tuple[str, str], ...] = (
    ("movement", "fighters_moved"),
    ("kills", "fighters_struck"),
    ("risings", "fighters_risen"),
    ("losses", "fighters_fought"),
    ("turning", "fighters_turned"),
    ("joining", "fighters_joined"),
    ("splits", "fighters_split"),
)
"""What happens to fighters in a month, in order, and the figure after it."""

_UPWARD, _DOWNWARD = ("t_u", "t_l", "t_f"), ("t_p", "j_t", "t_m")
RATES = (*_UPWARD, *_DOWNWARD)
"""Parameters that each carry terms of M5: with all others at zero, only theirs is left."""

TERMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "members_rule": ("t_u", ("joint",)),
    "joint": ("t_u", ("legitimacy_now",)),
    "quieted": ("t_l", ()),
    "clash": ("t_f", ()),
    "rival_support": ("t_p", ()),
    "joint_room": ("j_t", ()),
    "military_track": ("t_m", ()),
}
"""Terms of M5: the parameter that carries each, and the drivers at zero so that it stands alone."""


def fighters_entries(scene: Scene, index: tuple[int, ...], _sc: Scenario) -> list[tuple[str, Entries]]:
    """Return the entries of a month, stage by stage: (figure after the stage, entries).

    Parameters
    ----------
    scene : the month
    index : group, district
    _sc : the case
    """
    found, level = [], scene.at["fighters"][index][0]
    for name, figure in STAGES:
        after = scene.at[figure][index][0]
        place = index[1:] if name == "kills" else index
        found.append((figure, [((name, place), float(after - level))]))
        level = after
    return [*found, ("", _rounding(scene.end.fighters[index][0] - level, scene))]


def trust_entries(scene: Scene, index: tuple[int, ...], sc: Scenario) -> list[tuple[str, Entries]]:
    """Return the entries of two groups' trust in a month: spoiling, terms of M5, losses, breaches, relapse.

    Parameters
    ----------
    scene : the month
    index : two groups
    sc : the case

    References
    ----------
    docs/model.md, M5: before the loss of a leader the terms add up, so each stands alone with the others at
    zero.
    """
    at, pair = scene.at, tuple(sorted(index))
    level = float((at["trust"] + at["spoiling"])[index][0])
    entries: Entries = [(("spoiling", pair), float(at["spoiling"][index][0]))]
    for name, (rate, still) in TERMS.items():
        moved = float(ties(np, _alone(at, rate, still), sc).trust[index][0]) - level
        key: Key = (name, pair) if name in {"joint", "clash"} else (name, ())
        entries.append((key, moved))
    full = float(ties(np, at, sc).trust[index][0])
    lost = np.maximum(at["leader_lost"][index[0]], at["leader_lost"][index[1]])[0] * _domestic(sc, index)
    after = full * (1.0 - 0.08 * float(lost))
    members = float((at["membership_now"][index[0]] * at["membership_now"][index[1]])[0])
    broken = 0.4 * members * float(at["relapsed"][0]) * _domestic(sc, index)
    hurt = 0.1 * float(overlap(np, at["presence"], at["broken"])[index][0]) * _domestic(sc, index)
    kept = after * (1.0 - hurt)
    end = kept * (1.0 - broken)
    entries += [
        (("leader_lost", pair), after - full),
        (("broken_deals", pair), kept - after),
        (("relapse", ()), end - kept),
    ]
    return [("", entries + _rounding(scene.end.trust[index][0] - end, scene))]


def leadership_entries(scene: Scene, index: tuple[int, ...], _sc: Scenario) -> list[tuple[str, Entries]]:
    """Return the entries of a group's leadership in a month: hits, a leader lost in combat, recovery.

    Parameters
    ----------
    scene : the month
    index : the group
    _sc : the case
    """
    at = scene.at
    start, struck = float(at["leadership"][index][0]), float(at["leadership_struck"][index][0])
    lost = struck * (1.0 - 0.15 * float(at["leader_lost"][index][0]))
    now = float(at["leadership_now"][index][0])
    entries: Entries = [
        (("hit", index), struck - start),
        (("leader_lost", (index[0], index[0])), lost - struck),
        (("recovery", index), now - lost),
    ]
    return [("", entries + _rounding(scene.end.leadership[index][0] - now, scene))]


BOOKS = {"fighters": fighters_entries, "trust": trust_entries, "leadership": leadership_entries}
"""The book of each ledger."""


def _alone(at: Mapping[str, Any], rate: str, still: tuple[str, ...]) -> dict[str, Any]:
    """The month's figures with one rate of M5 left, and some drivers at zero."""
    others = {f"p.{name}": 0.0 * at[f"p.{name}"] for name in RATES if name != rate}
    return {**at, **others, **{name: 0.0 * at[name] for name in still}}


def _domestic(sc: Scenario, index: tuple[int, ...]) -> float:
    return float(sc.domestic[index[0]][0] * sc.domestic[index[1]][0]) * (index[0] != index[1])


def _rounding(gap: float, scene: Scene) -> Entries:
    return [(("rounding", ()), float(gap))] if scene.number else []
