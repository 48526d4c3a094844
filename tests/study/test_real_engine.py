"""A study of the toy case with the compiled engine, end to end."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from irenic.case import Case, CaseArrays
from irenic.engine.run import Engine
from irenic.errors import StudyError
from irenic.parameters import load_parameters
from irenic.strategy import Strategy, load_strategies, strategy_arrays
from irenic.study import open_study, run_study
from irenic.worlds import WorldSet

SIZES = {"worlds": 512, "replicates": 2, "months": 12, "seed": 3}


@pytest.fixture(scope="module")
def strategies(toy_path: Path, toy_arrays: CaseArrays) -> list[Strategy]:
    found = load_strategies(toy_path.with_name("toy_strategies.yaml"), toy_arrays)
    return list(found.values())[:3]


def test_a_study_end_to_end(
    toy_case: Case,
    toy_arrays: CaseArrays,
    strategies: list[Strategy],
    small_engine: Engine,
    tmp_path: Path,
    fake: ModuleType,
) -> None:
    study = run_study(toy_case, strategies, out=tmp_path / "one", threads=1, engine=small_engine, **SIZES)
    assert study.manifest.case.digest == toy_case.digest
    assert study.manifest.strategy_names == tuple(s.name for s in strategies)
    assert tuple(o.id for o in study.manifest.outcomes) == small_engine.outcome_names
    assert [o.id for o in study.manifest.outcomes if o.may_be_missing] == [
        "relapsed_12", "foreign_share", "months_to_clear", "governed_after", "local_deals_lasting",
    ]  # fmt: skip
    worlds = WorldSet(toy_arrays, load_parameters(), 512, 3)
    direct = small_engine.run(worlds.block(0, 512), strategy_arrays(strategies[1], toy_arrays), 2, 3)
    np.testing.assert_array_equal(study.outcomes.values[1], direct.outcomes)
    deaths = study.series("deaths", strategy=strategies[1].name).values
    np.testing.assert_allclose(
        deaths, direct.series[:, :, small_engine.series_names.index("deaths")], rtol=2.0**-11, atol=1e-4
    )
    assert study.factors.sizes["factor"] == len(worlds.factor_names)
    run_study(toy_case, strategies, out=tmp_path / "two", threads=2, engine=small_engine, **SIZES)
    assert fake.folder_bytes(tmp_path / "one") == fake.folder_bytes(tmp_path / "two")


def test_wrong_settings_run_nothing(toy_case: Case, strategies: list[Strategy], tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="not_a_power_of_two"):
        run_study(toy_case, strategies, out=tmp_path / "s", worlds=3)
    with pytest.raises(StudyError, match="no_such_study"):
        open_study(tmp_path / "s")
