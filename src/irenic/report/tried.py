"""The argument and the model on trial: the ledger of claims, and the back-test against the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from irenic.analysis.audit.verdict import VERDICTS
from irenic.analysis.audit.words import STANDING, odds, percent
from irenic.figures.backtest import backtest_months, backtest_panels
from irenic.figures.calibration import calibration
from irenic.figures.ledger import ledger_bars
from irenic.report.document import Block, Commands, Paragraph, Picture, Point, Points, Section, Subhead
from irenic.report.material import Material
from irenic.report.naming import clean, sentence_of
from irenic.study.problems import study_error

TESTS = {
    "same": "The tests are those that were there when the study was run (by digest).",
    "changed": (
        "The tests were changed after the study was run: read every verdict with that in mind, or run the "
        "study again."
    ),
    "not recorded": "The study does not record which tests were there when it was run.",
}
"""What is said of the file of claims, by its state."""

LEVELS = ("country", "district")
"""Levels at which scores are drawn: how much, and where."""

ORDER = {"holds": 0, "mixed": 1, "fails": 2, "can't tell": 3}


def claims_section(material: Material) -> Section:
    """Return the ledger of claims, or that no claim was tried."""
    if material.ledger is None:
        blocks: tuple[Block, ...] = (
            Paragraph(
                "No claim of the argument was tried for this report. The verdicts of a trial take some "
                "minutes; these commands make them and then this report again.",
                "warning",
            ),
            Commands(("irenic report STUDY -o FILE --claims",)),
        )
    else:
        blocks = _sound(material, "ledger", _ledger)
    return Section("claims", "The claims on trial", blocks)


def record_section(material: Material) -> Section:
    """Return how the model does against the record, or that this was not tried."""
    if material.backtest is None:
        blocks: tuple[Block, ...] = (
            Paragraph(
                "For this report the model was not set against what happened after the start of the case, so "
                "nothing here says how far it can be trusted. This takes some minutes, and a case with a "
                "record.",
                "warning",
            ),
            Commands(("irenic report STUDY -o FILE --backtest",)),
        )
    else:
        blocks = _sound(material, "backtest", _backtest)
    return Section("record", "Against the record", blocks)


def _sound(
    material: Material, name: str, make: Callable[[Material, dict[str, Any]], list[Block]]
) -> tuple[Block, ...]:
    """Make blocks of a kept document, which a stranger may have changed."""
    document = material.ledger if name == "ledger" else material.backtest
    try:
        return tuple(make(material, document or {}))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        given, expected = "not as irenic writes it", "the document of this study"
        hint = f"Make it again with --{'claims' if name == 'ledger' else 'backtest'}."
        place = f"audit/{name}.json"
        raise study_error(
            "damaged_document", material.study.path, given, expected, hint, path=place
        ) from error


def _ledger(material: Material, document: dict[str, Any]) -> list[Block]:
    claims = document["claims"]
    counts = ", ".join(f"{document['verdicts'][verdict]} {verdict}" for verdict in ORDER)
    blocks: list[Block] = [
        Paragraph(
            f"{len(claims)} claims of the argument were tried in the same worlds: {counts}. A claim holds "
            "where it is so in at least two thirds of worlds, fails at one third or less, and is mixed "
            "between; what luck alone would turn, or other seeds, constants and priors, cannot be told."
        ),
        Paragraph(_told_of_tests(material, document), "note"),
        Picture(ledger_bars(document)),
    ]
    opposed = [line for line in claims if line["standing"] == "oppose"]
    if opposed:
        blocks += [Subhead(f"{STANDING['oppose']}"), Points(tuple(_told(line) for line in opposed))]
    unsure = [line for line in claims if line["verdict"] == "can't tell"]
    if unsure:
        points = tuple(
            Point(sentence_of(line["reason"] or "no reason is given"), _head(line)) for line in unsure
        )
        blocks += [Subhead("What cannot be told"), Points(points)]
    return blocks


def _told_of_tests(material: Material, document: dict[str, Any]) -> str:
    audit, said = document["audit"], [TESTS.get(document["claims_file"]["tests"], "")]
    said.append(f"{int(audit['worlds']):,} worlds x {int(audit['replicates'])} replicates.")
    belief, weights = material.request.belief, document["weights"]
    ours = None if belief is None else belief.digest
    theirs = None if weights is None else str(weights["weighting"])
    if ours != theirs:
        said.append(
            "The ledger was made with worlds "
            + ("counting alike" if theirs is None else f"weighted by the record ({clean(theirs[:8])})")
            + ", unlike the rest of this report."
        )
    return " ".join(one for one in said if one)


def _head(line: Mapping[str, Any]) -> str:
    return f"{clean(line['id'])}: {sentence_of(line['wording'])}"


def _told(line: Mapping[str, Any]) -> Point:
    """A claim on which model and record say the opposite: odds, where it turns, what the record says."""
    found, record = line["findings"], line["record"]
    said = [f"In the model it {_VERBS[line['verdict']]}"]
    if found is not None and found["worlds"]["share"] is not None:
        said[0] += f": it is so in {odds(found['worlds']['share'])}"
    said[0] += "."
    if found is not None and found["box"] is not None:
        box = found["box"]
        fares = "holds" if box["holds"] else "fails"
        said.append(f"It {fares} {clean(box['sentence'])}, in {percent(box['density'])} of runs there.")
    if record is not None:
        said.append(f"The record: {clean(record['verdict'])}. {sentence_of(record['reason'])}")
    return Point(" ".join(said), _head(line))


_VERBS = {"holds": "holds", "mixed": "is mixed", "fails": "fails", "can't tell": "cannot be told"}
assert set(_VERBS) == set(ORDER) == set(VERDICTS)


def _backtest(material: Material, document: dict[str, Any]) -> list[Block]:
    same = document["case"]["digests"]["case"] == material.study.manifest.case.digest
    blocks: list[Block] = [Paragraph(sentence_of(document["headline"]), "lead")]
    if not same:
        text = "The back-test is of another state of the case than the study's."
        blocks.append(Paragraph(text, "warning"))
    blocks += [
        Points(tuple(Point(sentence_of(text)) for text in document["further"])),
        Paragraph(
            "CRPS is how far a forecast as a whole lies from what was counted, in deaths; less is better. "
            "Conflictology draws from the last twelve months' counts: hard to beat, and it knows nothing of "
            "strategies. The model is told what outsiders did in those months.",
            "note",
        ),
        *_pictures(document),
        *(Paragraph(sentence_of(note), "note") for note in document["notes"]),
    ]
    return blocks


def _pictures(document: dict[str, Any]) -> list[Picture]:
    """Scores at every level that is known in all windows, the months themselves, and calibration."""
    levels = [level for level in LEVELS if all(level in one["levels"] for one in document["windows"])]
    months = backtest_months(document)
    return [
        *(Picture(backtest_panels(document, level)) for level in levels),
        *([] if months is None else [Picture(months)]),
        *(Picture(calibration(document, level)) for level in levels[-1:]),
    ]
