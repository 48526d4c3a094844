"""Colours, dashes and marks of all figures, in a light and a dark theme.

A figure names its colours by role (``"@series0"``, ``"@text"``); `dressed` puts the theme's hex values in
their place, so that one chart serves both themes. Strategies take colours of Okabe and Ito (2008), told
apart with every common colour blindness, lightened or darkened to stand out from the background; and never
by colour alone: each position has a dash and a mark of its own as well. Texts have a contrast of at least
4.5:1 with the background, lines and marks at least 3:1 (both tested).
"""

from __future__ import annotations

from typing import Any, Literal

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

FONT = "Noto Sans, Noto Sans Arabic, system-ui, sans-serif"
"""Debian has both Noto fonts in ``fonts-noto-core``. Where they are absent a browser shows Arabic in the
system's own font, also in a saved SVG, for which nothing is embedded. vl-convert, which draws PNG, takes any
installed font that has the letters (at times a bolder face, for the whole line); where there is none, it
leaves Arabic out or shows empty boxes, while Latin letters come in a font that it brings along."""

SERIES = 10
"""Colours in a cycle; longer lists of strategies repeat colours with other dashes and marks."""

DASHES: tuple[tuple[int, ...], ...] = (
    *((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (14, 3), (4, 4), (9, 2, 2, 2, 2, 2), (3, 1), (16, 3, 4, 3)),
    *((6, 6), (2, 4)),
)
STAR = "M0,-1L0.27,-0.36L0.95,-0.31L0.43,0.14L0.59,0.81L0,0.45L-0.59,0.81L-0.43,0.14L-0.95,-0.31L-0.27,-0.36Z"
MARKS: tuple[str, ...] = (
    *("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"),
    *("triangle-left", STAR, "arrow", "wedge"),
)

_LIGHT = {
    "background": "#ffffff",
    "panel": "#f4f5f7",
    "text": "#1b1f24",
    "muted": "#57606a",
    "grid": "#e1e4e8",
    "rule": "#7d858e",
    "ghost": "#8a929b",
    "accent": "#0b5fa5",
    "holds": "#00664a",
    "fails": "#a8440b",
    "splits": "#5b4fa2",
    "unclear": "#626a73",
    "record": "#1b1f24",
    "shade0": "#f7fbff",
    "shade1": "#c6dbef",
    "shade2": "#8fbcdd",
    "shade_text": "#14181c",
    "ramp0": "#f3f0f7",
    "ramp1": "#8a63a9",
    "ramp2": "#3f1461",
    "below": "#0b5fa5",
    "middle": "#f2f2f2",
    "above": "#a8440b",
    "series0": "#0072b2",
    "series1": "#b34e00",
    "series2": "#00795a",
    "series3": "#a8487f",
    "series4": "#8a6d00",
    "series5": "#1b1f24",
    "series6": "#2a7fb0",
    "series7": "#6a51a3",
    "series8": "#8c2d19",
    "series9": "#57606a",
}
_DARK = {
    "background": "#14181d",
    "panel": "#1d232a",
    "text": "#e8ebee",
    "muted": "#a9b2bc",
    "grid": "#303841",
    "rule": "#8b949e",
    "ghost": "#87909a",
    "accent": "#6cb6f2",
    "holds": "#4fc9a0",
    "fails": "#f0954f",
    "splits": "#b7a9f0",
    "unclear": "#9aa4ae",
    "record": "#e8ebee",
    "shade0": "#1b2733",
    "shade1": "#264a6b",
    "shade2": "#2f6494",
    "shade_text": "#f2f5f7",
    "ramp0": "#241a30",
    "ramp1": "#8d5fb5",
    "ramp2": "#e6d3f5",
    "below": "#6cb6f2",
    "middle": "#3a424b",
    "above": "#f0954f",
    "series0": "#56b4e9",
    "series1": "#e69f00",
    "series2": "#2fbf95",
    "series3": "#e089b9",
    "series4": "#f0e442",
    "series5": "#e8ebee",
    "series6": "#7fa8ff",
    "series7": "#b7a9f0",
    "series8": "#f0764f",
    "series9": "#a9b2bc",
}
_PALETTES: dict[Theme, dict[str, str]] = {"light": _LIGHT, "dark": _DARK}
_DATA = frozenset({"data", "datasets"})


def palette(theme: Theme) -> dict[str, str]:
    """Return the theme's colours by role, hex."""
    return dict(_PALETTES[theme])


def ink(role: str) -> str:
    """Return the text that stands for a colour until the theme is known.

    Parameters
    ----------
    role : a key of `palette`

    Examples
    --------
    >>> ink("series0")
    '@series0'
    """
    if role not in _LIGHT:
        raise KeyError(role)
    return f"@{role}"


def series_ink(position: int) -> str:
    """Return the colour of the strategy at a position of the study."""
    return ink(f"series{position % SERIES}")


def series_dash(position: int) -> list[int]:
    """Return the dash of the strategy at a position of the study."""
    return list(DASHES[position % len(DASHES)])


def series_mark(position: int) -> str:
    """Return the mark of the strategy at a position of the study."""
    return MARKS[position % len(MARKS)]


def dressed(spec: Any, theme: Theme) -> Any:
    """Return a Vega-Lite spec with the theme's colours in place of their roles; data stay as they are."""
    colours = _PALETTES[theme]
    if isinstance(spec, dict):
        return {k: v if k in _DATA else dressed(v, theme) for k, v in spec.items()}
    if isinstance(spec, list):
        return [dressed(v, theme) for v in spec]
    if isinstance(spec, str) and spec.startswith("@"):
        return colours.get(spec[1:], spec)
    return spec


def config(theme: Theme) -> dict[str, Any]:
    """Return Vega-Lite's config for a theme."""
    c = _PALETTES[theme]
    words = {"labelColor": c["text"], "titleColor": c["text"], "labelFontSize": 12, "titleFontSize": 12}
    lines = {"gridColor": c["grid"], "domainColor": c["rule"], "tickColor": c["rule"]}
    heading = {"anchor": "start", "fontSize": 14, "color": c["text"], "subtitleColor": c["muted"]}
    return {
        "aria": False,  # the figure's own text alternative says more than one label a mark
        "background": c["background"],
        "font": FONT,
        "padding": 6,
        "view": {"stroke": None},
        "axis": {**words, **lines, "titleFontWeight": "normal", "labelLimit": 220, "titlePadding": 6},
        "legend": {**words, "titleFontWeight": "normal", "labelLimit": 260, "symbolStrokeWidth": 2},
        "header": words,
        "title": {**heading, "fontWeight": 600, "subtitleFontSize": 12, "frame": "bounds", "offset": 10},
        "text": {"color": c["text"], "fontSize": 12},
        "rule": {"color": c["rule"]},
        "line": {"color": c["series0"], "strokeWidth": 2},
        "point": {"color": c["series0"], "filled": True, "size": 60},
        "bar": {"color": c["series0"]},
        "range": {
            "category": [c[f"series{i}"] for i in range(SERIES)],
            "ramp": [c["ramp0"], c["ramp1"], c["ramp2"]],
            "heatmap": [c["shade0"], c["shade1"], c["shade2"]],
            "diverging": [c["below"], c["middle"], c["above"]],
        },
    }
