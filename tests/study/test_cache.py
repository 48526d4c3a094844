"""Compiled programs are kept between runs: where, and that a second process does not compile again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from irenic.study.cache import SETTING, compile_cache

SCRIPT = """
import sys
from pathlib import Path
from irenic.case import load_case
from irenic.strategy import load_strategies
from irenic.case import case_arrays
from irenic.study import run_study

case = load_case(sys.argv[1])
plans = load_strategies(Path(sys.argv[2]), case_arrays(case))
run_study(case, [plans["nothing"]], worlds=2, replicates=1, months=2, out=sys.argv[3])
"""


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


def test_a_second_process_adds_no_program(tmp_path: Path) -> None:
    data = Path(__file__).parents[1] / "data"
    found = []
    for name in ("first", "second"):
        command = [
            sys.executable,
            "-c",
            SCRIPT,
            str(data / "toy_harbour.yaml"),
            str(data / "toy_strategies.yaml"),
        ]
        environment = {**os.environ, SETTING: str(tmp_path / "kept")}
        subprocess.run([*command, str(tmp_path / name)], check=True, env=environment, timeout=300)
        found.append(sorted(p.name for p in (tmp_path / "kept").iterdir() if not p.name.endswith("-atime")))
    assert found[0], "nothing was kept"
    assert found[1] == found[0]
