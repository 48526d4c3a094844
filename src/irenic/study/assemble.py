"""From finished tasks to ``study.zarr``, one region of worlds at a time.

Memory is bounded by one chunk whatever the number of worlds. Codec, chunks and metadata are fixed,
so the same study has the same bytes. The arrays follow xarray's conventions for Zarr version 3.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from numpy.typing import NDArray
from zarr.codecs import ZstdCodec

from irenic.study.files import content_digest, listing_digest, sync_tree, tree_files
from irenic.study.manifest import Plan, StoreInfo
from irenic.study.tasks import TASK_WORLDS, Task, TaskFiles, TaskResult
from irenic.study.work import WorldSource

CHUNK_WORLDS = 1024
CHUNK_BYTES = 16 * 2**20
DRAW_WORLDS = 4096
"""Worlds per chunk of `parameters` and `factors`."""


class TaskLost(Exception):
    """A task's file was finished and has since gone or changed; it must be run again."""


def write_store(path: Path, plan: Plan, files: TaskFiles, worlds: WorldSource) -> StoreInfo:
    """Write ``study.zarr`` at `path`, which must not exist, and return its digests.

    Raises
    ------
    TaskLost : a finished task can no longer be read
    """
    root = zarr.open_group(path, mode="w-", zarr_format=3, attributes=_root_attributes(plan))
    _write_coordinates(root, plan)
    _write_runs(root, plan, files)
    _write_draws(root, plan, worlds)
    _write_points(root, plan, worlds)
    _consolidate(root, path)
    sync_tree(path)
    listing = tree_files(path)
    return StoreInfo(
        files=len(listing),
        bytes=sum(size for _, size in listing),
        listing=listing_digest(listing),
        content=content_digest(path, listing),
    )


def _consolidate(root: zarr.Group, path: Path) -> None:
    """Gather all metadata in one file, which readers open fastest."""
    with warnings.catch_warnings():
        # Zarr says that other readers may ignore this part; they then read each array's own.
        warnings.simplefilter("ignore", UserWarning)
        zarr.consolidate_metadata(root.store)
    # Zarr lists arrays in the order of the folder, which differs between file systems.
    metadata = path / "zarr.json"
    content = json.loads(metadata.read_bytes())
    metadata.write_text(json.dumps(content, sort_keys=True, indent=2), encoding="utf-8")


def _root_attributes(plan: Plan) -> dict[str, Any]:
    return {"title": plan.notice, "case": plan.case.id, "irenic": plan.irenic, "plan": plan.digest()}


def _array(
    root: zarr.Group, name: str, sizes: dict[str, int], chunks: tuple[int, ...], **more: Any
) -> zarr.Array[Any]:
    """Create an array; `sizes` maps its dimensions, in order, to their length."""
    return root.create_array(
        name,
        shape=tuple(sizes.values()),
        chunks=tuple(max(1, c) for c in chunks),
        dimension_names=tuple(sizes),
        compressors=ZstdCodec(level=3, checksum=True),
        # A missing file is then always damage, never "all values are the fill value".
        config={"write_empty_chunks": True},
        **more,
    )


def _write_coordinates(root: zarr.Group, plan: Plan) -> None:
    names = {
        "strategy": plan.strategy_names,
        "outcome": tuple(o.id for o in plan.outcomes),
        "series": tuple(s.id for s in plan.series),
        "parameter": plan.parameters.names,
        "factor": plan.factor_names,
        "measure": tuple(m.id for m in plan.group_measures) if plan.group_sizes else (),
        "group": tuple(g.id for g in plan.groups) if plan.group_sizes else (),
    }
    for dimension, values in names.items():
        if values:
            array = _array(root, dimension, {dimension: len(values)}, (len(values),), dtype="str")
            array[:] = np.array(values, dtype=object)
    counts = {"world": (0, plan.worlds), "replicate": (0, plan.replicates)}
    counts |= {"month": (1, plan.months), "phase": (1, plan.phase_count)}
    for dimension, (first, count) in counts.items():
        array = _array(root, dimension, {dimension: count}, (count,), dtype="int32")
        array[:] = np.arange(first, first + count, dtype=np.int32)


