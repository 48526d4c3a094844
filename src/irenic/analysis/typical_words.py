"""How typical a run is, in words."""

from __future__ import annotations

from irenic.analysis.pick import Typicality
from irenic.analysis.wording import in_ten, percent

FAR, NEAR = 0.9, 0.5
"""Where more of the runs than the first lie nearer to the middle, a run is not
typical; up to the second it is."""


def typical_sentences(typical: Typicality) -> list[str]:
    """Return in words how good a run is among its strategy's, and how typical.

    Parameters
    ----------
    typical : where it stands
    """
    found = []
    if typical.overall is not None:
        share = in_ten(typical.overall).replace("worlds", "runs")
        found.append(
            f"Over all headline outcomes together (mean rank), better than about {share} of this strategy "
            f"({typical.runs:,} runs)."
        )
    nearer = percent(typical.distance)
    if typical.distance > FAR:
        found.append(f"Not typical: {nearer} of the runs lie nearer to the middle of all headline outcomes.")
    elif typical.distance > NEAR:
        found.append(f"Less typical than most: {nearer} of the runs lie nearer to the middle.")
    elif typical.distance == 0:
        found.append("Typical: no other run lies nearer to the middle of all headline outcomes.")
    else:
        found.append(f"Typical: only {nearer} of the runs lie nearer to the middle of all headline outcomes.")
    return found
