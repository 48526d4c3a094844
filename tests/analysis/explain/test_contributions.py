"""Contributions sum to the change: every kind, random runs, random months, every element."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analysis.explain.account import Change
from irenic.analysis.explain.contrast import Contrast
from irenic.analysis.explain.kinds import ASKED, KINDS, SYMMETRIC, Flow, Ledger, Level, Relaxing
from irenic.analysis.explain.mechanism import Workbench
from irenic.analysis.explain.scenes import Scene, Scenes, state_at
from irenic.analysis.explain.story import MECHANISMS, Story
from irenic.engine.algebra import mix_groups
from irenic.engine.campaigns import enmity
from irenic.engine.deployment import reach_of_groups
from tests.analysis.explain.history import Run, Stage

SIZE = {"holder": 7, "group": 6, "district": 4, "patron": 2}
MONTHS = 8


def holds(found: Change, scale: float) -> None:
    """The sum is the change to 1e-6, and what is called rounding is no more than that.

    Below 1e-12 of a difference that matters (`scale`) there is nothing but rounding, and what the points of
    the path miss of a square root next to zero.
    """
    moved = sum(abs(sum(row.values())) for _, row in found.account.items())
    assert np.isfinite(found.before) and np.isfinite(found.after) and np.isfinite(moved)
    # Four units in the last place of the figures: no difference of theirs is known better.
    level = 4.0 * np.spacing(max(abs(found.before), abs(found.after)))
    assert abs(found.residual) <= 1e-6 * abs(found.change) + 1e-12 * (moved + scale) + level


def small_rounding(found: Change, size: float) -> None:
    """Rounding of the record is that of single precision; of the path, 1e-7 of what moved."""
    moved = sum(abs(sum(row.values())) for _, row in found.account.items())
    months = len(dict(found.account.items()).get(("rounding", ()), {})) + 1
    assert abs(found.account.total(("rounding", ()))) <= 1e-7 * moved + 2e-7 * months * size + 1e-12


@settings(max_examples=20)
@given(st.data())
def test_every_kind_asked_for(stage: Stage, bench: Workbench, data: st.DataObject) -> None:
    run = stage.random_run(data.draw(st.integers(0, 10_000)))
    story, month = Story(Scenes(run), bench), data.draw(st.integers(1, MONTHS))
    for kind in ASKED:
        index = tuple(data.draw(st.integers(0, SIZE[axis] - 1)) for axis in KINDS[kind].axes)
        found = story.change(kind, index, month)
        holds(found, KINDS[kind].scale)
        small_rounding(found, max(abs(found.before), abs(found.after), 1.0))


@settings(max_examples=12)
@given(st.data())
def test_every_link_of_the_chain(stage: Stage, bench: Workbench, data: st.DataObject) -> None:
    run = stage.random_run(data.draw(st.integers(0, 10_000)))
    story, month = Story(Scenes(run), bench), data.draw(st.integers(1, MONTHS))
    for kind in data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=12, max_size=12)):
        holds(story.change(kind, element(kind, data), month), KINDS[kind].scale)


@settings(max_examples=8)
@given(st.data())
def test_every_difference_of_two_runs(stage: Stage, bench: Workbench, data: st.DataObject) -> None:
    seeds = data.draw(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)))
    one, other = (Scenes(stage.random_run(seed, 4)) for seed in seeds)
    contrast, month = Contrast(one, other, bench), data.draw(st.integers(1, 4))
    for kind in data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=8, max_size=8)):
        holds(contrast.change(kind, element(kind, data), month), KINDS[kind].scale)


def element(kind: str, data: st.DataObject) -> tuple[int, ...]:
    index = [data.draw(st.integers(0, SIZE[axis] - 1)) for axis in KINDS[kind].axes]
    if kind in SYMMETRIC and index[0] == index[1]:
        index[1] = (index[1] + 1) % 6
    return tuple(index)


def test_the_kinds_of_recruitment_add_up(story: Story) -> None:
    parts = [story.change("recruitment", (d,), 6) for d in range(4)]
    whole = story.change("recruitment", (), 6)
    assert whole.change == pytest.approx(sum(part.change for part in parts), rel=1e-12)
    luck = ("luck.foreign", ())
    assert whole.account.total(luck) == pytest.approx(sum(p.account.total(luck) for p in parts), rel=1e-6)


def test_control_shares_of_a_district_change_by_nothing_in_sum(story: Story) -> None:
    # Recorded shares are of single precision: seven of them sum to 1 within that.
    found = [story.change("control", (h, 1), 7) for h in range(7)]
    assert sum(one.change for one in found) == pytest.approx(0, abs=1e-7)
    drivers = {key for one in found for key, _ in one.account.items() if key[0] != "rounding"}
    for key in drivers - {("gap", ())}:
        assert sum(one.account.total(key) for one in found) == pytest.approx(0, abs=1e-7)


def test_recorded_changes_are_those_of_the_states(story: Story, settled: Run) -> None:
    for kind, field, index in (("control", "control", (1, 1)), ("legitimacy", "legitimacy", ())):
        found = story.change(kind, index, 6)
        states = [getattr(settled.state(m), field)[index][0] for m in (5, 6)]
        assert found.recorded == states[1] - states[0]
        assert found.before == states[0]
        assert found.change == pytest.approx(found.recorded, abs=1e-7)


def test_the_first_month_is_held_against_the_quiet_month(story: Story) -> None:
    found = story.change("willingness", (1,), 1)
    quiet = story.scenes[0].at["willing"][1][0]
    assert found.before == pytest.approx(quiet, rel=1e-12)
    assert ("levers.pay", (1,)) in dict(found.account.items())


@pytest.mark.parametrize("name", sorted(MECHANISMS))
def test_a_mechanism_gives_what_the_engine_gave(name: str, story: Story, bench: Workbench) -> None:
    """Formulas written again here (effort, membership, chances) or taken apart are the engine's own."""
    sign = -1.0 if name == "kills" else 1.0
    levels = {row.way.mechanism for row in KINDS.values() if isinstance(row.way, Level | Flow)}
    for month in range(10):
        scene = story.scenes[month]
        if name in scene.at and name in levels:
            figure = bench.figure(MECHANISMS[name], scene)
            np.testing.assert_allclose(figure, sign * scene.at[name], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", [k for k, row in KINDS.items() if isinstance(row.way, Relaxing)])
def test_a_stock_moves_as_in_the_engine(kind: str, story: Story, settled: Run) -> None:
    way = KINDS[kind].way
    assert isinstance(way, Relaxing)
    index = tuple(1 for _ in KINDS[kind].axes)
    for month in range(1, 10):
        if way.after_event:
            after = getattr(settled.again(month)[0], way.stock)[index][0]
            assert story.change(kind, index, month).after == pytest.approx(after, rel=1e-9, abs=1e-12)


def at_front(luck: np.ndarray, name: str, scene: Scene, bench: Workbench) -> np.ndarray:
    """Luck of each group where it is drawn by district: that of its worst front."""
    if len(luck) == 1:
        return luck
    state, sc = state_at(scene.at, "government"), bench.scenario
    foes = sc.extremist[None, :, 0] + 0.0 * sc.similarity[..., 0]
    hostile = foes[..., None] if name == "launching_chance" else enmity(state, sc)
    front = reach_of_groups(np, sc) * mix_groups(np, hostile, state.control[1:])
    return np.take_along_axis(luck, front.argmax(1), 0)


@pytest.mark.parametrize(
    "name", ["signing_chance", "seating_chance", "launching_chance", "campaign_chance", "relapse_chance"]
)
def test_events_come_as_their_chances_say(name: str, stage: Stage, bench: Workbench) -> None:
    event, draw = {
        "signing_chance": ("newly_signed", "u_sign"),
        "seating_chance": ("seated_now", "u_seat"),
        "launching_chance": ("launched", "u_launch"),
        "campaign_chance": ("begun", "u_campaign"),
        "relapse_chance": ("relapsed", "u_relapse"),
    }[name]
    for seed in range(40, 52):
        scenes = Scenes(stage.random_run(seed))
        for month in range(1, MONTHS + 1):
            at = scenes[month].at
            free = (
                not scenes.history.forced(month).any() and not at["spoiled"].any() and not at["seated"].any()
            )
            if free:
                luck = at_front(at[f"luck.{draw}"], name, scenes[month], bench)
                came = luck < bench.figure(MECHANISMS[name], scenes[month])
                np.testing.assert_array_equal(came, at[event] > 0)


def test_ledgers_hold_every_stage(story: Story) -> None:
    books = {kind for kind, row in KINDS.items() if isinstance(row.way, Ledger)}
    assert {"fighters", "fighters_fought", "trust", "leadership"} <= books
    for month in (1, 2, 7):
        fought = story.change("fighters_fought", (0, 1), month)
        names = {key[0] for key, _ in fought.account.items()}
        assert names <= {"movement", "kills", "losses", "turning", "joining", "splits", "rounding"}
        holds(fought, KINDS["losses"].scale)


def test_trust_terms_leave_nothing_but_rounding(story: Story) -> None:
    for month in range(1, 10):
        found = story.change("trust", (1, 2), month)
        assert abs(found.account.total(("rounding", ()))) < 1e-6
