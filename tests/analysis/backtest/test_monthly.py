"""The country's deaths month by month: what was recorded and the forecasts' bands."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from irenic.analysis.backtest.document import back_test_document
from irenic.analysis.backtest.forecast import Forecast
from irenic.analysis.backtest.monthly import country_bands
from irenic.analysis.backtest.run import Ensemble, Options, Subject, back_test
from irenic.analysis.document import as_json


def test_quantiles_of_members() -> None:
    members = np.arange(1.0, 101.0)[::-1][None, None]
    bands = country_bands(Forecast("by hand", members))
    assert bands[:, 0].tolist() == [5.0, 25.0, 50.0, 75.0, 95.0]


def test_weights_count() -> None:
    weights = np.zeros(4)
    weights[2] = 1.0
    bands = country_bands(Forecast("by hand", np.array([[[4.0, 3.0, 2.0, 1.0]]]), weights))
    assert (bands == 2.0).all()


def test_the_document_has_the_months(
    subject: Subject, make_ensemble: Callable[..., Ensemble], options: Options
) -> None:
    found = back_test(subject, make_ensemble(), options)
    monthly = json.loads(as_json(back_test_document(found)))["monthly"]
    observed = {row["month"]: row["deaths"] for row in monthly["observed"]}
    assert next(iter(observed)) == "2014-12"
    assert list(observed)[-1] == "2016-11"
    assert observed["2016-04"] is None  # the month that the record does not know
    assert observed["2015-12"] == 25.0
    assert set(monthly["forecasts"]) == {"forced", "unforced"}
    for rows in monthly["forecasts"].values():
        assert [row["month"] for row in rows][:: len(rows) - 1] == ["2015-12", "2016-11"]
        for row in rows:
            values = [row[name] for name in ("p5", "p25", "p50", "p75", "p95")]
            assert values == sorted(values)
    medians = [monthly["forecasts"][name][0]["p50"] for name in ("forced", "unforced")]
    assert medians[1] == pytest.approx(2.0 * medians[0], rel=0.3)  # twice the deaths
