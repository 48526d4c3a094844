"""A small weighting of the toy case, its runs by a formula: three dyads, four districts, five months."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from irenic.analysis.weighting.manifest import CaseRef, Request, WindowInfo
from irenic.analysis.weighting.observation import draw_counts, observation_draws
from irenic.analysis.weighting.request import Options, Subject
from irenic.case import CaseArrays
from irenic.parameters import load_parameters
from irenic.study.manifest import ParameterInfo
from irenic.worlds import WorldSet

CELLS = (3, 4, 5)
OPTIONS = Options(worlds=512, replicates=2, points=128, seed=1, threads=1)
TABLE = load_parameters()
LEVEL, TREND = TABLE.index("kap"), TABLE.index("e0")
TRUE_LEVEL = 1.3
DIGEST = "0" * 64


def simulate(points: Any, luck: Any) -> Any:
    """Deaths whose level is one parameter's and whose trend another's; luck multiplies each cell."""
    level, trend = ndtri(points[LEVEL]), ndtri(points[TREND])
    months = np.arange(CELLS[2]) - 2.0
    means = np.exp(1.0 + 0.9 * level[:, None] + 0.4 * trend[:, None] * months)
    chance = np.random.default_rng(2).gamma(20.0, 1 / 20.0, (2**12, *CELLS))[luck % 2**12]
    return means[:, None, None, None, :] * chance


def make_subject(toy_arrays: CaseArrays, options: Options = OPTIONS, months: int = CELLS[2]) -> Subject:
    """The toy case and a record drawn from a world of high level."""
    worlds = WorldSet(toy_arrays, TABLE, options.worlds, options.seed)
    request = Request(
        irenic="0.0.0",
        code=DIGEST,
        case=CaseRef(id="toy_harbour", title="Toy harbour", digest=DIGEST),
        parameters=ParameterInfo(digest=TABLE.digest, names=tuple(TABLE.names)),
        factors=worlds.factor_names,
        record=DIGEST,
        strategy="history",
        strategy_digest=DIGEST,
        window=WindowInfo(
            name="train", first=1, last=months, months=tuple(f"2030-{m:02d}" for m in range(1, months + 1))
        ),
        worlds=options.worlds,
        seed=options.seed,
        replicates=options.replicates,
        points=options.points,
        temper=options.temper,
        checked=options.check,
    )
    truth = np.full((len(worlds.dimensions), 1), 0.5)
    truth[LEVEL] = 0.903  # 1.3 prior standard deviations
    deaths = simulate(truth, np.array([[4000]]))[:, 0]
    counts = draw_counts(deaths, observation_draws(np.full((3, 1), 0.5)), np.random.default_rng(3))[0]
    return Subject(request, TABLE, worlds, counts[..., :months], ("a-b", "a-a", "a-civilians"), simulate)
