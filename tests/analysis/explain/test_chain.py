"""The tree: levels, sums, ends, words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from irenic.analysis.explain.answers import why
from irenic.analysis.explain.contrast import Contrast
from irenic.analysis.explain.kinds import DRIVERS, KINDS
from irenic.analysis.explain.mechanism import Workbench
from irenic.analysis.explain.scenes import Scenes
from irenic.analysis.explain.story import MECHANISMS, Story
from irenic.analysis.explain.tree import Chain, Node, node_data
from irenic.analysis.explain.words import driver_of, end_of, label_of, names_of
from irenic.case import Case
from irenic.strategy import lever_layout
from tests.analysis.explain.history import Run, Stage


def nodes(node: Node) -> Iterator[Node]:
    """A tree's nodes, from the top."""
    yield node
    for line in node.lines:
        if line.below is not None:
            yield from nodes(line.below)


def depth(node: Node) -> int:
    return max((1 + depth(line.below) for line in node.lines if line.below is not None), default=0)


QUESTIONS = [
    "control:midtown:7",
    "recruitment:midtown:6",
    "recruitment:8",
    "willingness:SB:5",
    "legitimacy:6",
    "membership:NA:7",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_level_sums_to_its_change(text: str, settled: Run, bench: Workbench) -> None:
    tree = why(settled, text, bench)
    assert depth(tree) == 2 or tree.lines[0].end
    for node in nodes(tree):
        moved = sum(abs(line.value) for line in node.lines)
        assert abs(node.residual) <= 1e-6 * abs(node.change) + 1e-13 * moved
        assert [abs(line.value) for line in node.lines] == sorted(
            (abs(line.value) for line in node.lines), reverse=True
        )
        for line in node.lines:
            assert line.now + line.earlier == pytest.approx(line.value, rel=1e-9, abs=1e-15)
            assert line.below is None or not line.end


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_large_driver_goes_on_or_says_why_not(text: str, settled: Run, bench: Workbench) -> None:
    tree = why(settled, text, bench)
    for line in tree.lines[:4]:
        assert line.share < 0.05 or line.below is not None or line.end


def test_a_child_tells_the_change_of_its_driver(story: Story, bench: Workbench, settled: Run) -> None:
    tree = why(settled, "control:midtown:7", bench)
    line = next(line for line in tree.lines if line.name == "fighters_fought" and line.below is not None)
    scenes = story.scenes
    after, before = (scenes[line.month - k].at["fighters_fought"][line.index][0] for k in (0, 1))
    assert line.below is not None and line.below.kind == "fighters_fought"
    assert line.below.change == pytest.approx(after - before, rel=1e-9)


def test_a_relapse_is_a_driver_of_its_own(settled: Run, bench: Workbench) -> None:
    month = next(m for m in range(1, 10) if settled.again(m)[1].relapsed[0] > 0)
    tree = why(settled, f"membership:NA:{month}", bench)
    line = next(line for line in tree.lines if line.name == "relapse")
    before = story_value(settled, month, bench)
    assert line.value == pytest.approx(-0.8 * before, rel=1e-6)
    assert line.below is not None and line.below.label == "chance of a relapse"


def story_value(run: Run, month: int, bench: Workbench) -> float:
    return Story(Scenes(run), bench).change("membership_now", (1,), month).after


def test_a_signing_is_a_driver_of_its_own(settled: Run, bench: Workbench) -> None:
    tree = why(settled, "membership:NA:3", bench)
    names = {line.name: line for line in tree.lines}
    assert names["signing"].value > 0 and names["signed_now"].value > 0
    assert names["signing"].value == pytest.approx(0.75 * tree.change, rel=1e-6)
    assert names["signing"].end == "a dated event, given to the run"


def test_a_signing_that_came_by_itself_has_a_chance(stage: Stage, bench: Workbench) -> None:
    plan = [stage.levers(talks=1, breadth=0.5, guarantee=1, pay=1)] * 12
    for world in range(64):
        run = stage.play(plan, world, 3)
        months = [m for m in range(2, 13) if run.again(m)[1].talks.newly_signed[0] > 0]
        if months:
            break
    tree = why(run, f"membership:SB:{months[0]}", bench)
    line = next(line for line in tree.lines if line.name == "signing")
    assert line.below is not None and line.below.kind == "signing_chance"
    assert 0 < line.below.after < 1


def test_a_tree_is_data(settled: Run, bench: Workbench) -> None:
    tree = why(settled, "willingness:NA:6", bench)
    data = json.loads(json.dumps(node_data(tree), allow_nan=False))
    assert data["change"] == tree.change and len(data["drivers"]) == len(tree.lines)
    assert sum(row["value"] for row in data["drivers"]) == pytest.approx(tree.change, rel=1e-6)


def test_every_driver_of_every_mechanism_has_words(story: Story, stage: Stage) -> None:
    names = names_of(stage.arrays)
    scene = story.scenes[2]
    for one in MECHANISMS.values():
        for name, value in one.given(scene).items():
            driver = driver_of(name)
            assert driver.kind in KINDS or driver.end, name
            index = (0,) * (np.ndim(value) - 1)
            label = label_of((name, index), names)
            assert label and "{" not in label, name


def test_every_row_of_the_tables_is_sound() -> None:
    for name, row in KINDS.items():
        mechanism = getattr(row.way, "mechanism", None)
        assert mechanism is None or mechanism in MECHANISMS, name
        assert row.scale > 0
    for name, driver in DRIVERS.items():
        assert bool(driver.kind) != bool(driver.end), name
        assert not driver.kind or driver.kind in KINDS


def test_names_are_the_cases(toy_case: Case, stage: Stage) -> None:
    names = names_of(stage.arrays, toy_case)
    assert label_of(("fighters_fought", (1, 0)), names) == "fighters of Northern army in Port"
    assert label_of(("trust", (1, 2)), names) == "trust between Northern army and Southern brigades"
    assert label_of(("levers.pay", (2,)), names) == "Payments: Southern brigades"
    assert label_of(("control_now", (0, 1)), names) == "control of Midtown by nobody"
    assert label_of(("luck.patrons", (1,)), names) == "luck of what A donor sends"
    assert label_of(("levers.strikes", ()), names) == "Air strikes"


def test_a_lever_names_the_phase_that_set_it(settled: Run) -> None:
    run = with_phases(settled)
    key = ("levers.strikes", ())
    assert end_of(key, 3, [run]) == "the strategy: not used"
    assert end_of(key, 4, [run]) == "the strategy: phase air"
    assert end_of(key, 9, [run]) == "the strategy: phase air ended"
    assert end_of(("levers.talks", ()), 4, [run]) == "the strategy: from the start"
    assert end_of(key, 4, [settled, run]) == "the strategies: from the start against phase air"


def with_phases(run: Run) -> SimpleNamespace:
    """The run with a strategy whose second phase sets strikes in months 4 to 8."""
    layout = lever_layout(run.arrays)
    sets, force = np.zeros((12, layout.length)), np.zeros((10, 12))
    sets[:2, layout.index("strikes")] = 1
    force[4:9, 1] = 1
    targets = SimpleNamespace(phase=np.zeros((12, 13)), place=np.zeros((12, layout.length)))
    plan = SimpleNamespace(sets=sets, rank=np.arange(1.0, 13.0), targets=targets)
    phases = (SimpleNamespace(name="early"), SimpleNamespace(name="air"))
    return SimpleNamespace(
        fixed=SimpleNamespace(plan=plan),
        views=SimpleNamespace(force=force),
        strategy=SimpleNamespace(phases=phases),
        arrays=run.arrays,
        levers=run.levers,
    )


def test_a_difference_ends_in_levers(settled: Run, quiet: Run, bench: Workbench, stage: Stage) -> None:
    chain = Chain(Contrast(Scenes(quiet), Scenes(settled), bench), names_of(stage.arrays))
    tree = chain.explain("fighters", (0, 1), 8)
    ends = {line.name for node in nodes(tree) for line in node.lines if line.end.startswith("the strategies")}
    assert "levers.strikes" in ends
    assert tree.change == pytest.approx(
        settled.state(8).fighters[0, 1, 0] - quiet.state(8).fighters[0, 1, 0], abs=1e-9
    )
    for node in nodes(tree):
        assert abs(node.residual) <= 1e-6 * abs(node.change) + 1e-12


def test_two_equal_runs_differ_in_nothing(settled: Run, bench: Workbench) -> None:
    contrast = Contrast(Scenes(settled), Scenes(settled), bench)
    for kind in ("control", "willingness", "trust", "membership"):
        found = contrast.change(kind, (1,) * len(KINDS[kind].axes), 7)
        assert found.change == 0 and not list(found.account.items())


def test_another_world_is_a_cause(stage: Stage, settled: Run, bench: Workbench) -> None:
    other = stage.play(settled.plan, 6, 2, (3, 5), h_r=0.3)
    found = Contrast(Scenes(settled), Scenes(other), bench).change("willingness", (1,), 6)
    names = {key[0].partition(".")[0] for key, _ in found.account.items()}
    assert {"p", "anchors"} <= names
    stock = Contrast(Scenes(settled), Scenes(other), bench).change("control", (1, 1), 6)
    assert stock.account.total(("start", ())) != 0
