"""The three levels that deaths are scored on, and what was recorded on each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.forecast import Floats
from irenic.case.arrays import CaseArrays
from irenic.record import Record

COUNTRY, DISTRICT, DYAD = "country", "district", "dyad"
LEVELS = (COUNTRY, DISTRICT, DYAD)

MEANING = {
    COUNTRY: "the country, the record's national totals, all types of violence",
    DISTRICT: "district-months, located events",
    DYAD: "dyad-months, located events",
}
"""What is scored on each level, for people."""


class Observed(NamedTuple):
    """What was recorded on one level, from the first recorded month to the end of the last window.

    Parameters
    ----------
    level : one of `LEVELS`
    units : names
    first : number of the first month
    counts : (unit, month), persons; NaN where not known
    """

    level: str
    units: tuple[str, ...]
    first: int
    counts: Floats

    def before(self, month: int) -> Floats:
        """Counts of all months before one, (unit, month)."""
        return self.counts[:, : month - self.first]

    def during(self, first: int, last: int) -> Floats:
        """Counts of some months, both included."""
        return self.counts[:, first - self.first : last - self.first + 1]


def observed_of(record: Record, arrays: CaseArrays, last: int) -> dict[str, Observed]:
    """Return what was recorded, by level.

    Parameters
    ----------
    record : known, with a span that reaches `last`
    arrays : of the case
    last : number of the last month wanted

    References
    ----------
    Decision D20: deaths are those of UCDP alone. The country's totals hold every event; districts hold those
    that were placed in one, dyads these and those placed in none.
    """
    assert record.span is not None, "asked of cases with a record only"
    first = record.span[0]
    deaths = record.deaths(first, last)
    by_dyad = deaths.counts.sum(1) + deaths.unplaced
    names = tuple(dyad.name for dyad in record.dyads)
    return {
        COUNTRY: Observed(COUNTRY, ("all",), first, record.totals(first, last)[None, :]),
        DISTRICT: Observed(DISTRICT, tuple(arrays.districts), first, deaths.counts.sum(0).astype(np.float64)),
        DYAD: Observed(DYAD, names, first, by_dyad.astype(np.float64)),
    }


def located_share(record: Record, first: int, last: int) -> float:
    """Located deaths as a share of the national totals of months where both are known; NaN without any."""
    deaths = record.deaths(first, last)
    located = (deaths.counts.sum((0, 1)) + deaths.unplaced.sum(0)).astype(np.float64)
    totals = record.totals(first, last)
    known = ~np.isnan(totals)
    whole = float(totals[known].sum())
    return float(located[known].sum()) / whole if whole > 0 else float("nan")
