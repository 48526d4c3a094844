"""One short way to say what is wrong with a study."""

from __future__ import annotations

from irenic.errors import Problem, StudyError


def study_problem(
    code: str, place: object, given: str, expected: str, hint: str = "", *, path: str = ""
) -> Problem:
    """Return one problem of a study.

    Parameters
    ----------
    code, given, expected, hint, path : as in `Problem`
    place : folder or file, as the user named it
    """
    return Problem(code, str(place), None, path, given, expected, hint)


def study_error(
    code: str, place: object, given: str, expected: str, hint: str = "", *, path: str = ""
) -> StudyError:
    """Return a StudyError with one problem; parameters as in `study_problem`."""
    return StudyError([study_problem(code, place, given, expected, hint, path=path)])
