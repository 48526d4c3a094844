"""What is read of a case's files for a page: its problems, its figures' lines, its drawings; each read once.

Answers are kept for as long as the files stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from irenic.analysis.checking import problems_with_record
from irenic.app.cases.keeping import RECORD, named_within
from irenic.app.cases.models import ChecksModel, DrawnCase, ValuesModel
from irenic.app.cases.values import holders_of, values_of
from irenic.app.drawn import FigureModel, drawn
from irenic.app.library import CaseEntry
from irenic.app.problems import ProblemModel
from irenic.case import Case, case_arrays
from irenic.case.document import Document, read_document
from irenic.errors import IrenicError, Problem, errors_of

Stamps = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of each file of a case."""


def checks_of(entry: CaseEntry) -> ChecksModel:
    """Return every problem of a case and of what lies beside it.

    Parameters
    ----------
    entry : the case
    """
    return checks_model(_problems(entry.path, _stamps(entry.path)))


def checks_model(problems: Sequence[Problem]) -> ChecksModel:
    """Return problems as the interface gives them, errors first.

    Parameters
    ----------
    problems : of a case
    """
    errors = len(errors_of(problems))
    order = sorted(problems, key=lambda one: (one.severity != "error", one.file, one.line or 0))
    return ChecksModel(
        ok=errors == 0, errors=errors, warnings=len(problems) - errors, problems=[_model(p) for p in order]
    )


def values_model(entry: CaseEntry, case: Case) -> ValuesModel:
    """Return every figure of a case.

    Parameters
    ----------
    entry : where it comes from
    case : checked
    """
    rows = values_of(case, _document(entry.path, _stamps(entry.path)))
    sections = list(dict.fromkeys(row.section for row in rows))
    return ValuesModel(values=rows, sections=sections, holders=holders_of(case))


def map_of(entry: CaseEntry, case: Case) -> DrawnCase:
    """Return the map of who holds what at the start; problems where the shapes cannot be used.

    Parameters
    ----------
    entry : where it comes from
    case : checked
    """
    try:
        return DrawnCase(map=_map(entry.path, _stamps(entry.path), case.digest, _Held(case)))
    except IrenicError as error:
        return DrawnCase(problems=[_model(one) for one in named_within(error.problems, entry.path.parent)])


def network_of(case: Case) -> FigureModel:
    """Return the network of groups and patrons.

    Parameters
    ----------
    case : checked
    """
    return _network(case.digest, _Held(case))


class _Held:
    """A case beside its digest as a key of a cache: all are alike, the digest tells them apart."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=16)
def _map(path: Path, stamps: Stamps, digest: str, held: _Held) -> FigureModel:  # noqa: ARG001 - keys
    from irenic.figures.frames import start_frames
    from irenic.figures.map import district_map
    from irenic.figures.places import places_of

    return drawn(district_map(places_of(held.case, path), start_frames(case_arrays(held.case)), "holder"))


@lru_cache(maxsize=16)
def _network(digest: str, held: _Held) -> FigureModel:  # noqa: ARG001 - a key
    from irenic.figures.network import network

    return drawn(network(held.case))


@lru_cache(maxsize=32)
def _problems(path: Path, stamps: Stamps) -> tuple[Problem, ...]:  # noqa: ARG001 - a key
    return tuple(named_within(problems_with_record(path), path.parent))


@lru_cache(maxsize=16)
def _document(path: Path, stamps: Stamps) -> Document:  # noqa: ARG001 - a key
    return read_document(path)


def _stamps(path: Path) -> Stamps:
    record = path.parent / RECORD
    files = [*path.parent.glob("*.yaml"), *path.parent.glob("*.geojson"), *record.glob("*.csv"), path]
    found = []
    for file in sorted(files):
        try:
            state = file.stat()
        except OSError:
            continue  # gone between two looks: it is then not among them
        found.append((file.name, state.st_mtime_ns, state.st_size))
    return tuple(found)


def _model(one: Problem) -> ProblemModel:
    return ProblemModel.model_validate(asdict(one))
