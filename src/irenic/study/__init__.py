"""Studies: strategies x worlds x replicates, run, stored, resumed and read.

A study is a folder with ``study.zarr`` (labelled arrays) and ``manifest.json`` (what was asked,
digests, definitions), nothing else. The same request gives the same bytes, whatever the number of
threads, the engine's block size, and however often the run was killed and resumed.
"""

from __future__ import annotations

from irenic.study.manifest import (
    NOTICE,
    CaseInfo,
    FactorInfo,
    GroupInfo,
    GroupMeasureInfo,
    Manifest,
    OutcomeInfo,
    ParameterInfo,
    Plan,
    PointsInfo,
    SeriesInfo,
    StrategyInfo,
)
from irenic.study.read import Study, open_study
from irenic.study.run import Setup, default_folder, run_setup, run_study
from irenic.study.source import GivenPoints
from irenic.study.work import Progress

__all__ = [
    "NOTICE",
    "CaseInfo",
    "FactorInfo",
    "GivenPoints",
    "GroupInfo",
    "GroupMeasureInfo",
    "Manifest",
    "OutcomeInfo",
    "ParameterInfo",
    "Plan",
    "PointsInfo",
    "Progress",
    "SeriesInfo",
    "Setup",
    "StrategyInfo",
    "Study",
    "default_folder",
    "open_study",
    "run_setup",
    "run_study",
]
