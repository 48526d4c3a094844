"""Planted truth: what is known of the worlds is what the ledger says."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.audit import Ledger, Line, Subject
from irenic.analysis.audit.ledger import Findings
from irenic.analysis.audit.trials import Sample, inputs_of

MH_FROM, KS_TO = 0.7, 0.6
WORLDS = 1024


def line(ledger: Ledger, name: str) -> Line:
    return next(one for one in ledger.lines if one.id == name)


def findings(ledger: Ledger, name: str) -> Findings:
    found = line(ledger, name).findings
    assert found is not None
    return found


def test_no_claim_is_dropped(ledger: Ledger) -> None:
    assert [one.id for one in ledger.lines] == [
        "BOX", "TRUE", "FALSE", "COIN", "EDGE", "LATE", "SCORE", "BOTH", "RARE", "SILENT",
    ]  # fmt: skip
    assert sorted(one.id for one in ledger.by_disagreement) == sorted(one.id for one in ledger.lines)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("BOX", "holds"), ("TRUE", "holds"), ("LATE", "holds"), ("FALSE", "fails"), ("COIN", "mixed")],
)
def test_verdicts(ledger: Ledger, name: str, verdict: str) -> None:
    assert line(ledger, name).verdict == verdict
    assert line(ledger, name).reason == ""


def test_true_and_false_by_construction(ledger: Ledger) -> None:
    always, never = findings(ledger, "TRUE"), findings(ledger, "FALSE")
    assert (always.share.share, always.runs) == (1.0, 1.0)
    assert (never.share.share, never.runs) == (0.0, 0.0)
    for found in (always, never):
        assert found.box is None
        assert found.nearest is None
        assert found.boundaries == ()
        assert all(one.share == 1.0 for one in found.agreements)
    assert always.no_box == "there is no world in which it fails"
    assert never.no_box == "there is no world in which it holds"


def test_a_coin_is_luck_and_nothing_else(ledger: Ledger) -> None:
    found = findings(ledger, "COIN")
    assert found.share.share == pytest.approx(0.5, abs=0.06)
    assert found.luck_share == pytest.approx(1.0, abs=0.02)
    assert found.reliability == pytest.approx(0.0, abs=0.15)
    assert found.box is None
    assert found.boundaries == ()
    assert found.nearest is None


def test_the_share_is_that_of_the_box(ledger: Ledger) -> None:
    found = findings(ledger, "BOX")
    assert found.share.share == pytest.approx(1 - 0.3 * 0.6, abs=0.01)
    assert found.luck_share == pytest.approx(0.0, abs=1e-6)
    assert found.reliability == pytest.approx(1.0, abs=1e-6)


def test_the_box_is_recovered(ledger: Ledger, subject: Subject) -> None:
    box = findings(ledger, "BOX").box
    assert box is not None
    assert not box.holds
    assert sorted(one.name for one in box.limits) == ["k_s", "mh"]
    assert box.density > 0.85
    assert box.coverage > 0.85
    assert box.base == pytest.approx(0.18, abs=0.03)
    limits = {one.name: one for one in box.limits}
    assert limits["mh"].high is None
    assert limits["k_s"].low is None
    for name, value, truth in (("mh", limits["mh"].low, MH_FROM), ("k_s", limits["k_s"].high, KS_TO)):
        assert float(subject.table[name].probability(value)) == pytest.approx(truth, abs=0.03)
    assert "partners" in box.sentence


def test_the_verdict_flips_where_it_should(ledger: Ledger, subject: Subject) -> None:
    """Beyond the box's edge in mh 4 in 10 worlds hold; along k_s never fewer than 7 in 10."""
    first, second = findings(ledger, "BOX").boundaries
    assert (first.name, second.name) == ("mh", "k_s")
    assert first.explains > second.explains
    assert not first.rising
    assert second.rising
    assert (first.first, first.last) == (pytest.approx(1.0), pytest.approx(0.4, abs=0.1))
    (flip,) = first.flips
    assert flip.threshold == 2 / 3
    assert float(subject.table["mh"].probability(flip.value)) == pytest.approx(MH_FROM, abs=0.04)
    assert flip.low is not None
    assert flip.high is not None
    assert flip.low <= flip.value <= flip.high


