"""Claims are read as written; everything wrong with a file is said at once, with lines and ways out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from irenic.analysis.claims import MONTHS, Claim, check_claims, claim_words, load_claims, parse_claims
from irenic.analysis.proposition import Measure, arms_of
from irenic.case import CaseArrays
from irenic.errors import ClaimError, Problem
from irenic.strategy import Strategy
from tests.analysis.claims.harbour import CLAIMS, changed

Known = dict[str, Strategy]

BROKEN = {
    "unsupported_schema": ("schema: 1", "schema: 2", "another version"),
    "unknown_key": ("evidence: talks", "evidence: talks\n    proof: none", "one of wording"),
    "missing_key": ("    article: near the end\n", "", "a value for article"),
    "missing_key (test)": ("    holds_when: deaths(talks) < deaths(nothing)\n", "", "Write untestable"),
    "missing_key (start)": ("talks: {strategy: top_down}", "talks: {label: Talks}", "or a plan"),
    "bad_name": ("  C2a:", "  2a:", "a letter, then"),
    "bad_name (arm)": ("      early: {", "      Early: {", "a lower-case letter"),
    "bad_text": ("mechanism: trust grows", "mechanism: ''", "1 to 1200 characters"),
    "wrong_type": ("arms:\n      talks: {strategy: top_down}\n      nothing: {strategy: nothing}",
                   "arms: [talks, nothing]", "a mapping of arm ids"),
    "wrong_type (record)": ("{verdict: untested, reason: there were no talks}", "untested", "a mapping of v"),
    "wrong_type (test)": ("holds_when: deaths(talks) < deaths(nothing)", "holds_when: 1", "a rule as text"),
    "wrong_type (strategy)": ("strategy: top_down}", "strategy: [top_down]}", "id of a strategy"),
    "wrong_type (phase)": ("[exit_late, exit_growth]", "[1]", "the id of a phase"),
    "unknown_strategy": ("strategy: top_down}", "strategy: topdown}", 'Did you mean "top_down"'),
    "unknown_phase": ("[exit_late, exit_growth]", "[exit_lat]", 'Did you mean "exit_late"'),
    "listed_twice": ("[exit_late, exit_growth]", "[exit_late, exit_late]", "each phase once"),
    "unknown_lever": ("levers: {breadth: .05", "levers: {bredth: .05", 'Did you mean "breadth"'),
    "out_of_range": ("levers: {breadth: .05", "levers: {breadth: 2", "from 0 to 1"),
    "unknown_group": ("pay: {NA: .2}", "pay: {NAA: .2}", 'Did you mean "NA"'),
    "pin_not_fixed": ("pay: {NA: .2}", "pay: {where: willingness >= .4, value: 1}", "a plan of its own"),
    "pin_not_possible": ("talks: {strategy: top_down}",
                         "talks: {strategy: ruled, levers: {truce: [{between: [NA, SB], value: 1}]}}",
                         "for all pairs"),
    "unknown_parameter": ("parameters: {mh: 0}", "parameters: {mhh: 0}", 'Did you mean "mh"'),
    "out_of_range (parameter)": ("parameters: {mh: 0}", "parameters: {mh: 1000}", "a number from"),
    "not_a_number": ("parameters: {mh: 0}", "parameters: {mh: off}", "a number from"),
    "unknown_milestone": ("{signed: 2, seated: 3}", "{sined: 2}", 'Did you mean "signed"'),
    "unknown_group (event)": ("{signed: 2, seated: 3}", "{leader_lost: {EXX: 2}}", 'Did you mean "EX"'),
    "forced_order": ("{signed: 2, seated: 3}", "{signed: 4, seated: 3}", "in the same month"),
    "strategy_and_plan": ("no_mh: {strategy", "no_mh: {plan: {}, strategy", "Remove one"),
    "unknown_observable": ("when: signed for", "when: sgned for", "can be observed"),
    "no_levers": ("levers: {talks: 1}}", "levers: {}}", "at least one lever"),
    "not_a_whole_number": ("months: 24", "months: 500", "from 1 to 120"),
    "unknown_measure": ("given: extremist_territory(", "given: extremist_teritory(", "Did you mean"),
    "unknown_arm": ("deaths(talks) < deaths(nothing)", "deaths(talk) < deaths(nothing)", '"talks"'),
    "proposition_syntax": ("deaths(talks) < deaths(nothing)", "deaths(talks) * 2 < 1", "number first"),
    "untestable_and_tested": ("untestable: the", "holds_when: a\n    untestable: the", "Remove it"),
    "unknown_verdict": ("verdict: untested", "verdict: untried", 'Did you mean "untested"'),
    "unknown_grade": ("grade: B}", "grade: E}", "one of A, B, C, D"),
    "duplicate_key": ("evidence: talks", "evidence: talks\n    evidence: more", "each key once"),
    "yaml_anchor": ("record: {verdict: untested", "record: &r {verdict: untested", "no anchors"),
    "yaml_tag": ("mechanism: trust grows", "mechanism: !!python/name:os.system trust", "no tags"),
    "yaml_syntax": ("talks: {strategy: top_down}", "talks: {strategy: top_down", "YAML"),
    "several_documents": ("a view of it\n", "a view of it\n---\na: 1\n", "one document"),
}  # fmt: skip
"""By code of the problem: what is changed in the file, and something that is said."""

ELSEWHERE = {
    "missing_key": "  C2a:",
    "missing_key (test)": "  C2a:",
    "yaml_syntax": "      nothing: {strategy",
}
"""Text of the line that is named where it is not the first changed one (the last such line)."""


def changed_line(text: str, code: str) -> int:
    """Number of the first line that differs from the claims as they should be."""
    lines = text.split("\n")
    if code in ELSEWHERE:
        return max(i for i, line in enumerate(lines, 1) if line.startswith(ELSEWHERE[code]))
    return next(i for i, (a, b) in enumerate(zip(lines, CLAIMS.split("\n"), strict=False), 1) if a != b)


def found(text: str, names: CaseArrays, known: Known, folder: Path) -> list[Problem]:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return check_claims(path, names, known)


def test_a_claim_is_read_as_written(claims: tuple[Claim, ...]) -> None:
    first, second, third = claims
    assert (first.id, first.months, first.record.verdict, first.record.grade) == (
        "C1",
        24,
        "contradicted",
        "B",
    )
    assert (first.wording, first.article) == ("Strikes alone bring no lasting loss of ground", "on strikes")
    assert first.other_reading is not None
    assert first.other_reading.verdict == "partly"
    assert first.model_limits == "the model has no weather"
    assert list(first.arms) == ["strikes", "nothing", "tied", "early", "no_mh", "dated", "own"]
    assert first.arms["strikes"].label == "Strikes alone"
    assert first.arms["early"].without == ("exit_late", "exit_growth")
    assert dict(first.arms["no_mh"].parameters) == {"mh": 0.0}
    assert dict(first.arms["dated"].events) == {"signed": 2, "seated": 3}
    assert first.arms["tied"].levers[("pay", "NA")] == 0.2
    assert (second.months, second.given, second.record.verdict) == (MONTHS, None, "untested")
    assert (third.holds_when, dict(third.arms)) == (None, {})
    assert third.untestable == "the model has no beauty"
    assert third.measures == ()


def test_measures_are_of_the_test_and_its_condition(claims: tuple[Claim, ...]) -> None:
    first = claims[0]
    assert first.given is not None
    assert arms_of(first.given) == ("nothing",)
    assert first.measures[0] == Measure("extremist_territory", "nothing")
    assert Measure("deaths", "own", 1, 24) in first.measures
    assert len(first.measures) == 7


def test_words_are_those_of_the_engine(toy_arrays: CaseArrays) -> None:
    words = claim_words(toy_arrays, ("a",), 12)
    assert {"deaths", "signed", "acceptance_north"} <= set(words.outcomes)
    assert {"base_share", "acceptance_south"} <= set(words.series)
    assert ("crossings" in words.outcomes) == (toy_arrays.crossings is not None)


@pytest.mark.parametrize("code", BROKEN)
def test_what_is_wrong_is_said_with_its_line(
    code: str, toy_arrays: CaseArrays, strategies: Known, tmp_path: Path
) -> None:
    old, new, said = BROKEN[code]
    text = changed(old, new)
    problems = found(text, toy_arrays, strategies, tmp_path)
    mine = [p for p in problems if p.code == code.partition(" ")[0]]
    assert [p.line for p in mine] == [changed_line(text, code)], "\n".join(map(str, problems))
    assert said in f"{mine[0].expected} {mine[0].hint}"
    assert str(tmp_path) in mine[0].file


def test_events_by_group_are_read(toy_arrays: CaseArrays, strategies: Known) -> None:
    text = changed("events: {signed: 2, seated: 3}", "events: {leader_lost: {EX: 3, NA: 5}}")
    claim = parse_claims(text, toy_arrays, strategies)[0]
    assert dict(claim.arms["dated"].events) == {"leader_lost:EX": 3, "leader_lost:NA": 5}


def test_a_seat_may_come_after_the_signature_of_the_strategy(
    toy_arrays: CaseArrays, strategies: Known
) -> None:
    known = strategies | {"dated": replace(strategies["nothing"], forced={"signed": 4})}
    old, new = (
        "dated: {strategy: nothing, events: {signed: 2, seated: 3}}",
        "dated: {strategy: dated, events: ",
    )
    claim = parse_claims(changed(old, f"{new}{{seated: 6}}}}"), toy_arrays, known)[0]
    assert dict(claim.arms["dated"].events) == {"seated": 6}
    with pytest.raises(ClaimError, match="forced_order"):
        parse_claims(changed(old, f"{new}{{seated: 3}}}}"), toy_arrays, known)


def test_everything_wrong_is_said_at_once_in_order(
    toy_arrays: CaseArrays, strategies: Known, tmp_path: Path
) -> None:
    text = CLAIMS.replace("verdict: contradicted", "verdict: false").replace("months: 24", "months: 0")
    text = text.replace("talks: {strategy: top_down}", "talks: {strategy: 3}").replace(
        "breadth: .05", "breadth: no"
    )
    problems = found(text, toy_arrays, strategies, tmp_path)
    assert {p.code for p in problems} == {
        "not_a_number",
        "not_a_whole_number",
        "unknown_verdict",
        "wrong_type",
    }
    assert [p.line for p in problems] == sorted(p.line or 0 for p in problems)
    with pytest.raises(ClaimError, match="unknown_verdict") as caught:
        load_claims(tmp_path / "claims.yaml", toy_arrays, strategies)
    assert list(caught.value.problems) == problems


def test_a_warning_does_not_stop_a_file(toy_arrays: CaseArrays, strategies: Known, tmp_path: Path) -> None:
    text = changed("deaths(talks) < deaths(nothing)", "deaths(talks) < 9")
    problems = found(text, toy_arrays, strategies, tmp_path)
    assert [(p.code, p.severity, p.path) for p in problems] == [
        ("unused_arm", "warning", "claims.C2a.arms.nothing")
    ]
    assert len(load_claims(tmp_path / "claims.yaml", toy_arrays, strategies)) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty_file"), ("claims: {}", "no_claims"), ("- 1", "wrong_type"), ("claims: 3", "wrong_type"),
     ("claims:\n" + "".join(f"  C{i}: 1\n" for i in range(101)), "too_many_claims"),
     ("claims: {C1: {arms: {}}}", "no_arms"),
     ("claims: {C1: {arms: {" + ", ".join(f"a{i}: {{plan: {{}}}}" for i in range(13)) + "}}}",
      "too_many_arms"),
     ("[" * 100, "too_deep"), ("claims: {C1: *x}", "yaml_alias"), ("claims: {<<: {}}", "yaml_merge_key")],
)  # fmt: skip
def test_other_files_are_refused(
    text: str, code: str, toy_arrays: CaseArrays, strategies: Known, tmp_path: Path
) -> None:
    assert code in {p.code for p in found(text, toy_arrays, strategies, tmp_path)}


def test_a_missing_file_is_said(toy_arrays: CaseArrays, tmp_path: Path) -> None:
    with pytest.raises(ClaimError, match="file_not_found"):
        load_claims(tmp_path / "claims.yaml", toy_arrays, {})


def test_a_plan_too_large_is_refused(toy_arrays: CaseArrays, strategies: Known, tmp_path: Path) -> None:
    phases = "".join(
        f"            p{i}: {{when: month >= {i + 2}, levers: {{talks: 1}}}}\n" for i in range(13)
    )
    text = changed(
        "            deal: {when: signed for 2 months, until: not signed, levers: {talks: 1}}\n", phases
    )
    assert "too_many_phases" in {p.code for p in found(text, toy_arrays, strategies, tmp_path)}
