"""Page on what the priors say before any strategy is compared (decisions D15, D26)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from irenic.analysis.averages import Floats
from irenic.analysis.ensemble import Runs
from irenic.analysis.pages.examined import Examined, dated_events, drawn, page
from irenic.analysis.pages.history_marks import history_lines, history_verdicts
from irenic.analysis.pages.markdown import exact, figure, listing, paragraph, table
from irenic.analysis.prior_check import REPORTED, WIDEST, YEAR, Band, band, growth, yearly
from irenic.case import CaseArrays
from irenic.record.figures import Recorded, figures

FILE = "prior-predictive.md"
GROWTH_MEDIAN = (1.15, 1.5)
GROWTH_BAND = (0.8, 2.0)
ABOUT = 0.1
"""Decision D26 says "about": a tenth to either side passes."""

HALF_YEAR = 6


class Quantity(NamedTuple):
    """One row: label, unit, values of every run, and the record's range and words (None without one)."""

    label: str
    unit: str
    values: Floats
    recorded: tuple[float, float] | None = None
    words: str = ""
    is_mark: bool = False

    @property
    def band(self) -> Band:
        """Over runs."""
        return band(self.values)

    @property
    def verdict(self) -> str:
        """In words; empty where nothing was recorded."""
        if self.recorded is None:
            return ""
        inside = self.band.holds(*self.recorded)
        narrow = self.band.ratio <= WIDEST
        failures = [*([] if inside else ["record outside"]), *([] if narrow else ["band too wide"])]
        return " and ".join(failures) or "met"


def prior_predictive(examined: Examined, runs: Mapping[str, Runs]) -> str:
    """The page.

    Parameters
    ----------
    examined : the case
    runs : of "nothing", and of "history" and "history_unforced" where the case has them
    """
    rows = quantities(examined, runs["nothing"])
    marks = [
        *_death_marks(rows),
        *_growth_marks(examined, runs["nothing"]),
        *history_verdicts(runs),
    ]
    lines = [
        *paragraph(
            "What the model says before any strategy is compared, beside what was recorded. Bands are 5%,",
            "50% and 95% points over runs, worlds and luck together, since a record is one draw of both.",
            "Where a prior or a piece of structure was changed for a reason found here, `model-notes.md`",
            "says so.",
        ),
        "## Marks", "",
        *table(("Mark", "Found", "Verdict"), marks, words=3),
        "## Nobody acts", "",
        *_quantity_table(rows),
        *_reading_notes(examined),
        *_with_history(examined, runs),
        *history_lines(examined, runs),
    ]  # fmt: skip
    return page("What the priors say by themselves", lines, examined, drawn(examined))


def quantities(examined: Examined, runs: Runs) -> list[Quantity]:
    """Rows of the table for one strategy.

    Parameters
    ----------
    examined, runs : the case, and a strategy's runs
    """
    start = examined.worlds.fighters[examined.arrays.extremist].sum(0)
    strength = runs.monthly("extremist_strength")
    half, year = (growth(strength, start, month) for month in (HALF_YEAR, YEAR))
    return [
        *_deaths(examined, runs),
        Quantity(f"Growth of the extremist, month {HALF_YEAR}", "ratio", half, *_growth_record(examined)),
        Quantity(f"Growth of the extremist, month {YEAR}", "ratio", year),
        *_dated(examined, runs, "acceptance", "Acceptance"),
        *_dated(examined, runs, "displaced", "Displaced"),
        *(_crossings(examined, runs) if "crossings" in runs.series else []),
    ]


def _deaths(examined: Examined, runs: Runs) -> list[Quantity]:
    per_year = yearly(runs.monthly("deaths"))
    found = figures(examined.record, "deaths_year")
    span = (min(r.low for r in found), max(r.high for r in found)) if found else None
    words = f"{exact(span[0])}-{exact(span[1])}" if span else ""
    kinds = {
        "mean of the run": per_year.mean(-1),
        "first year": per_year[..., 0],
        f"any of the {per_year.shape[-1]} years": per_year,
    }
    simulated = [Quantity(f"Deaths a year, {kind}", "persons", values) for kind, values in kinds.items()]
    reported = [
        Quantity(f"... x {REPORTED} reported, {kind}", "persons", REPORTED * values, span, words, True)
        for kind, values in kinds.items()
    ]
    return [*simulated, *reported]


def _growth_record(examined: Examined) -> tuple[tuple[float, float] | None, str]:
    by_month = {row.month(examined.arrays): row for row in figures(examined.record, "strength")}
    if not {0, HALF_YEAR} <= by_month.keys():
        return None, ""
    first, then = by_month[0].value, by_month[HALF_YEAR]
    words = f"{then.value / first:.2f} ({then.low / first:.2f}-{then.high / first:.2f})"
    return (then.value / first, then.value / first), words


