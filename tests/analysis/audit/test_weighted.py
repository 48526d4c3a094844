"""Verdicts in worlds that count unequally: the weighted share, judged by the effective number of worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.analysis.audit import Ledger, Line, Options, Subject, audit
from irenic.analysis.audit.document import ledger_document
from irenic.analysis.audit.influence import Inputs, drivers, margin_slopes, windows
from irenic.analysis.audit.markdown import ledger_markdown
from irenic.analysis.audit.stability import rerun_agreement, resample_weights, resampled_agreement
from irenic.analysis.audit.trials import Sample, Trial, luck_again, reruns
from irenic.analysis.audit.verdict import share_of, weighted_share
from irenic.analysis.belief import LEAST_EFFECTIVE, loads
from irenic.analysis.claims import Claim
from irenic.engine.structure import STRUCTURE
from irenic.study import GivenPoints
from irenic.study.source import new_worlds
from irenic.worlds import Worlds
from tests.analysis.weighing import DIGEST, belief, some_weights, without

WORLDS = 1024
FEW = 256
FAST = Options(worlds=FEW, only=("EDGE", "RARE", "LATE"), rerun_worlds=128)
BOX = Options(only=("BOX",), rerun_worlds=256)
MH, KS = "mh", "k_s"


@pytest.fixture(scope="module")
def inside(subject: Subject) -> np.ndarray:
    """Worlds of the planted box."""
    theta = new_worlds(subject.arrays, subject.table, WORLDS, subject.seed).block(0, WORLDS).theta
    mh, ks = (subject.table[n].probability(theta[n]) for n in (MH, KS))
    return (mh > 0.7) & (ks < 0.6)


def tried(
    subject: Subject,
    claims: tuple[Claim, ...],
    model: object,
    weights: np.ndarray | None,
    options: Options = FAST,
) -> Ledger:
    known = None if weights is None else belief(weights)
    return audit(subject, claims, options, simulate=model, belief=known)


def said(ledger: Ledger) -> object:
    return without(ledger_document(ledger), "weights")


def line(ledger: Ledger, name: str) -> Line:
    return next(one for one in ledger.lines if one.id == name)


def test_equal_weights_change_no_bit(subject: Subject, claims: tuple[Claim, ...], model: object) -> None:
    plain, equal = (tried(subject, claims, model, w) for w in (None, np.full(WORLDS, 3.0)))
    assert said(equal) == said(plain)
    assert plain.weighed is None
    assert equal.weighed == (DIGEST, pytest.approx(FEW))


def test_worlds_of_weight_0_do_not_matter(subject: Subject, claims: tuple[Claim, ...], model: object) -> None:
    weights = some_weights(WORLDS)
    gone = np.arange(3, WORLDS, 7)
    weights[gone] = 0.0

    def spoilt(trial: Trial, worlds: Worlds, replicates: int, seed: int) -> object:
        runs = model(trial, worlds, replicates, seed)  # type: ignore[operator]
        mine = np.isin(np.arange(worlds.lo, worlds.hi), gone)[:, None]
        values = {k: np.where(mine, 3 * v[::-1] + 17, v) for k, v in runs.values.items()}
        return replace(runs, values=values)

    one, two = (tried(subject, claims, runs, weights) for runs in (model, spoilt))
    assert said(one) == said(two)
    assert said(one) == said(tried(subject, claims, model, 4.0 * weights))


def test_shares_follow_the_weight(
    subject: Subject, claims: tuple[Claim, ...], model: object, inside: np.ndarray, ledger: Ledger
) -> None:
    """The plan costs lives inside the box; a record that speaks for it turns the verdict."""
    plain = line(ledger, "BOX")
    heavy = line(tried(subject, claims, model, np.where(inside, 20.0, 1.0), BOX), "BOX")
    assert plain.findings is not None
    assert heavy.findings is not None
    assert (plain.findings.by_rule, heavy.findings.by_rule) == ("holds", "fails")
    share = heavy.findings.share
    w = np.where(inside, 20.0, 1.0)
    wanted = w[~inside].sum() / w.sum()
    assert share.share == pytest.approx(wanted, abs=0.06)  # luck of four runs turns some worlds
    assert share.effective == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert share.weight == 1.0
    assert share.high - share.low > plain.findings.share.high - plain.findings.share.low
    assert {one.kind for one in heavy.findings.agreements} == {
        "bootstrap", "halves", "luck", "structure", "spreads"
    }  # fmt: skip
    assert "seeds" in {one.kind for one in plain.findings.agreements}
    assert heavy.findings.nearest is not None
    assert {one.name for one in heavy.findings.boundaries} <= {MH, KS}


def test_few_effective_worlds_decide_nothing(
    subject: Subject, claims: tuple[Claim, ...], model: object
) -> None:
    weights = np.full(WORLDS, 1e-6)
    weights[:FEW:17] = 1.0
    ledger = tried(subject, claims, model, weights)
    found = line(ledger, "EDGE")
    assert found.verdict == "can't tell"
    assert "tell only as much as 16" in found.reason
    assert "equal ones" in found.reason
    assert ledger.count("can't tell") == len(ledger.lines)


def test_heavy_worlds_beyond_the_re_runs_leave_them_unable_to_tell(
    subject: Subject, claims: tuple[Claim, ...], model: object
) -> None:
    """The first 128 worlds carry next to no weight: re-runs on them are not read as if they did."""
    weights = np.where(np.arange(WORLDS) < 128, 1e-9, 1.0)
    weights[:4] = 1.0
    found = line(tried(subject, claims, model, weights), "EDGE")
    assert found.findings is not None
    assert found.verdict == "can't tell"
    assert found.findings.unsettled is not None
    assert found.findings.unsettled.kind in ("luck", "structure", "spreads")
    assert found.findings.unsettled.others == {"can't tell": found.findings.unsettled.resamples}
    for one in found.findings.agreements:
        if one.kind not in ("bootstrap", "halves"):
            assert not one.stable


def test_prints_say_whose_weights(subject: Subject, claims: tuple[Claim, ...], model: object) -> None:
    ledger = tried(subject, claims, model, some_weights(WORLDS))
    page, document = ledger_markdown(ledger), ledger_document(ledger)
    assert "weighted by the record (weighting abcd1234)" in page.replace("\n", " ")
    assert document["weights"]["weighting"] == DIGEST
    assert 0 < document["weights"]["effective_worlds"] < FEW
    worlds = document["claims"][0]["findings"]["worlds"]
    assert 0 < worlds["effective"] < FEW
    assert "the weight of 256 worlds, which tell as much as" in page.replace("\n", " ")


def test_an_audit_of_given_points_is_that_of_the_set(
    subject: Subject, claims: tuple[Claim, ...], model: object
) -> None:
    """Plain points as given ones: the same verdicts; other luck stands for other seeds."""
    points = new_worlds(subject.arrays, subject.table, WORLDS, subject.seed).uniforms(0, WORLDS)
    given_ = replace(subject, given=GivenPoints(points, DIGEST))
    plain, found = (audit(s, claims, FAST, simulate=model) for s in (subject, given_))
    assert found.points is not None
    assert "refined by the record (weighting abcd1234)" in ledger_markdown(found).replace("\n", " ")
    for old, new in zip(plain.lines, found.lines, strict=True):
        if old.findings is None or new.findings is None:
            continue
        assert new.findings.share == old.findings.share
        assert new.findings.box == old.findings.box
        assert [b.name for b in new.findings.boundaries] == [b.name for b in old.findings.boundaries]
        assert "seeds" not in {one.kind for one in new.findings.agreements}


def test_samples_of_given_points_have_keys_of_their_own(subject: Subject) -> None:
    points = new_worlds(subject.arrays, subject.table, 64, 1).uniforms(0, 64)
    plain = Sample("audit", "audit", 64, subject.table, 64, 1)
    given_ = replace(plain, given=GivenPoints(points))
    moved = replace(plain, given=GivenPoints(1 - points))
    again = luck_again(plain, 32)
    keys = [one.key for one in (plain, given_, moved, *again)]
    assert len(set(keys)) == len(keys)
    assert [one.luck_seed for one in (plain, again[0])] == [1, 1 + 7919]
    assert {one.kind for one in reruns(given_, 32, STRUCTURE)} == {"luck", "structure", "spreads"}
    assert all(one.given is given_.given for one in reruns(given_, 32, STRUCTURE))


@given(st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_a_weighted_share_is_as_of_the_effective_number(seed: int, rate: float) -> None:
    rng = np.random.default_rng(seed)
    holds, spoken = rng.random(400) < rate, rng.random(400) < 0.8
    weights = some_weights(400, seed)
    found = weighted_share(holds, spoken, weights)
    assert found.share == pytest.approx(weights[holds & spoken].sum() / weights[spoken].sum())
    assert found.number == pytest.approx(weights[spoken].sum() ** 2 / (weights[spoken] ** 2).sum())
    assert found.low <= found.share <= found.high
    order = rng.permutation(400)
    moved = weighted_share(holds[order], spoken[order], weights[order] * 5)
    np.testing.assert_allclose(moved[:3], found[:3])
    equal = weighted_share(holds, spoken, np.full(400, 2.0))
    plain = share_of(int((holds & spoken).sum()), int(spoken.sum()), 400)
    np.testing.assert_allclose(equal[:3], plain[:3])
    assert equal.verdict == plain.verdict


def test_the_ends_of_weighted_shares() -> None:
    every, none = np.ones(100, bool), np.zeros(100, bool)
    weights = some_weights(100)
    whole = weighted_share(every, every, weights)
    assert (whole.share, whole.high, whole.verdict) == (1.0, 1.0, "holds")
    nothing = weighted_share(none, every, weights)
    assert (nothing.share, nothing.low, nothing.verdict) == (0.0, 0.0, "fails")
    silent = weighted_share(every, none, weights)
    assert silent.verdict == "can't tell"
    assert np.isnan(silent.share)
    rare = np.arange(100) < 50
    light = weighted_share(every, rare, np.where(rare, 1.0, 1e4))
    assert light.number == 50
    assert light.verdict == "can't tell"  # of 1 in 10,000 of the weight


def test_weighted_resamples_vary_as_effective_worlds_do() -> None:
    rng = np.random.default_rng(9)
    holds, everywhere = rng.random(2000) < 0.5, np.ones(2000, bool)
    weights = some_weights(2000, sd=1.5)
    matrices = resample_weights(2000, 400)
    found = resampled_agreement(holds, everywhere, "mixed", matrices, weights)[0]
    effective = weights.sum() ** 2 / (weights**2).sum()
    spread = np.sqrt(0.25 / effective)
    assert 4 * spread < found.greatest - found.least < 9 * spread
    same = resampled_agreement(holds, everywhere, "mixed", matrices, np.full(2000, 0.1))
    plain = resampled_agreement(holds, everywhere, "mixed", matrices)
    for one, two in zip(same, plain, strict=True):
        assert one.agreeing == two.agreeing
        np.testing.assert_allclose((one.least, one.greatest), (two.least, two.greatest))


def test_a_weighted_re_run_is_a_shift_in_effective_worlds() -> None:
    everywhere = np.ones(1000, bool)
    weights = some_weights(1000)
    main = weighted_share(np.arange(1000) < 800, everywhere, weights)
    own = weighted_share(np.arange(256) < 200, everywhere[:256], weights[:256])
    other = weighted_share(np.arange(256) < 120, everywhere[:256], weights[:256])
    found = rerun_agreement("structure", [(own, own), (other, own)], main, "holds")
    assert found.greatest == pytest.approx(main.share)
    assert found.least == pytest.approx(main.share + other.share - own.share)
    few = weighted_share(np.arange(256) < 200, everywhere[:256], np.where(np.arange(256) < 9, 1.0, 1e-9))
    assert few.number < LEAST_EFFECTIVE
    assert rerun_agreement("structure", [(few, few)], main, "holds").others == {"can't tell": 1}


def test_weighted_slopes_windows_and_drivers_find_what_was_planted() -> None:
    rng = np.random.default_rng(3)
    uniforms = rng.random((5, 4096))
    scores = Inputs(tuple("abcde"), ("",) * 5, ("",) * 5, uniforms, uniforms).scores
    margin = 2 * scores[1] + rng.normal(size=4096)
    holds = margin > 0
    load = loads(some_weights(4096))
    for factor in (1, 3):  # regression together, and alone where worlds are few
        part = slice(0, 4096 // (1 if factor == 1 else 64))
        found = margin_slopes(scores[:, part], margin[part], loads(load[part]))
        assert found
        assert found[0].input == 1
        assert found[0].slope == pytest.approx(0.9, abs=0.3)
    chosen = drivers(uniforms, holds, load=load)
    assert [index for index, _ in chosen] == [1]
    plain = drivers(uniforms, holds)
    assert chosen[0][1] == pytest.approx(plain[0][1], abs=0.08)
    cut = windows(uniforms[1], holds, load)
    assert cut is not None
    assert cut.speaking.sum() < load.sum() * 1.2
    assert (np.diff(cut.centres) > 0).all()
    assert cut.shares[0] < 0.2 < 0.8 < cut.shares[-1]
    assert windows(uniforms[1], holds, loads(np.where(np.arange(4096) < 9, 1.0, 1e-9))) is None


def test_refined_inputs_map_probabilities_by_their_points() -> None:
    """Worlds that crowd in one end of a prior do not stand for the prior."""
    uniforms = np.linspace(0.6, 0.9, 64)[None]
    inputs = Inputs(("a",), ("",), ("",), 10 * uniforms, uniforms, refined=True)
    assert inputs.value_at(0, 0.75) == pytest.approx(7.5)
    assert inputs.middles[0] == pytest.approx(6.0)  # no world lies further down
    drawn = replace(inputs, refined=False)
    assert drawn.value_at(0, 0.5) == pytest.approx(7.5)
    assert drawn.of(np.arange(3)).values.shape == (1, 3)
