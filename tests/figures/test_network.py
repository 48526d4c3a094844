"""The network: every stated tie and no other, marks that do not meet, names that stay text."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pytest

from irenic.case import Case, load_case
from irenic.figures.network import FRIENDLY, HOSTILE, MOST, NEUTRAL, SUPPORT, network, stated_edges
from irenic.figures.network_layout import LEAST_HEIGHT, WIDTH, Node, place_nodes

from .conftest import ARABIC, MARKUP, check_figure


@pytest.fixture(scope="module", params=["libya-2015", "iraq-2006"])
def shipped(request: pytest.FixtureRequest) -> Case:
    return load_case(request.param)


def parties(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Data of the marks."""
    found: list[dict[str, Any]] = spec["datasets"]["parties"]
    return found


def test_the_toy_case_keeps_what_figures_promise(toy_case: Case) -> None:
    figure = network(toy_case)
    spec = check_figure(figure)
    alt.Chart.from_dict(spec, validate=True)
    assert [layer["name"] for layer in spec["layer"] if "name" in layer] == ["edges", "patrons", "groups"]
    assert {param["name"] for param in spec["params"]} >= {"friendly", "hostile", "chosen"}
    assert figure.alt.startswith("Network of 7 groups and 2 patrons")


def test_edges_are_what_the_case_states(toy_case: Case) -> None:
    edges = stated_edges(toy_case)
    stated = sum(len(row) for row in toy_case.relations.values.values())
    assert toy_case.support is not None
    supports = sum(len(row) for row in toy_case.support.values.values())
    assert len(edges) == stated + supports
    assert [abs(e.relation) for e in edges] == sorted((abs(e.relation) for e in edges), reverse=True)
    strongest = next(e for e in edges if {e.one, e.other} == {"EX", "NA"})
    assert (strongest.relation, strongest.kind, strongest.sign) == (-1.0, HOSTILE, "\u2212")
    given = next(e for e in edges if e.kind == SUPPORT)
    assert given.one in toy_case.patrons
    assert 0 <= given.low <= given.relation <= given.high <= 1
    assert all(e.grade in "ABCD" and e.source for e in edges)


def test_each_edge_says_what_a_click_shows(toy_case: Case) -> None:
    spec = network(toy_case).spec()
    for tie in spec["datasets"]["ties"]:
        assert {"one", "other", "relation", "grade", "source", "kind", "low", "high"} <= set(tie)
    assert len(network(toy_case).table.rows) == len(spec["datasets"]["ties"])


def test_marks_and_names_do_not_meet_where_the_page_is_narrow(shipped: Case) -> None:
    marks = parties(network(shipped).spec())
    assert len(marks) == len(shipped.groups) + len(shipped.patrons)
    for i, one in enumerate(marks):
        assert 0 <= one["x"] <= WIDTH
        assert 0 <= one["y"] <= LEAST_HEIGHT
        for other in marks[:i]:
            wide = 3.5 * (len(one["short"]) + len(other["short"]))
            apart = abs(one["x"] - other["x"]) > wide or abs(one["y"] - other["y"]) > 24
            assert apart, (one["short"], other["short"])


def test_a_crowd_gets_a_taller_frame() -> None:
    names = [f"G{i}" for i in range(150)]
    nodes = {name: Node(name, name, name, "armed_group", 8.0, "#000000", 10.0) for name in names}
    ties = [(names[i], names[(7 * i + 3) % 150], (-1.0) ** i * 0.8, False) for i in range(150)]
    width, height = place_nodes(nodes, ties)
    assert width == WIDTH
    assert height > 2 * LEAST_HEIGHT
    points = np.array([(node.x, node.y) for node in nodes.values()])
    gaps = np.abs(points[:, None] - points[None])
    meets = (gaps[..., 0] < 14) & (gaps[..., 1] < 20)
    assert meets.sum() == len(names)  # each with itself alone


def test_friends_stand_nearer_than_foes(shipped: Case) -> None:
    spec = network(shipped).spec()
    place = {one["id"]: np.array([one["x"], one["y"]]) for one in parties(spec)}

    def mean(kind: str) -> float:
        strong = [t for t in spec["datasets"]["ties"] if t["kind"] == kind and abs(t["relation"]) >= 0.5]
        return float(np.mean([np.linalg.norm(place[t["one"]] - place[t["other"]]) for t in strong]))

    assert mean(FRIENDLY) < 0.6 * mean(HOSTILE)


def test_not_too_many_are_drawn(shipped: Case) -> None:
    spec = network(shipped).spec()
    least = {param["name"]: param["value"] for param in spec["params"]}
    for kind in (FRIENDLY, HOSTILE):
        drawn = [
            t for t in spec["datasets"]["ties"] if t["kind"] == kind and abs(t["relation"]) >= least[kind]
        ]
        assert 3 <= len(drawn) <= MOST


def test_shapes_tell_kinds_and_patrons_are_squares(shipped: Case) -> None:
    spec = network(shipped).spec()
    shapes = next(one["encoding"]["shape"]["scale"] for one in spec["layer"] if one.get("name") == "groups")
    by_kind = dict(zip(shapes["domain"], shapes["range"], strict=True))
    assert by_kind["patron"] == "square"
    assert len(set(by_kind.values())) == len(by_kind)


def test_the_same_picture_every_time(toy_case: Case) -> None:
    assert network(toy_case).spec() == network(toy_case).spec()


def test_a_neutral_tie_a_patron_called_like_a_group_and_no_support(toy_case: Case) -> None:
    values = {"NA": {**toy_case.relations.values["NA"], "SB": 0.0}}
    relations = toy_case.relations.model_copy(update={"values": {**toy_case.relations.values, **values}})
    patrons = {"NA": toy_case.patrons["DONOR"], **toy_case.patrons}
    changed = toy_case.model_copy(update={"relations": relations, "support": None})
    neutral = next(e for e in stated_edges(changed) if {e.one, e.other} == {"NA", "SB"} and e.relation == 0)
    assert (neutral.kind, neutral.sign) == (NEUTRAL, "0")
    assert not [e for e in stated_edges(changed) if e.kind == SUPPORT]
    marks = parties(network(toy_case.model_copy(update={"patrons": patrons})).spec())
    assert len({one["id"] for one in marks}) == len(marks)


def test_names_that_are_markup_or_run_the_other_way(toy_case: Case) -> None:
    groups = dict(toy_case.groups)
    groups["NA"] = groups["NA"].model_copy(update={"name": MARKUP, "name_local": ARABIC})
    figure = network(toy_case.model_copy(update={"groups": groups, "title": ARABIC}))
    check_figure(figure)
    assert "<script" not in figure.html()
    assert any(MARKUP in str(cell) for row in figure.table.rows for cell in row)
