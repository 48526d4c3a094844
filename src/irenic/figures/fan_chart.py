"""The drawing of a fan chart: bands, medians, single runs, labels at the lines' ends.

Where it is wide, each line carries its name at its end; where it is narrow, names stand in a strip above
the lines. The page only sets the width.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from irenic.analysis.wording import figure, span
from irenic.figures.fan_data import MOST_BANDS, Band, FanSeries, spread_out, ticks, value_range
from irenic.figures.rows import of_values, plain_minus
from irenic.figures.words import four, heading, lines

HEIGHT = 300
FEW = 4
"""Names that stand in the strip above the lines without taking them room."""

NARROW = 540
GUTTER = 208
LETTERS = 25
LINE = 15
STRIP = 18


def fan_chart(name: FanSeries, bands: Sequence[Band]) -> Any:
    """Return the chart of `irenic.figures.fan.fan_of`, without a theme.

    Parameters
    ----------
    name, bands : as in `fan_of`
    """
    domain = value_range(bands)
    months = bands[0].quantiles.shape[1]
    x, y = _x(name, months), _y(name, domain, len(bands))
    look = _Look(bands)
    drawn_bands = sum(not band.ghost for band in bands) <= MOST_BANDS
    monthly = of_values(_monthly(bands, whole=drawn_bands))
    layers: list[alt.Chart] = []
    if drawn_bands:
        layers += [
            monthly.mark_area(opacity=opacity).encode(x=x, y=y(low), y2=high, color=look.color)
            for low, high, opacity in (("a", "e", 0.14), ("b", "d", 0.24))
        ]
    if any(band.paths for band in bands):
        paths = of_values(_paths(bands))
        layers.append(
            paths.mark_line(strokeWidth=1, opacity=0.75).encode(
                x=x, y=y("v"), color=look.color, detail="p:N", tooltip="p:N"
            )
        )
    layers.append(
        monthly.mark_line(strokeWidth=2.2).encode(x=x, y=y("c"), color=look.color, strokeDash=look.dash)
    )
    layers += _labels(name, bands, (domain, x, y, look))
    layers.append(_hover(name, bands, x))
    chart: Any = (
        alt.layer(*layers)
        .properties(width="container", height=_height(len(bands)))
        .add_params(alt.param(name="narrow", expr=f"width < {NARROW}"))
    )
    return chart


class _Look:
    """Colour, dash and mark of each band, by its key."""

    def __init__(self, bands: Sequence[Band]) -> None:
        keys = [f"s{i}" for i in range(len(bands))]
        inks, dashes, marks = zip(*(band.look(i) for i, band in enumerate(bands)), strict=True)
        self.color = alt.Color("s:N", scale=alt.Scale(domain=keys, range=list(inks)), legend=None)
        self.dash = alt.StrokeDash("s:N", scale=alt.Scale(domain=keys, range=list(dashes)), legend=None)
        self.mark = alt.Shape("s:N", scale=alt.Scale(domain=keys, range=list(marks)), legend=None)


def _height(count: int) -> int:
    """Height of the chart: more where many names stand above the lines."""
    return HEIGHT + STRIP * max(0, count - FEW)


def _x(name: FanSeries, months: int) -> alt.X:
    named = {str(month): name.month(month) for month in ticks(months)}
    end = alt.ExprRef(f"width - (narrow ? 10 : {GUTTER})")
    axis = alt.Axis(
        values=list(ticks(months)),
        labelExpr=f"{json.dumps(named)}[datum.value]",
        grid=False,
        labelOverlap="parity",
        labelSeparation=8,
    )
    scale = alt.Scale(domain=[min(1, months - 1), months], range=[0, end], nice=False, zero=False)
    return alt.X("m:Q", title=None, axis=axis, scale=scale)


def _y(name: FanSeries, domain: tuple[float, float], count: int) -> Any:
    strip = count * STRIP + 4
    scale = alt.Scale(
        domain=[four(v) for v in domain],
        range=[alt.ExprRef("height"), alt.ExprRef(f"narrow ? {strip} : 0")],
        nice=False,
        zero=False,
    )
    whole = max(abs(v) for v in domain)
    share = name.unit.startswith("share")
    form = "~%" if share else "~s" if whole >= 10 else "~g"
    number = plain_minus(f"format(datum.value, '{form}')")
    axis = alt.Axis(
        labelExpr=f"datum.value == 0 ? '0' : {number}",
        tickCount=5,
        domain=False,
        ticks=False,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=0,
        titleY=-14,
        titleBaseline="bottom",
    )
    title = heading(name.label, name.unit)
    return lambda field: alt.Y(f"{field}:Q", title=title, axis=axis, scale=scale)


def _monthly(bands: Sequence[Band], *, whole: bool) -> list[dict[str, Any]]:
    kept = "abcde" if whole else "c"
    return [
        {"s": f"s{i}", "m": month + 1}
        | {k: four(float(v)) for k, v in zip("abcde", column, strict=True) if k in kept and np.isfinite(v)}
        for i, band in enumerate(bands)
        for month, column in enumerate(band.quantiles.T)
    ]


def _paths(bands: Sequence[Band]) -> list[dict[str, Any]]:
    return [
        {"s": f"s{i}", "p": f"{band.label}, {name}", "m": month + 1, "v": four(float(value))}
        for i, band in enumerate(bands)
        for name, path in band.paths
        for month, value in enumerate(path)
        if np.isfinite(value)
    ]


def _labels(name: FanSeries, bands: Sequence[Band], drawn: tuple[Any, ...]) -> list[alt.Chart]:
    domain, x, y, look = drawn
    base = of_values(_ends(name, bands, domain))
    text: dict[str, Any] = {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": LINE}
    wide, narrow = alt.ExprRef("narrow ? 0 : 1"), alt.ExprRef("narrow ? 1 : 0")
    key = alt.value(alt.ExprRef(f"width - {GUTTER - 20}"))
    at = alt.value(alt.ExprRef(f"width - {GUTTER - 32}"))
    row = alt.Y("strip:Q", scale=None, axis=None)
    beside = alt.Y("beside:Q", scale=None, axis=None)
    limit = alt.ExprRef("width - 34")
    return [
        base.mark_point(size=70, opacity=1).encode(x=x, y=y("v"), color=look.color, shape=look.mark),
        base.mark_point(size=50, opacity=wide).encode(x=key, y=beside, color=look.color, shape=look.mark),
        base.mark_text(**text, opacity=wide).encode(x=at, y=beside, text="label:N"),
        base.mark_rule(strokeWidth=2.2, opacity=narrow).encode(
            x=alt.value(0), x2=alt.value(24), y=row, color=look.color, strokeDash=look.dash
        ),
        base.mark_point(size=60, opacity=narrow).encode(
            x=alt.value(12), y=row, color=look.color, shape=look.mark
        ),
        base.mark_text(**text, opacity=narrow, limit=limit).encode(x=alt.value(31), y=row, text="line:N"),
    ]


def _ends(name: FanSeries, bands: Sequence[Band], domain: tuple[float, float]) -> list[dict[str, Any]]:
    """The end of each line: where it is, its label in lines and in one, and places that are free."""
    low, high = domain
    labels = [f"{b.label}: {figure(float(b.median[-1]), name.unit)}" for b in bands]
    broken = [lines(label, LETTERS, 3) for label in labels]
    room = float(_height(len(bands)))
    wanted = [room * (high - float(np.nan_to_num(b.median[-1]))) / (high - low) for b in bands]
    heights = [LINE * (1 + text.count("\n")) + 3.0 for text in broken]
    places = spread_out(wanted, heights, room)
    return [
        {
            "s": f"s{i}",
            "m": len(band.median),
            "v": four(float(band.median[-1])),
            "label": broken[i],
            "line": labels[i],
            "beside": four(places[i] - LINE * broken[i].count("\n") / 2),
            "strip": i * STRIP + 8,
        }
        for i, band in enumerate(bands)
    ]


def _hover(name: FanSeries, bands: Sequence[Band], x: alt.X) -> Any:
    """What shows a month's numbers under the pointer: one invisible line a month."""
    months = bands[0].quantiles.shape[1]
    values = [
        {"m": m + 1, "when": name.month(m + 1)} | {f"t{i}": _told(name, b, m) for i, b in enumerate(bands)}
        for m in range(months)
    ]
    tips = [alt.Tooltip(f"t{i}:N", title=band.label) for i, band in enumerate(bands)]
    wide = of_values(values).mark_rule(opacity=0, strokeWidth=alt.ExprRef(f"width / {months}"))
    return wide.encode(x=x, tooltip=[alt.Tooltip("when:N", title="Month"), *tips])


def _told(name: FanSeries, band: Band, month: int) -> str:
    low, _, middle, _, high = (float(v) for v in band.quantiles[:, month])
    return f"{figure(middle, name.unit)} ({span(low, high, name.unit)})"
