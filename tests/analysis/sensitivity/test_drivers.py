"""Drivers of a study whose outcomes are made of known parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from rich.console import Console

from irenic.analysis.document import as_json
from irenic.analysis.sensitivity import Drivers, drivers_given, sensitivity_document
from irenic.analysis.sensitivity import drivers as driver_module
from irenic.cli.driver_text import bar, print_drivers
from irenic.errors import StudyError
from irenic.study import Study
from irenic.worlds.points import sobol_points

WORLDS, REPLICATES = 1024, 4


class KnownWorlds:
    """Parameters and one factor uniform over 0..1."""

    def _u(self, low: int, high: int) -> np.ndarray:
        return sobol_points(3, 5, 0, WORLDS)[:, low:high]

    def block(self, low: int, high: int) -> tuple[int, int, np.ndarray]:
        return Block(
            low, high, dict(zip(("k_s", "mh"), self._u(low, high)[:2], strict=True)), self._u(low, high)
        )

    def factors(self, low: int, high: int) -> np.ndarray:
        return self._u(low, high)[2:]


@dataclass
class Block:
    lo: int
    hi: int
    theta: dict[str, np.ndarray]
    u: np.ndarray


@dataclass
class KnownEngine:
    """extremist_strength: 3 k_s + strategy (mh - .5) + luck; acceptance never varies."""

    fake: ModuleType
    months: int = 3

    def run(self, worlds: Block, strategy: int, replicates: int, seed: int) -> object:
        found = self.fake.FakeEngine(self.months).run(worlds, strategy, replicates, seed)
        k_s, mh = worlds.u[0][:, None], worlds.u[1][:, None]
        luck = np.random.default_rng(9).random((WORLDS, replicates))[worlds.lo : worlds.hi]
        outcomes = found.outcomes.copy()
        outcomes[..., 0] = 3.0 * k_s + strategy * (mh - 0.5) + luck
        outcomes[..., 2] = strategy * (mh - 0.5)
        outcomes[..., 3] = 0.5
        return found._replace(outcomes=outcomes.astype(np.float32))


@pytest.fixture(scope="module")
def known_study(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    setup = fake.make_setup(worlds=WORLDS, replicates=REPLICATES)
    setup = replace(setup, engine=KnownEngine(fake), worlds=KnownWorlds())
    finished: Study = fake.run_setup(setup, out=tmp_path_factory.mktemp("known") / "study")
    return finished


def by_kind(found: tuple[Drivers, ...]) -> dict[str, Drivers]:
    return {drivers.question.kind: drivers for drivers in found}


def shares(drivers: Drivers) -> dict[str, float]:
    return {driver.name: driver.share for driver in drivers.inputs}


def test_shares_of_a_runs_variance_add_up_by_hand(known_study: Study) -> None:
    """Under one strategy: 9/12 by k_s, 1/12 by mh, 1/12 by luck; so 9/11, 1/11, 1/11 and nothing together."""
    (found,) = drivers_given(known_study, "extremist_strength", ["broad_deal"])
    by = shares(found)
    assert by["k_s"] == pytest.approx(9 / 11, abs=0.02)
    assert by["mh"] == pytest.approx(1 / 11, abs=0.02)
    assert by["size:EX"] == pytest.approx(0.0, abs=0.01)
    assert found.luck is not None and found.together is not None
    assert found.luck.share == pytest.approx(1 / 11, abs=0.01)
    assert by["k_s"] + by["mh"] + found.luck.share + found.together.share == pytest.approx(1.0)
    assert not found.together.matters
    assert {d.name for d in found.inputs if d.matters} == {"k_s", "mh"}
    assert {d.name: round(d.share, 6) for d in found.groups} == {
        "M7 strikes": round(by["k_s"], 6),
        "M6 deployment": round(by["mh"], 6),
        "figures of the case": round(by["size:EX"], 6),
    }


def test_common_luck_and_common_causes_leave_a_difference(known_study: Study) -> None:
    """k_s moves both strategies alike: the difference and who is best turn on mh alone, and not on luck."""
    found = by_kind(drivers_given(known_study, "extremist_strength", ["strikes", "nothing"]))
    for kind in ("difference", "best"):
        drivers = found[kind]
        assert [d.name for d in drivers.inputs if d.matters] == ["mh"]
        assert drivers.luck is not None and drivers.luck.share < 0.01
        assert drivers.inputs[0].share > 0.9
    assert found["outcome"].inputs[0].name == "k_s"
    assert sum(found["best"].answers) == pytest.approx(1.0)


def test_weights_stand_for_belief(known_study: Study) -> None:
    """Believing only in worlds with mh above a half, strikes are always worse, and nothing decides it."""
    mh = KnownWorlds().block(0, WORLDS).u[1]
    found = by_kind(
        drivers_given(known_study, "extremist_strength", ["strikes", "nothing"], 1.0 * (mh > 0.5))
    )
    assert found["best"].settled
    assert found["best"].answers == pytest.approx((0.0, 1.0))
    assert found["best"].points == (mh > 0.5).sum()
    with pytest.raises(StudyError, match="bad_weights"):
        drivers_given(known_study, None, (), np.ones(3))


def test_of_a_huge_study_the_first_worlds_are_used(
    known_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_module, "MOST_WORLDS", 512)
    assert {d.points for d in drivers_given(known_study, "deaths")} == {512}
    assert {d.points for d in drivers_given(known_study, "score")} == {512}


def test_what_never_varies_is_settled(known_study: Study) -> None:
    assert all(d.settled for d in drivers_given(known_study, "acceptance"))


def test_missing_values_are_left_out_and_said(known_study: Study) -> None:
    (found, *_) = drivers_given(known_study, "relapsed_12", ["nothing"])
    kept = ~np.isnan(known_study.outcome_values(7)[0]).all(-1)
    assert found.points == kept.sum()
    assert found.left_out == pytest.approx(1 - kept.mean())


def test_one_replicate_cannot_tell_luck(fake: ModuleType, tmp_path: Path) -> None:
    finished = fake.run_setup(fake.make_setup(worlds=64, replicates=1), out=tmp_path / "s")
    assert all(d.luck is None for d in drivers_given(finished))
    small = fake.run_setup(fake.make_setup(worlds=16), out=tmp_path / "t")
    with pytest.raises(StudyError, match="too_few_worlds: the file is with 16 worlds"):
        drivers_given(small)


def test_the_document_is_plain_data(known_study: Study) -> None:
    found = drivers_given(known_study)
    document = sensitivity_document(known_study, found)
    assert "NaN" not in as_json(document)
    first = document["questions"][0]
    assert (first["asked"], first["outcome"], first["method"]) == ("outcome", "score", "given")
    assert {d["name"] for d in first["inputs"]} == {"k_s", "mh", "size:EX"}


def printed(study: Study, found: tuple[Drivers, ...], *, whole: bool) -> str:
    console = Console(record=True, width=100, highlight=False, markup=False, quiet=False)
    with console.capture() as capture:
        print_drivers(console, study, found, whole=whole)
    return capture.get()


def test_what_is_printed(known_study: Study) -> None:
    found = drivers_given(known_study, "extremist_strength", ["strikes", "nothing"])
    text = " ".join(printed(known_study, found, whole=True).split())
    assert "Who is best between strikes and nothing turns most on mh (" in text
    assert "Luck is" in text
    assert "2 of 3 inputs cannot be told from none" in text
    whole = printed(known_study, drivers_given(known_study), whole=False)
    assert "acceptance, who is best" in whole
    assert "the same in every run" in whole
    assert max(len(line) for line in whole.splitlines()) <= 100


def test_a_bar_is_as_long_as_its_share() -> None:
    assert (bar(0.0), bar(-3.0), bar(1.0), bar(7.0)) == ("", "", "█" * 16, "█" * 16)
    assert bar(0.5) == "█" * 8
    assert bar(1 / 128) == "▏"
