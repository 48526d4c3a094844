"""The command ``irenic claims``: the claims of a case, and how each is tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from irenic.analysis.choose import names_in

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from irenic.analysis.claims import Claim


def claims(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case file, or a shipped case's name.")],
    only: Annotated[
        str, typer.Option(help="Print these in full, such as C10,C12; 'all' for every one.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List the claims of a case: what each says, how it is tried, what the record says."""
    known = claims_of(case)
    chosen = _chosen(known, only, case)
    if as_json:
        from irenic.analysis.claims.wording import claims_document
        from irenic.analysis.document import as_json as to_json
        from irenic.study.manifest import NOTICE

        typer.echo(to_json({"schema_version": 1, "notice": NOTICE, "claims": claims_document(chosen)}))
        return
    from irenic.cli.screen import page

    console = page()
    if only:
        for claim in chosen:
            _print_claim(console, claim)
        return
    console.print(_table(chosen))
    tested = sum(claim.holds_when is not None for claim in chosen)
    console.print(
        f"{len(chosen)} claims, {tested} of them with a test. One in full: irenic claims {case} --only ID"
    )


def claims_of(case: str) -> tuple[Claim, ...]:
    """Return the claims in the file beside a case's file.

    Parameters
    ----------
    case : a case file, or a shipped case's name

    Raises
    ------
    CaseError, StrategyError, ClaimError : with every problem of the file
    """
    from irenic.analysis.claims import FILE, load_claims
    from irenic.case import case_arrays, load_case
    from irenic.case.shipped import case_path
    from irenic.strategy import load_case_strategies

    arrays = case_arrays(load_case(case))
    folder = case_path(case)[0].parent
    return load_claims(folder / FILE, arrays, load_case_strategies(folder, arrays))


def _chosen(known: tuple[Claim, ...], wanted: str, case: str) -> tuple[Claim, ...]:
    from irenic.errors import ClaimError, Problem, did_you_mean, quoted

    ids = {claim.id: claim for claim in known}
    asked = names_in(wanted)
    if not asked or asked == ["all"]:
        return known
    problems = [
        Problem(
            "unknown_claim", case, None, "claims", quoted(one), "a claim of the case", did_you_mean(one, ids)
        )
        for one in asked
        if one not in ids
    ]
    if problems:
        raise ClaimError(problems)
    return tuple(ids[one] for one in dict.fromkeys(asked))


def _table(listed: Sequence[Claim]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from irenic.analysis.wording import plain

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), collapse_padding=True)
    table.add_column("Claim", no_wrap=True)
    table.add_column("It says", overflow="fold")
    table.add_column("Tested", no_wrap=True)
    table.add_column("Record", no_wrap=True)
    table.add_column("Other reading", overflow="fold")
    for claim in listed:
        other = claim.other_reading.verdict if claim.other_reading is not None else "-"
        tested = f"{claim.months} months" if claim.holds_when is not None else "no"
        table.add_row(Text(claim.id), Text(plain(claim.wording)), tested, claim.record.verdict, other)
    return table


def _print_claim(console: Console, claim: Claim) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from irenic.analysis.wording import plain

    console.print(Text(plain(f"{claim.id}  {claim.wording}"), style="bold"))
    for head, text in _lines(claim):
        console.print(Padding(Text(plain(f"{head}: {text}")), (0, 0, 0, 2)))
    console.print()


def _lines(claim: Claim) -> list[tuple[str, str]]:
    """Heads and texts of a claim in full; those that say nothing are left out."""
    from irenic.analysis.claims.wording import arm_in_words, as_sentence, asked_in_words, reading_in_words

    lines = [("In the article", claim.article), ("Mechanism", claim.mechanism)]
    for name, arm in claim.arms.items():
        label = f" ({arm.label})" if arm.label else ""
        lines.append((f"Arm {name}{label}", arm_in_words(arm)))
    if claim.given is not None:
        lines += [("Only worlds where", asked_in_words(claim.given)), ("  as written", str(claim.given))]
    if claim.holds_when is not None:
        held = f"over {claim.months} months, {asked_in_words(claim.holds_when)}"
        lines += [("It holds where", held), ("  as written", str(claim.holds_when))]
    lines += [
        ("Tolerance", claim.tolerance),
        ("Not tested", claim.untestable),
        ("Record", f"{reading_in_words(claim.record)}. {as_sentence(claim.record.reason)}"),
    ]
    if claim.other_reading is not None:
        other = claim.other_reading
        lines.append(("Other reading", f"{reading_in_words(other)}. {as_sentence(other.reason)}"))
    lines += [("What would change it", claim.evidence), ("What the model cannot say", claim.model_limits)]
    return [(head, text) for head, text in lines if text]
