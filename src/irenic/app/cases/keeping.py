"""Cases edited or uploaded in the app: checked as everyone's, then kept in a folder of their own.

Nothing that ships or that the user named is changed: an edit of such a case is made in a copy, with all that
lies beside it. A folder appears whole or not at all.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from irenic.analysis.checking import problems_with_record
from irenic.app.cases.amend import add_override, remove_override
from irenic.app.library import CaseEntry
from irenic.case.check import examine
from irenic.case.document import Document, parse_document, read_document
from irenic.errors import CaseError, Problem, errors_of, quoted
from irenic.record.outline.render import yaml_text
from irenic.record.outline.strategies import strategy_data
from irenic.study.files import write_atomically

CASE, STRATEGIES, CLAIMS = "case.yaml", "strategies.yaml", "claims.yaml"
BESIDE = (STRATEGIES, "rivals.yaml", CLAIMS, "districts.geojson", "README.md")
"""Files that go with a case."""
RECORD = "record"
RECORD_KINDS = (".csv", ".md")
MOST_KEPT = 200
"""Cases that are kept; a page that asks again and again cannot fill the disk."""
LARGEST = 20_000_000
"""Bytes of a file that is copied with its case."""

_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Texts:
    """A case as texts of files.

    Parameters
    ----------
    case : of case.yaml
    strategies, claims : of the files beside it; None for none
    like : a case whose other files are taken over: what is not given here, its shapes and its record
    """

    case: str
    strategies: str | None = None
    claims: str | None = None
    like: CaseEntry | None = None


def problems_of_texts(texts: Texts) -> list[Problem]:
    """Return every problem of a case that is not kept yet; nothing stays on the disk.

    Parameters
    ----------
    texts : from a stranger
    """
    found = _problems_of_case(texts, parse_document(texts.case, CASE))
    if errors_of(found):
        return found
    with tempfile.TemporaryDirectory(prefix="irenic-") as made:
        folder = Path(made)
        _lay_out(texts, folder)
        return named_within(problems_with_record(folder / CASE), folder)


def keep_texts(texts: Texts, cases: Path, taken: Sequence[str]) -> str:
    """Keep a case and return its name.

    Parameters
    ----------
    texts : of its files
    cases : folder of kept cases
    taken : names that other cases have

    Raises
    ------
    CaseError : with every error of the files; nothing is kept
    """
    document = parse_document(texts.case, CASE)
    _raise_errors(_problems_of_case(texts, document))
    with _folder_to_be(cases) as folder:
        _lay_out(texts, folder)
        _raise_errors(named_within(problems_with_record(folder / CASE), folder))
        return _put_in_place(folder, cases, str(document.data["id"]), taken)


def keep_override(entry: CaseEntry, override: Mapping[str, Any], cases: Path, taken: Sequence[str]) -> str:
    """Add an override to a case, in a copy unless it is a kept one; return the name of the kept case.

    Parameters
    ----------
    entry : the case
    override : figure, value, by, reason, date (as text)
    cases, taken : as of `keep_texts`

    Raises
    ------
    CaseError : with every error; nothing is changed
    """
    return _keep_amended(entry, lambda text, _: add_override(text, CASE, override), cases, taken)


def keep_without(entry: CaseEntry, number: int, figure: str, cases: Path, taken: Sequence[str]) -> str:
    """Take an override out of a case, in a copy unless it is a kept one; return the name of the kept case.

    Parameters
    ----------
    entry : the case
    number : which override, counted from 0
    figure : what it overrides, so that none is taken by mistake from a file that has changed
    cases, taken : as of `keep_texts`

    Raises
    ------
    CaseError : ``unknown_override``, or every error that the case has without it; nothing is changed
    """

    def without(text: str, data: Any) -> str:
        known = data.get("overrides") if isinstance(data, dict) else None
        one = known[number] if isinstance(known, list) and number < len(known) else None
        if not (isinstance(one, dict) and one.get("figure") == figure):
            path, given = f"overrides[{number}]", f"not an override of {quoted(figure)}"
            hint = "The case has changed since; load the page again."
            raise CaseError([Problem("unknown_override", CASE, None, path, given, "an override", hint)])
        return remove_override(text, CASE, number)

    return _keep_amended(entry, without, cases, taken)


def _keep_amended(
    entry: CaseEntry, change: Callable[[str, Any], str], cases: Path, taken: Sequence[str]
) -> str:
    """Keep a case with its text changed, given the text and the data in it."""
    with _folder_to_be(cases) as folder:
        before = read_document(entry.path, CASE)
        _raise_errors(before.problems)
        text = change(entry.path.read_text(encoding="utf-8-sig"), before.data)
        _raise_errors(examine(parse_document(text, CASE)).problems)
        _copy_beside(entry.path, folder)
        _write(folder / CASE, text)
        _raise_errors(named_within(problems_with_record(folder / CASE), folder))
        if entry.origin == "kept":
            write_atomically(entry.path, text.encode(), folder)
            return entry.key
        return _put_in_place(folder, cases, str(before.data["id"]), taken)


def case_key(name: str, taken: Sequence[str]) -> str:
    """Return a name for a kept case: letters a-z, digits and hyphens, with a number where it is taken.

    Parameters
    ----------
    name : id of the case
    taken : names that other cases have
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "case"
    return next(key for key in _numbered(plain) if key not in taken)


