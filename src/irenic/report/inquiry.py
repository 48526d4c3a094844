"""The questions that a report puts to a study's worlds: when the leading strategies fail, and the user's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irenic.analysis.belief import Belief
from irenic.analysis.discover import Options
from irenic.analysis.discover.question import Question, ask, world_inputs
from irenic.analysis.discover.survey import Discovery
from irenic.analysis.discover.survey import discover as survey
from irenic.errors import IrenicError, Problem, StudyError
from irenic.report.naming import Names, clean
from irenic.study import Study

if TYPE_CHECKING:
    from irenic.report.material import Leading

MOST_QUESTIONS = 12
BOXES = 3
SHUFFLES = 39
"""Shuffles of the answers that test a search: enough for its level, in seconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before its worlds were searched.

    Parameters
    ----------
    title : the question for people, without a question mark
    question : its answer in every world
    about : the strategy that fails where it is so; None for a question of the user's
    """

    title: str
    question: Question
    about: str | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question and in which worlds it is so; `discovery` is None where no run can tell."""

    asked: Asked
    discovery: Discovery | None


def failures_of(
    study: Study, leading: Leading | None, names: Names, belief: Belief | None
) -> tuple[Asked, ...]:
    """Return, for each strategy that leads, the question when it does worse than doing nothing.

    Where doing nothing leads itself, it is set against the strategy that comes nearest.

    Parameters
    ----------
    study, leading, names : whose strategies
    belief : how much each world counts; None for alike
    """
    if leading is None:
        return ()
    weights = None if belief is None else belief.weights
    asked: list[tuple[str, str, Question]] = []
    for name in leading.contenders:
        other = leading.against(name)
        if (other, name) in [(a, b) for a, b, _ in asked]:
            continue  # the same question from the other end
        text = f"score({name}) < score({other})"
        asked.append((name, other, ask(study, text, weights)))
    return tuple(
        Asked(f"{names.quoted(name)} does worse overall than {names.quoted(other)}", question, name)
        for name, other, question in asked
    )


def asked_by_user(study: Study, texts: Sequence[str], belief: Belief | None) -> tuple[Asked, ...]:
    """Return the user's questions, read and answered in every world.

    Parameters
    ----------
    study : its strategies are the arms of the propositions
    texts : such as ``dislodged(strikes) < 0.5``
    belief : how much each world counts; None for alike

    Raises
    ------
    StudyError : what is wrong with any of them; ``too_many_questions``
    """
    if len(texts) > MOST_QUESTIONS:
        given, expected = f"given {len(texts)} times", f"at most {MOST_QUESTIONS} questions"
        raise StudyError([Problem("too_many_questions", "the request", None, "--question", given, expected)])
    weights = None if belief is None else belief.weights
    found: list[Asked] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            question = ask(study, text, weights)
            found.append(Asked(clean(question.words), question, None))
        except IrenicError as error:
            problems.extend(error.problems)
    if problems:
        raise StudyError(problems)
    return tuple(found)


def searched(study: Study, asked: Asked) -> Inquiry:
    """Return where a question is so.

    Parameters
    ----------
    study : whose worlds
    asked : the question
    """
    if asked.question.asked == 0:
        return Inquiry(asked, None)
    options = Options(permutations=SHUFFLES)
    return Inquiry(asked, survey(asked.question, world_inputs(study), options, most=BOXES))
