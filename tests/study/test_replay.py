"""Replaying runs of a stored study: every lane bit for bit, from its folder alone, or a clear refusal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from irenic.case import Case
from irenic.errors import StudyError
from irenic.study import Study, open_study
from irenic.study.replay import BLOCK, Replayer, replay, stored_run

NAMES = ("nothing", "partnered", "top_down_air", "bottom_up", "probe")
SIZES = {"worlds": 64, "replicates": 2, "months": 12, "seed": 3}
RUNS = 200


@pytest.fixture
def study(toy_study: Study) -> Study:
    return toy_study


@pytest.fixture
def replayer(toy_replayer: Replayer) -> Replayer:
    return toy_replayer


def with_plan(study: Study, tmp_path: Path, change: Any) -> Study:
    """A copy of a study whose manifest says something else."""
    folder = tmp_path / "copy"
    shutil.copytree(study.path, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return open_study(folder)


def test_two_hundred_random_runs_are_the_stored_ones(study: Study, replayer: Replayer) -> None:
    """Outcomes and phases bit for bit, series as rounded; the replayer compares too, this does so anew."""
    rng = np.random.default_rng(0)
    outcomes, phases, monthly = (study.dataset[n].values for n in ("outcomes", "phases", "monthly"))
    scales = np.array([info.scale for info in study.manifest.series], np.float32)[:, None]
    for _ in range(RUNS):
        s, w, r = (int(rng.integers(n)) for n in (len(NAMES), SIZES["worlds"], SIZES["replicates"]))
        found = replayer.replay(NAMES[s], w, r).recording
        assert found.outcomes.tobytes() == outcomes[s, w, r].tobytes()
        np.testing.assert_array_equal(found.phases[: phases.shape[-1]], phases[s, w, r])
        np.testing.assert_array_equal((found.series / scales).astype(np.float16), monthly[s, w, r])


def test_every_lane_of_a_strategy_is_the_stored_one(study: Study, replayer: Replayer) -> None:
    for world in range(SIZES["worlds"]):
        for r in range(SIZES["replicates"]):
            assert replayer.replay("bottom_up", world, r).recording.outcomes.tobytes() == (
                study.dataset["outcomes"].values[3, world, r].tobytes()
            )


def test_many_replays_compile_once(replayer: Replayer) -> None:
    first = replayer.engine._program._cache_size()
    for world, name in enumerate(NAMES):
        replayer.replay(name, world, world % 2)
    assert replayer.engine._program._cache_size() == max(1, first)
    assert SIZES["replicates"] <= BLOCK


def test_the_study_lies_in_its_folder_alone(study: Study, toy_case: Case, replayer: Replayer) -> None:
    assert replayer.case == toy_case
    assert replayer.strategies["bottom_up"].phases[0].name == "air"
    assert study.manifest.case.content is not None


def test_recomputed_months_agree_with_the_record(replayer: Replayer) -> None:
    for world in range(0, 64, 8):
        found = replayer.replay("bottom_up", world, 1)
        assert found.doubts == ()
        for month in (1, 6, 12):
            after, info = found.again(month)
            np.testing.assert_allclose(after.control[..., 0], found.states.control[month], atol=1e-6)
            assert info.willing.shape == (len(found.groups), 1)
            np.testing.assert_allclose(info.willing[:, 0], found.views.willing[month], atol=1e-5)
            np.testing.assert_allclose(info.fight.clash[..., 0], found.views.clash[month], atol=1e-6)


def test_a_month_that_does_not_agree_is_found(replayer: Replayer) -> None:
    found = replayer.replay("nothing", 5, 0)
    record = found.states.offensive
    record[4, 1] = 1.0 - record[4, 1]
    assert [d.month for d in found.doubts][:1] == [4]
    assert "offensive" in found.doubts[0].fields
    assert found.doubts[0].largest > 1


def test_months_have_names_and_values_have_labels(study: Study, replayer: Replayer) -> None:
    found = replayer.replay("partnered", 3, 0)
    assert (found.date(0), found.date(1), found.date(5)) == ("November 2015", "December 2015", "April 2016")
    assert found.months == 12
    assert found.outcome("deaths") == study.outcomes.sel(outcome="deaths").values[1, 3, 0]
    stored = study.series("extremist_strength", strategy="partnered").values[3, 0]
    np.testing.assert_allclose(found.series("extremist_strength"), stored, rtol=1e-3)
    np.testing.assert_allclose(
        found.states.fighters[1:, found.arrays.extremist].sum(1),
        found.series("extremist_strength"),
        rtol=1e-6,
    )
    assert found.levers(1).strikes[0] == 100
    assert found.levers(12).partner[found.groups.index("NA"), 0] == 1
    assert found.forced(1).shape == (2 + len(found.groups), 1) and not found.forced(1).any()
    with pytest.raises(StudyError, match='Did you mean "deaths"'):
        found.outcome("death")


def test_registers_are_seen_late_and_blurred(replayer: Replayer) -> None:
    """Without lag and noise they are the truth; the month and the milestones are seen as they are."""
    from irenic.strategy.observables import OBSERVABLE_INDEX as AT

    found = replayer.replay("bottom_up", 2, 0)
    for month in range(1, 13):
        seen, true = found.seen(month), found.true(month)
        assert seen.shape == true.shape
        assert seen[AT["month"]] == true[AT["month"]] == month
        assert seen[AT["signed"]] == found.states.signed[month - 1]
        assert true[AT["legitimacy"]] == pytest.approx(found.states.legitimacy[month - 1], abs=1e-6)
        noise = 0.1 * found.draws(month).observe[11, 0]
        then = found.states.legitimacy[max(0, month - 3)]
        assert seen[AT["legitimacy"]] == pytest.approx(then + noise, abs=1e-5)


def test_recorded_decisions_follow_what_was_seen(replayer: Replayer) -> None:
    """Tests counted by the engine are those that the registers, computed again, pass."""
    found = replayer.replay("bottom_up", 9, 1)
    plan = found.fixed.plan
    used = np.flatnonzero(
        plan.when.sum(0)[: plan.register.size] + np.abs(plan.weight).sum(0)[: plan.register.size]
    )
    for month in range(1, 13):
        seen = found.seen(month)[plan.register[used]]
        above = seen >= plan.threshold[used]
        true = np.where(plan.at_least[used] > 0, above, ~above)
        clear = np.abs(seen - plan.threshold[used]) > 1e-5
        np.testing.assert_array_equal(true[clear], (found.views.runs[month][used] > 0)[clear])


def test_nothing_is_computed_twice(replayer: Replayer) -> None:
    found = replayer.replay("nothing", 0, 0)
    assert found.info(3) is found.info(3)
    assert found.seen(3) is found.seen(3)
    assert found.picks(3) is found.picks(3)


def test_mistakes_in_the_request_are_all_named(replayer: Replayer) -> None:
    with pytest.raises(StudyError) as caught:
        replayer.replay("botom_up", 64, -1)
    assert [p.code for p in caught.value.problems] == ["unknown_strategy", "out_of_range", "out_of_range"]
    assert 'Did you mean "bottom_up"' in str(caught.value)
    assert "expected 0 to 63" in str(caught.value)


def test_a_study_of_other_code_is_refused(study: Study, tmp_path: Path) -> None:
    other = with_plan(study, tmp_path, lambda m: m.update(code="0" * 64))
    with pytest.raises(StudyError, match=r"cannot_replay: .* other code .* Run the study again"):
        replay(other, "nothing", 0)


def test_a_study_without_its_case_is_refused(study: Study, tmp_path: Path) -> None:
    other = with_plan(study, tmp_path, lambda m: m["case"].update(content=None))
    with pytest.raises(StudyError, match=r"cannot_replay: .* without the content of its case"):
        Replayer(other)


def test_the_fake_study_is_refused(fake: ModuleType, tmp_path: Path) -> None:
    fake.run_setup(fake.make_setup(worlds=8), out=tmp_path / "s")
    with pytest.raises(StudyError, match="cannot_replay"):
        Replayer(open_study(tmp_path / "s"))


def test_another_case_than_the_digest_says_is_refused(study: Study, tmp_path: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        case = manifest["case"]
        case["content"] = case["content"].replace("Toy harbour", "Toy harbours")

    with pytest.raises(StudyError, match=r"damaged_study: case\.content is another case than its digest"):
        Replayer(with_plan(study, tmp_path, change))


@pytest.mark.parametrize("content", ["", "{}", '{"case": {"id": "x"}, "replaced": {}}', "[" * 5000])
def test_a_case_that_is_none_is_refused(study: Study, tmp_path: Path, content: str) -> None:
    other = with_plan(study, tmp_path, lambda m: m["case"].update(content=content))
    with pytest.raises(StudyError, match=r"damaged_study: case\.content is not readable"):
        Replayer(other)


def test_a_changed_strategy_is_refused(study: Study, tmp_path: Path) -> None:
    from irenic.study.manifest import text_digest

    def change(manifest: dict[str, Any], text: str, keep: bool) -> None:
        info = manifest["strategies"][1]
        info["text"] = text
        info["digest"] = info["digest"] if keep else text_digest(text)

    text = study.manifest.strategies[1].text.replace("100", "200")
    first = with_plan(study, tmp_path / "a", lambda m: change(m, text, keep=True))
    with pytest.raises(StudyError, match=r"damaged_study: strategies\.partnered\.text is another strategy"):
        Replayer(first)
    second = with_plan(study, tmp_path / "b", lambda m: change(m, '{"label": ', keep=False))
    with pytest.raises(StudyError, match=r"damaged_study: strategies\.partnered\.text is not readable"):
        Replayer(second)
    third = with_plan(study, tmp_path / "c", lambda m: change(m, text, keep=False))
    with pytest.raises(StudyError, match=r"replay_differs: partnered, world 4, replicate 1 is not as stored"):
        Replayer(third).replay("partnered", 4, 1)


def test_a_changed_number_is_found(study: Study, replayer: Replayer, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bit of one outcome, one phase, one series, one parameter."""
    for name, said in (
        ("outcomes", "not as stored: extremist_strength;"),
        ("phases", "not as stored: first month of phase 1;"),
        ("monthly", "not as stored: series extremist_strength;"),
        ("parameters", "not as stored: parameter "),
    ):
        stored = {key: value.copy() for key, value in stored_run(study, (3, 7, 0)).items()}
        flat = stored[name].view(np.uint8).reshape(-1)
        flat[0] ^= 1
        monkeypatch.setattr("irenic.study.replay.stored_run", lambda *_, stored=stored: stored)
        with pytest.raises(StudyError, match="replay_differs") as caught:
            replayer.replay("bottom_up", 7, 0)
        assert said in str(caught.value)


def test_resuming_with_another_case_names_its_digest_once(study: Study) -> None:
    from irenic.study.manifest import differences

    plan = study.manifest.plan()
    case = plan.case.model_copy(update={"digest": "1" * 64, "content": "other"})
    found = differences(plan, plan.model_copy(update={"case": case}), "s")
    assert [p.path for p in found] == ["case.digest"]
