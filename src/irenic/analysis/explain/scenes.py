"""A month of a run as named figures in double precision: what every mechanism was given, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from irenic.case.arrays import CaseArrays
from irenic.engine.control import control, hastened
from irenic.engine.fragmentation import fragmentation
from irenic.engine.month import Info, month
from irenic.engine.scenario import Scenario
from irenic.engine.state import Anchors, Draws, Levers, State
from irenic.engine.switching import switching
from irenic.strategy import lever_layout

Figures = Mapping[str, Any]
"""Name -> array (..., lane)."""

# Normals at which the factor of luck is one, so that the quiet month has none (docs/model.md, M1-M11).
QUIET = {"patrons": 0.15, "combat": 0.061 / 0.35, "strike": 0.15, "foreign": 0.1, "fragmentation": 0.4}

STAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("start", {}),
    ("supply", {"materiel": "materiel_now", "credibility": "credibility_now", "fortune": "fortune_now",
                "pulse": "pulse_now"}),
    ("talks", {"trust": "trust_talks", "signed": "signed_now", "seated": "seated_now",
               "endorsed": "endorsed_now", "membership": "membership_now"}),
    ("government", {"legitimacy": "legitimacy_now", "corruption": "corruption_now",
                    "guarantee": "guarantee_now", "quorum": "quorum_now"}),
    ("movement", {"offensive": "offensive_now", "campaign": "campaign_now"}),
    ("strikes", {"fighters": "fighters_moved"}),
    ("combat", {"fighters": "fighters_risen", "control": "control_risen", "disruption": "disruption_now",
                "leadership": "leadership_struck", "leadership_ceiling": "leadership_ceiling_now",
                "grievance": "grievance_now", "air_dependence": "air_dependence_now"}),
    ("control", {"fighters": "fighters_fought", "leadership": "leadership_now"}),
    ("switching", {"control": "control_now"}),
    ("recruitment", {"fighters": "fighters_turned", "momentum": "momentum_now"}),
    ("fragmentation", {"fighters": "fighters_joined"}),
)  # fmt: skip
"""What the state holds when a mechanism sees it: field -> name of the figure; each stage adds to the last."""


class Fixed(Protocol):
    """What does not change during a run."""

    @property
    def scenario(self) -> Scenario:
        """The case's constants, float64."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameters of the world by id, each (1,), float64."""


class History(Protocol):
    """One run as explanations need it: `irenic.study.history.Replay` is one. Arrays are (..., 1), float64."""

    @property
    def arrays(self) -> CaseArrays:
        """The case."""

    @property
    def fixed(self) -> Fixed:
        """What does not change during the run."""

    @property
    def months(self) -> int:
        """Length of the run."""

    @property
    def anchors(self) -> Anchors:
        """What the start solved."""

    def state(self, month: int) -> State:
        """Return the recorded state at the end of a month; 0 is the start."""

    def levers(self, month: int) -> Levers:
        """Return the levers in force in a month, 1 first."""

    def draws(self, month: int) -> Draws:
        """Return the luck of a month."""

    def again(self, month: int) -> tuple[State, Info]:
        """Return a month computed again from the recorded state before it: state after, info."""


@dataclass(frozen=True)
class Scene:
    """A month: its number, its named figures (..., 1), and the state recorded at its end (..., 1)."""

    number: int
    at: Figures
    end: State


def state_at(x: Figures, stage: str) -> State:
    """Return the state as a mechanism sees it at a stage; fields that `x` lacks are None.

    Parameters
    ----------
    x : drivers by name
    stage : one of `STAGES`
    """
    named = {field: field for field in State._fields}
    for name, changes in STAGES:
        named |= changes
        if name == stage:
            break
    fields = {field: x.get(name) for field, name in named.items()}
    if named["control"] == "control_risen" and "control" in x:
        fields["control"] = x["control"] + x["risen_ground"]
    if named["trust"] == "trust_talks" and "trust" in x:
        fields["trust"] = x["trust"] + x["spoiling"]
    return State(**fields)


def levers_at(x: Figures) -> Levers:
    """Return the levers among drivers."""
    return Levers(**{field: x[f"levers.{field}"] for field in Levers._fields})


def params_at(x: Figures) -> dict[str, Any]:
    """Return the parameters among drivers, by id."""
    return {name[2:]: value for name, value in x.items() if name.startswith("p.")}


