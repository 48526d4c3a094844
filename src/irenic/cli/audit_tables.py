"""The printed ledger: disagreements with the record first, then claim by claim."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.audit.ledger import Ledger, Line
from irenic.analysis.audit.words import (
    STANDING,
    boundary_sentences,
    box_sentence,
    counts_sentence,
    evidence_sentence,
    limits_sentences,
    nearest_sentence,
    percent,
    record_counts,
    record_sentences,
    sentence_of_tests,
    sizes_sentence,
    span,
    verdict_sentences,
    worlds_sentence,
)
from irenic.analysis.wording import NONE, plain

STYLES = {"holds": "green", "fails": "red", "mixed": "yellow", "can't tell": "dim"}


def print_ledger(console: Console, ledger: Ledger, *, full: bool = False) -> None:
    """Print a ledger.

    Parameters
    ----------
    console : where to
    ledger : as `irenic.analysis.audit.audit` fills it
    full : every claim in full as well
    """
    console.print(Text(f"{ledger.notice}.", style="bold"))
    console.print(Text(f"{plain(ledger.title)} ({ledger.case}): the claims on trial"))
    console.print(Text(f"{sizes_sentence(ledger)}\n"))
    if said := worlds_sentence(ledger):
        console.print(Text(f"{said}\n"))
    style = "" if ledger.tests == "same" else "bold"
    console.print(Text(sentence_of_tests(ledger), style=style))
    console.print(Text(counts_sentence(ledger)))
    console.print(Text(record_counts(ledger)))
    console.print(ledger_table(ledger))
    console.print(
        Text(
            "Holds in: share of worlds, luck averaged out, with its 90% interval (Jeffreys). Holds from two "
            "thirds up, fails up to one third, mixed between. Luck: share of the margin's variance between "
            "runs. Stable: share of resamples with the same verdict, the least of all kinds; under 80% the "
            "verdict is withdrawn (in brackets).\n"
        )
    )
    if full:
        for line in ledger.by_disagreement:
            print_line(console, line)
        look = f"irenic replay {ledger.study} --strategy NAME --world NUMBER"
        console.print(Text(f"A world's run, for a strategy of the study: {look}."))
    else:
        console.print(Text("A claim in full: --only ID; all of them: --full."))
    console.print(Text(f"{ledger.notice}."))


def ledger_table(ledger: Ledger) -> Table:
    """Return a row a claim, grouped by how model and record stand to each other."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Claim", overflow="fold", ratio=1)
    table.add_column("Model", overflow="fold", max_width=12)
    table.add_column("Record", overflow="fold", max_width=16)
    for head in ("Holds in", "Luck", "Stable"):
        table.add_column(head, justify="right", overflow="fold")
    last = ""
    for line in ledger.by_disagreement:
        if line.standing != last:
            if last:
                table.add_section()
            table.add_row(Text(STANDING[line.standing], style="bold"))
            last = line.standing
        table.add_row(*_cells(line))
    return table


def _cells(line: Line) -> tuple[Text, ...]:
    found = line.findings
    name = Text(f"{line.id}  ", style="bold").append(Text(plain(line.wording.rstrip(".")), style="not bold"))
    model = Text(line.verdict, style=STYLES[line.verdict])
    if found is not None and found.unsettled is not None:
        model.append(f"\n({found.by_rule})", style="dim")
    record = Text(NONE if line.record is None else line.record.verdict)
    if line.other_reading is not None:
        record.append(f"\nor {line.other_reading.verdict}", style="dim")
    if found is None or found.by_rule == "can't tell":
        return (name, model, record, Text(NONE), Text(NONE), Text(NONE))
    share = Text(percent(found.share.share))
    share.append(f"\n[{span(found.share.low, found.share.high)}]", style="dim")
    least = min((one.share for one in found.agreements), default=None)
    return (name, model, record, share, Text(percent(found.luck_share)), Text(percent(least)))


def print_line(console: Console, line: Line) -> None:
    """Print one claim in full."""
    console.print(Text(f"{line.id}. {plain(line.wording)}", style="bold"))
    parts = (
        [f"In the article: {line.article}", f"By: {line.mechanism}"],
        [*verdict_sentences(line), box_sentence(line)],
        record_sentences(line),
        [*boundary_sentences(line), nearest_sentence(line), evidence_sentence(line)],
        limits_sentences(line),
    )
    for part in parts:
        text = " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in part if one)
        if text:
            console.print(Text(plain(text)))
    console.print()
