"""Arms are run once, kept, found again, and never taken for something else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.audit import Options, Subject, audit
from irenic.analysis.audit.store import Store
from irenic.analysis.audit.trials import Sample, inputs_of, pinned, reruns, trial_of
from irenic.analysis.kept import Extract
from irenic.errors import ClaimError, StudyError
from irenic.strategy import Strategy

QUICK = Options(worlds=64, rerun_worlds=16, only=("BOX",))


def sample(subject: Subject, worlds: int = 64) -> Sample:
    return Sample("audit", "audit", worlds, subject.table, subject.worlds, subject.seed)


def test_an_arm_is_known_by_what_it_does(subject: Subject, toy_strategies: dict[str, Strategy]) -> None:
    plan = toy_strategies["bottom_up"]
    key = trial_of(plan, {}, 12, subject.arrays).key
    assert trial_of(replace(plan, name="other", label="Other"), {}, 12, subject.arrays).key == key
    others = [
        trial_of(plan, {}, 13, subject.arrays).key,
        trial_of(plan, {"mh": 0.0}, 12, subject.arrays).key,
        trial_of(plan, {"mh": 0.1}, 12, subject.arrays).key,
        trial_of(toy_strategies["nothing"], {}, 12, subject.arrays).key,
    ]
    assert len({key, *others}) == 5


def test_arms_shared_by_claims_run_once(subject: Subject, claims: Any, model: Any) -> None:
    """Nine claims name two arms each, and there are two in all; no re-runs."""
    model.calls.clear()
    ledger = audit(subject, claims, Options(worlds=64, rerun_worlds=0), simulate=model)
    assert ledger.arms == 2
    assert len(model.calls) == 2
    assert ledger.rerun_worlds == 0


def test_reruns_vary_one_thing_each(subject: Subject) -> None:
    constants = [SimpleNamespace(id="k_one", low=0.1, high=0.3), SimpleNamespace(id="k_two", low=2, high=3)]
    found = reruns(sample(subject), 16, constants)
    assert [one.kind for one in found] == ["seeds"] * 2 + ["structure"] * 4 + ["spreads"] * 2
    assert len({one.label for one in found}) == len(found)
    seeds, structure, spreads = found[:2], found[2:6], found[6:]
    assert all(one.seed != subject.seed and not one.paired for one in seeds)
    assert all(one.seed == subject.seed and one.paired for one in (*structure, *spreads))
    assert all(0.1 <= one.constants["k_one"] <= 0.3 and 2 <= one.constants["k_two"] <= 3 for one in structure)
    assert len({one.constants["k_one"] for one in structure}) == 4
    widths = [np.ptp(one.table["mh"].quantile(np.array([0.1, 0.9]))) for one in spreads]
    middle = np.ptp(subject.table["mh"].quantile(np.array([0.1, 0.9])))
    assert widths[0] < middle < widths[1]
    assert reruns(sample(subject), 16, ()) == (*seeds, *spreads)


def test_no_more_worlds_are_run_again_than_there_are(subject: Subject) -> None:
    assert {one.worlds for one in reruns(sample(subject, 8), 512, ())} == {8}


def test_worlds_carry_what_is_pinned(subject: Subject, toy_strategies: dict[str, Strategy]) -> None:
    trial = trial_of(toy_strategies["nothing"], {"mh": 0.0}, 12, subject.arrays)
    jittered = replace(sample(subject), constants={"k_any": 0.2})
    source = jittered.source(subject.arrays)
    found = pinned(source.block(8, 16), jittered, trial)
    np.testing.assert_array_equal(found.theta["mh"], np.zeros(8))
    np.testing.assert_array_equal(found.theta["k_any"], np.full(8, 0.2))
    np.testing.assert_array_equal(found.theta["k_s"], source.block(8, 16).theta["k_s"])


def test_inputs_are_parameters_then_figures_of_the_case(subject: Subject) -> None:
    source = sample(subject).source(subject.arrays)
    found = inputs_of(source, 64)
    assert found.names == source.dimensions
    assert found.values.shape == found.uniforms.shape == (len(found.names), 64)
    assert len(found.units) == len(found.meanings) == len(found.names)
    np.testing.assert_array_equal(found.values[0], source.block(0, 64).theta[found.names[0]])
    assert (np.sign(found.scores) == np.sign(found.uniforms - 0.5)).all()


def kept_in(tmp_path: Path, subject: Subject) -> Subject:
    return replace(subject, folder=tmp_path)


def test_a_second_audit_runs_nothing(tmp_path: Path, subject: Subject, claims: Any, model: Any) -> None:
    kept = kept_in(tmp_path, subject)
    first = audit(kept, claims, QUICK, simulate=model)
    model.calls.clear()
    assert audit(kept, claims, QUICK, simulate=model) == first
    assert model.calls == []
    files = list((tmp_path / "audit").iterdir())
    assert len(files) == 2 * 9
    assert {path.suffix for path in files} == {".npz"}


def test_an_interrupted_audit_goes_on(tmp_path: Path, subject: Subject, claims: Any, model: Any) -> None:
    whole = audit(subject, claims, QUICK, simulate=model)

    class Stop(Exception):
        pass

    model.calls.clear()

    def once(*args: Any) -> Any:
        if len(model.calls) >= 5:
            raise Stop
        return model(*args)

    kept = kept_in(tmp_path, subject)
    with pytest.raises(Stop):
        audit(kept, claims, QUICK, simulate=once)
    done = len(model.calls)
    assert audit(kept, claims, QUICK, simulate=model) == whole
    assert len(model.calls) == 18
    assert done == 5


def test_a_claim_more_runs_its_arms_again_and_keeps_both(
    tmp_path: Path, subject: Subject, claims: Any, model: Any
) -> None:
    """COIN asks for another outcome of the same arms; afterwards either is found."""
    kept, coin = kept_in(tmp_path, subject), replace(QUICK, only=("COIN",))
    audit(kept, claims, QUICK, simulate=model)
    model.calls.clear()
    audit(kept, claims, coin, simulate=model)
    assert len(model.calls) == 18
    model.calls.clear()
    audit(kept, claims, replace(QUICK, only=("COIN", "BOX")), simulate=model)
    assert model.calls == []


@pytest.mark.parametrize("change", [{"code": "1" * 64}, {"case_digest": "1" * 64}, {"seed": 2}])
def test_other_code_case_or_seed_is_not_taken(
    tmp_path: Path, subject: Subject, claims: Any, model: Any, change: dict[str, Any]
) -> None:
    audit(kept_in(tmp_path, subject), claims, QUICK, simulate=model)
    model.calls.clear()
    audit(replace(kept_in(tmp_path, subject), **change), claims, QUICK, simulate=model)
    assert len(model.calls) == 18


def store(folder: Path) -> tuple[Store, Path]:
    found = Store(folder, {"code": "x"})
    path = found.path("arm", "worlds", 0, 4)
    assert path is not None
    return found, path


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    kept, path = store(tmp_path)
    arrays = {Extract("acceptance", 3, 4).label: np.arange(8, dtype=np.float32).reshape(4, 2)}
    kept.write(path, arrays)
    found = kept.read(path, (4, 2))
    np.testing.assert_array_equal(found["acceptance.3-4"], arrays["acceptance.3-4"])
    assert kept.path("arm", "worlds", 0, 5) != path
    assert list(tmp_path.glob("audit/*")) == [path]


@pytest.mark.parametrize(
    "damage", ["cut", "flipped", "not an archive", "empty", "other shape", "objects", "huge"]
)
def test_a_damaged_file_counts_as_absent(tmp_path: Path, damage: str) -> None:
    kept, path = store(tmp_path)
    kept.write(path, {"deaths": np.ones((4, 2), np.float32)})
    data = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(data[:-20])
    elif damage == "flipped":
        place = data.index(np.ones(8, np.float32).tobytes())
        data[place + 3] ^= 1
        path.write_bytes(data)
    elif damage == "not an archive":
        path.write_bytes(b"hello")
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "other shape":
        kept.write(path, {"deaths": np.ones((2, 2), np.float32)})
    elif damage == "objects":
        np.savez(path, deaths=np.array([{}], dtype=object))
    else:
        np.savez_compressed(path, deaths=np.zeros((5000, 200), np.float32))
    assert kept.read(path, (4, 2)) == {}


def test_a_file_that_is_not_there_is_absent(tmp_path: Path) -> None:
    kept, path = store(tmp_path)
    assert kept.read(path, (4, 2)) == {}


def test_a_folder_that_cannot_be_written_to_is_no_fault(
    tmp_path: Path, subject: Subject, claims: Any, model: Any
) -> None:
    """A file stands where the folder would be."""
    (tmp_path / "audit").write_text("mine")
    ledger = audit(kept_in(tmp_path, subject), claims, QUICK, simulate=model)
    assert ledger.lines[0].findings is not None
    assert (tmp_path / "audit").read_text() == "mine"


def test_progress_counts_worlds_and_what_was_found(
    tmp_path: Path, subject: Subject, claims: Any, model: Any
) -> None:
    kept, seen = kept_in(tmp_path, subject), []
    audit(kept, claims, QUICK, simulate=model, report=seen.append)
    assert seen[-1].done == seen[-1].total == 2 * (64 + 8 * 16)
    assert seen[-1].resumed == 0
    again: list[Any] = []
    audit(kept, claims, QUICK, simulate=model, report=again.append)
    assert again[-1].resumed == again[-1].total


@pytest.mark.parametrize(
    ("options", "match"),
    [
        (Options(worlds=2048), "out_of_range: --worlds is 2048; expected 1 to 1024"),
        (Options(worlds=48), "worlds_not_power_of_two: --worlds is 48; expected a power of two"),
        (Options(replicates=0), "out_of_range: --replicates is 0"),
        (Options(rerun_worlds=-1), "out_of_range: --reruns is -1"),
        (Options(rerun_worlds=100), "worlds_not_power_of_two: --reruns is 100"),
    ],
)
def test_options_out_of_range_are_told(subject: Subject, claims: Any, options: Options, match: str) -> None:
    with pytest.raises(StudyError, match=match):
        audit(subject, claims, options)


def test_all_wrong_options_are_told_at_once(subject: Subject, claims: Any) -> None:
    with pytest.raises(StudyError) as caught:
        audit(subject, claims, Options(worlds=48, replicates=0, rerun_worlds=3))
    assert len(caught.value.problems) == 3


def test_an_unknown_claim_is_told(subject: Subject, claims: Any) -> None:
    with pytest.raises(ClaimError, match=r'unknown_claim: --only is "FALS".*Did you mean "FALSE"'):
        audit(subject, claims, Options(only=("FALS", "COIN")))


def test_quick_is_smaller(subject: Subject) -> None:
    assert Options(quick=True).sizes(subject) == (512, 2, 0)
    assert Options().sizes(subject) == (1024, 4, 512)
    assert Options(worlds=8, quick=True).sizes(subject) == (8, 2, 0)
