"""The Libyan case against its sources, restated here by hand and by check sums.

Nothing in this file is derived from the case: a slip of the pen in either place shows.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from irenic.case import load_case
from irenic.case.arrays import CaseArrays, case_arrays
from irenic.case.schema import Case

ORDER = [
    "IS", "LNA", "EAU", "HOR", "NSG", "MIS", "ZIN", "PFG", "DMS", "BRS", "AAS",
    "TRI", "TEB", "TUA", "AWS", "WAR", "AMA", "GRN", "SMG", "LOC", "SPL", "AIF",
]  # fmt: skip
NAMED = ORDER[:19]
JIHADIST = {"IS", "DMS", "BRS", "AAS"}

CENSUS_2006 = {
    "LY-BU": 159_536, "LY-QB": 163_351, "LY-JA": 203_156, "LY-MJ": 185_848, "LY-BA": 670_797,
    "LY-AJ": 177_047, "LY-KF": 50_104, "LY-SR": 141_378, "LY-JU": 52_342, "LY-MI": 550_938, "LY-MB": 432_202,
    "LY-TN": 1_065_405, "LY-JI": 453_198, "LY-ZA": 290_993, "LY-NQ": 287_662, "LY-MZ": 304_159,
    "LY-GD": 93_224, "LY-WS": 78_532, "LY-SB": 134_162, "LY-WD": 76_858, "LY-GT": 23_518, "LY-MQ": 78_621,
}  # fmt: skip
CENSUS_TOTAL = 5_673_031
STILL_PRESENT = {"LY-SR": 0.75, "LY-BA": 0.90, "LY-QB": 0.95, "LY-JI": 0.92}

# Low, best, high, thousands; the bodies without stated force are left out.
FIGHTERS = {
    "IS": (2, 3, 5), "LNA": (4, 7, 12), "EAU": (3, 6, 10), "NSG": (3, 5, 8), "MIS": (10, 16, 40),
    "ZIN": (2, 4, 8), "PFG": (2.5, 3.5, 12), "DMS": (0.5, 1, 2.5), "BRS": (0.5, 1.2, 3),
    "AAS": (0.2, 0.6, 1.5), "TRI": (3, 5, 9), "TEB": (1, 2.5, 4), "TUA": (0.8, 1.5, 3), "AWS": (0.8, 1.5, 3),
    "WAR": (1.5, 3, 5), "AMA": (2, 4, 7), "GRN": (1.5, 3, 6), "SMG": (1.5, 3, 6),
}  # fmt: skip

# Sum of each group's relations with the other 18, NSG-AAS at .3.
RELATION_SUMS = {
    "IS": -9.85, "LNA": -4.3, "EAU": -1.0, "HOR": -1.9, "NSG": -3.5, "MIS": -2.25, "ZIN": -1.85, "PFG": -0.6,
    "DMS": -2.4, "BRS": -2.15, "AAS": -4.0, "TRI": -3.4, "TEB": -0.2, "TUA": 0.2, "AWS": -1.0, "WAR": -0.7,
    "AMA": -1.1, "GRN": -1.7, "SMG": 2.1,
}  # fmt: skip

# Sums over the 19 of the four home positions, of acceptance and of cohesion.
POSITION_SUMS = {"isl_sec": 9.35, "cen_fed": 8.0, "old_reg": 8.75, "army_command": 5.7}
ACCEPTANCE_SUM, COHESION_SUM = 6.5, 8.75

# Sum over districts of each holder's share, after the corrections.
CONTROL_SUMS = {
    "IS": 1.03, "LNA": 2.34, "EAU": 1.42, "NSG": 0.78, "MIS": 1.99, "ZIN": 0.53, "PFG": 0.60, "DMS": 0.47,
    "BRS": 0.12, "AAS": 0.16, "TRI": 0.50, "TEB": 1.13, "TUA": 1.30, "AWS": 0.30, "WAR": 0.50, "AMA": 1.08,
    "GRN": 0.65, "SMG": 0.93, "LOC": 4.99, "nobody": 1.18,
}  # fmt: skip


# Loading capacity of terminals, thousand barrels a day; Es Sider, Ras Lanuf, Zueitina, Brega go with wahat.
TERMINALS = {
    "wahat": 340 + 220 + 70 + 60, "zawiya": 200, "nuqat_khams": 100 + 60, "butnan": 120,
}  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("libya-2015")


@pytest.fixture(scope="module")
def arrays(case: Case) -> CaseArrays:
    return case_arrays(case)


def best_fighters(case: Case) -> dict[str, float]:
    return {g: group.fighters.best for g, group in case.groups.items() if group.fighters is not None}


def acceptance(case: Case, groups: Iterable[str]) -> float:
    """Size-weighted acceptance over groups with stated fighters."""
    sizes, willing = best_fighters(case), case.attribute("acceptance")
    chosen = [g for g in groups if g in sizes]
    return sum(sizes[g] * willing[g].best for g in chosen) / sum(sizes[g] for g in chosen)


def test_loads_under_its_name_and_starts_in_november_2015(case: Case, arrays: CaseArrays) -> None:
    assert case.id == "libya_2015"
    assert (arrays.start_year, arrays.start_month) == (2015, 11)
    assert case.overrides == ()


def test_groups_stand_in_order_with_their_kinds(case: Case) -> None:
    kinds = {"IS": "extremist", "HOR": "political_body", "SMG": "criminal_network"}
    kinds |= {"LOC": "local_councils", "SPL": "splinter", "AIF": "outside_force"}
    assert list(case.groups) == ORDER
    assert {g: group.kind for g, group in case.groups.items()} == {
        g: kinds.get(g, "armed_group") for g in ORDER
    }


def test_fighter_numbers(case: Case) -> None:
    stated = {
        g: (f.low, f.best, f.high) for g, group in case.groups.items() if (f := group.fighters) is not None
    }
    assert stated.keys() == FIGHTERS.keys()
    for group, figures in FIGHTERS.items():
        assert stated[group] == pytest.approx([1000 * x for x in figures]), group


def test_half_of_the_extremists_are_in_sirte(case: Case, arrays: CaseArrays) -> None:
    spread = case.groups["IS"].districts
    assert spread is not None
    assert sum(spread.values()) == pytest.approx(1)
    in_sirte = arrays.fighter_split[arrays.extremist, arrays.districts.index("sirte")]
    assert 3000 * in_sirte == pytest.approx(1500)


def test_census_in_notes_adds_up(case: Case) -> None:
    assert sum(CENSUS_2006.values()) == CENSUS_TOTAL
    noted = {}
    for district in case.districts.values():
        assert district.code is not None and district.notes is not None
        noted[district.code] = int(district.notes.split(".")[0].removeprefix("2006: "))
    assert noted == CENSUS_2006


def test_population_is_pro_rata_times_those_present(case: Case) -> None:
    assert len(case.districts) == 22
    for key, district in case.districts.items():
        assert district.code is not None
        expected = CENSUS_2006[district.code] * 6.3e6 / CENSUS_TOTAL * STILL_PRESENT.get(district.code, 1)
        figure = district.population
        assert figure.best == pytest.approx(expected, abs=1), key
        assert figure.low < figure.best < figure.high, key


def test_every_control_row_adds_to_one(case: Case, arrays: CaseArrays) -> None:
    assert list(case.control.values) == list(case.districts)
    for district, row in case.control.values.items():
        assert sum(row.values()) == pytest.approx(1, abs=1e-12), district
    assert arrays.control.sum(axis=0) == pytest.approx(np.ones(22))


def test_control_sums_by_holder(case: Case) -> None:
    sums: dict[str, float] = {}
    for row in case.control.values.values():
        for holder, share in row.items():
            sums[holder] = sums.get(holder, 0) + share
    assert sums == pytest.approx(CONTROL_SUMS)


def test_corrected_shares(case: Case) -> None:
    rows = case.control.values
    assert {d: row["IS"] for d, row in rows.items() if "IS" in row} == {
        "derna": 0.10, "benghazi": 0.07, "wahat": 0.01, "sirte": 0.83, "nuqat_khams": 0.02,
    }  # fmt: skip
    assert (rows["zawiya"]["LOC"], rows["nuqat_khams"]["LOC"]) == (0.64, 0.43)


def test_national_share_of_the_extremists(arrays: CaseArrays) -> None:
    held = arrays.control[1 + arrays.extremist] @ arrays.population / arrays.population.sum()
    assert 0.027 <= held <= 0.033


def test_relations_cover_all_pairs_once_and_are_symmetric(case: Case, arrays: CaseArrays) -> None:
    pairs = [(a, b) for a, row in case.relations.values.items() for b in row]
    assert len({frozenset(p) for p in pairs}) == len(pairs)
    assert sum(a in NAMED and b in NAMED for a, b in pairs) == 19 * 18 // 2 == 171
    others = {p for p in pairs if not set(p) <= set(NAMED)}
    assert {p for p in others if "AIF" not in p} == {("IS", "LOC"), ("IS", "SPL")}
    assert np.array_equal(arrays.relation, arrays.relation.T)
    assert np.array_equal(arrays.trust, arrays.trust.T)
    assert np.diag(arrays.trust) == pytest.approx(np.ones(22))


def test_relation_sums(arrays: CaseArrays) -> None:
    named = arrays.relation[:19, :19].copy()
    np.fill_diagonal(named, 0)
    assert named.sum(axis=1) == pytest.approx([RELATION_SUMS[g] for g in NAMED])
    assert named[NAMED.index("NSG"), NAMED.index("AAS")] == 0.3


def test_trust_follows_from_relations(arrays: CaseArrays) -> None:
    at = {g: i for i, g in enumerate(ORDER)}
    assert arrays.trust[at["IS"], at["LNA"]] == pytest.approx(0)
    assert arrays.trust[at["NSG"], at["BRS"]] == pytest.approx(0.35 + 0.6 * 0.6)
    assert arrays.trust[at["TEB"], at["TUA"]] == pytest.approx(0.35 * 0.3)
    assert arrays.trust[at["LOC"], at["MIS"]] == pytest.approx(0.5)
    assert arrays.trust[at["SPL"], at["MIS"]] == pytest.approx(0.35)
    assert arrays.trust[at["IS"], at["LOC"]] == pytest.approx(0.35 * 0.1)


def test_position_sums(case: Case) -> None:
    assert list(case.issues) == ["outside", "isl_sec", "cen_fed", "old_reg", "army_command"]
    figures = case.positions.figures(-1, 1)
    for issue, expected in POSITION_SUMS.items():
        assert sum(figures[g, issue].best for g in NAMED) == pytest.approx(expected), issue


def test_first_issues_have_half_the_weight(case: Case, arrays: CaseArrays) -> None:
    assert set(NAMED) - set(case.first_issue) == {"TRI", "SMG"}
    assert arrays.salience.sum(axis=1) == pytest.approx(np.ones(22))
    for group, issue in case.first_issue.items():
        assert arrays.salience[ORDER.index(group), arrays.issues.index(issue)] == pytest.approx(0.5)


def test_attribute_sums_and_derived_supply(case: Case) -> None:
    for name, expected in (("acceptance", ACCEPTANCE_SUM), ("cohesion", COHESION_SUM)):
        figures = case.attribute(name)
        assert sum(figures[g].best for g in NAMED) == pytest.approx(expected), name
    supply = case.attribute("supply")
    assert sum(supply[g].best for g in NAMED) == pytest.approx(19 * 0.4 + 0.6 * 6.4)


@pytest.mark.parametrize(
    ("attribute", "low", "high"),
    [("quality", 0.7, 1.35), ("governance", 0.1, 0.55), ("exposure", 0.2, 0.7), ("supply", 0.4, 1)],
)
def test_assumed_attributes_stay_in_the_agreed_range(
    case: Case, attribute: str, low: float, high: float
) -> None:
    figures = case.attribute(attribute)
    assert set(figures) == set(ORDER)
    for group, figure in figures.items():
        if group not in {"IS", "AIF"}:
            assert low <= figure.best <= high, group


def test_acceptance_index_of_the_note(case: Case) -> None:
    weighted = [g for g in ORDER if g not in JIHADIST | {"SMG"}]
    assert acceptance(case, weighted) == pytest.approx(0.46, abs=0.01)


def test_acceptance_as_irenic_defines_it(case: Case, arrays: CaseArrays) -> None:
    """All non-extremist groups with force: DMS, BRS, AAS and SMG pull it down, the councils up."""
    assert acceptance(case, [g for g in ORDER if g != "IS"]) == pytest.approx(0.436, abs=0.001)
    councils = ORDER.index("LOC")
    held = arrays.control[1 + councils] @ arrays.population
    force = best_fighters(case) | {"LOC": arrays.garrison_per_capita * held}
    willing = arrays.acceptance
    counted = [g for g in force if g != "IS"]
    index = sum(force[g] * willing[ORDER.index(g)] for g in counted) / sum(force[g] for g in counted)
    assert force["LOC"] == pytest.approx(4072, abs=1)
    assert index == pytest.approx(0.443, abs=0.001)


@pytest.mark.parametrize(("region", "expected"), [("west", 0.51), ("east", 0.37), ("south", 0.39)])
def test_acceptance_by_region(case: Case, region: str, expected: float) -> None:
    assert acceptance(case, case.regions[region].groups) == pytest.approx(expected, abs=0.01)


def test_support_is_that_of_2015_and_at_most_one_in_all(case: Case, arrays: CaseArrays) -> None:
    assert case.support is not None
    raw = {pair: figure.best for pair, figure in case.support.figures(0, 1).items()}
    assert raw["UAE", "LNA"] == raw["EGY", "LNA"] == 0.9
    assert raw["FRA", "LNA"] == 0.15
    assert raw["SDN", "NSG"] == raw["USA", "MIS"] == raw["GBR", "MIS"] == raw["RUS", "LNA"] == 0
    assert arrays.support.sum(axis=0).max() == pytest.approx(1)
    lna, uae, egypt = arrays.groups.index("LNA"), arrays.patrons.index("UAE"), arrays.patrons.index("EGY")
    assert arrays.support[uae, lna] == arrays.support[egypt, lna] == pytest.approx(0.9 / 2.05)


def test_start_and_crossings(case: Case) -> None:
    start = case.initial
    figures = (start.mediator_credibility, start.talks_maturity, start.polarisation, start.legitimacy)
    assert [f.best for f in figures] == [0.3, 0.8, 0.4, 0.2]
    assert (start.mediator_credibility.low, start.mediator_credibility.high) == (0.2, 0.45)
    assert start.displaced_share.best == pytest.approx(435 / 6300, abs=0.0005)
    assert case.crossings is not None
    assert case.crossings.level.best == pytest.approx((153_842 + 181_436) / 24, abs=1)
    assert case.crossings.peak_month == 7
    assert case.reference_levers == {"talks": 1, "breadth": 0.05}


def test_uncertain_figures_enter_through_at_most_25_factors(case: Case) -> None:
    given = case.uncertainty
    assert list(given.group_sizes) == ["IS", "LNA", "EAU", "NSG", "MIS", "ZIN", "PFG", "TRI"]
    assert len(given.group_sizes) + 1 + len(given.bloc_trust) + len(given.contested_control) == 23
    members = [g for bloc in given.blocs.values() for g in bloc]
    assert len(members) == len(set(members))
    for contested in given.contested_control:
        assert case.control.values[contested.district][contested.group] >= 0.3


def test_revenue_follows_the_terminals(arrays: CaseArrays) -> None:
    expected = [TERMINALS.get(name, 0) / sum(TERMINALS.values()) for name in arrays.districts]
    assert arrays.revenue.sum() == pytest.approx(1)
    assert arrays.revenue == pytest.approx(expected, abs=0.006)
    held = dict(zip(arrays.groups, arrays.control[1:] @ arrays.revenue, strict=True))
    del held["LOC"]
    assert max(held, key=lambda group: held[group]) == "PFG"
    assert held["IS"] < 0.01, "it never held a terminal"


def test_an_assistance_force_is_a_place_without_people(case: Case, arrays: CaseArrays) -> None:
    """Last in the list, so that a run that sends nobody is the run without it."""
    at = arrays.groups.index("AIF")
    assert at == len(arrays.groups) - 1
    assert arrays.is_outside.sum() == 1
    assert arrays.is_outside[at]
    assert arrays.fighters_high[at] == arrays.control[1 + at].sum() == arrays.support[:, at].sum() == 0
    assert arrays.trust[at, arrays.extremist] == 0
    graded = [row["AIF"] for row in case.relations.values.values() if "AIF" in row]
    assert {getattr(figure, "grade", None) for figure in graded} == {"D"}


def test_adjacency_is_symmetric_and_connected(arrays: CaseArrays) -> None:
    touching = arrays.adjacency > 0
    assert np.array_equal(touching, touching.T)
    assert touching.diagonal().all()
    assert (touching.sum() - 22) // 2 == 43
    reached = np.linalg.matrix_power(touching.astype(int), 21)
    assert (reached > 0).all()
