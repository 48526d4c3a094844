"""Keep a case inside something else, such as a study, and read it back as checked as from its file."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from irenic.case.check import examine
from irenic.case.document import MAX_BYTES, Document
from irenic.case.schema import Case
from irenic.errors import CaseError, Problem, errors_of

MAX_KEPT = 4 * MAX_BYTES
"""Characters of a kept case; JSON takes more room than YAML."""


def kept_text(case: Case) -> str:
    """Return a case as JSON text that `case_from_kept` reads: everything its file said, in its order.

    Overrides are applied and kept, with what each replaced.
    """
    content = case.model_dump(mode="json", by_alias=True, exclude_unset=True)
    whole = {"case": content, "replaced": dict(case.replaced)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def case_from_kept(text: str, place: str) -> Case:
    """Return a kept case, checked by every rule that its file had to pass.

    Parameters
    ----------
    text : from `kept_text`, or from a stranger
    place : what messages call it

    Raises
    ------
    CaseError : ``bad_kept_case``, or the problems of the case
    """
    if len(text) > MAX_KEPT:
        raise _refused(place, f"longer than {MAX_KEPT:,} characters")
    try:
        whole = json.loads(text, parse_constant=_not_finite)
    except (ValueError, RecursionError) as error:
        raise _refused(place, "not JSON, or cut off") from error
    if not (isinstance(whole, dict) and whole.keys() == {"case", "replaced"}):
        raise _refused(place, "something else")
    replaced = whole["replaced"]
    if not isinstance(replaced, dict):
        raise _refused(place, "without a list of what was replaced")
    checked = _examined(whole["case"], place)
    checked._replaced.clear()  # overrides were applied before: what they met the second time says nothing
    checked._replaced.update({key: replaced.get(key) for key in (o.figure for o in checked.overrides)})
    return checked


def _examined(content: Any, place: str) -> Case:
    try:
        checked = examine(Document(place, content, {}))
    except RecursionError as error:
        raise _refused(place, "nested too deep") from error
    if checked.case is None:
        raise CaseError(errors_of(checked.problems))
    return checked.case


def _not_finite(name: str) -> NoReturn:
    raise ValueError(name)


def _refused(place: str, given: str) -> CaseError:
    hint = "It was edited or damaged; run the study again."
    return CaseError([Problem("bad_kept_case", place, None, "", given, "a case as irenic keeps it", hint)])
