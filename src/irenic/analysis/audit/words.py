"""A line of the ledger in sentences: odds in words and numbers, and nothing that is not in the ledger."""

from __future__ import annotations

from irenic.analysis.audit.influence import BIN_WORLDS
from irenic.analysis.audit.ledger import (
    Boundary,
    Box,
    FlipAt,
    Ledger,
    Line,
    NearestWorld,
    Reading,
    Standing,
)
from irenic.analysis.audit.stability import KINDS
from irenic.analysis.audit.verdict import FAILS_TO, HOLDS_FROM, Share
from irenic.analysis.belief import LEAST_EFFECTIVE, effective_words
from irenic.analysis.discover.find import REASONS
from irenic.study.source import origin_of_worlds

STANDING = {
    "oppose": "Model and record say the opposite",
    "differ": "Model and record differ by a step",
    "agree": "Model and record agree",
    "no comparison": "Not compared",
}
"""What stands above the claims of each standing, in the order of the ledger."""

THRESHOLDS = {HOLDS_FROM: "two thirds", FAILS_TO: "one third"}
SPREAD_OUT = "No box of assumptions singles out where it {fares}: such worlds are spread ({why})."


def percent(share: float | None) -> str:
    """Return a share as per cent: whole, with a digit below 10% and above 90% where it tells more."""
    if share is None:
        return "-"
    hundred = 100.0 * share
    if 0 < hundred < 0.1:
        return "<0.1%"
    if 99.9 < hundred < 100:
        return ">99.9%"
    fine = 0 < hundred < 9.95 or 99 < hundred < 100
    return f"{hundred:.1f}%" if fine else f"{hundred:.0f}%"


def span(low: float, high: float) -> str:
    """Return an interval of shares, such as 81-84%."""
    first, last = percent(low), percent(high)
    return f"{first.removesuffix('%')}-{last}"


def odds(share: float) -> str:
    """Return a share of worlds in words, such as "8 in 10 worlds"."""
    if share in (0.0, 1.0):
        return "no world" if share == 0 else "every world"
    if share < 0.005 or share > 0.995:
        return "hardly any world" if share < 0.5 else "nearly every world"
    if share < 0.095 or share > 0.905:
        return f"{min(99, max(1, round(100 * share)))} in 100 worlds"
    return f"{round(10 * share)} in 10 worlds"


def verdict_sentences(line: Line) -> list[str]:
    """Return what the model says of a claim, and how far luck and stability carry it."""
    found = line.findings
    if found is None:
        return [f"The model can't tell: {line.reason.rstrip('.')}."]
    share = found.share
    if share.verdict == "can't tell":
        return [f"The model can't tell: {line.reason.rstrip('.')}."]
    said = (
        f"It holds in {percent(share.share)} of {_worlds(share)}, that is in {odds(share.share)} "
        f"(90% interval {span(share.low, share.high)}), luck averaged out; "
        f"in {percent(found.runs)} of single runs."
    )
    verdict = "can't tell" if line.reason else found.by_rule
    first = f"The model's verdict: {verdict}" + (f" ({line.reason})." if line.reason else ".")
    if share.speaking < share.worlds:
        what = "worlds" if share.weight is None else "weight"
        said += f" The claim speaks of {percent(share.spoken)} of the {what}."
    return [first, said, *_parts(line), *_luck(line), *_stability(line)]


def _worlds(share: Share) -> str:
    """What a share is of: worlds, or the weight of so many that tell as much as fewer."""
    if share.effective is None:
        return f"{share.speaking:,} worlds"
    return (
        f"the weight of {share.speaking:,} worlds, which tell as much as {effective_words(share.number)} "
        "equal ones"
    )


def _parts(line: Line) -> list[str]:
    """Which part of a test that joins several decides it."""
    parts = () if line.findings is None else line.findings.parts
    if not parts:
        return []
    said = "; ".join(f"{words}: {percent(one.share) if one.speaking else '-'}" for words, one in parts)
    return [f"Of its parts alone, in shares of worlds: {said}."]


