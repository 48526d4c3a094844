"""What history moved: the ledger before the record spoke and after, claim by claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from irenic.analysis.audit.ledger import Ledger, Line, Reading, standing
from irenic.analysis.audit.run import Judged, judge, run_trials
from irenic.analysis.audit.runner import Report, Simulate
from irenic.analysis.audit.subject import Options, Subject
from irenic.analysis.audit.verdict import Share, Verdict
from irenic.analysis.audit.words import percent, span
from irenic.analysis.belief import Belief, effective_words
from irenic.analysis.claims import Claim
from irenic.analysis.document import number
from irenic.errors import StudyError
from irenic.study.problems import study_problem
from irenic.study.source import origin_of_worlds

TITLE = "What history moved"
NAMED = 3
"""Claims whose shares moved most that are named in words."""

_NEARER = {"agree": 0, "differ": 1, "oppose": 2}

UNMOVED = (
    "A verdict that did not move was neither confirmed nor contradicted: the record weighs worlds by deaths "
    "alone. Weights say which of these worlds it speaks for, not that any of them is true."
)


@dataclass(frozen=True, slots=True)
class Move:
    """One claim before and after.

    Parameters
    ----------
    id, wording : of the claim
    before, after : the model's verdicts
    first, then : shares of worlds with their intervals; None where the model cannot speak to the claim
    record : what happened; None where the file says nothing
    """

    id: str
    wording: str
    before: Verdict
    after: Verdict
    first: Share | None
    then: Share | None
    record: Reading | None

    @property
    def moved(self) -> bool:
        """Whether the verdict is another."""
        return self.before != self.after

    @property
    def thinned(self) -> bool:
        """Whether it can no longer be told for want of worlds that count."""
        return self.moved and self.after == "can't tell" and self.then is not None and self.then.too_few

    @property
    def shift(self) -> float | None:
        """How much the share of worlds rose, -1..1; None where either is not known."""
        if self.first is None or self.then is None:
            return None
        rise = self.then.share - self.first.share
        return float(rise) if np.isfinite(rise) else None

    @property
    def apart(self) -> bool:
        """Whether the two 90% intervals do not meet."""
        if self.shift is None or self.first is None or self.then is None:
            return False
        return self.then.low > self.first.high or self.then.high < self.first.low

    @property
    def toward_record(self) -> int:
        """1 where the verdict came nearer to the record's, -1 where it went away, 0 otherwise."""
        was, now = (_NEARER.get(standing(v, self.record)) for v in (self.before, self.after))
        return 0 if was is None or now is None else int(np.sign(was - now))


