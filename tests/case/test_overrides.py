"""An analyst's overrides, and the digest of what a case says."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.case import Case, case_arrays, load_case
from irenic.case.check import Checked, examine
from irenic.case.document import Document, dotted, parse_document, read_document
from irenic.case.overrides import parse_place

TOY = Path(__file__).parents[1] / "data" / "toy_harbour.yaml"
DOCUMENT = read_document(TOY)


def overridden(*figures: tuple[str, Any]) -> Checked:
    """Check the toy case with overrides added."""
    data = copy.deepcopy(DOCUMENT.data)
    data["overrides"] = [
        {"figure": figure, "value": value, "by": "An analyst", "reason": "a new count", "date": "2026-01-31"}
        for figure, value in figures
    ]
    return examine(Document(DOCUMENT.file, data, DOCUMENT.lines))


def case_with(*figures: tuple[str, Any]) -> Case:
    checked = overridden(*figures)
    assert checked.case is not None, checked.problems
    return checked.case


def codes(*figures: tuple[str, Any]) -> list[str]:
    return [p.code for p in overridden(*figures).problems if p.severity == "error"]


def test_a_value_is_replaced_and_the_override_kept() -> None:
    case = case_with(("groups.NA.fighters.best", 5000))
    fighters = case.groups["NA"].fighters
    assert fighters is not None
    assert fighters.best == 5000
    [override] = case.overrides
    assert (override.by, override.reason, str(override.date)) == ("An analyst", "a new count", "2026-01-31")
    assert case.replaced == {"groups.NA.fighters.best": 4000}
    assert case_arrays(case).fighters_best[1] == 5000


def test_a_whole_row_is_replaced() -> None:
    case = case_with(("control.values.port", {"NA": 0.3, "SB": 0.7}))
    assert case_arrays(case).control[:, 0].tolist() == pytest.approx([0, 0, 0.3, 0.7, 0, 0, 0, 0])


def test_two_entries_of_a_row_may_be_replaced_together() -> None:
    case = case_with(("control.values.port.NA", 0.5), ("control.values.port.nobody", 0.2))
    assert case.control.values["port"] == {"NA": 0.5, "SB": 0.1, "LC": 0.2, "nobody": 0.2}


def test_a_row_that_no_longer_sums_to_one_is_an_error_that_names_the_override() -> None:
    [problem] = [p for p in overridden(("control.values.port.NA", 0.5)).problems if p.severity == "error"]
    assert problem.code == "control_sum"
    assert problem.hint.endswith("Part of it was set by overrides[0].")


def test_a_figure_the_file_leaves_out_may_be_set() -> None:
    case = case_with(("relations.values.NA.LC", 0.4))
    assert case.replaced == {"relations.values.NA.LC": None}
    assert case_arrays(case).trust[1, 4] == pytest.approx(0.35 + 0.6 * 0.4)


def test_items_of_lists_are_reached_by_number() -> None:
    assert case_with(("groups.PB.seat[0]", "oasis")).groups["PB"].seat == ("oasis",)


def test_later_overrides_win_and_the_first_value_is_remembered() -> None:
    case = case_with(("districts.port.urban", 0.5), ("districts.port.urban", 0.6))
    assert case.districts["port"].urban == 0.6
    assert case.replaced == {"districts.port.urban": 0.9}


@pytest.mark.parametrize(
    ("figure", "value", "code"),
    [
        ("control.values.prot.NA", 0.5, "unknown_figure"),
        ("groups.PB.seat[3]", "oasis", "unknown_figure"),
        ("title.deeper", "x", "unknown_figure"),
        ("nothing", 1, "unknown_figure"),
        ("schema", 1, "protected_place"),
        ("id", "other", "protected_place"),
        ("overrides[0].by", "B", "protected_place"),
        ("a..b", 1, "bad_place"),
        ("", 1, "empty_text"),
        ("a.b.c.d.e.f.g.h.i", 1, "bad_place"),
        ("groups.NA.figthers", 3, "unknown_key"),
        ("groups.NA.fighters.best", "many", "wrong_type"),
        ("groups.NA.fighters.best", 9999, "figure_order"),
        ("attributes.quality.values.NA", 3, "out_of_range"),
        ("relations.values.SB.NA", 0.2, "pair_twice"),
    ],
)
def test_overrides_pass_the_same_checks(figure: str, value: object, code: str) -> None:
    assert code in codes((figure, value))


def test_a_fault_set_by_an_override_has_the_overrides_line() -> None:
    text = TOY.read_text(encoding="utf-8").replace(
        "overrides: []",
        "overrides:\n  - {figure: districts.port.urban, value: 7, by: A, reason: r, date: 2026-01-31}",
    )
    [problem] = [p for p in examine(parse_document(text, "f.yaml")).problems if p.severity == "error"]
    assert problem.code == "out_of_range"
    assert text.splitlines()[(problem.line or 0) - 1].startswith("  - {figure: districts.port.urban")
    assert problem.hint == "It was set by overrides[0]."


@given(st.lists(st.sampled_from(["a", "NA", "x-1", "b_2"]) | st.integers(0, 99), min_size=1, max_size=6))
def test_places_are_read_as_they_are_written(steps: list[str | int]) -> None:
    place = ("root", *steps)
    assert parse_place(dotted(place)) == place


# the digest


def digest_of(text: str) -> str:
    case = examine(parse_document(text, "f.yaml")).case
    assert case is not None
    return case.digest


def test_digest_is_sha256(toy_case: Case) -> None:
    assert len(toy_case.digest) == 64
    assert set(toy_case.digest) <= set("0123456789abcdef")


def test_comments_layout_and_number_style_do_not_matter(toy_case: Case) -> None:
    assert digest_of("# another remark\n" + json.dumps(DOCUMENT.data, indent=1)) == toy_case.digest
    text = TOY.read_text(encoding="utf-8").replace("urban: .9", "urban: 0.90").replace("SB: 1.0", "SB: 1")
    assert digest_of(text) == toy_case.digest


def test_order_of_keys_does_not_matter_outside_the_axes(toy_case: Case) -> None:
    def reordered(value: Any, depth: int = 0, key: str = "") -> Any:
        if not isinstance(value, dict):
            return [reordered(item, 9) for item in value] if isinstance(value, list) else value
        keys = list(value)
        if not (depth == 1 and key in ("groups", "issues", "districts", "patrons", "regions")):
            keys.reverse()
        return {name: reordered(value[name], depth + 1, name) for name in keys}

    assert digest_of(json.dumps(reordered(DOCUMENT.data))) == toy_case.digest


@pytest.mark.parametrize("section", ["groups", "issues", "districts", "patrons", "regions"])
def test_order_of_an_axis_is_content(section: str, toy_case: Case) -> None:
    data = copy.deepcopy(DOCUMENT.data)
    keys = list(data[section])
    data[section] = {key: data[section][key] for key in reversed(keys)}
    if section == "issues":
        data["issues"]["centre"]["range"] = [-1, 1]
    assert digest_of(json.dumps(data)) != toy_case.digest


def test_any_word_or_number_is_content(toy_case: Case) -> None:
    seen = {toy_case.digest}
    text = TOY.read_text(encoding="utf-8")
    for old, new in [
        ("urban: .9", "urban: .91"),
        ("title: Toy", "title: A toy"),
        ("spread: .05", "spread: .06"),
    ]:
        seen.add(digest_of(text.replace(old, new)))
    seen.add(case_with(("districts.port.urban", 0.91)).digest)
    assert len(seen) == 5, "an override leaves a trace even where the figures agree"


def test_an_override_that_changes_nothing_still_shows(toy_case: Case) -> None:
    assert case_with(("districts.port.urban", 0.9)).digest != toy_case.digest


def test_digest_of_the_toy_is_stable_between_releases(toy_case: Case) -> None:
    """Stored studies name this digest; a change of its rule orphans them and needs a changelog line."""
    assert toy_case.digest == TOY_DIGEST


TOY_DIGEST = "52779f481534b726a3989b8f919725236d8a80026d6020633025aa640b8caf58"


def test_loading_twice_gives_the_same(toy_path: Path, toy_case: Case) -> None:
    assert load_case(toy_path).digest == toy_case.digest
