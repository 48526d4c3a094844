"""Rules across entries, warnings, and finding a case by name."""

import copy
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.case import Case, all_figures, case_arrays, check_case, load_case, shipped_cases
from irenic.case.check import CHECKS, WARNINGS, Checked, examine
from irenic.case.document import Document, read_document
from irenic.case.shipped import case_path
from irenic.errors import CaseError, errors_of

Change = Callable[[dict[str, Any]], object]
TOY = Path(__file__).parents[1] / "data" / "toy_harbour.yaml"
DOCUMENT = read_document(TOY)


def changed(change: Change) -> Checked:
    """Check the toy case after a change to its data."""
    data = copy.deepcopy(DOCUMENT.data)
    change(data)
    return examine(Document(DOCUMENT.file, data, DOCUMENT.lines))


def codes(change: Change, severity: str = "error") -> list[str]:
    return [p.code for p in changed(change).problems if p.severity == severity]


def test_toy_has_no_errors_and_known_warnings(toy_path: Path) -> None:
    problems = check_case(toy_path)
    assert errors_of(problems) == []
    assert [p.code for p in problems] == ["mostly_guessed", "present_where_held"]


def test_case_is_frozen(toy_case: Case) -> None:
    with pytest.raises(ValueError, match="frozen"):
        toy_case.title = "Another"  # type: ignore[misc]


def test_check_and_load_agree(toy_path: Path) -> None:
    assert load_case(toy_path) == load_case(str(toy_path))


@pytest.mark.parametrize("check", [*CHECKS, *WARNINGS], ids=lambda check: check.__name__)
def test_checks_say_what_they_check(check: Callable[..., object]) -> None:
    assert check.__doc__ is not None
    assert check.__doc__.strip().endswith(".")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["first_issue"].pop("NA"), "no_first_issue"),
        (lambda d: d["groups"]["EX"].update(present=["hills"]), "present_unused"),
        (lambda d: d["adjacency"]["pairs"].pop(2), "isolated_district"),
        (lambda d: d["support"]["values"]["DONOR"].update(NA=0.7), "support_scaled"),
        (lambda d: d["uncertainty"].update(bloc_trust=[]), "unused_bloc"),
        (lambda d: d["relations"]["kinds"].update(criminal_network={"trust": 0.3}), "unused_kind"),
    ],
)
def test_doubts_are_warned_of(change: Change, code: str) -> None:
    assert code in codes(change, "warning")


def test_a_garrison_without_councils_is_warned_of() -> None:
    def change(data: dict[str, Any]) -> None:
        data["groups"]["LC"] = {"name": "Second assembly", "kind": "political_body", "seat": ["port"]}
        data["attributes"]["standing"]["values"]["LC"] = 0.1
        for row in data["control"]["values"].values():
            row["nobody"] = row.get("nobody", 0) + row.pop("LC", 0)

    assert "unused_garrison" in codes(change, "warning")


def test_presence_in_districts_not_held_is_not_warned_of() -> None:
    assert "present_where_held" not in codes(lambda d: d["groups"]["NA"].update(present=["oasis"]), "warning")


def test_a_case_of_good_grades_is_not_called_guessed() -> None:
    text = json.dumps(DOCUMENT.data).replace('"grade": "D"', '"grade": "B"')
    checked = examine(Document("f", json.loads(text), DOCUMENT.lines))
    assert "mostly_guessed" not in [p.code for p in checked.problems]


def test_a_broken_group_does_not_hide_faults_elsewhere() -> None:
    def change(data: dict[str, Any]) -> None:
        data["groups"]["NA"]["kind"] = 3
        data["groups"]["SB"]["present"] = ["nowhere"]
        data["control"]["values"]["oasis"] = {"LC": 0.5}

    assert codes(change) == ["unknown_choice", "unknown_district", "control_sum"]


