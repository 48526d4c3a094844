"""One direction: a module imports from its own layer or one to the left; the engine touches nothing outside.

Every import is read from the source, also those inside functions, so none hides from this test.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SRC = Path(__file__).parents[1] / "src" / "irenic"

LAYERS = (
    "errors",
    "axes",
    "parameters",
    "case",
    "record",
    "worlds",
    "strategy",
    "engine",
    "study",
    "analysis",
    "figures",
    "report",
    "app",
    "cli",
)
"""From left to right. A new top-level module gets its place here."""

DATA_FOLDERS = {"cases"}
FORBIDDEN_IN_ENGINE = {
    *("asyncio", "datetime", "ftplib", "glob", "http", "httpx", "io", "logging", "os", "pathlib"),
    *("random", "requests", "rich", "secrets", "shutil", "socket", "subprocess", "sys", "tempfile"),
    *("threading", "time", "urllib", "uuid"),
}
FORBIDDEN_CALLS = {"breakpoint", "input", "open", "print", "write_bytes", "write_text"}


class Import(NamedTuple):
    """One imported name: the line it stands on and its full dotted name."""

    line: int
    target: str


def dotted(path: Path) -> str:
    """``src/irenic/case/load.py`` -> ``irenic.case.load``."""
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(path: Path) -> str:
    """Package that a relative import in this file starts from."""
    return ".".join(path.relative_to(SRC.parent).parts[:-1])


def imports(tree: ast.AST, package: str) -> Iterator[Import]:
    """Every import in a tree: statements anywhere, and `import_module` of a literal name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(node.lineno, f"{base(node, package)}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            names = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from (Import(node.lineno, str(name)) for name in names)


def base(node: ast.ImportFrom, package: str) -> str:
    """Absolute name of the module that a ``from ... import`` names."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])


def called(node: ast.Call) -> str:
    """Last part of the name that a call calls; empty where it has none."""
    function = node.func
    return getattr(function, "id", None) or getattr(function, "attr", "")


def steps_back(source: str, module: str, package: str) -> list[str]:
    """Imports of one module that point to a layer on its right, or to none."""
    own = module.split(".")[1]
    found = []
    for line, target in imports(ast.parse(source), package):
        parts = target.split(".")
        if parts[0] != "irenic" or target == "irenic.__version__":
            continue
        layer = parts[1] if len(parts) > 1 else ""
        if layer not in LAYERS:
            found.append(f"{module}:{line} imports {target}; import from the module that defines it")
        elif LAYERS.index(layer) > LAYERS.index(own):
            found.append(f"{module}:{line} imports {target}; {own} stands before {layer}")
    return found


def outside_touches(source: str, package: str) -> list[str]:
    """What an engine module does with a clock, file, network, screen or hidden generator."""
    tree = ast.parse(source)
    found = [
        f"line {line} imports {target}"
        for line, target in imports(tree, package)
        if target.split(".")[0] in FORBIDDEN_IN_ENGINE
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in FORBIDDEN_CALLS:
            found.append(f"line {node.lineno} calls {called(node)}")
        if isinstance(node, ast.Attribute) and node.attr == "random":
            found.append(f"line {node.lineno} uses a generator that is not one of the passed draws")
    return found


def test_every_module_has_a_place() -> None:
    top = {path.stem if path.is_file() else path.name for path in SRC.iterdir()}
    modules = {name for name in top if (SRC / f"{name}.py").exists() or (SRC / name).is_dir()}
    unplaced = modules - set(LAYERS) - DATA_FOLDERS - {"__init__", "__main__", "__pycache__"}
    assert not unplaced, f"give {sorted(unplaced)} a place in LAYERS"


def test_no_import_points_to_the_right() -> None:
    public_face = {SRC / "__init__.py", SRC / "__main__.py"}
    paths = sorted(set(SRC.rglob("*.py")) - public_face)
    assert len(paths) > 1
    found = [line for path in paths for line in steps_back(path.read_text(), dotted(path), package_of(path))]
    assert not found, "\n".join(found)


def test_the_engine_touches_nothing_outside() -> None:
    found = [
        f"{dotted(path)}: {touch}"
        for path in sorted((SRC / "engine").rglob("*.py"))
        for touch in outside_touches(path.read_text(), package_of(path))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "import irenic.study",
        "from irenic.study import run_study",
        "from irenic import study",
        "def f():\n    from irenic.study.store import open_study",
        "from ..study import store",
        "from .. import study",
        "if TYPE_CHECKING:\n    import irenic.cli",
        "import importlib\nimportlib.import_module('irenic.app')",
        "from irenic import run_study",
        "import irenic",
    ],
)
def test_a_step_back_is_found(source: str) -> None:
    assert len(steps_back(source, "irenic.engine.month", "irenic.engine")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from irenic.case.arrays import CaseArrays",
        "from . import state",
        "from .state import State",
        "from ..errors import ShapeError",
        "from irenic import __version__",
        "import jax",
    ],
)
def test_a_step_to_the_left_is_allowed(source: str) -> None:
    assert steps_back(source, "irenic.engine.month", "irenic.engine") == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from os import path",
        "def f():\n    import pathlib",
        "print(1)",
        "open('x')",
        "jax.debug.print('x')",
        "path.write_text('x')",
        "np.random.default_rng()",
    ],
)
def test_a_touch_of_the_outside_is_found(source: str) -> None:
    assert len(outside_touches(source, "irenic.engine")) == 1


def test_plain_array_code_touches_nothing() -> None:
    assert outside_touches("import jax\nfrom jax import numpy as jnp\njnp.exp(1.0)", "irenic.engine") == []
