"""A study killed at any moment and resumed has the same bytes as one that ran through."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from irenic.errors import StudyError
from irenic.study import open_study

KILLS = 20

HARNESS = """
import os, random, signal, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import fake_study
import irenic.study.assemble  # every import before the forks

def child(out):
    pid = os.fork()
    if not pid:
        fake_study.run_setup(fake_study.make_setup(delay=0.002), out=Path(out), resume=True, threads=2)
        os._exit(0)
    return pid

start = time.perf_counter()
os.waitpid(child(sys.argv[2] + "-timed"), 0)
whole = time.perf_counter() - start
rng, killed = random.Random(1), 0
for number in range(int(sys.argv[3])):
    # Long enough for any stage: what earlier runs finished is not repeated, so later kills come later.
    pid = child(f"{sys.argv[2]}-{number % 4}")
    time.sleep(rng.uniform(0, whole))
    os.kill(pid, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
for number in range(4):
    assert os.waitpid(child(f"{sys.argv[2]}-{number}"), 0)[1] == 0
print(killed)
"""


class Killed(BaseException):
    """What a kill looks like from inside: nothing may catch it."""


class KillSwitch:
    """Lets `steps` writing calls pass; from then on every one fails, as in a process that is gone."""

    WRITES = ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (shutil, "rmtree"))

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
        self.steps = self.left = steps
        for owner, name in self.WRITES:
            monkeypatch.setattr(owner, name, self._wrapped(getattr(owner, name)))

    def _wrapped(self, original: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            self.left -= 1
            if self.left < 0:
                raise Killed(original.__name__)
            return original(*args, **kwargs)

        return call


def test_kills_from_outside(tmp_path: Path, whole: dict[str, bytes], fake: ModuleType) -> None:
    command = [sys.executable, "-c", HARNESS, str(Path(__file__).parent), str(tmp_path / "study"), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= KILLS // 4, "most runs ended before their kill: the test tests nothing"
    for number in range(4):
        assert fake.folder_bytes(tmp_path / f"study-{number}") == whole


def count_steps(fake: ModuleType, out: Path, **how: object) -> int:
    with pytest.MonkeyPatch.context() as patch:
        switch = KillSwitch(patch, 10**9)
        fake.run_setup(fake.make_setup(), out=out, threads=1, **how)
    return switch.steps - switch.left


def test_a_kill_at_every_kind_of_step(tmp_path: Path, whole: dict[str, bytes], fake: ModuleType) -> None:
    steps = count_steps(fake, tmp_path / "counted")
    early, late = range(12), range(steps - 12, steps)
    for step in sorted({*early, *np.linspace(12, steps - 15, 4).astype(int).tolist(), *late}):
        out = tmp_path / f"killed-{step}"
        with pytest.MonkeyPatch.context() as patch:
            KillSwitch(patch, step)
            with pytest.raises(Killed):
                fake.run_setup(fake.make_setup(), out=out, threads=1)
        fake.run_setup(fake.make_setup(), out=out, threads=2, resume=True)
        assert fake.folder_bytes(out) == whole, f"killed at step {step}"


def test_a_kill_while_replacing_a_study(tmp_path: Path, whole: dict[str, bytes], fake: ModuleType) -> None:
    old = fake.make_setup(seed=2, worlds=256)
    fake.run_setup(old, out=tmp_path / "counted")
    steps = count_steps(fake, tmp_path / "counted", force=True)
    for step in (1, 5, *range(steps - 9, steps)):
        out = tmp_path / f"killed-{step}"
        fake.run_setup(old, out=out)
        with pytest.MonkeyPatch.context() as patch:
            KillSwitch(patch, step)
            with pytest.raises(Killed):
                fake.run_setup(fake.make_setup(), out=out, threads=1, force=True)
        how = {"resume": True} if (out / ".partial" / "plan.json").exists() else {"force": True}
        fake.run_setup(fake.make_setup(), out=out, **how)
        assert fake.folder_bytes(out) == whole, f"killed at step {step}"


def test_the_old_study_stays_until_the_new_one_is_whole(tmp_path: Path, fake: ModuleType) -> None:
    out = tmp_path / "study"
    old = fake.run_setup(fake.make_setup(seed=2), out=out)
    before = old.outcomes.values.copy()
    setup = fake.make_setup(spoil=700)
    with pytest.raises(StudyError, match="not_finite"):
        fake.run_setup(setup, out=out, force=True)
    np.testing.assert_array_equal(open_study(out).outcomes.values, before)