def test_a_broken_section_brings_no_false_faults() -> None:
    assert codes(lambda d: d.update(districts=3))[0] == "unknown_district"
    assert codes(lambda d: d["groups"]["PB"].update(fighters=3)) == ["wrong_type"]
    assert codes(lambda d: d["control"].update(values=3)) == ["wrong_type"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["groups"]["EX"]["fighters"].update(best=True), "wrong_type"),
        (lambda d: d["groups"]["EX"]["fighters"].update(best="1200"), "wrong_type"),
        (lambda d: d["districts"]["port"].update(coast=1), "wrong_type"),
        (lambda d: d["districts"]["port"].update(coast="yes"), "wrong_type"),
        (lambda d: d["crossings"].update(peak_month=7.5), "wrong_type"),
        (lambda d: d["groups"].update(nobody=d["groups"].pop("SP")), "bad_id"),
        (lambda d: d["groups"]["NA"].update(name="Northern \u202eymra"), "bad_text"),
        (lambda d: d.update(start="2015-1"), "bad_month"),
        (lambda d: d.update(start="٢٠١٥-١١"), "bad_month"),
        (lambda d: d["initial"]["corruption"].update(high=1.2), "out_of_range"),
        (lambda d: d["positions"]["values"]["NA"].update(centre=-0.1), "out_of_range"),
        (lambda d: d["relations"]["values"]["NA"].update(SB=-1.5), "out_of_range"),
        (lambda d: d["relations"]["kinds"]["splinter"].update(trust=1), "out_of_range"),
        (lambda d: d["districts"]["port"]["population"].update(low=0), "out_of_range"),
        (lambda d: d["attributes"]["quality"].update(spread=-0.1), "out_of_range"),
        (lambda d: d["uncertainty"]["bloc_trust"][0].update(sd=0), "out_of_range"),
        (lambda d: d["adjacency"]["pairs"].append(["port", "port"]), "self_pair"),
        (lambda d: d["adjacency"]["pairs"].append(["midtown", "port"]), "pair_twice"),
        (lambda d: d["adjacency"]["pairs"].append(["port"]), "missing_key"),
        (lambda d: d["positions"]["values"].pop("SP"), "missing_value"),
        (lambda d: d["control"]["values"].pop("oasis"), "missing_value"),
        (
            lambda d: d["uncertainty"]["contested_control"].append({"district": "port", "group": "NA"}),
            "listed_twice",
        ),
        (lambda d: d["patrons"]["DONOR"]["compliance"].pop("source"), "missing_key"),
        (lambda d: d.update(overrides=[{"figure": "x"}]), "missing_key"),
    ],
)
def test_faults_are_named(change: Change, code: str) -> None:
    assert code in codes(change)
    assert changed(change).case is None


def test_notes_local_names_and_codes_are_kept() -> None:
    def change(data: dict[str, Any]) -> None:
        for section, key in (
            ("groups", "NA"),
            ("districts", "port"),
            ("patrons", "DONOR"),
            ("issues", "centre"),
        ):
            data[section][key]["notes"] = "A note\u200fwith a direction mark"
        data["districts"]["port"].update(code="P-1", name_local="ميناء")

    case = changed(change).case
    assert case is not None
    assert case.districts["port"].code == "P-1"
    assert case.groups["NA"].name_local == "جيش الشمال"
    assert case.issues["centre"].notes is not None


def test_patrons_support_crossings_and_councils_are_optional() -> None:
    def change(data: dict[str, Any]) -> None:
        for key in (
            "patrons",
            "support",
            "crossings",
            "regions",
            "reference_levers",
            "overrides",
            "first_issue",
        ):
            del data[key]

    case = changed(change).case
    assert case is not None
    assert case.crossings is None
    assert case.patrons == {}


def test_an_outside_force_may_state_its_size() -> None:
    size = {"low": 300, "best": 400, "high": 600, "grade": "D", "source": "invented"}
    assert codes(lambda d: d["groups"]["OF"].update(fighters=size)) == []
    assert codes(lambda d: d["groups"]["OF"].update(seat=["port"])) == ["not_for_kind"]
    assert codes(lambda d: d["groups"]["OF"].update(present=["port"])) == ["not_for_kind"]


