"""Names from strangers: what is kept is printable, ids are plain and unique."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.case.fields import _clean_text, _identifier
from irenic.record.outline.names import MAX_NAME, clean, district_id, fold, group_id

HOSTILE = (
    "[bold red]markup[/] & <script>alert(1)</script>",
    "a: b # c\n- !!python/object:os.system {x: *y} &z |",
    "😀👩‍👩‍👧 emoji",
    "x" * 300,
    "\u202eright-to-left\u2066 جيش الشمال\u200f",
    "null",
    "=1+1",
    "\"quotes' and \\ backslashes",
    "\x00\x1b[31m\x7f\x85",
    "%TAG ! tag:",
    "<<",
    "2015-11",
    "\ufeff\ufffe\U0001f1fa",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_names_of_the_format(name: str) -> None:
    cleaned = clean(name)
    assert _clean_text(cleaned) == cleaned
    assert cleaned.isprintable() and 0 < len(cleaned) <= MAX_NAME


@given(st.text(max_size=400))
def test_any_name_is_kept_as_the_format_wants_it(name: str) -> None:
    cleaned = clean(name)
    assert _clean_text(cleaned) == cleaned == clean(cleaned)
    assert fold(name) == fold(f"  {name} \n")
    for made in (group_id(name, []), district_id(name, [])):
        assert _identifier(made) == made


@given(st.lists(st.text(max_size=30), max_size=20))
def test_ids_are_unique_whatever_the_names(names: list[str]) -> None:
    for make in (group_id, district_id):
        taken: list[str] = []
        for name in names:
            taken.append(make(name, taken))
        assert len({one.casefold() for one in taken}) == len(names)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IS", "IS"),
        ("Toubou", "TOUBOU"),
        ("Forces of the House of Representatives", "FHR"),
        ("Jaysh al-Islam", "JI"),
        ("Ta'ang Army", "TA"),
        ("13th Division", "G1D"),
        ("Nobody", "NOBODY2"),
        ("جيش", "GROUP"),
        ("Mujahideen", "MUJA"),
    ],
)
def test_group_ids_read_like_the_groups(name: str, expected: str) -> None:
    assert group_id(name, ["ARM"]) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Al Wahat", "al_wahat"),
        ("Ḥoms / Ḥimṣ", "homs_hims"),
        ("7 Arrondissement", "d_7_arrondissement"),
        ("درنة", "district"),
        ("Kelln", "kelln_2"),
        ("None", "none_2"),
    ],
)
def test_district_ids_read_like_the_districts(name: str, expected: str) -> None:
    assert district_id(name, ["kelln"]) == expected


def test_a_long_name_is_cut_and_marked() -> None:
    assert clean("x" * 300) == "x" * (MAX_NAME - 1) + "…"
    assert clean(" \n\t ") == "(no name)"
