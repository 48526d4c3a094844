"""Sensitivity bars: which uncertainties drive an answer, and how much is luck."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from irenic.analysis.sensitivity import Driver, Drivers
from irenic.analysis.sensitivity.words import TOP, is_clear, sentences, title_of, unclear
from irenic.analysis.wording import listing, percent, span
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.rows import LETTERS, Rows
from irenic.figures.theme import ink
from irenic.figures.words import four, lines, named, shown, slug

LUCK, TOGETHER = "Luck", "Inputs acting together"


def driver_bars(drivers: Drivers) -> Figure:
    """Return bars of what drives an answer.

    Parameters
    ----------
    drivers : by `drivers_given`, `drivers_by_morris` or `drivers_by_sobol`
    """
    said = [shown(sentence) for sentence in sentences(drivers)]
    rest = "" if drivers.settled else unclear(drivers)
    return Figure(
        name=f"drivers-{drivers.question.kind}-{slug(drivers.question.outcome.id)}",
        title=_title(drivers),
        alt=" ".join(["Bars of what drives an answer.", *said]),
        table=_table(drivers),
        chart=_chart(drivers),
        note=" ".join(part for part in (_reading(drivers), rest) if part),
    )


def _title(drivers: Drivers) -> str:
    question = drivers.question
    label, names = shown(question.outcome.label), [named(shown(name)) for name in question.strategies]
    subject = {
        "outcome": label,
        "difference": f"How much {listing(names)} differ on {_low(label)}",
        "best": f"Who is best on {_low(label)}",
    }[question.kind]
    if drivers.settled:
        return f"{subject}: the same in every run"
    luck = _luck(drivers)
    clear = next((d for d in drivers.inputs if is_clear(d) and d.share > 0), None)
    if clear is None:
        return f"{subject} turns on no single uncertainty{luck}"
    why = f" ({shown(clear.meaning)})" if clear.meaning else ""
    return f"{subject} turns most on {shown(clear.name)}{why}{luck}"


def _luck(drivers: Drivers) -> str:
    found = drivers.luck
    if found is None or drivers.method == "morris":
        return ""
    return f"; luck is {percent(found.share if found.total is None else found.total)} of it"


def _low(label: str) -> str:
    return label[:1].lower() + label[1:]


def _reading(drivers: Drivers) -> str:
    if drivers.method == "morris":
        return (
            "Bars are mean absolute effects of a step of half an input's range, in standard deviations of a "
            "run; grey ones cannot be told from none."
        )
    more = (
        " The hollow bar adds what an input does together with others." if drivers.method == "sobol" else ""
    )
    return (
        "Bars are shares of the variance between runs that an input explains alone, the thin line its 90% "
        f"interval; grey ones cannot be told from none.{more}"
    )


def _shown(drivers: Drivers) -> list[tuple[str, Driver]]:
    """Inputs that matter, largest first, then luck and what inputs do together."""
    inputs = [d for d in drivers.inputs if d.matters][:TOP] or list(drivers.inputs[:3])
    found = [(_named(d), d) for d in inputs]
    if drivers.luck is not None:
        found.append((LUCK, drivers.luck))
    if drivers.together is not None:
        found.append((TOGETHER, drivers.together))
    return found


def _named(driver: Driver) -> str:
    meaning = shown(driver.meaning)
    return f"{shown(driver.name)}: {meaning}" if meaning else shown(driver.name)


def _chart(drivers: Drivers) -> Any:
    bars = _shown(drivers)
    if not bars:
        bars = [("Nothing: the same in every run", Driver("none", "none", "", 0.0, 0.0, 0.0))]
    rows = [_row(drivers, label, driver) for label, driver in bars]
    ends = [float(row.get(k, 0.0)) for row in rows for k in ("high", "share", "total")]
    top = max([*ends, 0.05])
    layout = Rows(rows, (0.0, four(1.02 * top)), right=112)
    form = "~g" if drivers.method == "morris" else "~%"
    axis = alt.Axis(orient="top", format=form, tickCount=4, grid=False, labelOverlap="parity")
    keys = ["clear", "luck", "unclear"]
    inks = [ink("accent"), ink("splits"), ink("unclear")]
    color = alt.Color("kind:N", scale=alt.Scale(domain=keys, range=inks), legend=None)
    base = layout.base()
    total = base.transform_filter("isValid(datum.total)")
    width: dict[str, Any] = {"strokeWidth": 12}
    return layout.chart(
        *layout.frame(),
        total.mark_rule(strokeWidth=12, opacity=0.28).encode(
            x=layout.x("zero", axis), x2="total:Q", y=layout.y(), color=color
        ),
        base.mark_rule(**width).encode(x=layout.x("zero", axis), x2="share:Q", y=layout.y(), color=color),
        base.mark_rule(strokeWidth=1.5, color=ink("text")).encode(
            x=layout.x("low", axis), x2="high:Q", y=layout.y()
        ),
        layout.hover(),
    )


def _row(drivers: Drivers, label: str, driver: Driver) -> dict[str, Any]:
    value = _value(drivers, driver.share)
    known = {"low": max(0.0, driver.low), "high": driver.high, "total": driver.total}
    numbers = {k: four(v) for k, v in known.items() if v is not None and np.isfinite(v)}
    kind = "luck" if label in (LUCK, TOGETHER) else "clear" if driver.matters else "unclear"
    total = "" if driver.total is None else f"\n{percent(driver.total)} in all"
    return {
        **numbers,
        "zero": 0,
        "share": four(max(0.0, driver.share)),
        "kind": kind,
        "label": lines(label, LETTERS),
        "words": f"{value}{total}" if driver.matters or kind == "luck" else f"{value}\nnot clear",
        "tip": f"{label}: {value} ({_interval(drivers, driver)})",
    }


def _value(drivers: Drivers, share: float) -> str:
    return f"{share:.2f} sd" if drivers.method == "morris" else percent(max(0.0, share))


def _interval(drivers: Drivers, driver: Driver) -> str:
    unit = "sd" if drivers.method == "morris" else "share"
    return span(max(0.0, driver.low), driver.high, unit)


def _table(drivers: Drivers) -> Table:
    heading = "Effect of half its range (sd)" if drivers.method == "morris" else "Share of variance, alone"
    sobol = drivers.method == "sobol"
    everything = [
        *((shown(d.name), d) for d in drivers.inputs),
        *((name, d) for name, d in ((LUCK, drivers.luck), (TOGETHER, drivers.together)) if d is not None),
    ]
    rows: list[tuple[Cell, ...]] = []
    for name, driver in everything:
        clear = "yes" if driver.matters else "no"
        row: tuple[Cell, ...] = (
            name,
            shown(driver.meaning),
            _value(drivers, driver.share),
            _interval(drivers, driver),
        )
        rows.append((*row, *([percent(driver.total)] if sobol else []), clear))
    columns = ("Input", "What it is", heading, "90% interval")
    last = ("Can be told from none",)
    return Table((*columns, *(("In all",) if sobol else ()), *last), tuple(rows), shown(title_of(drivers)))