def test_an_outside_force_may_state_where_it_stands() -> None:
    case = changed(lambda d: d["groups"]["OF"].update(districts={"port": 0.75, "oasis": 0.25})).case
    assert case is not None
    arrays = case_arrays(case)
    stands = dict(zip(arrays.districts, arrays.fighter_split[arrays.groups.index("OF")], strict=True))
    assert {d: share for d, share in stands.items() if share} == {"port": 0.75, "oasis": 0.25}
    assert codes(lambda d: d["groups"]["OF"].update(districts={"port": 0.75})) == ["split_sum"]


@pytest.mark.parametrize(("port", "expected"), [(0.7, []), (0.709, []), (0.691, []), (0.72, ["revenue_sum"])])
def test_revenue_adds_up_to_one_within_a_hundredth(port: float, expected: list[str]) -> None:
    assert codes(lambda d: d["districts"]["port"]["revenue"].update(best=port)) == expected


def test_revenue_may_be_left_out_altogether_but_not_in_part() -> None:
    assert codes(lambda d: [d["districts"][name].pop("revenue") for name in ("port", "oasis")]) == []
    assert codes(lambda d: d["districts"]["oasis"].pop("revenue")) == ["revenue_sum"]
    assert codes(lambda d: d["districts"]["oasis"]["revenue"].update(high=1.2)) == ["out_of_range"]


def test_shorthand_stays_in_range_and_keeps_its_best(toy_case: Case) -> None:
    figures = all_figures(toy_case)
    exposure = figures["attributes.exposure.values.EX"]
    assert (exposure.low, exposure.best, exposure.high) == (0, 0, 0.1)
    quality = figures["attributes.quality.values.EX"]
    assert (quality.low, quality.best, quality.high) == pytest.approx((1.1, 1.25, 1.4))
    centre = figures["positions.values.EX.centre"]
    assert (centre.low, centre.best, centre.high) == pytest.approx((0, 0.1, 0.25))


def test_every_figure_is_ordered_graded_and_sourced(toy_case: Case) -> None:
    for place, figure in all_figures(toy_case).items():
        assert figure.low <= figure.best <= figure.high, place
        assert figure.grade in "ABCD"
        assert figure.source


def test_a_figure_in_a_table_says_it_all_itself() -> None:
    whole = {"low": 0.9, "best": 1.0, "high": 1.4, "grade": "B", "source": "a report"}
    case = changed(lambda d: d["attributes"]["quality"]["values"].update(NA=whole)).case
    assert case is not None
    assert case.attribute("quality")["NA"].model_dump() == whole
    assert case.attribute("quality")["SB"].grade == "D"


def test_unknown_names_are_answered_with_the_shipped_cases() -> None:
    with pytest.raises(CaseError, match='unknown_case: the name is "lybia-2015"; expected a shipped case'):
        load_case("lybia-2015")


def test_a_shipped_case_is_found_by_either_spelling() -> None:
    assert "libya-2015" in shipped_cases()
    assert case_path("libya-2015") == case_path("libya_2015")
    assert case_path("libya-2015")[1] == "libya-2015/case.yaml"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_the_data_breaks_the_checker(data: st.DataObject) -> None:
    """Whatever stands anywhere, the answer is problems, never a traceback."""
    value = data.draw(
        st.sampled_from(
            [None, True, -1, 0.5, 10**30, "", "NA", "port", [], {}, ["port"], {"a": 1}, "[key]", "number"]
        )
    )

    def change(tree: Any) -> None:
        here = tree
        while True:
            keys = list(here) if isinstance(here, dict) else range(len(here))
            key = data.draw(st.sampled_from(list(keys)))
            if not (isinstance(here[key], dict | list) and here[key]) or data.draw(st.integers(0, 3)) == 0:
                here[key] = value
                return
            here = here[key]

    checked = changed(change)
    assert (checked.case is None) == bool(errors_of(checked.problems))
    assert all(str(problem) for problem in checked.problems)


def test_a_case_of_full_size_loads_within_a_second() -> None:
    start = time.process_time()
    case = load_case("libya-2015")
    assert time.process_time() - start < 1
    assert (len(case.groups), len(case.districts)) == (22, 22)


def test_importing_the_case_layer_is_light() -> None:
    """Neither NumPy nor the YAML reader is needed to say ``--help``."""
    program = "import sys, irenic.case; print(sorted({'numpy', 'jax', 'yaml'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
