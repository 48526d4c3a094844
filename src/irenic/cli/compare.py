"""``irenic compare``: who holds up, by which measure, who loses, and what is worth finding out first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from irenic.analysis.choose import names_in
from irenic.cli.guard import say
from irenic.cli.weights import Weights, belief_in, refuse_both

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from irenic.analysis.robustness.assess import Tell
    from irenic.errors import Problem

MAX_WEIGHTS_BYTES = 64 * 2**20


def compare(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    strategies: Annotated[str, typer.Option(help="Compare only these; names, with commas between.")] = "",
    *,
    weights: Weights = None,
    family_weights: Annotated[
        str,
        typer.Option(
            metavar="FAMILY=WEIGHT,...",
            help="One weighting of security, harm, politics and cost.",
            show_default="equal, and a sweep over all",
        ),
    ] = "",
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME=VALUE",
            help="What a strategy should reach; may be repeated.",
            show_default="the median under nothing",
        ),
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(help="Rate this outcome, too, in its own unit; may be repeated.")
    ] = None,
    world_weights: Annotated[
        Path | None, typer.Option(help="A text file with one weight per world and line.")
    ] = None,
    information: Annotated[bool, typer.Option(help="Say what is worth finding out; the slow part.")] = True,
    traps: Annotated[
        bool, typer.Option("--traps", help="Print every measure's formula and trap too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Compare a study's strategies by ten measures of robustness, and say where these disagree."""
    from irenic.analysis.robustness.assess import Asked, assess
    from irenic.study import open_study

    opened = open_study(folder)
    lines, weighting = read_pairs(threshold or [], family_weights)
    asked = Asked(
        strategies=names_in(strategies) or None,
        thresholds=lines,
        family_weights=weighting,
        world_weights=read_weights(world_weights, weights),
        outcomes=tuple(outcome or ()),
        information=information,
        belief=belief_in(opened, weights),
    )
    with told(quiet or as_json) as tell:
        found = assess(opened, asked, tell)
    if as_json:
        from irenic.analysis.document import as_json as to_json
        from irenic.analysis.robustness.document import assessment_document

        typer.echo(to_json(assessment_document(opened, found)))
        return
    from irenic.cli.compare_tables import print_assessment
    from irenic.cli.screen import page

    print_assessment(page(), opened, found, traps=traps)


def read_pairs(thresholds: list[str], weights: str) -> tuple[dict[str, float], dict[str, float] | None]:
    """Return thresholds by outcome, and weights by family (None where none is given).

    Parameters
    ----------
    thresholds : each ``OUTCOME=VALUE``
    weights : ``FAMILY=WEIGHT`` with commas between

    Raises
    ------
    StudyError : ``bad_pair``, every one at once
    """
    from irenic.errors import StudyError

    problems: list[Problem] = []
    lines = _pairs(thresholds, "--threshold", "OUTCOME=VALUE, such as deaths=3000", problems)
    rows = _pairs(names_in(weights), "--family-weights", "FAMILY=WEIGHT, such as security=2", problems)
    if problems:
        raise StudyError(problems)
    return lines, rows or None


def _pairs(texts: list[str], option: str, expected: str, problems: list[Problem]) -> dict[str, float]:
    import math

    from irenic.errors import quoted
    from irenic.study.problems import study_problem

    found: dict[str, float] = {}
    for text in texts:
        name, _, number = (part.strip() for part in text.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not name or not math.isfinite(value):
            problems.append(study_problem("bad_pair", "the request", quoted(text), expected, path=option))
        elif name in found:
            given = f"{quoted(name)} twice"
            problems.append(study_problem("bad_pair", "the request", given, "each name once", path=option))
        else:
            found[name] = value
    return found


def read_weights(path: Path | None, weighting: Path | None = None) -> NDArray[np.float64] | None:
    """Return weights of worlds from a text file; None where none is given.

    Parameters
    ----------
    path : of the file
    weighting : the folder of a weighting, which cannot be used at the same time

    Raises
    ------
    StudyError : ``bad_world_weights``, with the line; ``two_weightings``
    """
    refuse_both(weighting, path)
    if path is None:
        return None
    import numpy as np

    from irenic.errors import quoted
    from irenic.study.problems import study_error

    expected = "a text file with one number per line, one line per world"
    try:
        if path.stat().st_size > MAX_WEIGHTS_BYTES:
            raise study_error("bad_world_weights", path, "larger than 64 MiB", expected)
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise study_error("bad_world_weights", path, "not readable", expected) from error
    numbers = []
    for place, line in enumerate(lines, 1):
        try:
            numbers.append(float(line))
        except ValueError as error:
            where = f"number {place}"
            raise study_error("bad_world_weights", path, quoted(line), expected, path=where) from error
    return np.array(numbers)


@contextmanager
def told(quiet: bool) -> Iterator[Tell | None]:
    """Give an assessment something to report to, on stderr: a line that changes, or one line per stage."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet:
        yield None
    elif console.is_terminal:
        with console.status("...") as status:
            yield status.update
    else:
        yield _Stages()


class _Stages:
    """A line where the stage changes; counts inside a stage are left out."""

    def __init__(self) -> None:
        self._stage = ""

    def __call__(self, text: str) -> None:
        stage = text.split(":")[0]
        if stage != self._stage:
            self._stage = stage
            say(f"{stage} ...")
