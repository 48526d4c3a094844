"""Whether worlds are enough, in words."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.belief import Belief
from irenic.analysis.enough import Enough, Forecast, Replicates
from irenic.analysis.wording import figure, percent, span
from irenic.cli.tables import print_header
from irenic.study import Study

VERDICTS = {
    "holds": "that it holds (in at least two thirds of worlds)",
    "fails": "that it fails (it holds in at most a third of worlds)",
    "mixed": "that it is mixed (it holds in between a third and two thirds of worlds)",
}


def print_enough(
    console: Console, study: Study, found: Sequence[Enough], chance: float, belief: Belief | None = None
) -> None:
    """Print what is settled, and what it would take.

    Parameters
    ----------
    console : where to
    study, found : a study, and what was asked of it
    chance : of ever settling for a wrong answer
    belief : how much each world counted; None for alike
    """
    print_header(console, study.manifest, belief)
    if belief is not None:
        each = belief.worlds / belief.effective
        console.print(
            Text(
                f"Numbers of worlds below are of equal ones; it takes about {each:.3g} weighted worlds of "
                "this study for one.\n"
            )
        )
    if found[0].kind == "winner":
        console.print(winner_table(found))
        console.print(Text(_ranking(found)))
    else:
        console.print(Text(f"{found[0].asked}\n", style="bold"))
        for one in found:
            console.print(Text(sentence(one)))
    if found[0].skipped > 0:
        console.print(Text(f"{percent(found[0].skipped)} of worlds say nothing to this and are left out."))
    if advice := replicate_sentence(found):
        console.print(Text("\n" + advice))
    console.print(
        Text(
            "\nEnough: the chance of ever settling for a wrong answer, looking after every world, is at most "
            f"{percent(chance)}. What it may take is from imagined studies that go on from this one: their "
            "median, in brackets the range of 8 in 10; + stands for more."
        )
    )
    console.print(Text(f"\n{study.manifest.notice}."))


def sentence(one: Enough) -> str:
    """Return whether one question about a proposition is settled, in words."""
    say = {"verdict": _verdict, "width": _width, "average": _average}
    return say[one.kind](one)


def _verdict(one: Enough) -> str:
    need = one.need
    state = f"It holds in {_now(one)} of {need.worlds:,} worlds."
    if need.settled_at is None:
        return (
            f"{need.worlds:,} worlds are not enough to say whether it holds, fails or is mixed. {state} "
            + _takes(one, "the share may lie on a boundary between verdicts")
        )
    return f"{need.settled_at:,} worlds would have been enough to say {VERDICTS[need.answer or '']}. {state}"


def _width(one: Enough) -> str:
    need = one.need
    if need.settled_at is None:
        return f"{need.worlds:,} worlds are not enough for a share as narrow as asked. {_takes(one, '')}"
    return f"{need.settled_at:,} worlds would have been enough for a share {need.answer}."


def _average(one: Enough) -> str:
    need = one.need
    if one.low == one.high == 0.0:
        return "Both sides of the comparison are the same in every world."
    if need.settled_at is None:
        return (
            f"{need.worlds:,} worlds are not enough to say which side is larger on average: left less right "
            f"is {_with_unit(_now(one), one.unit)}. {_takes(one, 'on average there may be no difference')}"
        )
    by = _with_unit(figure(abs(one.estimate), one.unit), one.unit)
    return (
        f"On average over worlds the left side is {need.answer}, by {by}: {need.settled_at:,} worlds would "
        "have been enough to say so."
    )


def _now(one: Enough) -> str:
    return f"{figure(one.estimate, one.unit)} [{span(one.low, one.high, one.unit)}]"


def _with_unit(text: str, unit: str) -> str:
    """A figure with its unit in short; per cent needs none."""
    return text if not unit or unit.startswith("share") else f"{text} ({unit})"


def _takes(one: Enough, why: str) -> str:
    """What an open question may take; `why` it may never be settled."""
    forecast = one.need.forecast
    if forecast is None:
        return "It may take far more."
    if forecast.median is None:
        return f"It would take more than {forecast.most:,}" + (f": {why}." if why else ".")
    return f"It may take about {forecast_words(forecast)}."


def forecast_words(forecast: Forecast) -> str:
    """Return a forecast such as ``8,192 [4,096-131,072+]``; + stands for more."""
    middle, low, high = (
        f"{forecast.most:,}+" if n is None else f"{n:,}"
        for n in (forecast.median, forecast.low, forecast.high)
    )
    return f"{middle} [{low}-{high}]" if forecast.low is not None else middle


def winner_table(found: Sequence[Enough]) -> Table:
    """Return one line an outcome: first, second, by how much, and worlds that settle it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("Best on average", "first", "second"):
        table.add_column(head, overflow="fold")
    for head in ("ahead by", "enough", "may take"):
        table.add_column(head, justify="right", no_wrap=True)
    for one in found:
        need = one.need
        same = one.low == one.high == 0.0
        settled = "same" if same else "-" if need.settled_at is None else f"{need.settled_at:,}"
        forecast = "" if need.forecast is None or same else forecast_words(need.forecast)
        cells = (one.asked, one.first, one.second, figure(one.estimate, one.unit), settled, forecast)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _ranking(found: Sequence[Enough]) -> str:
    worlds = found[0].need.worlds
    done = [one.need.settled_at for one in found if one.need.settled_at is not None]
    if len(done) == len(found):
        return f"{max(done):,} worlds would have been enough to name the best on all {len(found)} outcomes."
    return (
        f"{worlds:,} worlds are enough to name the best on {len(done)} of {len(found)} outcomes (means over "
        "worlds; where the first two are hardly apart, more worlds show only that)."
    )


def replicate_sentence(found: Sequence[Enough]) -> str:
    """Return what more replicates, instead of more worlds, would do; empty where nothing is known."""
    known = [one.replicates for one in found if one.replicates is not None]
    if not known:
        return ""
    now = known[0].now
    gain = sorted(r.error_best / r.error_now for r in known if r.error_now > 0)
    parts = []
    if gain and known[0].for_average < now:
        parts.append(
            f"For an average, the same number of runs in more worlds with {known[0].for_average} replicate "
            f"each, instead of {now}, would have {percent(gain[len(gain) // 2])} of the error."
        )
    if found[0].kind != "winner":
        parts.append(_single_worlds(known[0]))
    return " ".join(parts)


def _single_worlds(known: Replicates) -> str:
    if known.for_worlds is None:
        return "Worlds differ by no more than luck: no number of replicates tells them apart."
    return (
        "To tell what a single world says from luck (four fifths of the variance its own), "
        f"{known.for_worlds:,} replicates are needed; the study has {known.now}."
    )