class Scenes:
    """All months of a run; index 0 is the quiet month.

    The quiet month is what month 1 is compared with: the starting state under the case's reference
    levers, with no event and no luck (decision D10 judges willingness under the same levers).

    Parameters
    ----------
    history : the run
    """

    def __init__(self, history: History) -> None:
        self.history, self.months = history, history.months
        self._kept: dict[int, Scene] = {}

    def __getitem__(self, number: int) -> Scene:
        if number not in self._kept:
            self._kept[number] = self._month(number) if number else self._quiet()
        return self._kept[number]

    def _month(self, number: int) -> Scene:
        history = self.history
        after, info = history.again(number)
        given = (history.state(number - 1), history.levers(number), history.draws(number))
        at = _figures(history, given, (after, info))
        return Scene(number, at, history.state(number))

    def _quiet(self) -> Scene:
        history, sc = self.history, self.history.fixed.scenario
        layout = lever_layout(history.arrays)
        named = {k: float(v) for k, v in history.arrays.reference_levers.items()}
        flat = np.asarray(layout.broadcast(named, sc.e), float)
        levers = Levers(**layout.unflatten(flat[:, None]))
        luck = history.draws(1)._asdict()
        calm = {
            name: np.ones_like(x) if name.startswith("u_") else np.full_like(x, QUIET.get(name, 0.0))
            for name, x in luck.items()
        }
        given = (history.state(0), levers, Draws(**calm))
        when = (np.ones(1), np.zeros((2 + len(history.arrays.groups), 1)), history.anchors)
        with np.errstate(divide="ignore", under="ignore"):
            found = month(np, dict(history.fixed.parameters), *given, when, sc)
        return Scene(0, _figures(history, given, found), history.state(0))


def _figures(
    history: History, given: tuple[State, Levers, Draws], found: tuple[State, Info]
) -> dict[str, Any]:
    state, levers, draws = given
    after, info = found
    sc = history.fixed.scenario
    at = {
        **state._asdict(),
        **{f"levers.{k}": v for k, v in levers._asdict().items()},
        **{f"luck.{k}": v for k, v in draws._asdict().items()},
        **{f"p.{k}": np.asarray(v, float) for k, v in history.fixed.parameters.items()},
        **{f"anchors.{k}": v for k, v in history.anchors._asdict().items()},
        **_results(state, info),
        "fighters_moved": info.hits.fighters + sc.extremist[:, None] * info.hits.kills[None],
        "polarisation_now": after.polarisation,
        "pulse_now": after.pulse,
        "risen_ground": info.rising.control - state.control,
    }
    theta, kin = info.supply.theta, info.standing.kin
    at["hastened"] = hastened(np, params_at(at), state_at(at, "control"))
    at["control_now"] = control(
        np, params_at(at), state_at(at, "control"), (theta, kin), at["anchors.roots"], sc
    )
    at["ground"] = at["control_now"] - at["control"]
    turn = switching(np, params_at(at), state_at(at, "switching"), (theta, kin), sc)
    at |= {"fighters_turned": turn.fighters, "momentum_now": turn.momentum}
    splitting = (state_at(at, "fragmentation"), levers, draws, info.fight.loss_share)
    at["fighters_split"] = fragmentation(np, params_at(at), *splitting, sc)
    return {name: np.asarray(x, np.float64) for name, x in at.items()}


def _results(state: State, info: Info) -> dict[str, Any]:
    """Results of the month's mechanisms under the names that drivers have."""
    now = {
        "supply": ("materiel", "credibility", "fortune"),
        "talks": ("signed", "seated", "endorsed", "membership"),
        "government": ("legitimacy", "corruption", "guarantee", "quorum"),
        "push": ("offensive",),
        "war": ("campaign",),
        "hits": ("disruption", "leadership_ceiling", "grievance", "air_dependence"),
        "fight": ("leadership",),
    }
    found: dict[str, Any] = {}
    for mechanism in Info._fields:
        result = getattr(info, mechanism)
        fields = result._asdict() if hasattr(result, "_asdict") else {mechanism: result}
        for name, value in fields.items():
            if name not in State._fields:
                found[name] = value
    for mechanism, names in now.items():
        found |= {f"{name}_now": getattr(getattr(info, mechanism), name) for name in names}
    return found | {
        "spoiling": info.talks.trust - state.trust,
        "deal_weight": info.offer.weight,
        "standing_weight": info.standing.weight,
        "members": info.government.membership,
        "fighters_struck": info.hits.fighters,
        "fighters_risen": info.rising.fighters,
        "leadership_struck": info.hits.leadership,
        "fighters_fought": info.fight.fighters,
        "fighters_joined": info.joining.fighters,
    }
