"""The drafted case as plain data in the case format (schema 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.record.months import YEAR
from irenic.record.outline import strength, territory, ties
from irenic.record.outline.events import Events
from irenic.record.outline.figures import GRADE, guess, source, table, tidy
from irenic.record.outline.names import clean
from irenic.record.outline.places import District, Places
from irenic.record.outline.request import NATION, Request
from irenic.record.outline.roster import BODY, COUNCILS, OTHER, SPLINTER, Roster, Side
from irenic.record.outline.territory import Territory

Floats = NDArray[np.float64]

URBAN = 0.5
CONTESTED, SIZES = 8, 7
"""Most districts, and groups besides the extremist, whose figures vary on their own (25 factors in all)."""

ISSUES: Mapping[str, Mapping[str, Any]] = {
    "outside": {
        "name": "Alignment with outside powers",
        "low": "against",
        "high": "for",
        "range": [-1, 1],
    },
    "power": {
        "name": "Power at the centre",
        "low": "stays with the government",
        "high": "is shared or handed over",
        "range": [0, 1],
    },
}
POWER = "positions from who fought the government"
RULE_POWER = (
    f"{POWER}: on power .2 for the government, .8 for those who fought it, .5 for others; elsewhere neutral"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Neutral figures of a kind of group; each 0..1 but for quality (1 is ordinary)."""

    quality: float = 1.0
    governance: float = 0.25
    supply: float = 0.6
    cohesion: float = 0.5
    exposure: float = 0.2
    recognition: float = 0.1
    acceptance: float = 0.4


KINDS: Mapping[str, Kind] = {
    "armed_group": Kind(),
    "army": Kind(governance=0.35, supply=0.75, exposure=0.5, recognition=0.8),
    "political_body": Kind(governance=0.35, exposure=0.7, recognition=1.0),
    "criminal_network": Kind(governance=0.1, recognition=0.0),
    "extremist": Kind(governance=0.0, exposure=0.0, recognition=0.0, acceptance=0.0),
    "local_councils": Kind(
        quality=0.8, governance=0.5, supply=0.5, cohesion=0.4, recognition=0.3, acceptance=0.5
    ),
    "splinter": Kind(quality=0.7, governance=0.1, supply=0.45, cohesion=0.2, recognition=0.0, acceptance=0.3),
    "outside_force": Kind(1.2, 0.2, 0.9, 0.8, exposure=0.0, recognition=0.0, acceptance=0.0),
}
"""By the order of magnitude of the shipped cases; assumptions all."""

