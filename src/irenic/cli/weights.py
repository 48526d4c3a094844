"""Worlds weighted or refined by a record, as commands take them: ``--weights`` and ``--worlds-from``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from irenic.analysis.belief import Belief
    from irenic.case import Case
    from irenic.study import GivenPoints, Study

Weights = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Weigh its worlds by the record: a weighting made by irenic weigh.",
        show_default="all worlds alike",
    ),
]
WorldsFrom = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Run in the worlds that the record left: a weighting made by irenic weigh.",
        show_default="worlds drawn from the priors",
    ),
]
DEFAULT_WORLDS = 1024


def belief_in(study: Study, folder: Path | None) -> Belief | None:
    """Return how much a weighting makes each world of a study count; None where none is asked for.

    Raises
    ------
    StudyError : as `irenic.analysis.belief.belief_of`; ``not_a_weighting`` where it is a list of families
    """
    if folder is None:
        return None
    if "=" in folder.name and not folder.exists():
        from irenic.errors import quoted
        from irenic.study.problems import study_error

        hint = "Weights of families are given with --family-weights FAMILY=WEIGHT,..."
        given, expected = quoted(str(folder)), "the folder of a weighting"
        raise study_error("not_a_weighting", "the request", given, expected, hint, path="--weights")
    from irenic.analysis.belief import belief_of

    return belief_of(study, folder)


def refuse_both(weights: Path | None, listed: Path | None) -> None:
    """Refuse weights of worlds from two places.

    Raises
    ------
    StudyError : ``two_weightings``
    """
    if weights is not None and listed is not None:
        from irenic.study.problems import study_error

        given, expected = "--weights and --world-weights", "one of them"
        raise study_error("two_weightings", "the request", given, expected)


def worlds_given(case: Case, folder: Path | None, worlds: int | None) -> GivenPoints | None:
    """Return the worlds that a weighting refined; None where worlds are drawn from the priors.

    Parameters
    ----------
    case : that is to be studied
    folder : of the weighting; None for worlds from the priors
    worlds : how many were asked for; None for no number

    Raises
    ------
    StudyError : ``other_worlds`` where another number was asked for; as `refined_worlds`
    """
    if folder is None:
        return None
    from irenic.analysis.belief import refined_worlds

    found = refined_worlds(folder, case)
    if worlds is not None and worlds != found.worlds:
        from irenic.study.problems import study_error

        expected = f"{found.worlds}, all that the weighting refined"
        hint = "Leave --worlds out."
        raise study_error("other_worlds", folder, str(worlds), expected, hint, path="--worlds")
    return found
