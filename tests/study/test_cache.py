"""Compiled programs are kept between runs: where, and that a second process does not compile again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from irenic.case import CaseArrays
from irenic.engine.run import Engine
from irenic.parameters import load_parameters
from irenic.strategy import load_strategies, strategy_arrays
from irenic.study.cache import SETTING, compile_cache
from irenic.worlds import WorldSet

STUDY = """
import sys
from pathlib import Path
from irenic.case import case_arrays, load_case
from irenic.strategy import load_strategies
from irenic.study import run_study

case = load_case(sys.argv[1])
plans = load_strategies(Path(sys.argv[2]), case_arrays(case))
run_study(case, [plans["nothing"]], worlds=2, replicates=1, months=12, out=sys.argv[3])
"""

SMALL = """
import jax
from irenic.study.cache import keep_compiled

assert keep_compiled() is not None
jax.jit(lambda x: x + 1)(1.0)
"""


def python(script: str, kept: Path, *words: object) -> None:
    """Run a script in a process of its own that keeps programs in a folder."""
    command = [sys.executable, "-c", script, *map(str, words)]
    subprocess.run(command, check=True, env={**os.environ, SETTING: str(kept)}, timeout=300)


def programs(folder: Path) -> set[str]:
    """Names of the engine's programs in a folder."""
    return {path.name for path in folder.glob("jit_blocks-*-cache")}


def test_the_users_folder_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    folder = compile_cache()
    assert folder is not None
    assert folder.parts[-2:] == ("irenic", "compiled")


def test_a_setting_names_another_or_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))
    assert compile_cache() == tmp_path
    monkeypatch.setenv(SETTING, "OFF")
    assert compile_cache() is None


def test_a_process_keeps_what_it_compiles(tmp_path: Path) -> None:
    python(SMALL, tmp_path / "kept")
    assert list((tmp_path / "kept").glob("jit_*-cache"))


def test_a_study_finds_the_program_that_another_process_compiled(
    compiled_once: Path, small_engine: Engine, toy_path: Path, toy_arrays: CaseArrays, tmp_path: Path
) -> None:
    strategies = toy_path.with_name("toy_strategies.yaml")
    plan = strategy_arrays(load_strategies(strategies, toy_arrays)["strikes"], toy_arrays)
    small_engine.run(WorldSet(toy_arrays, load_parameters(), 64, 1).block(0, 64), plan, 1, 1)
    kept = tmp_path / "kept"
    shutil.copytree(compiled_once, kept)
    before = programs(kept)
    assert before
    python(STUDY, kept, toy_path, strategies, tmp_path / "study")
    assert programs(kept) == before