def test_a_full_step_flips_twice_at_one_place(ledger: Ledger, subject: Subject) -> None:
    (only,) = findings(ledger, "EDGE").boundaries
    assert only.name == "b0"
    assert [flip.threshold for flip in only.flips] == [2 / 3, 1 / 3]
    for flip in only.flips:
        assert float(subject.table["b0"].probability(flip.value)) == pytest.approx(0.675, abs=0.04)


def test_the_nearest_failing_world_is_just_inside_the_box(ledger: Ledger, subject: Subject) -> None:
    near = findings(ledger, "BOX").nearest
    assert near is not None
    assert (near.holds, near.runs) == (False, 1.0)
    inputs = inputs_of(Sample("", "", WORLDS, subject.table, WORLDS, 1).source(subject.arrays), WORLDS)
    uniforms = dict(zip(inputs.names, inputs.uniforms[:, near.world], strict=True))
    assert MH_FROM < uniforms["mh"] < MH_FROM + 0.1
    assert uniforms["k_s"] < KS_TO
    assert near.differs[0].name == "mh"
    assert near.differs[0].value == pytest.approx(inputs.values[inputs.names.index("mh"), near.world])
    assert near.differs[0].middle == pytest.approx(subject.table.median["mh"], abs=0.01)
    assert len(near.differs) <= 3


def test_a_share_at_the_edge_is_withdrawn(ledger: Ledger) -> None:
    """67.5% of worlds: the prior's width alone moves it over the edge."""
    edge = line(ledger, "EDGE")
    found = findings(ledger, "EDGE")
    assert edge.verdict == "can't tell"
    assert found.by_rule == "mixed"
    assert found.unsettled is not None
    assert not found.unsettled.stable
    assert '"mixed" is not stable' in edge.reason
    assert edge.standing == "no comparison"


def test_every_kind_of_resample_was_made(ledger: Ledger) -> None:
    plain = ["bootstrap", "halves", "seeds", "structure", "spreads"]
    found = findings(ledger, "BOX")
    assert [one.kind for one in found.agreements] == plain
    assert [one.resamples for one in found.agreements] == [100, 100, 2, 4, 2]
    scored = findings(ledger, "SCORE")
    assert [one.kind for one in scored.agreements] == [*plain, "weightings"]
    assert scored.agreements[-1].resamples == 64
    assert scored.agreements[-1].least < scored.share.share < scored.agreements[-1].greatest


def test_weights_do_not_matter_to_what_is_not_scored(ledger: Ledger) -> None:
    kinds = [one.kind for name in ("BOX", "COIN", "LATE") for one in findings(ledger, name).agreements]
    assert "weightings" not in kinds


def test_a_claim_of_few_worlds_says_how_few(ledger: Ledger) -> None:
    rare = line(ledger, "RARE")
    assert rare.verdict == "can't tell"
    assert "of 1,024 worlds are such that the claim speaks of them; 5% are needed" in rare.reason
    found = findings(ledger, "RARE")
    assert found.share.speaking == pytest.approx(0.02 * WORLDS, abs=3)
    assert found.box is None
    assert found.nearest is None


def test_what_the_model_cannot_speak_to_keeps_its_reason(ledger: Ledger) -> None:
    silent = line(ledger, "SILENT")
    assert (silent.verdict, silent.reason) == ("can't tell", "The model has no newspapers.")
    assert silent.findings is None
    assert silent.record is not None
    assert silent.months is None


def test_disagreements_come_first(ledger: Ledger) -> None:
    order = [one.id for one in ledger.by_disagreement]
    assert order[:3] == ["TRUE", "FALSE", "COIN"]
    assert [line(ledger, name).standing for name in order[:4]] == ["oppose", "differ", "differ", "agree"]
    assert line(ledger, "TRUE").gap == pytest.approx(2 / 3)
    assert line(ledger, "FALSE").gap == pytest.approx(1 / 3)
    assert line(ledger, "LATE").standing == "no comparison"


def test_the_same_seed_gives_the_same_ledger(
    subject: Subject, claims: object, model: object, ledger: Ledger
) -> None:
    from irenic.analysis.audit import Options, audit

    again = audit(subject, claims, Options(only=("COIN",), rerun_worlds=0), simulate=model)  # type: ignore[arg-type]
    found = again.lines[0].findings
    assert found is not None
    assert found.share == findings(ledger, "COIN").share
    np.testing.assert_equal(found.runs, findings(ledger, "COIN").runs)
