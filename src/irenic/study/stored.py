"""The case and the strategies that a study carries, read again from its plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from irenic.case.keep import case_from_kept
from irenic.errors import IrenicError, StudyError, quoted
from irenic.study.manifest import Plan, StrategyInfo, text_digest
from irenic.study.problems import study_error

if TYPE_CHECKING:
    from irenic.case import Case
    from irenic.strategy import Strategy


def stored_case(plan: Plan, path: Path) -> Case:
    """Return the case that a study carries, checked against its digest.

    Parameters
    ----------
    plan, path : the study's manifest or, of an unfinished one, its plan; its folder

    Raises
    ------
    StudyError : ``damaged_study``
    """
    info = plan.case
    try:
        case = case_from_kept(info.content or "", str(path))
    except IrenicError as error:
        raise _damaged(path, "case.content", f"not readable ({quoted(str(error))[1:-1]})") from error
    if (case.digest, case.id) != (info.digest, info.id):
        raise _damaged(path, "case.content", "another case than its digest says")
    return case


def stored_strategy(info: StrategyInfo, names: Any, path: Path) -> Strategy:
    """Return a strategy that a study carries, checked against its digest.

    Parameters
    ----------
    info : the strategy as the manifest keeps it
    names : the case's arrays
    path : the study's folder

    Raises
    ------
    StudyError : ``damaged_study``
    """
    from irenic.strategy.load import SCHEMA, parse_strategies

    place = f"strategies.{info.name}.text"
    if text_digest(info.text) != info.digest:
        raise _damaged(path, place, "another strategy than its digest says")
    # JSON is YAML, so the reader of strategy files reads it, with all its checks.
    text = f'{{"schema": {SCHEMA}, "strategies": {{"{info.name}": {info.text}}}}}'
    try:
        return parse_strategies(text, names, str(path))[info.name]
    except (IrenicError, KeyError) as error:
        raise _damaged(path, place, f"not readable ({quoted(str(error))[1:-1]})") from error


def _damaged(folder: Path, place: str, given: str) -> StudyError:
    hint = "The manifest was edited or damaged; run the study again with --force."
    return study_error("damaged_study", folder, given, "as written", hint, path=place)