def _luck(line: Line) -> list[str]:
    found = line.findings
    if found is None or found.luck_share is None or found.reliability is None:
        return []
    return [
        f"Luck makes up {percent(found.luck_share)} of the spread of its margin between runs; "
        f"the means of worlds are reliable to {percent(found.reliability)}."
    ]


def _stability(line: Line) -> list[str]:
    found = line.findings
    if found is None or not found.agreements:
        return []
    shown = ", ".join(f"{KINDS[one.kind]} {one.agreeing} of {one.resamples}" for one in found.agreements)
    again = {one.kind for one in found.agreements} - {"bootstrap", "halves", "weightings"}
    missing = "" if again else " The model was not run again with other seeds, constants and priors."
    return [f"The same verdict under: {shown}.{missing}"]


def box_sentence(line: Line) -> str:
    """Return where a claim fares otherwise than in most worlds."""
    found = line.findings
    if found is None or found.share.verdict == "can't tell":
        return ""
    if found.box is not None:
        return _box(found.box)
    fares = "holds" if found.share.share < FAILS_TO else "fails"
    if found.no_box.startswith("there is no world"):
        return f"{found.no_box[:1].upper()}{found.no_box[1:]}."
    if found.no_box == REASONS["too_few"]:
        return f"No box of assumptions was looked for: {found.no_box}."
    return SPREAD_OUT.format(fares=fares, why=found.no_box)


def _box(box: Box) -> str:
    fares = "holds" if box.holds else "fails"
    return (
        f"It {fares} {box.sentence}: there in {percent(box.density)} of runs against "
        f"{percent(box.base)} overall, and {percent(box.coverage)} of all such runs lie there (both on "
        "worlds that were not searched)."
    )


def nearest_sentence(line: Line) -> str:
    """Return the nearest world in which a claim fares otherwise, and what differs there."""
    near = None if line.findings is None else line.findings.nearest
    if near is None:
        return ""
    fares = "holds" if near.holds else "fails"
    told = set() if line.findings is None else {one.name for one in line.findings.boundaries}
    return (
        f"The nearest world in which it {fares} is world {near.world} ({percent(near.runs)} of its runs): "
        f"{_differs(near, told)}."
    )


def _differs(near: NearestWorld, told: set[str]) -> str:
    """The inputs that differ; what one means is said unless it was before."""
    return ", ".join(
        f"{one.name} {figure(one.value)} instead of {figure(one.middle)}"
        + ("" if one.name in told else f" ({one.meaning})")
        for one in near.differs
    )


def boundary_sentences(line: Line) -> list[str]:
    """Return at which values of the inputs that matter most the verdict flips."""
    found = line.findings
    if found is None or found.share.verdict == "can't tell":
        return []
    share = found.share.share
    if not found.boundaries:
        if share in (0.0, 1.0):
            return []
        if found.share.number < 2 * BIN_WORLDS:
            return ["There are too few worlds to say at which value of an input the verdict flips."]
        return ["No single input moves its share of worlds by more than chance would."]
    return [_boundary(one, share) for one in found.boundaries]


def _boundary(one: Boundary, share: float) -> str:
    name = f"{one.name} ({one.meaning})"
    if not one.flips:
        return (
            f"Along {name} the verdict does not flip within the prior: it holds in {percent(one.first)} of "
            f"worlds at the low end, in {percent(one.last)} at the high end."
        )
    said = [_flip(flip, one, share) for flip in one.flips]
    return f"Along {name} the share of worlds {' and '.join(said)}."


def _flip(flip: FlipAt, one: Boundary, share: float) -> str:
    falls = flip.threshold <= share
    side = "below" if falls == one.rising else "above"
    low = "the low end" if flip.low is None else figure(flip.low)
    high = "the high end" if flip.high is None else figure(flip.high)
    verb = "falls below" if falls else "rises above"
    return f"{verb} {THRESHOLDS[flip.threshold]} where it is {side} {figure(flip.value)} ({low} to {high})"


