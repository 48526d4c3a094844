"""The back-test: how well a case's model retrodicts its record, beside forecasts that are hard to beat.

`back_test` scores the model (worlds from the prior, and weighted ones) and four baselines on every window of
a case's record: deaths of the country, its districts and dyads by CRPS, log score, ignorance score, coverage
and PIT; recorded figures by their place among the runs; and the directions and orders that the record is
sure of.
"""

from __future__ import annotations

from irenic.analysis.backtest.forecast import Forecast, Mixture
from irenic.analysis.backtest.result import BackTest, LevelTable, Row, WindowResult
from irenic.analysis.backtest.run import Ensemble, Options, Subject, back_test
from irenic.analysis.backtest.scores import Scores, score

__all__ = [
    "BackTest",
    "Ensemble",
    "Forecast",
    "LevelTable",
    "Mixture",
    "Options",
    "Row",
    "Scores",
    "Subject",
    "WindowResult",
    "back_test",
    "score",
]
