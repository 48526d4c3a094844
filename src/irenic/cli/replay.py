"""The command ``irenic replay``: one run of a stored study again, and what happened in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand

from irenic.cli.guard import say

if TYPE_CHECKING:
    from rich.console import Console

    from irenic.study import Study
    from irenic.study.history import Replay
    from irenic.study.replay import Replayer

CHANGES, EVERYTHING = "changes", "all"
"""What ``--trace`` shows: months in which something changed; every month."""


class ReplayCommand(TyperCommand):
    """A command whose ``--trace`` may stand without a word."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give a bare ``--trace`` its word."""
        filled = []
        for place, argument in enumerate(args):
            filled.append(argument)
            following = args[place + 1] if place + 1 < len(args) else "-"
            if argument == "--trace" and following.startswith("-"):
                filled.append(CHANGES)
        return super().parse_args(ctx, filled)


class Wanted(NamedTuple):
    """What the user asked of a run besides its story."""

    why: str | None
    against: str | None
    trace: str | None
    as_json: bool


def replay(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    *,
    strategy: Annotated[str | None, typer.Option(help="Its name.", show_default="the only one")] = None,
    world: Annotated[str, typer.Option(help="A number, median, worst or random.")] = "median",
    by: Annotated[
        str | None, typer.Option(help="Outcome to pick by.", show_default="all headline outcomes")
    ] = None,
    replicate: Annotated[
        int | None, typer.Option(help="Which draw of luck.", show_default="any; 0 for a number")
    ] = None,
    trace: Annotated[
        str | None,
        typer.Option(metavar="[all|PHASE]", help="Why phases started or not; alone: changes only."),
    ] = None,
    why: Annotated[
        str | None, typer.Option(metavar="WHAT", help="Causes of a change, such as control:sirte:7.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="STRATEGY[:WORLD[:REPLICATE]]", help="What differs in another run."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Replay one run of a study exactly: what happened, month by month."""
    from irenic.analysis.pick import pick
    from irenic.study import open_study
    from irenic.study.replay import Replayer, refuse_other_code

    opened = open_study(folder)
    wanted = Wanted(why, against, trace, as_json)
    name = _strategy(opened, strategy)
    _check_wanted(opened, name, wanted)
    refuse_other_code(opened)
    picked = pick(opened, name, world, by=by, replicate=replicate)
    other = None if against is None else _other_run(opened, against, (picked.world, picked.replicate))
    if sys.stderr.isatty():
        say("Making the model ready; the first replay of a case compiles it, which may take a minute.")
    replayer = Replayer(opened)
    if why is not None:  # asked before the model is compiled, so that a slip costs no time
        from irenic.analysis.explain.answers import known_of
        from irenic.analysis.explain.asked import read_question

        read_question(why, known_of(replayer.arrays, opened.manifest.months, replayer.case))
    run = replayer.replay(name, picked.world, picked.replicate)
    _show(run, replayer, (picked, other), wanted)


def _show(run: Replay, replayer: Replayer, known: tuple[Any, Any], wanted: Wanted) -> None:
    from irenic.cli.screen import page

    picked, other = known
    console = page()
    if wanted.as_json and wanted.why is None and wanted.against is None:
        typer.echo(_document(run, picked, wanted.trace))
        return
    if not wanted.as_json:
        _print_head(console, run, picked)
    if wanted.why is not None:
        from irenic.cli.explain import print_why

        print_why(console, run, wanted.why, wanted.as_json)
    elif wanted.against is not None:
        from irenic.cli.explain import print_difference

        print_difference(console, run, replayer.replay(*other), wanted.as_json)
    elif wanted.trace is not None:
        from irenic.analysis.rule_trace import trace
        from irenic.cli.trace_text import print_trace

        print_trace(console, run, trace(run), wanted.trace)
    else:
        from irenic.cli.replay_tables import print_story

        print_story(console, run)


def _print_head(console: Console, run: Replay, picked: Any) -> None:
    from irenic.analysis.pick import typicality
    from irenic.cli.replay_tables import print_head

    print_head(console, run, picked, typicality(run.study, run.strategy.name, run.world, run.replicate))


def _document(run: Replay, picked: Any, phase: str | None) -> str:
    from irenic.analysis.events import events_of
    from irenic.analysis.pick import typicality
    from irenic.analysis.replay_document import document_text, replay_document
    from irenic.analysis.rule_trace import trace

    typical = typicality(run.study, run.strategy.name, run.world, run.replicate)
    document = replay_document(run, picked, typical, events_of(run), trace(run))
    if phase not in (None, CHANGES, EVERYTHING):
        document["phases"] = {phase: document["phases"][phase]}
    return document_text(document)


def _strategy(opened: Study, given: str | None) -> str:
    """The strategy's name: the one given, or the only one there is."""
    from irenic.analysis.pick import runs_of
    from irenic.study.problems import study_error

    names = opened.manifest.strategy_names
    if given is None:
        if len(names) > 1:
            hint = f"Known: {', '.join(names[:8])}{f' and {len(names) - 8} more' if len(names) > 8 else ''}."
            raise study_error(
                "no_strategy", opened.path, "of several strategies", "--strategy NAME", hint, path="the study"
            )
        return names[0]
    runs_of(opened, given)
    return given


def _check_wanted(opened: Study, strategy: str, wanted: Wanted) -> None:
    """Raise a StudyError for options that exclude each other or name no phase."""
    from irenic.errors import did_you_mean, quoted
    from irenic.study.problems import study_error

    asked = [f"--{name}" for name in ("why", "against", "trace") if getattr(wanted, name) is not None]
    if len(asked) > 1:
        expected = "one of --why, --against and --trace at a time"
        raise study_error("too_many_questions", "the request", " with ".join(asked), expected, path="options")
    if wanted.trace in (None, CHANGES, EVERYTHING):
        return
    phases = next(s.phases for s in opened.manifest.strategies if s.name == strategy)
    if wanted.trace not in phases:
        hint = did_you_mean(str(wanted.trace), phases) or f"{strategy} has no phases."
        expected = f"a phase of {strategy}, or all"
        raise study_error("unknown_phase", opened.path, quoted(wanted.trace), expected, hint, path="--trace")


def _other_run(opened: Study, text: str, run: tuple[int, int]) -> tuple[str, int, int]:
    """Read ``STRATEGY[:WORLD[:REPLICATE]]``; what is left out is as in the run at hand."""
    from irenic.errors import quoted
    from irenic.study.problems import study_error

    parts = text.split(":")
    numbers = parts[1:]
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in numbers):
        expected = "STRATEGY, STRATEGY:WORLD or STRATEGY:WORLD:REPLICATE with whole numbers"
        raise study_error("bad_run", "the request", quoted(text), expected, path="--against")
    world, replicate = (int(n) for n in (*numbers, *(str(r) for r in run[len(numbers) :])))
    for name, value, count in (
        ("world", world, opened.manifest.worlds),
        ("replicate", replicate, opened.manifest.replicates),
    ):
        if value >= count:
            path = f"--against, {name}"
            raise study_error("out_of_range", opened.path, str(value), f"0 to {count - 1}", path=path)
    return _strategy(opened, parts[0]), world, replicate
