"""The command ``irenic sensitivity``: which uncertainties drive an outcome, and who is best."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from irenic.analysis.choose import names_in
from irenic.cli.guard import say
from irenic.cli.weights import Weights, belief_in

if TYPE_CHECKING:
    from irenic.analysis.sensitivity import Drivers
    from irenic.study import Study


class Method(StrEnum):
    """How sensitivity is found: from the study's own worlds, or from runs of its own."""

    GIVEN = "given"
    MORRIS = "morris"
    SOBOL = "sobol"


def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    *,
    outcome: Annotated[
        str | None, typer.Option(help="Its id, or score.", show_default="the score and all headline outcomes")
    ] = None,
    strategies: Annotated[
        str,
        typer.Option(
            help="Names, with commas between; two are compared.",
            show_default="all; with runs of its own, the two that lead",
        ),
    ] = "",
    method: Annotated[
        Method, typer.Option(help="given: from the study's worlds; morris, sobol: from new runs.")
    ] = Method.GIVEN,
    worlds: Annotated[
        int | None,
        typer.Option(
            help="Points of a sobol sample (a power of two), or walks of morris.", show_default="1024, 64"
        ),
    ] = None,
    weights: Weights = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say which uncertainties drive outcomes, and which decide between strategies."""
    from irenic.study import open_study

    opened = open_study(folder)
    names = names_in(strategies)
    refuse_prior_designs(opened, method.value, weights)
    belief = belief_in(opened, weights)
    if method is Method.GIVEN:
        from irenic.analysis.sensitivity import drivers_given

        if worlds is not None:
            raise typer.BadParameter("only for --method morris or sobol; the study's worlds are used")
        with _working(as_json):
            found = drivers_given(opened, outcome, names, None if belief is None else belief.weights)
    else:
        found = _by_engine(opened, outcome, names, (method, worlds, as_json))
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.analysis.sensitivity import sensitivity_document

        typer.echo(to_json(sensitivity_document(opened, found, belief)))
        return
    from irenic.cli.driver_text import print_drivers
    from irenic.cli.screen import page

    print_drivers(page(), opened, found, whole=outcome is not None, belief=belief)


def refuse_prior_designs(opened: Study, method: str, weights: Path | None) -> None:
    """Refuse designs that cover the priors where the worlds are to be those that a record left.

    Raises
    ------
    StudyError : ``prior_design``
    """
    if method == Method.GIVEN or (weights is None and opened.manifest.points is None):
        return
    from irenic.study.problems import study_error

    worlds = "weights of worlds" if weights is not None else "a study of worlds refined by a record"
    given = f"--method {method} with {worlds}"
    expected = "worlds from the priors, as the points of that design are"
    hint = "Use --method given, which looks at the study's own worlds."
    raise study_error("prior_design", opened.path, given, expected, hint, path="--method")


def _by_engine(
    opened: Study, outcome: str | None, names: list[str], how: tuple[Method, int | None, bool]
) -> tuple[Drivers, ...]:
    from irenic.analysis.sensitivity import asked_of, by_engine
    from irenic.cli.progress import shown_progress

    method, worlds, quiet = how
    asked = asked_of(opened, outcome, names or by_engine.leading_two(opened, outcome))
    count = len(asked.strategies)
    if method is Method.MORRIS:
        walks = _walks(worlds)
        runs = by_engine.runs_of_morris(opened, count, walks)
    else:
        runs = by_engine.runs_of_sobol(opened, count, worlds or by_engine.POINTS)
    if not quiet:
        say(f"{runs:,} runs of {opened.manifest.months} months under {', '.join(asked.strategies)}.")
        say("The first call compiles the model, which may take a minute; then the bar says how long.")
    with shown_progress(quiet) as report:
        if method is Method.MORRIS:
            return by_engine.drivers_by_morris(asked, walks=walks, report=report)
        return by_engine.drivers_by_sobol(asked, points=worlds or by_engine.POINTS, report=report)


def _walks(worlds: int | None) -> int:
    from irenic.analysis.sensitivity.by_engine import WALKS

    if worlds is not None and not 2 <= worlds <= 65536:
        raise typer.BadParameter("expected 2 to 65536 walks", param_hint="--worlds")
    return worlds or WALKS


def _working(quiet: bool) -> AbstractContextManager[object]:
    """Show on a terminal that something is going on: many worlds take seconds."""
    if quiet or not sys.stderr.isatty():
        return nullcontext()
    return Console(stderr=True).status("looking at every uncertainty in the study's worlds")
