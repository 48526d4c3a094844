"""The Iraqi case against figures restated here by hand, its shapes, its start and its strategies.

Nothing in this file is derived from the case: a slip of the pen in either place shows.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from irenic.analysis.averages import Floats
from irenic.analysis.balance import LARGE, MONTHS, district_drift, months_of, no_luck, still_months
from irenic.case import all_figures, case_arrays, check_case, load_case
from irenic.case.arrays import CaseArrays
from irenic.case.schema import Case
from irenic.case.shipped import case_path
from irenic.errors import errors_of
from irenic.parameters import ParameterTable, load_parameters
from irenic.strategy import load_case_strategies
from irenic.strategy.arrays import lever_layout
from irenic.strategy.plan import Strategy

FOLDER = files("irenic").joinpath("cases/iraq_2006")
Point = tuple[float, float]

ORDER = [
    "GOI", "ISF", "JAM", "BDR", "PES", "ISI", "IAI", "ANS", "TRB", "SUN", "SPG", "CRM", "LOC", "SPL", "MNF",
]  # fmt: skip
KINDS = {
    "GOI": "political_body", "SUN": "political_body", "ISI": "extremist", "CRM": "criminal_network",
    "LOC": "local_councils", "SPL": "splinter", "MNF": "outside_force",
}  # fmt: skip
ARMED = [g for g in ORDER if KINDS.get(g, "armed_group") in {"armed_group", "criminal_network", "extremist"}]

# Thousands, as the Special Inspector General's table of October 2008 has them; the region's three together.
POPULATION = {
    "baghdad": 6386.1, "ninewa": 2473.7, "basra": 1761, "babil": 1444.4, "dhi_qar": 1427.2, "diyala": 1373.9,
    "anbar": 1280, "saladin": 1077.8, "najaf": 946.3, "wasit": 941.8, "qadisiyyah": 866.7, "kirkuk": 839.1,
    "karbala": 756, "maysan": 743.4, "muthanna": 536.3,
}  # fmt: skip
REGION, REGION_POPULATION, COUNTRY = {"erbil", "dahuk", "sulaymaniyah"}, 4621.6, 27_475.3
PROJECTED_2010 = {"erbil": 1_572_154, "dahuk": 1_100_187, "sulaymaniyah": 1_831_560}

TOWNS = {
    "Ramadi": (43.30, 33.42, "anbar"), "Falluja": (43.78, 33.35, "anbar"), "Qaim": (41.05, 34.38, "anbar"),
    "Hilla": (44.43, 32.48, "babil"), "Sadr City": (44.46, 33.39, "baghdad"),
    "Basra": (47.80, 30.50, "basra"), "Dahuk": (42.98, 36.86, "dahuk"),
    "Nasiriya": (46.26, 31.05, "dhi_qar"), "Baquba": (44.64, 33.75, "diyala"),
    "Erbil": (44.01, 36.19, "erbil"), "Karbala": (44.02, 32.61, "karbala"),
    "Kirkuk": (44.39, 35.47, "kirkuk"), "Amara": (47.15, 31.84, "maysan"),
    "Samawa": (45.28, 31.31, "muthanna"),
    "Najaf": (44.33, 32.00, "najaf"), "Mosul": (43.13, 36.34, "ninewa"), "Tal Afar": (42.45, 36.38, "ninewa"),
    "Diwaniya": (44.93, 31.99, "qadisiyyah"), "Tikrit": (43.68, 34.61, "saladin"),
    "Samarra": (43.88, 34.20, "saladin"), "Sulaymaniyah": (45.43, 35.56, "sulaymaniyah"),
    "Kut": (45.82, 32.51, "wasit"),
}  # fmt: skip
DRAWN_SMALLER = {frozenset(("baghdad", "saladin")), frozenset(("baghdad", "wasit"))}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("iraq-2006")


@pytest.fixture(scope="module")
def arrays(case: Case) -> CaseArrays:
    return case_arrays(case)


@pytest.fixture(scope="module")
def table() -> ParameterTable:
    return load_parameters()


@pytest.fixture(scope="module")
def plans(arrays: CaseArrays) -> dict[str, Strategy]:
    return dict(load_case_strategies(case_path("iraq-2006")[0].parent, arrays))


@pytest.fixture(scope="module")
def rings() -> dict[str, list[list[Point]]]:
    """Exterior rings by district."""
    found = {}
    for feature in json.loads(FOLDER.joinpath("districts.geojson").read_text(encoding="utf-8"))["features"]:
        geometry: dict[str, Any] = feature["geometry"]
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        found[feature["id"]] = [[(x, y) for x, y in part[0]] for part in parts]
    return found


def holds(ring: list[Point], x: float, y: float) -> bool:
    """Whether a point lies inside, by counting crossings of a ray to the east."""
    crossings = sum(
        (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in itertools.pairwise(ring)
    )
    return crossings % 2 == 1


def test_starts_at_the_end_of_july_2006_without_errors(case: Case, arrays: CaseArrays) -> None:
    assert (arrays.start_year, arrays.start_month) == (2006, 7)
    assert case.overrides == () and case.crossings is None
    problems = check_case("iraq-2006")
    assert not errors_of(problems) and {p.code for p in problems} == {"no_first_issue"}


def test_groups_stand_in_order_with_their_kinds(case: Case) -> None:
    assert list(case.groups) == ORDER
    assert {g: row.kind for g, row in case.groups.items()} == {g: KINDS.get(g, "armed_group") for g in ORDER}


def test_the_force_from_outside_is_last_and_no_member(case: Case, arrays: CaseArrays) -> None:
    assert ORDER[-1] == "MNF" and arrays.is_outside.tolist() == [g == "MNF" for g in ORDER]
    assert case.attribute("acceptance")["MNF"].high == 0
    assert not arrays.control[1 + ORDER.index("MNF")].any()
    assert all("MNF" not in region.groups for region in case.regions.values())


def test_population_is_the_printed_table(case: Case) -> None:
    assert sum(POPULATION.values()) + REGION_POPULATION == pytest.approx(COUNTRY)
    best = {d: row.population.best for d, row in case.districts.items()}
    assert best.keys() == POPULATION.keys() | REGION
    for district, thousands in POPULATION.items():
        assert best[district] == pytest.approx(1000 * thousands, abs=1), district
    for district, projected in PROJECTED_2010.items():
        share = projected / sum(PROJECTED_2010.values())
        assert best[district] == pytest.approx(1000 * REGION_POPULATION * share, abs=100), district


def test_rows_of_control_add_to_one_and_every_force_is_somewhere(case: Case, arrays: CaseArrays) -> None:
    for district, row in case.control.values.items():
        assert sum(row.values()) == pytest.approx(1, abs=1e-12), district
    assert all(arrays.fighter_split[ORDER.index(g)].sum() == pytest.approx(1) for g in ARMED)
    held = arrays.control[1 + arrays.extremist] @ arrays.population / arrays.population.sum()
    assert 0.06 < held < 0.1


def test_the_base_is_held_to_more_than_the_mark_of_dislodgement(arrays: CaseArrays) -> None:
    """Else the extremists would count as dislodged before anything happened (the mark is .25)."""
    people = arrays.population * arrays.base
    assert people @ arrays.control[1 + arrays.extremist] / people.sum() == pytest.approx(0.346, abs=0.005)


def test_the_war_for_the_capital_is_on_at_the_start_and_no_march_on_the_extremists(
    arrays: CaseArrays,
) -> None:
    assert [g for g, on in zip(ORDER, arrays.on_campaign, strict=True) if on] == ["JAM", "IAI"]
    assert not arrays.on_offensive.any()


def test_revenue_leaves_by_basra_and_the_northern_line(case: Case) -> None:
    shares = {d: row.revenue.best for d, row in case.districts.items() if row.revenue is not None}
    assert shares == {"basra": 0.84, "kirkuk": 0.08, "saladin": 0.05, "ninewa": 0.03}
    assert shares["basra"] == pytest.approx(1.6 / 1.9, abs=0.01)


def test_relations_cover_all_pairs_of_the_named_once(case: Case, arrays: CaseArrays) -> None:
    pairs = [frozenset((a, b)) for a, row in case.relations.values.items() for b in row]
    named = [g for g in ORDER if g not in {"LOC", "SPL"}]
    assert len(set(pairs)) == len(pairs) == len(named) * (len(named) - 1) // 2 + 2
    assert np.array_equal(arrays.trust, arrays.trust.T)


def test_every_figure_has_a_source_and_most_are_not_guessed(case: Case) -> None:
    figures = all_figures(case)
    assert all(len(figure.source) > 4 for figure in figures.values())
    assert sum(figure.grade == "D" for figure in figures.values()) / len(figures) < 0.5


def test_nobody_is_named_but_groups_and_offices(case: Case) -> None:
    text = FOLDER.joinpath("case.yaml").read_text(encoding="utf-8").lower()
    text += FOLDER.joinpath("strategies.yaml").read_text(encoding="utf-8").lower()
    for person in ("maliki", "sadr ", "zarqawi", "petraeus", "bush", "hakim", "sistani", "abu risha"):
        assert person not in text.replace("sadr city", ""), person


@pytest.mark.parametrize("town", TOWNS)
def test_towns_lie_where_the_case_says(rings: dict[str, list[list[Point]]], town: str) -> None:
    x, y, district = TOWNS[town]
    assert [d for d, parts in rings.items() if any(holds(ring, x, y) for ring in parts)] == [district]


def test_neighbours_share_an_edge(rings: dict[str, list[list[Point]]], case: Case) -> None:
    owner = {e: d for d, parts in rings.items() for ring in parts for e in itertools.pairwise(ring)}
    touching = {frozenset((d, owner[b, a])) for (a, b), d in owner.items() if (b, a) in owner}
    stated = {frozenset(pair) for pair in case.adjacency.pairs}
    assert stated - touching == DRAWN_SMALLER
    assert touching <= stated and len(stated) == 42


def test_shapes_match_the_case_and_say_where_they_come_from(case: Case) -> None:
    raw = FOLDER.joinpath("districts.geojson").read_bytes()
    collection = json.loads(raw)
    assert len(raw) < 60_000 and "public domain (Natural Earth" in collection["metadata"]["licence"]
    assert [f["properties"] for f in collection["features"]] == [
        {"id": key, "code": d.code, "name": d.name, "name_local": d.name_local}
        for key, d in case.districts.items()
    ]


def base_levers(plan: Strategy, arrays: CaseArrays) -> Floats:
    """A strategy's base as a flat vector."""
    layout = lever_layout(arrays)
    flat = layout.broadcast({}, arrays.extremist)
    axes = {"outside_force": arrays.districts, "partner": arrays.groups, "advisers": arrays.groups}
    for (lever, *place), value in plan.base.items():
        flat[layout.index(lever, *(axes[lever].index(one) for one in place))] = value
    return flat


