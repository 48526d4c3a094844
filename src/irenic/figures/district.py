"""One district of one run through time."""

from __future__ import annotations

from typing import Any

import numpy as np

from irenic.analysis.wording import figure as in_figures
from irenic.analysis.wording import listing, percent
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.frames import Frames, Measure, numbers
from irenic.figures.holders import colours_of
from irenic.figures.places import Places
from irenic.figures.theme import ink
from irenic.figures.words import shown as safe

HEIGHT = 220
NOTABLE = 0.05
"""Holders that never have this share of the district are drawn as one, "others"."""

OTHERS = "others"
_YEARLY = 12


def district_lines(places: Places, frames: Frames, district: str, measure: str = "holder") -> Figure:
    """Return one district through time: who holds how much, or one number month by month.

    Parameters
    ----------
    places : the case's districts
    frames : of a run
    district : its id
    measure : id of one of the frames' measures

    Raises
    ------
    StudyError : ``unknown_measure``, ``unknown_district``
    """
    shown, place = frames.measure(measure), frames.district(district)
    name = places.full_name(place)
    drawn = _shares(places, frames, place) if shown.kind == "holder" else _line(frames, shown, place)
    title = "Who holds how much" if shown.kind == "holder" else shown.label
    return Figure(
        name=f"district-{shown.id}",
        title=f"{title}, {name}: {safe(frames.label) or places.country}",
        alt=f"{drawn['said']}",
        table=drawn["table"],
        chart=drawn["chart"],
        note=drawn["note"],
    )


def _axis(frames: Frames) -> dict[str, Any]:
    """Months as numbers, named at each year's end and at the last."""
    last = len(frames.months) - 1
    ticks = sorted({*range(0, last + 1, _YEARLY), last})
    return {
        "field": "month",
        "type": "quantitative",
        "scale": {"domain": [0, max(last, 1)], "nice": False},
        "axis": {"title": None, "values": ticks, "labelExpr": "dates[datum.value]", "grid": False},
    }