SPREADS = {
    "quality": 0.2,
    "governance": 0.15,
    "supply": 0.2,
    "cohesion": 0.2,
    "exposure": 0.2,
    "recognition": 0.2,
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """All that the case is made from.

    Parameters
    ----------
    request, events, places, roster, territory : see their modules
    people : (D,), persons
    fought, relation : (S, S), see `ties`
    capital : index of a district
    stated_people : whether the districts' file states their people
    """

    request: Request
    events: Events
    places: Places
    roster: Roster
    territory: Territory
    people: Floats
    fought: Floats
    relation: Floats
    capital: int
    stated_people: bool

    @property
    def rebels(self) -> tuple[Side, ...]:
        """Sides that fought the country's government."""
        sides, home = self.roster.sides, self.roster.home
        if home is None:
            return ()
        return tuple(
            side for side, dead in zip(sides, self.fought[sides.index(home)], strict=True) if dead > 0
        )


def case_data(draft: Drafted) -> dict[str, Any]:
    """Return the case as plain data, ready to be written as YAML.

    Parameters
    ----------
    draft : what it is made from
    """
    kinds = group_kinds(draft)
    country, start = draft.events.country, draft.request.start
    return {
        "schema": 1,
        "id": draft.request.name,
        "title": f"{country}, end of {start}"[:160],
        "summary": f"A draft of the conflict in {country} at the end of {start}, made by irenic new from "
        "UCDP events "
        "and not yet reviewed by anyone.",
        "start": str(start),
        "source_note": "Drafted by irenic new from events of the UCDP Georeferenced Event Dataset by stated "
        "rules (see "
        "README.md beside this file). Every figure has grade D and is to be reviewed.",
        "groups": _groups(draft),
        "attributes": _attributes(kinds),
        "issues": {name: dict(issue) for name, issue in ISSUES.items()},
        "positions": table(_positions(draft, kinds), 0.3, POWER),
        "first_issue": {name: "power" for name, kind in kinds.items() if kind in _BARGAINING},
        "relations": _relations(draft),
        "districts": _districts(draft),
        "adjacency": {
            "source": source("neighbours"),
            "pairs": [list(pair) for pair in draft.places.pairs],
        },
        "control": _control(draft),
        "garrison_per_capita": guess(0.001, 0.003, 0.006),
        "patrons": _patrons(draft),
        "government": {
            "name": "Unity government",
            "capital": draft.places.ids[draft.capital],
            "endorsing_bodies": [BODY] if draft.roster.home else [],
        },
        "base_districts": [draft.places.ids[d] for d in draft.territory.base],
        "initial": _initial(),
        "uncertainty": _uncertainty(draft),
        "overrides": [],
    }


_BARGAINING = ("armed_group", "army", "political_body", "criminal_network")


def group_kinds(draft: Drafted) -> dict[str, str]:
    """Return group -> kind in the case's order, with ``army`` for the government's force."""
    kinds: dict[str, str] = {}
    for side in draft.roster.sides:
        if side.kind == "outside_force":
            kinds |= {COUNCILS: "local_councils", SPLINTER: "splinter"}
        kinds[side.id] = "army" if side.is_home else side.kind
        if side.is_home:
            kinds[BODY] = "political_body"
    return kinds | {name: kind for name, kind in _ALWAYS.items() if name not in kinds}


_ALWAYS = {COUNCILS: "local_councils", SPLINTER: "splinter"}


def _groups(draft: Drafted) -> dict[str, Any]:
    own = {side.id: side for side in draft.roster.sides}
    armed = draft.roster.holders
    sizes = strength.strengths(armed, _affected(draft), _deaths_a_year(draft))
    places = {side.id: draft.territory.present.get(i, ()) for i, side in enumerate(draft.roster.sides)}
    groups: dict[str, Any] = {}
    for name, kind in group_kinds(draft).items():
        if name in own and kind != "outside_force":
            groups[name] = _force(own[name], sizes[name], [draft.places.ids[d] for d in places[name]])
        elif name in own:
            groups[name] = {"name": own[name].name, "kind": kind, "notes": _outside_note(own[name])}
        else:
            groups[name] = _fixed_group(name, kind, draft)
    return groups


def _force(side: Side, size: tuple[float, float, float], present: list[str]) -> dict[str, Any]:
    note = (
        f"{side.deaths:,.0f} deaths in the two years before in events it took part in, "
        f"{side.one_sided:,.0f} of them "
        "of civilians by it (UCDP, best)."
    )
    group: dict[str, Any] = {"name": side.name, "kind": side.kind, "fighters": guess(*size, strength.NAME)}
    if present:
        group["present"] = present
    if side.id == OTHER:
        note += f" {len(side.actors)} smaller actors together; split off those that matter."
    return group | {"notes": note}


def _outside_note(side: Side) -> str:
    return (
        f"A foreign government with {side.deaths:,.0f} deaths in events it took part in. Nobody is there "
        "until a "
        "strategy sends people (lever outside_force). Make it a patron if it works through others."
    )


def _fixed_group(name: str, kind: str, draft: Drafted) -> dict[str, Any]:
    if kind == "political_body":
        seat = [draft.places.ids[draft.capital]]
        return {"name": clean(f"Government of {draft.events.country}"), "kind": kind, "seat": seat}
    known = {COUNCILS: "Local councils", SPLINTER: "Splinter groups"}
    return {"name": known[name], "kind": kind}


def _affected(draft: Drafted) -> float:
    """People of districts with any event in the months that choose groups; of all where none is located."""
    wide = draft.territory.affected
    return float(draft.people[wide].sum() if wide.any() else draft.people.sum())


def _deaths_a_year(draft: Drafted) -> float:
    """Deaths a year over the months that choose groups, as far as the events reach back."""
    first = max(draft.request.first, int(draft.events.month.min()))
    deaths = float(draft.events.best[draft.events.between(first, draft.request.last)].sum())
    return deaths * YEAR / (draft.request.last - first + 1)


def _attributes(kinds: Mapping[str, str]) -> dict[str, Any]:
    tables = {
        name: table({group: tidy(getattr(KINDS[kind], name)) for group, kind in kinds.items()}, spread)
        for name, spread in SPREADS.items()
    }
    bodies = {group: 0.25 for group, kind in kinds.items() if kind == "political_body"}
    acceptance = {group: tidy(KINDS[kind].acceptance) for group, kind in kinds.items()}
    return tables | {"standing": table(bodies, 0.15), "acceptance": table(acceptance, 0.25)}


def _positions(draft: Drafted, kinds: Mapping[str, str]) -> dict[str, Any]:
    rebels = {side.id for side in draft.rebels}
    rows: dict[str, Any] = {}
    for name, kind in kinds.items():
        power = 0.2 if kind in ("army", "political_body") else 0.8 if name in rebels else 0.5
        outside = {"extremist": -1, "outside_force": 1}.get(kind, 0)
        rows[name] = {"outside": outside, "power": power}
    return rows


def _relations(draft: Drafted) -> dict[str, Any]:
    sides = draft.roster.sides
    values: dict[str, dict[str, Any]] = {}
    for i, side in enumerate(sides):
        row = {
            sides[j].id: tidy(draft.relation[i, j]) for j in range(i + 1, len(sides)) if draft.relation[i, j]
        }
        values[side.id] = row
    if draft.roster.home is not None:
        home = sides.index(draft.roster.home)
        body = {
            sides[j].id: tidy(draft.relation[home, j])
            for j in range(len(sides))
            if j != home and draft.relation[home, j]
        }
        values[BODY] = {draft.roster.home.id: 0.8} | body
    first = values[sides[0].id]
    first |= {COUNCILS: ties.EXTREMIST_DEFAULT, SPLINTER: ties.EXTREMIST_DEFAULT / 2}
    relations = table({name: row for name, row in values.items() if row}, 0.25, ties.NAME)
    kinds = {"local_councils": {"trust": 0.5}, "splinter": {"trust": 0.35}}
    return relations | {"default": 0, "kinds": kinds}


def _districts(draft: Drafted) -> dict[str, Any]:
    return {
        district.id: _district(district, float(people), draft)
        for district, people in zip(draft.places.districts, draft.people, strict=True)
    }


def _district(district: District, people: float, draft: Drafted) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": district.name}
    if district.code is not None:
        entry["code"] = district.code
    if draft.stated_people:
        low, high, rule = 0.85 * people, 1.15 * people, "people by the boundary file, give or take 15%"
    elif draft.request.population is not None:
        low, high, rule = people / 3, 3 * people, "people in equal shares of the stated number"
    else:
        low, high, rule = (
            people / 5,
            5 * people,
            f"people in equal shares of {NATION:,.0f}, for want of any figure",
        )
    figure = guess(max(round(low), 1), max(round(people), 1), max(round(high), 1), rule)
    return entry | {"population": figure, "urban": URBAN, "coast": False}


def _control(draft: Drafted) -> dict[str, Any]:
    rows = dict(zip(draft.places.ids, draft.territory.control, strict=True))
    return {"grade": GRADE, "source": source(territory.NAME), "values": rows}


def _patrons(draft: Drafted) -> dict[str, Any]:
    from irenic.record.outline.names import group_id

    patrons: dict[str, Any] = {}
    for name in draft.roster.patrons[:50]:
        note = "A government that took part in events here; whom it supports is not in the events. Add it "
        "under support."
        entry = {"name": name, "compliance": guess(0.1, 0.5, 0.9), "notes": note}
        patrons[group_id(name, [*patrons, *group_kinds(draft)])] = entry
    return patrons


def _initial() -> dict[str, Any]:
    return {
        "mediator_credibility": guess(0.1, 0.3, 0.6),
        "talks_maturity": guess(0.0, 0.2, 0.6),
        "polarisation": guess(0.2, 0.4, 0.6),
        "legitimacy": guess(0.1, 0.3, 0.5),
        "corruption": guess(0.3, 0.5, 0.7),
        "displaced_share": guess(0.01, 0.04, 0.15),
    }


def _uncertainty(draft: Drafted) -> dict[str, Any]:
    roster, ids = draft.roster, draft.places.ids
    sizes = [side.id for side in roster.holders if side is not roster.extremist][:SIZES]
    blocs, trust = _blocs(draft)
    by_events = np.argsort(-draft.territory.events, kind="stable")[:CONTESTED]
    contested = []
    for d in by_events:
        row = {holder: share for holder, share in draft.territory.control[d].items() if holder != "nobody"}
        holder = max(row, key=lambda name: row[name], default=None)
        if holder is not None and row[holder] < 1:
            contested.append({"district": ids[d], "group": holder})
    return {"group_sizes": sizes, "blocs": blocs, "bloc_trust": trust, "contested_control": contested}


def _blocs(draft: Drafted) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The government, those who fought it, and the other armed groups: relations vary between these."""
    roster = draft.roster
    home = roster.home
    blocs: dict[str, list[str]] = {}
    if home is not None:
        blocs["government"] = [home.id, BODY]
    for i, side in enumerate(roster.sides):
        if i == 0 or side.is_home or side.kind == "outside_force":
            continue
        blocs.setdefault("opponents" if side in draft.rebels else "other_armed", []).append(side.id)
    names = list(blocs)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    if not pairs:
        return {}, []
    rule = "blocs by who fought the government"
    return dict(blocs), [
        {"between": list(pair), "sd": 0.3, "grade": GRADE, "source": source(rule)} for pair in pairs
    ]
