"""Page on how far the start is from rest (decision D11)."""

from __future__ import annotations

import numpy as np

from irenic.analysis.balance import LARGE, MONTHS, Drift, district_drift, still_months
from irenic.analysis.pages.examined import Examined, page
from irenic.analysis.pages.markdown import figure, listing, paragraph, signed_percent, table
from irenic.case import CaseArrays
from irenic.parameters import ParameterTable

FILE = "start-balance.md"
NOBODY = "nobody"


def start_balance(examined: Examined) -> str:
    """The page.

    Parameters
    ----------
    examined : the case
    """
    said = f"One world: every prior at its median, every figure of the case at its best. {MONTHS} months."
    lines = balance_lines(examined.arrays, examined.table)
    return page("Does the start stand still?", lines, examined, said)


def balance_lines(arrays: CaseArrays, priors: ParameterTable) -> list[str]:
    """The page without title and foot; needs no compiled engine.

    Parameters
    ----------
    arrays, priors : the case and the priors
    """
    states = still_months(arrays, priors)
    drifts = district_drift(np.stack([state.control[..., 0] for state in states]))
    large = [drift for drift in drifts if drift.large]
    names = [arrays.districts[drift.district] for drift in large]
    verdict = (
        f"**Mark met:** no share of control moves by more than {LARGE:.2f} in any district."
        if not large
        else f"**Mark missed** in {len(large)} of {len(drifts)} districts: {listing(names)}."
    )
    rows = [_row(drift, arrays) for drift in sorted(drifts, key=lambda d: -abs(d.move))]
    sizes = [state.fighters[arrays.extremist].sum() for state in states]
    heads = (
        "District",
        "Holder that moves most",
        "Start",
        f"Farthest in {MONTHS} months",
        "Move",
        "Month",
        "",
    )
    return [
        *paragraph(
            "Two tables of a case can disagree, such as who holds a place and who has fighters there; the",
            "model would then move at once for no reason in the world. So the start is run without levers",
            f"and without luck (every normal draw 0, no event). Mark (decision D11): within {MONTHS}",
            f"months no holder's share of a district's control moves by more than {LARGE:.2f}, unless the",
            "place was moving by the record.",
        ),
        verdict, "",
        *table(heads, rows, words=2),
        *paragraph(
            f"In the same months the extremist's strength goes from {figure(sizes[0])} to",
            f"{figure(sizes[-1])} ({signed_percent(sizes[-1] / sizes[0] - 1)}). This is one world: it says",
            "nothing of the others, in which sizes, trust and contested shares differ from the case's best",
            "figures.",
        ),
    ]  # fmt: skip


def _row(drift: Drift, arrays: CaseArrays) -> list[str]:
    holder = NOBODY if drift.holder == 0 else arrays.groups[drift.holder - 1]
    shares = [f"{drift.start:.3f}", f"{drift.end:.3f}", f"{drift.move:+.3f}"]
    return [
        arrays.districts[drift.district],
        holder,
        *shares,
        str(drift.month),
        "over" if drift.large else "",
    ]