def named_within(problems: Sequence[Problem], folder: Path) -> list[Problem]:
    """Return problems with their files named as in the case's folder.

    Parameters
    ----------
    problems : of files in the folder
    folder : where the case lies
    """
    head = f"{folder}/"
    return [replace(one, file=one.file.replace("\\", "/").removeprefix(head)) for one in problems]


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


@contextmanager
def _folder_to_be(cases: Path) -> Iterator[Path]:
    """A folder within that of kept cases, taken away with whatever is left in it; one writer at a time."""
    with _writing:
        try:
            cases.mkdir(parents=True, exist_ok=True, mode=0o700)
            if sum(1 for _ in cases.glob(f"*/{CASE}")) >= MOST_KEPT:
                _full(cases)
            made = Path(tempfile.mkdtemp(prefix=".keeping-", dir=cases))
        except OSError as error:
            _not_written(cases, error)
        try:
            folder = made / "case"
            folder.mkdir()
            yield folder
        except OSError as error:
            _not_written(cases, error)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _put_in_place(folder: Path, cases: Path, name: str, taken: Sequence[str]) -> str:
    there = [path.name for path in cases.iterdir()]
    key = case_key(name, [*taken, *there])
    folder.rename(cases / key)
    return key


def _lay_out(texts: Texts, folder: Path) -> None:
    if texts.like is not None:
        _copy_beside(texts.like.path, folder)
    _write(folder / CASE, texts.case)
    for name, text in ((STRATEGIES, texts.strategies), (CLAIMS, texts.claims)):
        if text is not None and text.strip():
            _write(folder / name, text)
    if not (folder / STRATEGIES).exists():
        _write(folder / STRATEGIES, _nothing())


def _copy_beside(case: Path, folder: Path) -> None:
    """Copy what belongs to a case; links and what irenic does not know are left."""
    record = case.parent / RECORD
    inside = sorted(record.iterdir()) if record.is_dir() and not record.is_symlink() else []
    tables = [path for path in inside if path.suffix in RECORD_KINDS]
    for path in (*(case.parent / name for name in BESIDE), *tables):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST:
            target = folder / path.relative_to(case.parent)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)


def _nothing() -> str:
    """The one strategy of a case that came without any."""
    data = strategy_data()
    return yaml_text(data | {"strategies": {"nothing": data["strategies"]["nothing"]}}, ["To begin with."])


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _problems_of_case(texts: Texts, document: Document) -> list[Problem]:
    """Problems of the case alone and, where it has errors, what cannot be read of the other texts."""
    found = list(examine(document).problems)
    if errors_of(found):
        others = ((STRATEGIES, texts.strategies), (CLAIMS, texts.claims))
        found += [one for name, text in others if text for one in parse_document(text, name).problems]
    return found


def _raise_errors(problems: Sequence[Problem]) -> None:
    wrong = errors_of(problems)
    if wrong:
        raise CaseError(wrong)


def _full(cases: Path) -> NoReturn:
    hint = f"Take some away from {cases}."
    given = f"with {MOST_KEPT} kept cases already"
    raise CaseError([Problem("too_many_cases", "the workspace", None, "", given, "room for one more", hint)])


def _not_written(cases: Path, error: OSError) -> NoReturn:
    hint = f"Cases are kept in {cases}; set IRENIC_CASES to another folder."
    given = f"not written ({error.strerror or 'refused'})"
    raise CaseError([Problem("case_not_kept", "the case", None, "", given, "room to write", hint)]) from error