def _dated(examined: Examined, runs: Runs, name: str, label: str) -> list[Quantity]:
    """Rows of a series at the months of its record, or at the end of the first year without one."""
    series = runs.monthly(name)
    unit = "persons" if name == "displaced" else "index"
    dated = [(row.month(examined.arrays), row) for row in figures(examined.record, name)]
    inside = [(month, row) for month, row in dated if month is not None and 1 <= month <= series.shape[-1]]
    if not inside:
        return [Quantity(f"{label}, month {YEAR}", unit, series[..., YEAR - 1])]
    return [
        Quantity(
            f"{label}, month {month} ({row.period})",
            unit,
            series[..., month - 1],
            (row.low, row.high),
            _range(row),
        )
        for month, row in inside
    ]


def _crossings(examined: Examined, runs: Runs) -> list[Quantity]:
    """Mean of each simulated year against the calendar year that it mostly covers."""
    level = yearly(runs.monthly("crossings")) / YEAR
    by_year = {row.period: row for row in figures(examined.record, "crossings_month")}
    rows = []
    for number in range(level.shape[-1]):
        row = by_year.get(calendar_year(examined.arrays, number * YEAR + HALF_YEAR))
        recorded = (None, "") if row is None else ((row.low, row.high), _range(row))
        rows.append(
            Quantity(f"Crossings a month, year {number + 1}", "persons", level[..., number], *recorded)
        )
    return rows


def calendar_year(arrays: CaseArrays, month: int) -> str:
    """The calendar year in which a month of the simulation lies.

    Parameters
    ----------
    arrays : the case
    month : 1 for the first after the start
    """
    return str(arrays.start_year + (arrays.start_month - 1 + month) // 12)


def _range(row: Recorded) -> str:
    if row.low == row.high:
        return exact(row.value)
    return f"{exact(row.value)} ({exact(row.low)}-{exact(row.high)})"


def _quantity_table(rows: list[Quantity]) -> list[str]:
    heads = ("Quantity", "5%", "50%", "95%", "95% / 5%", "Record", "Record inside")
    return table(heads, (_quantity_row(row) for row in rows))


def _quantity_row(row: Quantity) -> list[str]:
    found = row.band
    inside = "" if row.recorded is None else "yes" if found.holds(*row.recorded) else "**no**"
    numbers = [figure(x) for x in found]
    return [row.label, *numbers, figure(found.ratio), row.words, inside]


def _death_marks(rows: list[Quantity]) -> list[list[str]]:
    """D15 for each way of reading "deaths a year"; the record is one of single years."""
    found = []
    for row in rows:
        if not row.is_mark or row.recorded is None:
            continue
        low, median, high = (figure(x) for x in row.band)
        what = row.label.removeprefix("... ")
        mark = f"Deaths a year {what}: the record ({row.words}) inside the band, ratio at most {WIDEST:g}"
        text = f"{low} - {median} - {high}, ratio {figure(row.band.ratio)}"
        found.append([f"D15. {mark}", text, _in_words(row.verdict)])
    return found


def _growth_marks(examined: Examined, runs: Runs) -> list[list[str]]:
    start = examined.worlds.fighters[examined.arrays.extremist].sum(0)
    found = band(growth(runs.monthly("extremist_strength"), start, HALF_YEAR))
    centred = GROWTH_MEDIAN[0] <= found.median <= GROWTH_MEDIAN[1]
    ends = zip((found.low, found.high), GROWTH_BAND, strict=True)
    spread = all(abs(end / aim - 1.0) <= ABOUT for end, aim in ends)
    name = f"D26. Growth of the extremist at month {HALF_YEAR}"
    low, high = GROWTH_MEDIAN
    return [
        [f"{name}: median {low}-{high}", f"{found.median:.2f}", "met" if centred else "**missed**"],
        [
            f"{name}: 5-95% about {GROWTH_BAND[0]}-{GROWTH_BAND[1]:g} (within a tenth)",
            f"{found.low:.2f}-{found.high:.2f}",
            "met" if spread else "**missed**",
        ],
    ]


def _in_words(verdict: str) -> str:
    return verdict if verdict == "met" else f"**missed**: {verdict}"


def _reading_notes(examined: Examined) -> list[str]:
    sources = sorted({row.source for row in figures(examined.record, "deaths_year")})
    deaths = [f"Deaths: {listing(sources)}."] if sources else []
    return paragraph(
        f"Event data miss deaths: the model's are multiplied by {REPORTED}, the median of the share",
        "reported (the model's prior of rho), before they are compared. The record is of single years, so",
        "the row of any year is the like-for-like one. In the record much *was* done, so figures after the",
        "first months are not those of a world in which nobody acts; where the case has a strategy of what",
        "was done, the next table sets the same quantities under it. Crossings hardly differ between",
        "worlds: the range of their level is not drawn, and where the level was itself taken from the",
        "years compared, they are no test. Recorded acceptance is a judgement.",
        *deaths,
    )


def _with_history(examined: Examined, runs: Mapping[str, Runs]) -> list[str]:
    if "history" not in runs:
        return []
    events = dated_events(examined.strategies["history"])
    forced = f", and events forced as recorded: {events}" if events else ""
    return [
        "## The same under what was done",
        "",
        *paragraph(
            f"Strategy `history`: the dated outside actions{forced}.",
            "No mark applies; the last column says whether the record lies in the band.",
        ),
        *_quantity_table(quantities(examined, runs["history"])),
    ]