def _now(frames: Frames) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Parameters of the month shown, and its line."""
    params: list[dict[str, Any]] = [
        {"name": "month", "value": -1},
        {"name": "dates", "value": list(frames.months)},
    ]
    mark = {"type": "rule", "stroke": ink("text"), "strokeWidth": 1.5, "tooltip": None}
    where = {
        "x": {"datum": {"expr": "max(month, 0)"}, "type": "quantitative"},
        "opacity": {"value": {"expr": "month < 0 ? 0 : 1"}},
    }
    return params, {"data": {"values": [{}]}, "mark": mark, "encoding": where}


def _shares(places: Places, frames: Frames, place: int) -> dict[str, Any]:
    shares = frames.control[:, place]
    short, colours = places.parties.short, colours_of(places.parties)
    notable = [h for h in np.argsort(-shares.mean(-1), kind="stable") if shares[h].max() >= NOTABLE]
    ids = [frames.holders[h] for h in notable]
    rest = np.clip(1.0 - shares[notable].sum(0), 0.0, 1.0)
    parts = [*((short[name], shares[h]) for name, h in zip(ids, notable, strict=True)), (OTHERS, rest)]
    titles = {short[name]: places.parties.title(name) for name in ids}
    rows = [
        {"month": m, "date": frames.months[m], "holder": who, "name": titles.get(who, OTHERS), "share": v}
        for who, part in parts
        for m, v in enumerate(numbers(part))
    ]
    if len(frames.months) == 1:  # a band needs two ends
        rows += [{**row, "month": 1} for row in rows]
    return {
        "chart": _area(
            frames, rows, [who for who, _ in parts], [*(colours[name] for name in ids), ink("panel")]
        ),
        "table": _share_table(frames, parts, titles),
        "said": _shares_said(places, frames, place, parts),
        "note": "Bands are shares of the district's people by who holds them; letters say who.",
    }


def _area(frames: Frames, rows: list[dict[str, Any]], order: list[str], colours: list[str]) -> dict[str, Any]:
    """Stacked bands, each with its holder's short name where it is widest."""
    params, now = _now(frames)
    rank = {who: i for i, who in enumerate(order)}
    for row in rows:
        row["rank"] = rank[row["holder"]]
    y = {
        "field": "share",
        "type": "quantitative",
        "stack": "zero",
        "axis": {"title": "Share of people", "format": ".0%", "tickCount": 5},
        "scale": {"domain": [0, 1]},
    }
    area = {"type": "area", "opacity": 0.8, "stroke": ink("background"), "strokeWidth": 1}
    colour = {
        "field": "holder",
        "type": "nominal",
        "scale": {"domain": order, "range": colours},
        "legend": None,
    }
    told = [
        {"field": "date", "title": "Month"},
        {"field": "name", "title": "Holder"},
        {"field": "share", "title": "Share", "format": ".0%", "type": "quantitative"},
    ]
    order_of = {"field": "rank", "type": "quantitative", "sort": "ascending"}
    words = {"type": "text", "fontSize": 11, "fontWeight": "bold", "tooltip": None}
    halo = {"stroke": ink("background"), "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.85}
    at = {"x": {"field": "month", "type": "quantitative"}, "y": {"field": "middle", "type": "quantitative"}}
    names = {"data": {"values": _name_places(rows, order)}, "encoding": {**at, "text": {"field": "holder"}}}
    return {
        "width": "container",
        "height": HEIGHT,
        "params": params,
        "data": {"values": rows},
        "layer": [
            {
                "mark": area,
                "encoding": {"x": _axis(frames), "y": y, "color": colour, "order": order_of, "tooltip": told},
            },
            now,
            {**names, "mark": {**words, **halo}},
            {**names, "mark": words},
        ],
    }


def _name_places(rows: list[dict[str, Any]], order: list[str]) -> list[dict[str, Any]]:
    """Where each band's name stands: its widest month, away from the ends."""
    months = 1 + max(row["month"] for row in rows)
    shares = np.zeros((len(order), months))
    for row in rows:
        shares[row["rank"], row["month"]] = row["share"] or 0.0
    below = np.cumsum(shares, 0) - shares
    edge = min(2, (months - 1) // 2)
    found = []
    for i, who in enumerate(order):
        inner = shares[i, edge : months - edge]
        month = edge + int(inner.argmax())
        if shares[i, month] >= 0.07:
            middle = float(below[i, month] + shares[i, month] / 2)
            found.append({"holder": who, "month": month if months > 2 else 0.5, "middle": round(middle, 4)})
    return found


def _share_table(frames: Frames, parts: list[tuple[str, Any]], titles: dict[str, str]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (frames.months[m], *(percent(float(values[m])) for _, values in parts))
        for m in range(len(frames.months))
    ]
    heads = tuple(titles.get(who, OTHERS) for who, _ in parts)
    return Table(("Month", *heads), tuple(rows), "Shares of the district's people by holder.")


def _shares_said(places: Places, frames: Frames, place: int, parts: list[tuple[str, Any]]) -> str:
    def at(month: int) -> str:
        largest = sorted(parts, key=lambda part: -part[1][month])[:3]
        named = [f"{who} {percent(float(values[month]))}" for who, values in largest if values[month] > 0]
        return f"{frames.months[month]}: {listing(named)}."

    last = len(frames.months) - 1
    said = [at(0)] if last == 0 else [at(0), at(last)]
    return f"Stacked bands over months, {places.names[place]}: shares by holder. {' '.join(said)}"


def _line(frames: Frames, measure: Measure, place: int) -> dict[str, Any]:
    values = frames.values[measure.id][place]
    rows = [{"month": m, "date": frames.months[m], "value": value} for m, value in enumerate(numbers(values))]
    params, now = _now(frames)
    style = _style(measure, float(np.nanmax(values, initial=0.0)))
    top = {"domainMin": 0} if measure.top is None else {"domain": [0, measure.top]}
    y = {
        "field": "value",
        "type": "quantitative",
        "axis": {"title": f"{measure.label}, {measure.unit}", "format": style, "tickCount": 5},
        "scale": top,
    }
    told = [{"field": "date", "title": "Month"}, {"field": "value", "title": measure.label, "format": style}]
    told[1]["type"] = "quantitative"
    alone = len(rows) == 1
    known = [m for m in range(len(rows)) if np.isfinite(values[m])]
    said = [f"{frames.months[m]} {in_figures(float(values[m]), measure.unit)}" for m in _ends(known)]
    return {
        "chart": {
            "width": "container",
            "height": HEIGHT,
            "params": params,
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "line", "point": alone, "stroke": ink("series0")},
                    "encoding": {"x": _axis(frames), "y": y, "tooltip": told},
                },
                now,
            ],
        },
        "table": Table(
            ("Month", f"{measure.label}, {measure.unit}"),
            tuple((frames.months[m], in_figures(float(v), measure.unit)) for m, v in enumerate(values)),
            measure.meaning,
        ),
        "said": f"Line over months: {measure.label.lower()}. {listing(said)}.",
        "note": measure.meaning,
    }


def _style(measure: Measure, largest: float) -> str:
    if measure.kind == "share":
        return ".0%"
    return "~s" if largest >= 1000 else ",.0f" if largest >= 10 else ".2~f"


def _ends(known: list[int]) -> list[int]:
    return known if len(known) < 2 else [known[0], known[-1]]
