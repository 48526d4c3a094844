"""Means and quantiles with missing values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from irenic.analysis.averages import means, quantiles, world_means

NAN = float("nan")


def test_world_means_leave_missing_runs_out() -> None:
    values = np.array([[[1.0, 3.0], [NAN, 4.0], [NAN, NAN]]])
    np.testing.assert_array_equal(world_means(values), [[2.0, 4.0, NAN]])


def test_means_of_nothing_are_missing() -> None:
    assert np.isnan(means(np.array([NAN, NAN])))


def test_quantiles_by_hand() -> None:
    values = np.array([4.0, 1.0, NAN, 3.0, 2.0])
    np.testing.assert_allclose(quantiles(values, [0.0, 0.5, 0.9, 1.0]), [1.0, 2.5, 3.7, 4.0])
    assert np.isnan(quantiles(np.array([NAN, NAN]), 0.5)).all()
    np.testing.assert_array_equal(quantiles(np.array([NAN, 7.0]), [0.1, 0.9]), [7.0, 7.0])


@pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")
@given(arrays(np.float64, (3, 7), elements=st.one_of(st.floats(-1e6, 1e6), st.just(NAN))))
def test_quantiles_agree_with_numpy(values: np.ndarray) -> None:
    at = [0.1, 0.5, 0.9]
    np.testing.assert_allclose(quantiles(values, at), np.nanquantile(values, at, axis=-1), atol=1e-6)
