"""A weighting's folder: written whole or not at all, and read as if it were hostile."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from irenic.analysis.weighting.manifest import FORMAT, SCHEMA, ArrayInfo, Manifest
from irenic.errors import Problem, StudyError, quoted
from irenic.study.files import remove, storage_errors, sync_folder
from irenic.study.folder import read_small
from irenic.study.problems import study_error, study_problem

if TYPE_CHECKING:
    from irenic.study import Study

Floats = NDArray[np.float64]

MANIFEST = "weighting.json"
ARRAYS = ("log_likelihood", "weights", "points", "observations")
"""Arrays of a weighting, each ``NAME.npy``, float64."""


@dataclass(frozen=True, eq=False, slots=True)
class Weighting:
    """Worlds weighed by the record of a case.

    Parameters
    ----------
    path : its folder
    manifest : what was asked and found
    log_likelihood, weights : (n,), of the prior worlds 0 to n - 1; weights sum to 1
    points : (P + F, N), refined worlds of equal weight, inside 0..1; see `WorldSet.from_uniforms`
    observations : (3, N), their observation coordinates, inside 0..1
    """

    path: Path
    manifest: Manifest
    log_likelihood: Floats
    weights: Floats
    points: Floats
    observations: Floats

    @property
    def digest(self) -> str:
        """SHA-256 over what was asked and found, arrays included."""
        return self.manifest.digest()

    def weights_for(self, study: Study) -> Floats:
        """Return the weights of a study's worlds, (world,), sum 1.

        Raises
        ------
        StudyError : the study's worlds are not those weighed, with everything that differs
            (``other_worlds``)
        """
        asked, plan = self.manifest.request, study.manifest
        pairs = {
            "case": (plan.case.digest, asked.case.digest),
            "parameters": (plan.parameters.digest, asked.parameters.digest),
            "code": (plan.code, asked.code),
            "worlds": (plan.worlds, asked.worlds),
            "seed": (plan.seed, asked.seed),
            "factors": (list(plan.factor_names), list(asked.factors)),
            "points": (plan.points is not None, False),
        }
        hint = f"Weigh again with its settings, or make a study from the refined worlds of {self.path}."
        problems = [
            study_problem(
                "other_worlds", study.path, _short(has), f"{_short(wants)}, as weighed", hint, path=name
            )
            for name, (has, wants) in pairs.items()
            if has != wants
        ]
        if problems:
            raise StudyError(problems)
        return self.weights.copy()


def array_infos(arrays: Mapping[str, Floats]) -> dict[str, ArrayInfo]:
    """Return shapes and digests of arrays."""
    return {
        name: ArrayInfo(shape=array.shape, digest=hashlib.sha256(_plain(array).tobytes()).hexdigest())
        for name, array in arrays.items()
    }


def keep(folder: Path, manifest: Manifest, arrays: Mapping[str, Floats]) -> Weighting:
    """Write a weighting's folder, which must not exist, whole or not at all.

    Raises
    ------
    StudyError : ``folder_exists``, ``cannot_write``, ``disk_full``
    """
    refuse_existing(folder)
    with storage_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            for name, array in arrays.items():
                _write(scratch / f"{name}.npy", _npy(array))
            _write(scratch / MANIFEST, manifest.text.encode("utf-8"))
            scratch.chmod(0o755)
            sync_folder(scratch)
            scratch.rename(folder)
        finally:
            remove(scratch)
        sync_folder(folder.parent)
    return open_weighting(folder)


def refuse_existing(folder: Path) -> None:
    """Raise a StudyError (``folder_exists``) where something is in the way."""
    if folder.exists() or folder.is_symlink():
        hint = "Choose another folder with --out, or remove it; irenic replaces no weighting."
        raise study_error("folder_exists", folder, "there already", "a new folder", hint)


def open_weighting(folder: Path | str) -> Weighting:
    """Open a weighting.

    Parameters
    ----------
    folder : as `keep` wrote it

    Raises
    ------
    StudyError : ``not_a_weighting``, ``bad_weighting`` (manifest), ``unknown_schema`` or
        ``damaged_weighting``
        (arrays), with every problem
    """
    path = Path(folder)
    manifest = _manifest(path)
    problems: list[Problem] = []
    arrays = {name: _array(path, name, manifest, problems) for name in ARRAYS}
    if problems:
        raise StudyError(problems)
    _check(path, manifest, arrays)
    return Weighting(path, manifest, **arrays)


def _manifest(path: Path) -> Manifest:
    place = path / MANIFEST
    data = read_small(place)
    hint = "Give the folder of a weighting made by `irenic weigh`."
    if data is None:
        raise study_error("not_a_weighting", path, "without weighting.json", "a weighting's folder", hint)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise study_error("bad_weighting", place, "not JSON, or cut off", "a whole manifest", hint) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise study_error("not_a_weighting", place, "not a weighting's", quoted(FORMAT), hint, path="format")
    if content.get("schema_version") != SCHEMA:
        given = quoted(content.get("schema_version"))
        raise study_error("unknown_schema", place, given, str(SCHEMA), path="schema_version")
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        again = "The manifest was edited or damaged; weigh again."
        raise StudyError(
            [
                study_problem(
                    "bad_weighting",
                    place,
                    quoted(e.get("input")),
                    str(e["msg"]),
                    again,
                    path=".".join(map(str, e["loc"])),
                )
                for e in error.errors()
            ]
        ) from error


def _array(path: Path, name: str, manifest: Manifest, problems: list[Problem]) -> Floats:
    """Return one array, empty and with a problem where it is not the one that was written."""
    place, info = path / f"{name}.npy", manifest.arrays.get(name)
    size = 8 * int(np.prod(info.shape)) if info else 0
    try:
        with place.open("rb") as file:
            data = file.read(size + 4096 + 1)
        array = np.load(io.BytesIO(data), allow_pickle=False)
    except (OSError, ValueError, EOFError, KeyError):
        problems.append(_damaged(place, "missing, or not an array"))
        return np.zeros(0)
    if info is None or len(data) > size + 4096 or array.dtype != np.dtype("<f8") or array.shape != info.shape:
        problems.append(_damaged(place, "an array of another size or kind"))
        return np.zeros(0)
    if hashlib.sha256(_plain(array).tobytes()).hexdigest() != info.digest:
        problems.append(_damaged(place, "changed since it was written"))
    return _plain(array)


def _check(path: Path, manifest: Manifest, arrays: Mapping[str, Floats]) -> None:
    """Raise a StudyError for arrays that fit the manifest's digests but are no weighting."""
    asked = manifest.request
    shapes: dict[str, tuple[int, ...]] = {
        "log_likelihood": (asked.worlds,),
        "weights": (asked.worlds,),
        "points": (asked.dimensions, asked.points),
        "observations": (3, asked.points),
    }
    problems = [
        _damaged(path / f"{name}.npy", f"of shape {arrays[name].shape}", f"shape {shape}")
        for name, shape in shapes.items()
        if arrays[name].shape != shape or not np.isfinite(arrays[name]).all()
    ]
    weights = arrays["weights"]
    if not problems and ((weights < 0.0).any() or abs(weights.sum() - 1.0) > 1e-9):
        problems.append(_damaged(path / "weights.npy", "not weights", "numbers of at least 0 that sum to 1"))
    for name in () if problems else ("points", "observations"):
        if not ((arrays[name] > 0.0) & (arrays[name] < 1.0)).all():
            problems.append(_damaged(path / f"{name}.npy", "outside the unit cube", "points inside 0..1"))
    if problems:
        raise StudyError(problems)


def _damaged(place: Path, given: str, expected: str = "the array that was written") -> Problem:
    return study_problem("damaged_weighting", place, given, expected, "Weigh again.")


def _plain(array: Floats) -> Floats:
    return np.ascontiguousarray(array, dtype="<f8")


def _npy(array: Floats) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, _plain(array), allow_pickle=False)
    return buffer.getvalue()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _short(value: object) -> str:
    text = quoted(value)
    return text[:13] + '..."' if isinstance(value, str) and len(value) == 64 else text