def evidence_sentence(line: Line) -> str:
    """Return which evidence would change the verdict, and what it rests on most."""
    found = line.findings
    driver = ""
    if found is not None and found.boundaries:
        one = found.boundaries[0]
        driver = (
            f" In the model it rests most on {one.name}, which alone explains {percent(one.explains)} of "
            "where it holds."
        )
    return f"What would change it: {_whole(line.evidence)}{driver}" if line.evidence else driver.strip()


def record_sentences(line: Line) -> list[str]:
    """Return what the record says, under both readings, and how the model stands to it."""
    if line.record is None:
        return ["The record: nothing is said."]
    said = [f"The record: {_reading(line.record)}"]
    if line.other_reading is not None:
        said.append(f"Another reading of it: {_reading(line.other_reading)}")
        if line.other_standing != line.standing:
            said.append(f"Under that reading: {STANDING[line.other_standing].lower()}.")
    return said


def _reading(reading: Reading) -> str:
    grade = f", grade {reading.grade}" if reading.grade else ""
    return f"{reading.verdict}{grade}. {_whole(reading.reason)}"


def limits_sentences(line: Line) -> list[str]:
    """Return the test with its tolerance, and what the model cannot say."""
    said = []
    if line.asked:
        said.append(f"Tested over {line.months} months: {line.asked}. Tolerance: {_whole(line.tolerance)}")
    if line.model_limits:
        said.append(f"What the model cannot say: {_whole(line.model_limits)}")
    return said


def sentence_of_tests(ledger: Ledger) -> str:
    """Return whether the tests are those that were there when the study was run."""
    if ledger.tests == "changed":
        return (
            "The tests were changed after the study was run: the digest of the claims is not the one in its "
            "manifest. Read every verdict with that in mind, or run the study again."
        )
    if ledger.tests == "not recorded":
        return (
            "The study does not record which tests were there when it was run: whether they changed since "
            "cannot be said."
        )
    return "The tests are those that were there when the study was run (by digest)."


def counts_sentence(ledger: Ledger) -> str:
    """Return how many claims have which verdict."""
    verdicts = ", ".join(f"{ledger.count(v)} {v}" for v in ("holds", "mixed", "fails", "can't tell"))
    return f"{len(ledger.lines)} claims: {verdicts}."


def record_counts(ledger: Ledger) -> str:
    """Return how model and record stand to each other, under both readings."""
    first, other = ledger.standings(), ledger.standings(other=True)

    def said(found: dict[Standing, int]) -> str:
        compared = found["agree"] + found["differ"] + found["oppose"]
        return (
            f"of {compared} that can be compared {found['agree']} in agreement, "
            f"{found['differ']} a step apart, {found['oppose']} opposite"
        )

    return (
        f"Against the record: {said(first)}. Under the record's other reading where there is one: "
        f"{said(other)}."
    )


def sizes_sentence(ledger: Ledger) -> str:
    """Return what was run."""
    again = f", re-runs on {ledger.rerun_worlds:,}" if ledger.rerun_worlds else ", no re-runs"
    return (
        f"{ledger.worlds:,} worlds x {ledger.replicates} replicates, seed {ledger.seed}, "
        f"{ledger.arms} different arms{again}; claims {ledger.claims_digest[:12]}, irenic {ledger.irenic}."
    )


def worlds_sentence(ledger: Ledger) -> str:
    """Return what is to be said of the worlds: refined, or weighted by a record; empty where neither."""
    said = []
    if origin := origin_of_worlds(ledger.points):
        said.append(f"{origin[0].upper()}{origin[1:]}.")
    if (weighed := ledger.weighed) is not None:
        said.append(
            f"Worlds are weighted by the record (weighting {weighed.digest[:8]}): {ledger.worlds:,} worlds "
            f"tell as much as {effective_words(weighed.effective)} equal ones. Shares are of weight; under "
            f"{LEAST_EFFECTIVE:g} effective worlds decide nothing. Re-runs weigh worlds as those that they "
            "vary, and meet other luck in place of other worlds."
        )
    return " ".join(said)


def figure(value: float) -> str:
    """Return a value of an input to three figures."""
    return f"{value:,.0f}" if abs(value) >= 999.5 else f"{value:.3g}"


def _whole(text: str) -> str:
    """Text that ends as a sentence."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
