"""The public namespace: what it promises, that it keeps it, and that importing it is cheap."""

from __future__ import annotations

import importlib
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import irenic

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "irenic"
IMPORT_SECONDS = 1.5
"""Of the processor, for others may wait for it, too; generous: 0.2 is the aim."""

HEAVY = ("jax", "numpy", "pandas", "pydantic", "rich", "scipy", "typer", "xarray", "zarr")


def run(code: str) -> str:
    """Output of a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def is_there(module: str) -> bool:
    """Whether the file of a module is there."""
    path = SRC.parent.joinpath(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


COMPLETE = is_there("irenic.cli")
"""The last layer stands, so every public name must resolve."""


def test_all_is_what_dir_and_the_homes_say() -> None:
    assert irenic.__all__ == sorted(irenic.__all__)
    assert set(irenic.__all__) == {*irenic._HOMES, "__version__"}
    assert dir(irenic) == irenic.__all__


@pytest.mark.parametrize("name", [n for n, home in irenic._HOMES.items() if COMPLETE or is_there(home)])
def test_public_names_resolve(name: str) -> None:
    home = importlib.import_module(irenic._HOMES[name])
    assert getattr(irenic, name) is getattr(home, name)
    assert name in getattr(home, "__all__", [name])
    assert getattr(irenic, name).__doc__


def test_type_checkers_see_the_same_homes() -> None:
    source = (SRC / "__init__.py").read_text()
    stated = re.findall(r"^    from (\S+) import (.+)$", source, flags=re.MULTILINE)
    assert {name: home for home, names in stated for name in names.split(", ")} == irenic._HOMES


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'irenic' has no attribute 'run_studdy'"):
        irenic.run_studdy  # noqa: B018


def test_import_starts_no_heavy_library() -> None:
    loaded = run(f"import irenic, sys; print(*[m for m in {HEAVY!r} if m in sys.modules])")
    assert loaded == ""


def test_import_is_fast() -> None:
    run("import irenic")  # so that compiling to bytecode is not timed
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run("import irenic")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < IMPORT_SECONDS


def test_version_is_stated_once_more_and_alike_in_the_citation() -> None:
    stated = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), flags=re.MULTILINE)
    assert stated is not None
    assert stated.group(1) == irenic.__version__
