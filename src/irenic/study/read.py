"""Read a finished study: checked against its manifest, loaded only where touched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.errors import StudyError, did_you_mean, quoted
from irenic.study.files import content_digest, listing_digest, tree_files
from irenic.study.folder import StudyFolder
from irenic.study.manifest import Manifest, OutcomeInfo, Plan
from irenic.study.problems import study_error

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Study:
    """A finished study; make one with `open_study` or `run_study`.

    Parameters
    ----------
    path : its folder
    manifest : what was asked, definitions and digests

    Examples
    --------
    ``study.outcomes.sel(outcome="deaths").mean("replicate")`` is a strategy x world table.
    """

    path: Path
    manifest: Manifest

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The stored arrays as an xarray dataset; values are read when used.

        Variables: ``outcomes`` (strategy, world, replicate, outcome) float32; ``monthly``
        (strategy, world, replicate, series, month) float16, in units of each series' scale, see
        `series`; ``phases`` (strategy, world, replicate, phase) int16, first month the phase was
        active, 0 never; ``groups`` (strategy, world, replicate, measure, group) float32, absent in older
        studies; ``parameters`` (parameter, world) and ``factors`` (factor, world) float32; ``points``
        (coordinate, world) float64, only where worlds were not drawn from the priors.
        """
        import xarray as xr

        store = StudyFolder(self.path).store
        try:
            data: xr.Dataset = xr.open_zarr(store, chunks=None, consolidated=False, decode_cf=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(self.path, "not readable as Zarr", str(error)[:120]) from error
        return data.assign_coords({name: _text(data[name]) for name in _TEXT if name in data.coords})

    @cached_property
    def outcomes(self) -> xr.DataArray:
        """Outcomes of every run, with label, unit, direction, family and headline as coordinates."""
        infos = self.manifest.outcomes
        columns = {name: [getattr(o, name) for o in infos] for name in _OUTCOME_COLUMNS}
        return self.dataset["outcomes"].assign_coords({k: ("outcome", v) for k, v in columns.items()})

    @property
    def parameters(self) -> xr.DataArray:
        """The model's parameters in each world, (parameter, world)."""
        return self.dataset["parameters"]

    @property
    def factors(self) -> xr.DataArray:
        """The case's uncertain figures in each world, (factor, world); may be absent."""
        return self.dataset["factors"]

    @property
    def points(self) -> xr.DataArray:
        """Coordinates of the worlds in the unit cube, (coordinate, world); only where none were drawn."""
        return self.dataset["points"]

    @property
    def phases(self) -> xr.DataArray:
        """First month each phase was active, 0 never; (strategy, world, replicate, phase)."""
        return self.dataset["phases"]

    def series(self, name: str, **where: Any) -> xr.DataArray:
        """Return one monthly series in its unit, float32.

        Parameters
        ----------
        name : id of the series
        where : selection by label, such as ``strategy="nothing"``, before anything is read

        Raises
        ------
        StudyError : ``unknown_series``
        """
        infos = {s.id: s for s in self.manifest.series}
        if name not in infos:
            raise _unknown("unknown_series", "series", name, list(infos))
        stored = self.dataset["monthly"].sel(series=name, **where)
        values = stored.astype(np.float32) * np.float32(infos[name].scale)
        return values.assign_attrs(unit=infos[name].unit, relative_error=infos[name].relative_error)

    def group_values(self, measure: str) -> NDArray[np.float64]:
        """Return one measure of every group in every run, (strategy, world, replicate, group).

        Parameters
        ----------
        measure : id of the measure

        Raises
        ------
        StudyError : ``no_groups`` where the study kept nothing of groups, ``unknown_measure``
        """
        if not self.manifest.group_sizes:
            hint = "Run the study again with this version of irenic."
            raise study_error("no_groups", self.path, "without groups", "one that kept them", hint)
        names = [m.id for m in self.manifest.group_measures]
        if measure not in names:
            raise _unknown("unknown_measure", "measure", measure, names)
        return np.asarray(self.dataset["groups"][..., names.index(measure), :].values, np.float64)

    def outcome_info(self, name: str) -> OutcomeInfo:
        """Return an outcome's definition.

        Raises
        ------
        StudyError : ``unknown_outcome``
        """
        infos = {o.id: o for o in self.manifest.outcomes}
        if name not in infos:
            raise _unknown("unknown_outcome", "outcome", name, list(infos))
        return infos[name]

    def outcome_values(self, index: int) -> NDArray[np.float64]:
        """Return one outcome of every run, (strategy, world, replicate), by its position."""
        return np.asarray(self.dataset["outcomes"][..., index].values, np.float64)

    def verify(self) -> None:
        """Read every file and compare with the manifest's digest.

        Raises
        ------
        StudyError : ``damaged_study``
        """
        store = StudyFolder(self.path).store
        if content_digest(store, tree_files(store)) != self.manifest.store.content:
            raise _damaged(self.path, "changed since it was written", "")


_TEXT = ("strategy", "outcome", "series", "parameter", "factor", "measure", "group")
_OUTCOME_COLUMNS = ("label", "unit", "direction", "family", "headline")


def open_study(path: Path | str) -> Study:
    """Open a finished study.

    Parameters
    ----------
    path : the study's folder

    Raises
    ------
    StudyError : ``no_such_study``, ``unfinished_study``, ``not_a_study``, ``bad_manifest``,
        ``unknown_schema``, ``damaged_study``
    """
    folder = StudyFolder(Path(path))
    manifest = folder.read_manifest()
    if manifest is None:
        raise _absent(folder)
    files = tree_files(folder.store) if folder.store.is_dir() else []
    if listing_digest(files) != manifest.store.listing:
        found = f"{len(files)} files, {sum(max(0, size) for _, size in files)} bytes"
        expected = f"{manifest.store.files} files, {manifest.store.bytes} bytes, as written"
        raise _damaged(folder.root, found, expected)
    study = Study(folder.root, manifest)
    _check_sizes(study)
    return study


def _check_sizes(study: Study) -> None:
    data, plan = study.dataset, study.manifest
    for name, expected in _expected_sizes(plan).items():
        found = dict(data[name].sizes) if name in data else {}
        if {str(k): v for k, v in found.items()} != expected:
            raise _damaged(study.path, f"{name} has axes {found}", f"axes {expected}")
    labels_of = {
        "strategy": plan.strategy_names,
        "outcome": tuple(o.id for o in plan.outcomes),
        "parameter": plan.parameters.names,
    }
    if plan.group_sizes:
        labels_of |= {
            "measure": tuple(m.id for m in plan.group_measures),
            "group": tuple(g.id for g in plan.groups),
        }
    for name, labels in labels_of.items():
        if tuple(data[name].values) != labels:
            raise _damaged(study.path, f"other names on axis {name}", "those of the manifest")


def _expected_sizes(plan: Plan) -> dict[str, dict[str, int]]:
    lanes = {"strategy": len(plan.strategies), "world": plan.worlds, "replicate": plan.replicates}
    sizes = {
        "outcomes": lanes | {"outcome": len(plan.outcomes)},
        "monthly": lanes | {"series": len(plan.series), "month": plan.months},
        "phases": lanes | {"phase": plan.phase_count},
        "parameters": {"parameter": len(plan.parameters.names), "world": plan.worlds},
    }
    if plan.factors:
        sizes["factors"] = {"factor": len(plan.factors), "world": plan.worlds}
    if plan.group_sizes:
        sizes["groups"] = lanes | plan.group_sizes
    if plan.points is not None:
        rows = len(plan.parameters.names) + len(plan.factors)
        sizes["points"] = {"coordinate": rows, "world": plan.worlds}
    return sizes


def _text(variable: xr.DataArray) -> NDArray[np.str_]:
    """Return labels as fixed-width text, which every selection and comparison understands."""
    return np.array(variable.values.tolist(), np.str_)


def _absent(folder: StudyFolder) -> StudyError:
    root = folder.root
    if not root.exists():
        hint = "Run one with `irenic study CASE`."
        return study_error("no_such_study", root, "absent", "a study's folder", hint)
    if folder.plan.exists():
        hint = "Finish it: run the same command again with --resume."
        return study_error("unfinished_study", root, "unfinished", "a finished study", hint)
    hint = "A study's folder holds manifest.json and study.zarr."
    return study_error("not_a_study", root, "without manifest.json", "a study's folder", hint)


def _damaged(path: Path, given: str, expected: str) -> StudyError:
    hint = "Files were lost or changed; run the study again with --force."
    return study_error("damaged_study", path, given, expected or "whole", hint, path="study.zarr")


def _unknown(code: str, axis: str, name: str, known: list[str]) -> StudyError:
    hint = did_you_mean(name, known)
    return study_error(code, "the study", quoted(name), f"one of its {axis} names", hint, path=axis)
