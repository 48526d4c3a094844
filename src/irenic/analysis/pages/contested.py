"""Page on what the verdicts owe to the three contested priors (decisions D30, D35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.contested import Standing, family_scores, standing
from irenic.analysis.ensemble import Runs, run_worlds
from irenic.analysis.pages.examined import REPLICATES, SEED, Examined, Say, drawn, page
from irenic.analysis.pages.markdown import figure, listing, paragraph, percent, table
from irenic.analysis.ranking import CLEAR, centres
from irenic.analysis.regret import WEIGHTINGS
from irenic.analysis.split import MORAL_HAZARD
from irenic.parameters import CENTRED_RUN
from irenic.parameters.prior import shorthand
from irenic.strategy import strategy_arrays
from irenic.study import OutcomeInfo
from irenic.worlds import WorldSet

FILE = "contested.md"
COLUMNS = 5
FAR = 2
"""Places a strategy must change to be named."""


def contested(examined: Examined, runs: Mapping[str, Runs], say: Say) -> str:
    """The page.

    Parameters
    ----------
    examined, runs : the case, and runs of the reference strategies in its ordinary worlds
    say : told what is done
    """
    names = examined.reference
    ordinary = [runs[name] for name in names]
    centred = run_centred(examined, names, say)
    negative = examined.worlds.theta[MORAL_HAZARD] < 0
    lines = [
        *paragraph(
            "Three priors carry the article's own argument: that air support makes partners do less",
            "(`mh`), that uninvited strikes polarise (`z_s`), and that a vacuum of governance feeds",
            "recruitment (`be_V`). Here they are centred on 0, so that either sign is as likely, and all",
            "else stays (decision D30). Then the ordinary worlds are split by the sign of",
            f"`{MORAL_HAZARD}` (decision D35).",
        ),
        *_priors(examined),
        "## Centred on 0", "",
        *_standings(names, examined, (ordinary, centred)),
        *_outcome_tables(names, examined, (ordinary, centred), "ordinary", "centred"),
        f"## By the sign of {MORAL_HAZARD}", "",
        *_by_sign(names, examined, ordinary, negative),
    ]  # fmt: skip
    return page("What rests on contested priors", lines, examined, drawn(examined))


def run_centred(examined: Examined, names: Sequence[str], say: Say) -> list[Runs]:
    """Runs of strategies with the contested priors centred on 0: the same points, mapped by other priors.

    Parameters
    ----------
    examined, names, say : the case, its strategies, told what is done
    """
    count = examined.worlds.n
    worlds = WorldSet(examined.arrays, examined.table.centred(), count, SEED).block(0, count)
    found = []
    for name in names:
        say(f"Contested priors centred: {name}")
        plan = strategy_arrays(examined.strategies[name], examined.arrays)
        found.append(run_worlds(examined.engine, worlds, plan, REPLICATES, SEED))
    return found


def _priors(examined: Examined) -> list[str]:
    centred = examined.table.centred()
    rows = []
    for name in CENTRED_RUN:
        before, after = examined.table[name], centred[name]
        both = [text for prior in (before, after) for text in (shorthand(prior), percent(prior.below_zero))]
        rows.append([f"`{name}`", before.meaning, *both])
    return table(("id", "Meaning", "Ordinary", "Below 0", "Centred", "Below 0"), rows, words=2)


def _standings(names: Sequence[str], examined: Examined, both: tuple[list[Runs], list[Runs]]) -> list[str]:
    found = [standing(family_scores(runs, examined.outcomes)) for runs in both]
    return [
        *_standing_table(names, found, ("ordinary", "centred")),
        *_sentence(names, found, ("With the ordinary priors", "With the three centred on 0")),
        *_explanation(found),
    ]


def _standing_table(names: Sequence[str], found: Sequence[Standing], words: tuple[str, str]) -> list[str]:
    heads = [
        "Strategy",
        *(f"{what}, {word}" for what in ("Best in", "Mean regret", "Place") for word in words),
    ]
    rows = []
    for i, name in enumerate(names):
        best = [percent(float(at.best[i])) for at in found]
        lost = [f"{at.regret[i]:.2f} ±{at.error[i]:.3f}" for at in found]
        rows.append([name, *best, *lost, *(str(at.order.index(i) + 1) for at in found)])
    return table(heads, rows)


def _explanation(found: Sequence[Standing]) -> list[str]:
    return paragraph(
        f"*Best in*: share of worlds, mean over {WEIGHTINGS} weightings of security, harm, politics and",
        "cost. *Regret*: how far behind the best in the same world, in standard deviations of the outcomes",
        "over all these worlds and strategies, with its Monte Carlo standard error; it depends on which",
        "strategies are compared. *Place*: by regret.",
        _share_error(found),
    )


def _share_error(found: Sequence[Standing]) -> str:
    half = 0.5 / np.sqrt(min(at.worlds for at in found))
    return f"Standard error of a share of worlds: at most {percent(float(half))}."


def _sentence(names: Sequence[str], found: Sequence[Standing], words: Sequence[str]) -> list[str]:
    """Who has the least regret on either side, whether clearly, and who changes places."""
    parts = []
    for at, word in zip(found, words, strict=True):
        first, second = (names[i] for i in at.order[:2])
        clear = at.ahead > CLEAR * at.ahead_error
        how = f"ahead of `{second}` by {at.ahead:.3f} ±{at.ahead_error:.3f}"
        parts.append(f"{word} `{first}` has the least regret, {how}{'' if clear else ' (not separated)'}.")
    before, after = ([at.order.index(i) + 1 for i in range(len(names))] for at in found)
    far = [
        f"`{name}` ({first} to {last})"
        for name, first, last in zip(names, before, after, strict=True)
        if abs(first - last) >= FAR
    ]
    return paragraph(*parts, f"Strategies that change {FAR} places or more: {listing(far) or 'none'}.")


def _outcome_tables(
    names: Sequence[str], examined: Examined, both: tuple[list[Runs], list[Runs]], first: str, second: str
) -> list[str]:
    infos = examined.headline
    values = [[_centre(runs, info) for runs in both] for info in infos]
    return _paired_tables(names, infos, values, f"{first} → {second}")


def _paired_tables(
    names: Sequence[str], infos: Sequence[OutcomeInfo], values: Sequence[Sequence[Floats]], words: str
) -> list[str]:
    """Tables of at most `COLUMNS` outcomes; cells "one → other"."""
    lines = [f"Median over worlds of the world means (mean for shares of runs), {words}:", ""]
    for start in range(0, len(infos), COLUMNS):
        chosen = range(start, min(start + COLUMNS, len(infos)))
        heads = ["Strategy", *(f"{infos[k].label} ({infos[k].direction})" for k in chosen)]
        rows = [
            [name, *(" → ".join(figure(float(side[i]), infos[k].unit) for side in values[k]) for k in chosen)]
            for i, name in enumerate(names)
        ]
        lines += table(heads, rows)
    return lines


def _centre(runs: Sequence[Runs], info: OutcomeInfo, where: NDArray[np.bool_] | None = None) -> Floats:
    averages = np.stack([world_means(run.outcome(info.id)) for run in runs])
    chosen = averages if where is None else averages[:, where]
    return centres(chosen, "mean" if info.unit.startswith("share of runs") else "median")


def _by_sign(
    names: Sequence[str], examined: Examined, runs: list[Runs], negative: NDArray[np.bool_]
) -> list[str]:
    below, above = f"{MORAL_HAZARD} < 0", f"{MORAL_HAZARD} > 0"
    if negative.all() or not negative.any():
        return [f"All worlds have the same sign of `{MORAL_HAZARD}`.", ""]
    scores = family_scores(runs, examined.outcomes)
    found = [standing(scores, negative), standing(scores, ~negative)]
    infos = examined.headline
    values = [[_centre(runs, info, where) for where in (negative, ~negative)] for info in infos]
    return [
        *paragraph(
            "Below 0, air support lets partners do less; above, it emboldens them. It lowers or raises the",
            "last step of the bottom-up plan too, not only its rivals (decision D35).",
            f"{percent(float(negative.mean()))} of worlds lie below.",
        ),
        *_standing_table(names, found, (below, above)),
        *_sentence(names, found, (f"In worlds with {below}", f"In those with {above}")),
        *paragraph("Read as above.", _share_error(found)),
        *_paired_tables(names, infos, values, f"{below} → {above}"),
    ]  # fmt: skip
