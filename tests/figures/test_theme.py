"""Colours: readable on their background, told apart by everyone, and never alone."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from irenic.figures.theme import (
    DASHES,
    MARKS,
    SERIES,
    THEMES,
    Theme,
    config,
    dressed,
    ink,
    palette,
    series_dash,
    series_ink,
    series_mark,
)

TEXTS = ("text", "muted", "holds", "fails", "splits", "unclear", "accent")
MARKED = (*TEXTS, "record", "ghost", "rule", *(f"series{i}" for i in range(SERIES)))
COLOUR_BLIND = {
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
"""Machado, Oliveira & Fernandes 2009, IEEE Trans. Vis. Comput. Graph. 15: full severity, linear RGB."""


def linear(colour: str) -> np.ndarray:
    """Linear RGB of a hex colour, 0..1."""
    given = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2.2 defines it, 1..21."""
    first, second = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB, D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.clip(to_xyz @ rgb, 1e-6, None) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("theme", THEMES)
def test_texts_and_marks_stand_out(theme: Theme) -> None:
    colours = palette(theme)
    for ground in ("background", "panel"):
        assert not [role for role in TEXTS if contrast(colours[role], colours[ground]) < 4.5]
    assert not [role for role in MARKED if contrast(colours[role], colours["background"]) < 3]
    for shade in ("shade0", "shade1", "shade2"):
        assert contrast(colours["shade_text"], colours[shade]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["all colours", *COLOUR_BLIND])
def test_verdicts_are_told_apart_by_the_colour_blind(theme: Theme, kind: str) -> None:
    colours = palette(theme)
    seen = np.array(COLOUR_BLIND.get(kind, np.eye(3)))
    for pair in (("holds", "fails"), ("fails", "splits"), ("series0", "series1"), ("below", "above")):
        one, other = (lab(seen @ linear(colours[role])) for role in pair)
        assert np.linalg.norm(one - other) > 12, pair


def test_no_two_strategies_share_dash_and_mark() -> None:
    count = min(len(DASHES), len(MARKS))
    looks = [(tuple(series_dash(i)), series_mark(i)) for i in range(count)]
    assert count >= 9
    assert all(a[0] != b[0] and a[1] != b[1] for a, b in combinations(looks, 2))
    assert series_ink(SERIES) == series_ink(0)
    assert series_dash(SERIES) != series_dash(0)


def test_both_themes_have_the_same_roles() -> None:
    assert palette("light").keys() == palette("dark").keys()
    assert all(config(theme)["background"] == palette(theme)["background"] for theme in THEMES)


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(KeyError, match="seriess"):
        ink("seriess")


def test_dressing_leaves_data_and_other_texts() -> None:
    given = {"a": ["@text", "@nobody", "x@text"], "data": {"values": ["@text"]}, "datasets": ["@text"]}
    assert dressed(given, "light") == {
        "a": [palette("light")["text"], "@nobody", "x@text"],
        "data": {"values": ["@text"]},
        "datasets": ["@text"],
    }