def test_nothing_moves_at_the_start_when_nobody_outside_acts(
    arrays: CaseArrays, table: ParameterTable
) -> None:
    control = np.stack([s.control[..., 0] for s in still_months(arrays, table)])
    assert not [d for d in district_drift(control) if d.large]


def test_little_moves_at_the_start_while_the_foreign_force_stays(
    arrays: CaseArrays, table: ParameterTable, plans: dict[str, Strategy]
) -> None:
    """It fights, so the mark of D11 is met with it as well, and the extremists neither grow nor shrink."""
    levers = base_levers(plans["no_change"], arrays)
    states = months_of(arrays, table, levers, [no_luck(arrays)] * MONTHS)
    control = np.stack([s.control[..., 0] for s in states])
    assert max(abs(d.move) for d in district_drift(control)) < LARGE
    strength = [float(s.fighters[arrays.extremist].sum()) for s in states]
    assert strength[-1] == pytest.approx(strength[0], rel=0.05)


def test_strategies_are_those_agreed(plans: dict[str, Strategy]) -> None:
    assert list(plans) == [
        "nothing", "no_change", "surge_only", "pay_and_protect", "both", "withdrawal", "history",
        "history_unforced",
    ]  # fmt: skip
    assert [name for name, plan in plans.items() if not plan.reference] == ["history", "history_unforced"]


