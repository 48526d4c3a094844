"""Same request, same bytes; wrong requests and full disks refused in one line each."""

from __future__ import annotations

import errno
import threading
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from irenic.errors import StudyError
from irenic.study import NOTICE, default_folder, open_study
from irenic.study import tasks as tasks_module
from irenic.study.describe import code_digest
from irenic.study.run import check_settings
from irenic.study.work import Progress, usable_cores


class Named:
    """As much of a strategy as the check of settings reads."""

    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_do_not_matter(
    tmp_path: Path, whole: dict[str, bytes], fake: ModuleType, threads: int
) -> None:
    fake.run_setup(fake.make_setup(delay=0.001), out=tmp_path / "s", threads=threads)
    assert fake.folder_bytes(tmp_path / "s") == whole


@pytest.mark.parametrize("size", [32, 64, 512])
def test_task_boundaries_do_not_matter(
    tmp_path: Path, whole: dict[str, bytes], fake: ModuleType, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irenic.study.assemble.TASK_WORLDS", size)
    monkeypatch.setattr(tasks_module, "TASK_WORLDS", size)
    fake.run_setup(fake.make_setup(), out=tmp_path / "s")
    assert fake.folder_bytes(tmp_path / "s") == whole


def test_small_chunks_hold_the_same_numbers(
    tmp_path: Path, fake: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = fake.run_setup(fake.make_setup(), out=tmp_path / "one")
    monkeypatch.setattr("irenic.study.assemble.CHUNK_BYTES", 64 * 2 * 2 * 3 * 3)
    monkeypatch.setattr("irenic.study.assemble.DRAW_WORLDS", 16)
    two = fake.run_setup(fake.make_setup(), out=tmp_path / "two")
    assert one.dataset.equals(two.dataset)
    assert len(fake.folder_bytes(tmp_path / "two")) > len(fake.folder_bytes(tmp_path / "one"))


def test_stored_numbers_are_the_engines(tmp_path: Path, fake: ModuleType) -> None:
    setup = fake.make_setup(worlds=512)
    study = fake.run_setup(setup, out=tmp_path / "s")
    for index, name in enumerate(fake.PHASES):
        direct = setup.engine.run(setup.worlds.block(0, 512), index, 2, 1)
        np.testing.assert_array_equal(study.outcomes.sel(strategy=name).values, direct.outcomes)
        np.testing.assert_array_equal(study.phases.sel(strategy=name).values, direct.phases[..., :2])
        for i, (series, scale) in enumerate(fake.SERIES):
            stored = study.series(series, strategy=name)
            np.testing.assert_allclose(
                stored.values, direct.series[:, :, i], rtol=2.0**-11, atol=6e-8 * scale
            )
    np.testing.assert_array_equal(study.factors.values, setup.worlds.factors(0, 512).astype(np.float32))
    theta = setup.worlds.block(0, 512).theta
    np.testing.assert_array_equal(study.parameters.sel(parameter="mh").values, theta["mh"].astype(np.float32))


def test_what_became_of_each_group_is_stored(tmp_path: Path, fake: ModuleType) -> None:
    setup = fake.make_setup(worlds=512)
    study = fake.run_setup(setup, out=tmp_path / "s")
    assert study.dataset["groups"].dims == ("strategy", "world", "replicate", "measure", "group")
    for index in range(3):
        direct = setup.engine.run(setup.worlds.block(0, 512), index, 2, 1)
        for i, (name, _, _) in enumerate(fake.MEASURES):
            np.testing.assert_array_equal(study.group_values(name)[index], direct.groups[:, :, i])
    assert list(study.dataset["group"].values) == list(fake.GROUPS)


def test_a_study_may_keep_nothing_of_groups(tmp_path: Path, fake: ModuleType) -> None:
    plain = fake.with_plan(fake.make_setup(worlds=8), groups=(), group_measures=())
    study = fake.run_setup(plain, out=tmp_path / "s")
    assert "groups" not in study.dataset and "group" not in study.dataset
    with pytest.raises(StudyError, match="no_groups"):
        study.group_values("held_change")
    study.verify()


def test_a_group_without_a_number_is_the_models_fault(
    tmp_path: Path, fake: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = fake.make_setup(worlds=8)
    run = setup.engine.run

    def spoilt(*given: object) -> object:
        result = run(*given)
        result.groups[3, 1, 1, 2] = np.inf
        return result

    monkeypatch.setattr(setup.engine, "run", spoilt)
    with pytest.raises(StudyError, match='killed of group EX of strategy "nothing" in world 3, replicate 1'):
        fake.run_setup(setup, out=tmp_path / "s", threads=1)


def test_nothing_but_the_study_stays(tmp_path: Path, fake: ModuleType) -> None:
    fake.run_setup(fake.make_setup(worlds=4), out=tmp_path / "deep" / "s")
    assert sorted(p.name for p in (tmp_path / "deep" / "s").iterdir()) == ["manifest.json", "study.zarr"]


def test_the_manifest_says_everything_but_when_and_where(tmp_path: Path, fake: ModuleType) -> None:
    out = tmp_path / "s"
    fake.run_setup(fake.make_setup(worlds=4), out=out)
    text = (out / "manifest.json").read_text()
    assert NOTICE in text
    assert str(tmp_path) not in text
    assert "label: broad_deal" in text
    assert (out / "manifest.json").read_bytes() == text.encode()


def test_resume_runs_only_what_is_missing(tmp_path: Path, fake: ModuleType, whole: dict[str, bytes]) -> None:
    out = tmp_path / "s"
    with pytest.raises(StudyError, match="not_finite"):
        fake.run_setup(fake.make_setup(spoil=800), out=out, threads=1)
    stored = sorted(out.glob(".partial/tasks/*.npy"))
    assert len(stored) == 9
    stored[1].write_bytes(stored[1].read_bytes()[:-40])
    stored[2].write_bytes(stored[3].read_bytes())
    stored[4].unlink()
    setup, seen = fake.make_setup(), []
    fake.run_setup(setup, out=out, threads=1, resume=True, progress=seen.append)
    assert setup.engine.calls == 12 - 9 + 3
    assert fake.folder_bytes(out) == whole
    assert seen[-2] == Progress(3072, 3072, 6 * 256)
    assert seen[-1].stage == "store"


def test_a_task_lost_before_assembly_is_run_again(
    tmp_path: Path, fake: ModuleType, whole: dict[str, bytes]
) -> None:
    out, lost = tmp_path / "s", []

    def lose(progress: Progress) -> None:
        if progress.stage == "store" and not lost:
            lost.append(True)
            next(out.glob(".partial/tasks/*.npy")).write_bytes(b"irenic task 2 ")

    fake.run_setup(fake.make_setup(), out=out, progress=lose)
    assert lost
    assert fake.folder_bytes(out) == whole


def test_a_finished_study_is_not_run_again_on_resume(tmp_path: Path, fake: ModuleType) -> None:
    fake.run_setup(fake.make_setup(worlds=4), out=tmp_path / "s")
    setup = fake.make_setup(worlds=4)
    assert fake.run_setup(setup, out=tmp_path / "s", resume=True).manifest.worlds == 4
    assert setup.engine.calls == 0


def test_a_finished_study_is_not_overwritten(tmp_path: Path, fake: ModuleType) -> None:
    out = tmp_path / "s"
    fake.run_setup(fake.make_setup(worlds=4), out=out)
    before = fake.folder_bytes(out)
    with pytest.raises(StudyError, match=r"study_exists: .*--force"):
        fake.run_setup(fake.make_setup(worlds=4), out=out)
    with pytest.raises(StudyError, match=r"other_settings: seed is 2; expected 1, as begun"):
        fake.run_setup(fake.make_setup(worlds=4, seed=2), out=out, resume=True)
    assert fake.folder_bytes(out) == before
    assert fake.run_setup(fake.make_setup(worlds=4, seed=2), out=out, force=True).manifest.seed == 2


def test_resume_with_other_settings_names_each(tmp_path: Path, fake: ModuleType) -> None:
    out = tmp_path / "s"
    with pytest.raises(StudyError):
        fake.run_setup(fake.make_setup(spoil=1), out=out)
    with pytest.raises(StudyError, match="unfinished_study"):
        fake.run_setup(fake.make_setup(), out=out)
    with pytest.raises(StudyError) as caught:
        fake.run_setup(fake.make_setup(worlds=512, replicates=3), out=out, resume=True)
    assert [(p.code, p.path, p.given, p.expected) for p in caught.value.problems] == [
        ("other_settings", "worlds", "512", "1024, as begun"),
        ("other_settings", "replicates", "3", "2, as begun"),
    ]
    plan = fake.make_setup().plan
    changed = plan.strategies[1].model_copy(update={"text": "other", "digest": "1" * 64})
    setup = fake.with_plan(fake.make_setup(), strategies=(plan.strategies[0], changed, plan.strategies[2]))
    with pytest.raises(StudyError, match=r"strategies\.broad_deal\.digest"):
        fake.run_setup(setup, out=out, resume=True)


def test_many_differences_are_cut_and_counted(tmp_path: Path, fake: ModuleType) -> None:
    out = tmp_path / "s"
    with pytest.raises(StudyError):
        fake.run_setup(fake.make_setup(spoil=1), out=out)
    renamed = tuple(o.model_copy(update={"id": f"{o.id}_2"}) for o in fake.make_setup().plan.outcomes)
    with pytest.raises(StudyError, match=r"\d+ more settings is different"):
        fake.run_setup(fake.with_plan(fake.make_setup(), outcomes=renamed), out=out, resume=True)


def test_folders_of_others_are_left_alone(tmp_path: Path, fake: ModuleType) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(StudyError, match=r"foreign_folder: .*notes\.txt"):
            fake.run_setup(fake.make_setup(worlds=4), out=tmp_path, force=force)
        with pytest.raises(StudyError, match="foreign_folder: the file is a file"):
            fake.run_setup(fake.make_setup(worlds=4), out=tmp_path / "notes.txt", force=force)
    web = tmp_path / "web"
    web.mkdir()
    (web / "manifest.json").write_text('{"name": "an app"}')
    with pytest.raises(StudyError, match="not_a_study"):
        fake.run_setup(fake.make_setup(worlds=4), out=web, force=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_store_without_a_manifest_needs_force(tmp_path: Path, fake: ModuleType) -> None:
    out = tmp_path / "s"
    fake.run_setup(fake.make_setup(worlds=4), out=out)
    (out / "manifest.json").unlink()
    with pytest.raises(StudyError, match="broken_study"):
        fake.run_setup(fake.make_setup(worlds=4), out=out, resume=True)
    fake.run_setup(fake.make_setup(worlds=4), out=out, force=True)
    open_study(out).verify()


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk_full"), (errno.EACCES, "cannot_write"), (errno.EROFS, "cannot_write")],
)
def test_a_disk_that_does_not_take_it(
    tmp_path: Path, fake: ModuleType, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(StudyError, match=rf"^\S+: {code}: the file is not writable \(no\)") as caught:
        fake.run_setup(fake.make_setup(worlds=4), out=tmp_path / "s")
    assert len(caught.value.problems) == 1


def test_two_runs_do_not_share_a_folder(tmp_path: Path, fake: ModuleType) -> None:
    out, begun, free = tmp_path / "s", threading.Event(), threading.Event()

    def hold(progress: Progress) -> None:
        begun.set()
        free.wait(10)

    setup = fake.make_setup(worlds=4)
    first = threading.Thread(target=lambda: fake.run_setup(setup, out=out, progress=hold))
    first.start()
    begun.wait(10)
    with pytest.raises(StudyError, match="study_busy"):
        fake.run_setup(fake.make_setup(worlds=4), out=out, resume=True)
    free.set()
    first.join()
    open_study(out).verify()


def test_a_value_that_is_not_finite_is_a_fault_that_names_its_place(tmp_path: Path, fake: ModuleType) -> None:
    place = r'deaths of strategy "\w+" in world 300, replicate 0 is not a finite number'
    with pytest.raises(StudyError, match=place):
        fake.run_setup(fake.make_setup(spoil=300), out=tmp_path / "s", threads=1)


def test_a_series_too_large_for_its_scale_is_a_fault(tmp_path: Path, fake: ModuleType) -> None:
    setup = fake.make_setup(worlds=4)
    tiny = tuple(s.model_copy(update={"scale": 1e-6}) for s in setup.plan.series)
    with pytest.raises(StudyError, match="not_finite: extremist_strength of strategy"):
        fake.run_setup(fake.with_plan(setup, series=tiny), out=tmp_path / "s")


def test_a_fault_of_the_engine_comes_through(tmp_path: Path, fake: ModuleType) -> None:
    setup = fake.make_setup(worlds=4)
    setup.engine.run = lambda *_: 1 / 0
    with pytest.raises(ZeroDivisionError):
        fake.run_setup(setup, out=tmp_path / "s")


def test_every_wrong_setting_at_once() -> None:
    sizes = {"worlds": 1000, "replicates": 0, "months": 601, "seed": -1}
    with pytest.raises(StudyError) as caught:
        check_settings(sizes, {"block": 0, "threads": 0}, [Named("a"), Named("a")])
    found = {(p.code, p.path) for p in caught.value.problems}
    assert found == {
        ("not_a_power_of_two", "worlds"),
        *(("out_of_range", name) for name in ("replicates", "months", "seed", "block", "threads")),
        ("same_strategy", "strategies"),
    }
    assert "Try 512 or 1024." in str(caught.value)
    with pytest.raises(StudyError, match="no_strategies"):
        check_settings({"worlds": 1024}, {}, [])


def test_the_default_folder_depends_on_the_request_alone(fake: ModuleType) -> None:
    one, other = (default_folder(fake.make_setup(seed=seed).plan) for seed in (1, 2))
    assert one == default_folder(fake.make_setup(delay=1.0).plan)
    assert one != other
    assert one.parts[0] == "studies"
    assert one.name.startswith("toy_harbour-seed1-1024x2x3-")


def test_there_is_a_core() -> None:
    assert usable_cores() >= 1


def test_a_changed_model_is_not_resumed(tmp_path: Path, fake: ModuleType) -> None:
    out = tmp_path / "s"
    with pytest.raises(StudyError):
        fake.run_setup(fake.make_setup(spoil=1), out=out)
    setup = fake.with_plan(fake.make_setup(), code=code_digest())
    with pytest.raises(StudyError, match=r"other_settings: code is .* The model has changed since"):
        fake.run_setup(setup, out=out, resume=True)
    assert len(code_digest()) == 64