def _write_runs(root: zarr.Group, plan: Plan, files: TaskFiles) -> None:
    lanes = {"strategy": len(plan.strategies), "world": plan.worlds, "replicate": plan.replicates}
    extra: dict[str, tuple[dict[str, int], str, Any]] = {
        "outcomes": ({"outcome": len(plan.outcomes)}, "float32", np.float32("nan")),
        "monthly": ({"series": len(plan.series), "month": plan.months}, "float16", 0),
        "phases": ({"phase": plan.phase_count}, "int16", 0),
    }
    if plan.group_sizes:
        extra["groups"] = (plan.group_sizes, "float32", np.float32("nan"))
    chunk = chunk_worlds(plan)
    arrays = []
    for name, (sizes, dtype, fill) in extra.items():
        chunks = (1, chunk, plan.replicates, *sizes.values())
        attributes = _series_attributes(plan) if name == "monthly" else {}
        arrays.append(
            _array(root, name, lanes | sizes, chunks, dtype=dtype, fill_value=fill, attributes=attributes)
        )
    region = max(chunk, TASK_WORLDS)
    for strategy in range(len(plan.strategies)):
        for low in range(0, plan.worlds, region):
            high = min(low + region, plan.worlds)
            # Without groups there is a part, empty, and no array for it.
            for array, values in zip(arrays, _region(plan, files, strategy, (low, high)), strict=False):
                array[strategy, low:high] = values


def _series_attributes(plan: Plan) -> dict[str, Any]:
    return {
        "scales": [s.scale for s in plan.series],
        "units": [s.unit for s in plan.series],
        "note": "value = stored * scale, per series; relative error as in manifest.json",
    }


def _region(plan: Plan, files: TaskFiles, strategy: int, span: tuple[int, int]) -> Iterator[NDArray[Any]]:
    parts: list[TaskResult] = []
    for low in range(*span, TASK_WORLDS):
        task = Task(low, min(low + TASK_WORLDS, plan.worlds), strategy)
        part = files.read(task)
        if part is None:
            raise TaskLost(task.name)
        parts.append(part)
    for arrays in zip(*parts, strict=True):
        yield np.concatenate(arrays)


def _write_points(root: zarr.Group, plan: Plan, worlds: Any) -> None:
    """The coordinates of worlds that no seed can draw again."""
    if plan.points is None:
        return
    chunk = min(DRAW_WORLDS, plan.worlds)
    rows = len(worlds.dimensions)
    array = _array(root, "points", {"coordinate": rows, "world": plan.worlds}, (rows, chunk), dtype="float64")
    for low in range(0, plan.worlds, chunk):
        high = min(low + chunk, plan.worlds)
        array[:, low:high] = worlds.uniforms(low, high)


def _write_draws(root: zarr.Group, plan: Plan, worlds: WorldSource) -> None:
    names = plan.parameters.names
    chunk = min(DRAW_WORLDS, plan.worlds)
    world = {"world": plan.worlds}
    theta = _array(
        root, "parameters", {"parameter": len(names)} | world, (len(names), chunk), dtype="float32"
    )
    factors = None
    if plan.factors:
        sizes = {"factor": len(plan.factors)} | world
        factors = _array(root, "factors", sizes, (len(plan.factors), chunk), dtype="float32")
    for low in range(0, plan.worlds, chunk):
        high = min(low + chunk, plan.worlds)
        block = worlds.block(low, high)
        theta[:, low:high] = np.stack([np.asarray(block.theta[name], np.float32) for name in names])
        if factors is not None:
            factors[:, low:high] = np.asarray(worlds.factors(low, high), np.float32)


def chunk_worlds(plan: Plan) -> int:
    """Return the worlds per chunk: a power of two, at most 16 MiB of series per chunk."""
    per_world = max(1, 2 * plan.replicates * len(plan.series) * plan.months)
    chunk = CHUNK_WORLDS
    while chunk > 1 and chunk * per_world > CHUNK_BYTES:
        chunk //= 2
    return min(chunk, plan.worlds)