@dataclass(frozen=True, slots=True)
class Moved:
    """Two ledgers of the same claims.

    Parameters
    ----------
    before, after : what the worlds of each are, in words
    moves : one a claim of both, in the order of the file
    only_before, only_after : ids of claims in one of them alone
    same_claims : whether both were tried by the same claims file
    """

    before: str
    after: str
    moves: tuple[Move, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    same_claims: bool

    @property
    def moved(self) -> tuple[Move, ...]:
        """Claims whose verdict is another."""
        return tuple(one for one in self.moves if one.moved)

    @property
    def largest(self) -> tuple[Move, ...]:
        """Claims by how far their share moved, the furthest first; those with a known share."""
        known = [one for one in self.moves if one.shift is not None]
        return tuple(sorted(known, key=lambda one: -abs(one.shift or 0.0)))


def moved(before: Ledger, after: Ledger) -> Moved:
    """Compare two ledgers.

    Parameters
    ----------
    before, after : audits of the same case

    Raises
    ------
    StudyError : ``other_case``
    """
    if before.case != after.case:
        given, expected = f"of the case {before.case}", f"of {after.case}, as the other"
        hint = "Compare two studies of one case."
        raise StudyError([study_problem("other_case", before.study, given, expected, hint)])
    old, new = ({line.id: line for line in ledger.lines} for ledger in (before, after))
    return Moved(
        worlds_words(before),
        worlds_words(after),
        tuple(_move(old[line.id], line) for line in after.lines if line.id in old),
        tuple(name for name in old if name not in new),
        tuple(name for name in new if name not in old),
        before.claims_digest == after.claims_digest,
    )


def worlds_words(ledger: Ledger) -> str:
    """Return what the worlds of a ledger are, in a few words."""
    count = f"{ledger.worlds:,}"
    if (weighed := ledger.weighed) is not None:
        effective = effective_words(weighed.effective)
        by = f"weighting {weighed.digest[:8]}; they tell as much as {effective} equal ones"
        return f"{count} worlds weighted by the record ({by})"
    if origin := origin_of_worlds(ledger.points):
        return f"{count} worlds {origin.removeprefix('worlds: ')}"
    return f"{count} worlds drawn from the priors (seed {ledger.seed})"


def _move(old: Line, new: Line) -> Move:
    return Move(new.id, new.wording, old.verdict, new.verdict, _share(old), _share(new), new.record)


def _share(line: Line) -> Share | None:
    found = line.findings
    return None if found is None or not found.share.speaking else found.share


def audit_with_and_without(
    subject: Subject,
    claims: Sequence[Claim],
    options: Options,
    belief: Belief,
    *,
    digest: str = "",
    simulate: Simulate | None = None,
    report: Report | None = None,
    judged: Judged | None = None,
) -> tuple[Ledger, Ledger]:
    """Try a study's claims in its worlds as they are, and as a record weighs them; each arm is run once.

    Parameters
    ----------
    subject, claims, options, digest, simulate, report, judged : as in `irenic.analysis.audit.audit`
    belief : how much each world counts

    Returns
    -------
    the ledger before and after
    """
    tried = run_trials(
        subject, claims, options, digest=digest, simulate=simulate, report=report, belief=belief, both=True
    )
    half: list[Callable[[int, int], None] | None] = [None, None]
    if judged is not None:
        told = judged
        half = [lambda done, all_: told(done, 2 * all_), lambda done, all_: told(all_ + done, 2 * all_)]
    return judge(tried, None, half[0]), judge(tried, belief, half[1])


def moved_sentences(found: Moved) -> list[str]:
    """Return in words what moved, by how much, and which way."""
    said = [f"Before: {found.before}. After: {found.after}."]
    if not found.same_claims:
        said.append("The two were tried by different claims files: compare with care.")
    changed = [one for one in found.moved if not one.thinned]
    if not changed:
        said.append(f"No verdict of {len(found.moves)} moved to another.")
    else:
        ways = Counter(f"from {one.before} to {one.after}" for one in changed)
        listed = ", ".join(f"{count} {way}" for way, count in ways.most_common())
        said.append(f"{len(changed)} of {len(found.moves)} verdicts moved: {listed}.")
        said.append(_toward(changed))
    said += [_thinned(found), _shifts(found), *_one_sided(found)]
    return [one for one in said if one]


def _thinned(found: Moved) -> str:
    count = sum(one.thinned for one in found.moved)
    if not count:
        return ""
    return (
        f"{count} of {len(found.moves)} can no longer be told, since weights leave too few worlds: that is "
        "not what history says. Take the refined worlds, or more of them."
    )


def _toward(changed: Sequence[Move]) -> str:
    nearer, away = (sum(one.toward_record == way for one in changed) for way in (1, -1))
    rest = len(changed) - nearer - away
    return (
        f"Of these {nearer} came nearer to what the record says of the claim, {away} went away from it; "
        f"{rest} cannot be compared."
    )


def _shifts(found: Moved) -> str:
    telling = [one for one in found.largest if one.apart]
    if not telling:
        return "No share of worlds moved further than its 90% intervals allow."
    named = "; ".join(f"{one.id} {shift_words(one)}" for one in telling[:NAMED])
    more = f", and {len(telling) - NAMED} more" if len(telling) > NAMED else ""
    return f"Shares of worlds that moved beyond their 90% intervals, the furthest first: {named}{more}."


def _one_sided(found: Moved) -> list[str]:
    said = []
    for names, where in ((found.only_before, "before"), (found.only_after, "after")):
        if names:
            said.append(f"Only in the ledger {where}: {', '.join(names)}.")
    return said


def shift_words(one: Move) -> str:
    """Return how a claim's share of worlds moved, such as "43% to 71% (+28 points)"."""
    if one.first is None or one.then is None or one.shift is None:
        return "-"
    return f"{percent(one.first.share)} to {percent(one.then.share)} ({100 * one.shift:+.0f} points)"


def share_words(share: Share | None) -> str:
    """Return a share with its interval, such as "43% [39-47%]"."""
    if share is None or not np.isfinite(share.share):
        return "-"
    return f"{percent(share.share)} [{span(share.low, share.high)}]"


def moved_document(found: Moved) -> dict[str, Any]:
    """Return what moved as plain data."""
    return {
        "before": found.before,
        "after": found.after,
        "same_claims": found.same_claims,
        "sentences": moved_sentences(found),
        "verdicts_moved": len(found.moved),
        "claims": [_document(one) for one in found.moves],
        "only_before": list(found.only_before),
        "only_after": list(found.only_after),
    }


def _document(one: Move) -> dict[str, Any]:
    return {
        "id": one.id,
        "before": {"verdict": one.before, **_numbers(one.first)},
        "after": {"verdict": one.after, **_numbers(one.then)},
        "moved": one.moved,
        "shift": one.shift,
        "intervals_apart": one.apart,
        "record": None if one.record is None else one.record.verdict,
        "toward_record": one.toward_record,
    }


def _numbers(share: Share | None) -> dict[str, float | None]:
    if share is None:
        return {"share": None, "low": None, "high": None, "effective": None}
    return {
        "share": number(share.share),
        "low": number(share.low),
        "high": number(share.high),
        "effective": number(share.number),
    }


def moved_markdown(found: Moved, level: int = 2) -> str:
    """Return what moved as Markdown, without a page's title.

    Parameters
    ----------
    found : as `moved` returns it
    level : of its heading
    """
    from irenic.analysis.pages.markdown import paragraph, table

    heads = ("Claim", "What it says", "Before", "After", "Share before", "Share after", "Points", "Record")
    rows = (
        (
            one.id,
            one.wording.rstrip("."),
            one.before,
            f"**{one.after}**" if one.moved else one.after,
            share_words(one.first),
            share_words(one.then),
            points_words(one),
            "-" if one.record is None else one.record.verdict,
        )
        for one in ordered(found)
    )
    lines = [
        f"{'#' * level} {TITLE}",
        "",
        *paragraph(*moved_sentences(found)),
        *table(heads, rows, words=4),
        *paragraph(UNMOVED),
    ]
    return "\n".join(lines).rstrip() + "\n"


def ordered(found: Moved) -> list[Move]:
    """Return verdicts that moved first, then by how far shares did."""
    return sorted(found.moves, key=lambda one: (not one.moved, -abs(one.shift or 0.0)))


def points_words(one: Move) -> str:
    """Return by how many hundredths a share rose, with ``*`` where the intervals do not meet."""
    return "-" if one.shift is None else f"{100 * one.shift:+.0f}{'*' if one.apart else ''}"