def test_all_but_nothing_start_from_the_posture_of_july_2006(plans: dict[str, Strategy]) -> None:
    posture = plans["no_change"].base
    assert not plans["nothing"].base and not plans["nothing"].phases
    for name in ("surge_only", "pay_and_protect", "both", "withdrawal"):
        assert plans[name].base == posture, name
    brigades = sum(v for key, v in posture.items() if key[0] == "outside_force") / 2000
    assert 14 <= brigades <= 17  # 14 to 15 US brigades, and the others' battalions


def test_both_is_the_surge_and_the_payments_and_no_more(plans: dict[str, Strategy]) -> None:
    parts = {phase.name: phase for phase in (*plans["surge_only"].phases, *plans["pay_and_protect"].phases)}
    both = {phase.name: phase for phase in plans["both"].phases}
    assert both == parts and len(both) == 3


def test_the_surge_ends_where_it_began(plans: dict[str, Strategy]) -> None:
    assert all(phase.once for phase in plans["surge_only"].phases)


def test_history_differs_from_its_twin_by_the_dated_event_alone(plans: dict[str, Strategy]) -> None:
    history, unforced = plans["history"], plans["history_unforced"]
    assert dict(history.forced) == {"leader_lost:TRB": 14} and not unforced.forced
    same = {"name": "x", "label": "x", "summary": "x", "forced": {}}
    assert replace(history, **same) == replace(unforced, **same)  # type: ignore[arg-type]
