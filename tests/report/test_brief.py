"""The document model: every section is there, says what is missing, and gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.belief import Belief
from irenic.analysis.kept_documents import keep_document
from irenic.case import Case
from irenic.errors import StudyError
from irenic.report import Request
from irenic.report.answer import answer
from irenic.report.brief import SECTIONS
from irenic.report.document import Brief, Commands, Grid, Paragraph, Picture, Points, Section, Subhead
from irenic.report.failing import failing_section
from irenic.report.grounds import assumptions_section, limits_section, overrides_section, sources_section
from irenic.report.mapped import map_section
from irenic.report.material import Material, check_case, gather
from irenic.report.opening import facts, period, question, strategies_section
from irenic.report.reproduce import commands, reproduce_section, shipped_name
from irenic.report.tried import claims_section, record_section
from irenic.study import NOTICE, Study
from irenic.study.folder import AUDIT


def texts(section: Section) -> Iterator[str]:
    """Every text of a section."""
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield f"{block.head} {block.text}"
        elif isinstance(block, Points):
            yield from (f"{point.head} {point.text}" for point in block.points)
        elif isinstance(block, Subhead):
            yield block.text
        elif isinstance(block, Commands):
            yield from block.lines
        else:
            table = block.table if isinstance(block, Grid) else block.figure.table
            yield from (table.caption, *table.columns, *(str(cell) for row in table.rows for cell in row))
            if isinstance(block, Picture):
                yield from (block.figure.title, block.figure.alt, block.figure.note)


def said(section: Section) -> str:
    """All texts of a section in one."""
    return "\n".join(texts(section))


def test_every_section_once(brief: Brief) -> None:
    ids = [section.id for section in brief.sections]
    assert len(ids) == len(set(ids)) == len(SECTIONS) == 14
    assert all(re.fullmatch(r"[a-z0-9-]+", one) for one in ids)
    assert all(section.blocks for section in brief.sections)
    assert brief.notice == NOTICE
    assert [s.id for s in brief.sections[:3]] == ["question", "strategies", "comparison"]


def test_figures_have_names_of_their_own(brief: Brief) -> None:
    names = [figure.name for figure in brief.figures()]
    assert len(names) == len(set(names)) >= 4
    assert all(figure.alt.rstrip().endswith(".") and figure.table.rows for figure in brief.figures())


def test_nothing_of_this_machine(brief: Brief, study: Study) -> None:
    everything = "\n".join([*brief.answer, *(said(s) for s in brief.sections), *(v for _, v in brief.facts)])
    assert str(study.path) not in everything


def test_facts_and_question(gathered: Material, make_study: Callable[..., Study], toy_case: Case) -> None:
    known = dict(facts(gathered))
    assert known["Period"] == "December 2015 to May 2016 (6 months)"
    assert known["Worlds"] == "128, 2 draws of luck in each; seed 1"
    assert "How worlds count" not in known
    assert question(gathered) == (
        "Which of these 3 strategies hold up, in which plausible worlds, and what would have to be true for "
        "each to fail?"
    )
    assert period(replace(gathered, case=None)) == "6 months"


def test_strategies_in_a_sentence_each(gathered: Material) -> None:
    found = said(strategies_section(gathered))
    assert "Broad_Deal: What broad_deal does. Argued for by: some." in found
    assert "Not testable here: weather." in found


def test_claims_not_tried_are_said_so(gathered: Material) -> None:
    assert "No claim of the argument was tried for this report" in said(claims_section(gathered))
    assert "irenic report STUDY -o FILE --claims" in said(claims_section(gathered))
    assert "was not set against what happened" in said(record_section(gathered))
    assert "irenic report STUDY -o FILE --backtest" in said(record_section(gathered))


def test_ledger_as_kept(gathered: Material, ledger_document: dict[str, Any]) -> None:
    found = said(claims_section(replace(gathered, ledger=ledger_document)))
    assert "3 claims of the argument were tried in the same worlds: 1 holds, 0 mixed, 1 fails" in found
    assert "C19b: Without a broad coalition no process holds. In the model it fails" in found
    assert "The record: supported. invented for tests." in found
    assert "is not stable" in found
    assert "counting alike" not in found


def test_ledger_with_other_weights_is_said_so(gathered: Material, ledger_document: dict[str, Any]) -> None:
    belief = Belief(np.full(128, 1 / 128), "ab" * 32)
    weighed = replace(gathered, ledger=ledger_document, request=Request(belief))
    assert "made with worlds counting alike, unlike the rest of this report" in said(claims_section(weighed))
    theirs = {**ledger_document, "weights": {"weighting": "cd" * 32}}
    other = replace(gathered, ledger=theirs)
    assert "weighted by the record (cdcdcdcd), unlike the rest" in said(claims_section(other))


def test_backtest_says_its_first_line_plainly(gathered: Material, backtest_document: dict[str, Any]) -> None:
    section = record_section(replace(gathered, backtest=backtest_document))
    first = section.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text.startswith("The model does worse than last year's counts (conflictology)")
    assert "of another state of the case" in said(section)


@pytest.mark.parametrize("spoiled", [{}, {"claims": 3}, {"claims": [1], "verdicts": {}}, {"headline": None}])
def test_documents_that_were_changed(gathered: Material, spoiled: dict[str, Any]) -> None:
    with pytest.raises(StudyError, match=r"damaged_document.*Make it again with --claims"):
        claims_section(replace(gathered, ledger=spoiled))
    with pytest.raises(StudyError, match=r"damaged_document.*Make it again with --backtest"):
        record_section(replace(gathered, backtest=spoiled))


def test_kept_documents_are_found(
    make_study: Callable[..., Study], toy_case: Case, ledger_document: dict[str, Any]
) -> None:
    study = make_study(toy_case)
    keep_document(study, "ledger", ledger_document)
    assert (study.path / AUDIT).is_dir()
    found = gather(study, Request(replay=False))
    assert found.ledger == ledger_document
    assert found.backtest is None
    assert "--claims" in commands(found, "CASE")[1]


def test_map_of_a_run_or_why_none(with_run: Material, gathered: Material, frames_at_start: None) -> None:
    section = map_section(with_run)
    pictures = [block.figure for block in section.blocks if isinstance(block, Picture)]
    assert [one.name for one in pictures] == ["map-holder-start", "map-holder-end"]
    assert "world 3, replicate 1" in said(section)
    assert "not the most likely one" in said(section)
    assert "No map is shown. This study was made by another version" in said(map_section(gathered))


def test_failures_are_asked_about(gathered: Material) -> None:
    found = said(failing_section(gathered))
    assert found.count("In which worlds is it so that") == len(gathered.inquiries) >= 1
    assert "does worse overall than" in found
    assert "It is so in" in found
    nothing = replace(gathered, inquiries=())
    assert "no failure to look for" in said(failing_section(nothing))


def test_questions_of_the_users_own(study: Study) -> None:
    asked = Request(questions=("deaths(strikes) > 2", "relapsed_12(nothing) < 9"), replay=False)
    found = gather(study, asked)
    assert [one.asked.about for one in found.inquiries][-2:] == [None, None]
    assert "deaths under Strikes is above 2?" in said(failing_section(found))
    assert "--question 'deaths(strikes) > 2'" in commands(found, "CASE")[1]


def test_every_wrong_question_is_named(study: Study) -> None:
    with pytest.raises(StudyError) as caught:
        gather(study, Request(questions=("deths(strikes) > 2", "deaths(nobody) < 1"), replay=False))
    assert [problem.code for problem in caught.value.problems] == ["unknown_measure", "unknown_arm"]
    with pytest.raises(StudyError, match="too_many_questions"):
        gather(study, Request(questions=("deaths(strikes) > 2",) * 13, replay=False))


def test_grounds_of_the_toy_case(gathered: Material, toy_case: Case) -> None:
    found = said(assumptions_section(gathered))
    assert "Fighters of groups" in found
    assert "grade D: invented." in found
    assert "uncertain numbers" in found
    assert "No figure of the case was overridden" in said(overrides_section(gathered))
    assert "Sources of the model's numbers" in said(sources_section(gathered))
    assert "do not carry" not in found
    bare = replace(gathered, case=None)
    assert "does not carry its case" in said(assumptions_section(bare))
    assert "No figure" in said(overrides_section(bare))


def test_overrides_with_name_reason_date_and_source(hostile_study: Study) -> None:
    material = gather(hostile_study, Request(replay=False))
    found = said(overrides_section(material))
    assert "1 figure was changed by an analyst" in found
    for part in ("initial.corruption.best", "0.5", "0.45", "An analyst", "2026-01-31", "invented (grade D)"):
        assert part in found
    assert "<b>A later report</b> says so" in found


def test_limits(gathered: Material) -> None:
    found = said(limits_section(gathered))
    assert "Parts of \u201cStrikes\u201d cannot be tested here" in found
    assert "does not know which marks the model missed" in found


def test_how_to_make_it_again(gathered: Material) -> None:
    assert shipped_name(gathered) is None
    lines = commands(gathered, "CASE")
    assert lines[0] == (
        "irenic study CASE --strategies nothing,broad_deal,strikes --worlds 128 --replicates 2 --months 6 "
        "--seed 1 --out STUDY"
    )
    assert lines[1] == "irenic report STUDY -o FILE"
    found = said(reproduce_section(gathered))
    plan = gathered.study.manifest
    for digest in (plan.digest(), plan.case.digest, plan.code, plan.parameters.digest, plan.store.content):
        assert digest in found
    belief = Belief(np.full(128, 1 / 128), "ab" * 32)
    weighed = replace(gathered, request=Request(belief))
    assert "--weights WEIGHTING" in commands(weighed, "CASE")[1]
    assert "ab" * 32 in said(reproduce_section(weighed))


def test_weights_reach_everything(study: Study, gathered: Material) -> None:
    weights = np.arange(1.0, 129.0)
    belief = Belief(weights / weights.sum(), "ab" * 32)
    material = gather(study, Request(belief, replay=False))
    assert material.comparison.belief is belief
    assert "tell as much as" in dict(facts(material))["How worlds count"]
    assert answer(material) != answer(gathered)


def test_a_case_file_must_be_of_the_case(gathered: Material, toy_path: Any) -> None:
    check_case(gathered.study, Request(case_file=toy_path))
    other = replace(gathered.study, manifest=with_case_id(gathered.study))
    with pytest.raises(StudyError, match="other_case"):
        check_case(other, Request(case_file=toy_path))


def with_case_id(study: Study) -> Any:
    """The manifest of a study of another case."""
    info = study.manifest.case.model_copy(update={"id": "another"})
    return study.manifest.model_copy(update={"case": info})
