"""The printed result of a search for the worlds in which something happens."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box as boxes
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.belief import Belief
from irenic.analysis.discover.box import Fit, Limit
from irenic.analysis.discover.find import Found
from irenic.analysis.discover.question import WorldInputs
from irenic.analysis.discover.sentences import (
    base_sentence,
    box_sentence,
    elsewhere,
    nothing_sentence,
    outside_sentence,
    p_value,
)
from irenic.analysis.discover.survey import Discovery
from irenic.analysis.discover.words import clauses, quantile_of, sentence
from irenic.analysis.wording import listing, percent, plain
from irenic.cli.tables import print_header
from irenic.parameters import ParameterTable
from irenic.study import Study

WEIGHTED = "Shares are of weight; numbers of worlds are of equal ones."


def print_discovery(
    console: Console, study: Study, discovery: Discovery, belief: Belief | None = None
) -> None:
    """Print where something happens, the evidence for it, a second opinion and what is left out.

    Parameters
    ----------
    console : where to
    study, discovery : a study, `discover` of one of its questions
    belief : how much each world counted; None for alike
    """
    print_header(console, study.manifest, belief)
    if belief is not None:
        console.print(Text(WEIGHTED + "\n"))
    question = discovery.question
    console.print(Text(f"In which worlds is it so that {plain(question.words)}?\n", style="bold"))
    if question.asked == 0:
        console.print("No run of this study can tell: the outcomes it asks of are missing everywhere.")
        return
    console.print(Text(base_sentence(discovery)))
    if not discovery.found:
        _print_nothing(console, discovery)
    for place, found in enumerate(discovery.boxes):
        if found.box is not None:
            _print_box(console, found, discovery, place)
    if discovery.found:
        console.print(Text(f"\n{outside_sentence(discovery)}\n"))
    console.print(Text(_tree(discovery)))
    console.print(Text(f"\n{study.manifest.notice}."))


def _print_nothing(console: Console, discovery: Discovery) -> None:
    plainly = Text("\nNo set of inputs singles these worlds out better than chance.", style="bold")
    console.print(plainly.append(f" {nothing_sentence(discovery)}\n", style="not bold"))


def _print_box(console: Console, found: Found, discovery: Discovery, place: int) -> None:
    assert found.box is not None
    assert found.train is not None
    assert found.test is not None
    console.print(Text(f"\nIt is so {sentence(found, discovery.inputs.table)}:", style="bold"))
    console.print(Text(box_sentence(found, place)))
    console.print(_limits(found.box.limits, discovery.inputs))
    console.print(_fits(found.train, found.test))
    console.print(Text(_evidence(found)))


def _limits(limits: Sequence[Limit], known: WorldInputs) -> Table:
    meanings = {one.name: said for one, said in zip(known.inputs, known.meanings, strict=True)}
    table = Table(box=boxes.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Input", overflow="fold")
    table.add_column("Meaning", overflow="fold", max_width=34)
    table.add_column("Limit", overflow="fold")
    table.add_column("Unit", overflow="fold", max_width=18)
    for head in ("Of prior", "p"):
        table.add_column(head, justify="right")
    for limit in limits:
        name = limit.input.name
        table.add_row(
            Text(plain(name)),
            Text(plain(meanings[name])),
            Text(_limit(limit)),
            Text(plain(limit.input.unit)),
            _kept(limit, known.table),
            p_value(limit.p_test),
        )
    return table


def _limit(limit: Limit) -> str:
    if limit.low is not None:
        return f"at least {limit.low:.3g}"
    if limit.high is not None:
        return f"at most {limit.high:.3g}"
    return "not " + listing([f"{code:g}" for code in limit.without])


def _kept(limit: Limit, table: ParameterTable | None) -> str:
    """Share of the prior that a limit keeps."""
    share = quantile_of(limit, table)
    if limit.low is not None:
        return f"top {percent(1.0 - share)}"
    return f"bottom {percent(share)}" if limit.high is not None else percent(share)


def _fits(train: Fit, test: Fit) -> Table:
    table = Table(box=boxes.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for head in ("Worlds", "In the box", "Coverage", "Density", "Elsewhere", "All worlds"):
        table.add_column(head, justify="right")
    for name, fit in (("searched", train), ("test", test)):
        table.add_row(
            name,
            f"{fit.worlds:,.0f}",
            f"{fit.inside:,.0f}",
            *(percent(share) for share in (fit.coverage, fit.density, elsewhere(fit), fit.base)),
        )
    return table


def _evidence(found: Found) -> str:
    text = (
        "The test worlds had no part in the search. p of a limit: chance that the box without it is "
        f"as dense by luck, in the test worlds. Of the whole box there: {p_value(found.p_test)}."
    )
    if found.permutations:
        text += (
            f" Of the search, among {found.permutations} shuffles of the answers: {p_value(found.p_search)}."
        )
    return text


def _tree(discovery: Discovery) -> str:
    tree = discovery.tree
    if tree.first is None or tree.test is None:
        text = "A second opinion, a regression tree pruned by cross-validation, keeps no split"
        return text + (": it does not see what the box says." if discovery.found else " either.")
    said = clauses(tree.region, discovery.inputs.table)
    name, value = tree.first
    text = (
        f"A second opinion, a tree of {tree.leaves} leaves, first splits at {name} = {value:.3g} and uses "
        f"{listing(tree.inputs)}; it is so most often where {said}. What it calls holds "
        f"{percent(tree.test.coverage)} of all cases, at {percent(tree.test.density)} (test worlds)."
    )
    if not discovery.found:
        return text + " No box confirms it."
    named = {name for one in discovery.boxes if one.box is not None for name in one.box.names}
    both = [name for name in tree.inputs if name in named]
    alone = [name for name in tree.inputs if name not in named]
    missed = sorted(named - set(tree.inputs))
    parts = [f"both name {listing(both)}"] if both else ["they name no input in common"]
    parts += [f"only the tree {listing(alone)}"] if alone else []
    parts += [f"only the boxes {listing(missed)}"] if missed else []
    said = "; ".join(parts)
    alike = f"They call {percent(tree.agreement)} of test worlds alike."
    return f"{text} {said[0].upper()}{said[1:]}. {alike}"
