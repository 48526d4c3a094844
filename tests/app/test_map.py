"""The interface of the map: which run, its months, one district, why, and where two runs part."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from irenic.analysis.explain.asked import LONGEST
from irenic.figures.frames import frames_from

RUNS = "/api/studies/toy/runs"


@pytest.fixture(scope="module")
def run(client: TestClient) -> dict[str, Any]:
    """The median run of a plan with phases."""
    answer = client.get(f"{RUNS}/bottom_up")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def path_of(run: dict[str, Any]) -> str:
    return f"{RUNS}/{run['strategy']}/{run['world']}/{run['replicate']}"


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]


def test_the_start_needs_no_engine(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("irenic.app.services.Services.lab_of", None)
    monkeypatch.setattr("irenic.app.services.Services.lab", None)
    start = client.get("/api/cases/harbour/start").json()
    assert len(start["months"]) == 1 and len(start["districts"]) == 4
    assert "holder" in {one["id"] for one in start["measures"]}
    assert "killed" not in {one["id"] for one in start["measures"]}
    figure = client.get("/api/cases/harbour/start/map", params={"measure": "fighters"}).json()
    assert figure["name"] == "map-fighters" and len(figure["table"]["rows"]) == 4
    refused = client.get("/api/cases/harbour/start/map", params={"measure": "killed"})
    assert (refused.status_code, codes(refused)) == (422, ["unknown_measure"])


def test_a_run_says_how_it_was_chosen_and_how_typical_it_is(run: dict[str, Any]) -> None:
    assert "nearest to the middle rank" in run["how"]
    assert any("better than about" in text for text in run["typical"])
    assert any("nearer to the middle" in text for text in run["typical"])
    assert run["label"] == "Bottom-up, conditional"
    assert [one["name"] for one in run["strategies"]] == ["nothing", "strikes", "bottom_up"]
    assert {"min", "max"} <= {one["direction"] for one in run["outcomes"]}


def test_a_run_has_a_line_and_a_name_for_every_month(run: dict[str, Any]) -> None:
    assert len(run["months"]) == len(run["moments"]) == 13
    assert run["moments"][0] == "The start of the run."
    assert all(run["moments"])
    assert {"levers"} <= {one["code"] for one in run["events"]}
    assert [one["month"] for one in run["events"]] == sorted(one["month"] for one in run["events"])
    assert all(1 <= one["first"] <= one["last"] <= 12 for one in run["phases"])


def test_frames_are_whole_and_changes_of_hands_are_theirs(run: dict[str, Any]) -> None:
    frames = frames_from(run["frames"])
    assert frames.control.sum(0).min() == pytest.approx(1, abs=0.02)
    largest, _ = frames.largest()
    for hand in run["hands"]:
        place = frames.district(hand["district"])
        assert frames.holders[largest[place, hand["month"]]] == hand["after"]
        assert frames.holders[largest[place, hand["month"] - 1]] == hand["before"]
        assert hand["question"] == f"control:{hand['district']}:{hand['after']}:{hand['month']}"
    assert set(frames.holders) == set(run["holders"])


def test_a_run_is_replayed_once(
    client: TestClient, run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irenic.app.services.Services.lab_of", None)
    assert client.get(f"{RUNS}/bottom_up").json() == run


@pytest.mark.parametrize(
    ("pick", "more", "said"),
    [
        ("worst", {}, "worst tenth"),
        ("worst", {"by": "deaths"}, "by deaths"),
        ("random", {}, "at random"),
        ("7", {"replicate": 1}, "asked for"),
    ],
)
def test_every_way_to_pick(client: TestClient, pick: str, more: dict[str, Any], said: str) -> None:
    found = client.get(f"{RUNS}/nothing", params={"pick": pick, **more}).json()
    assert said in found["how"]
    if pick == "7":
        assert (found["world"], found["replicate"]) == (7, 1)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{RUNS}/nothin", 422, "unknown_strategy"),
        (f"{RUNS}/nothing?pick=best", 422, "unknown_pick"),
        (f"{RUNS}/nothing?pick=32", 422, "out_of_range"),
        (f"{RUNS}/nothing?by=luck", 422, "unknown_outcome"),
        (f"{RUNS}/nothing?replicate=-1", 422, "bad_request"),
        ("/api/studies/toyy/runs/nothing", 404, "unknown_study"),
        (f"{RUNS}/nothing/32/0/map", 422, "out_of_range"),
        (f"{RUNS}/nothing/0/9/map", 422, "out_of_range"),
        (f"{RUNS}/nothing/7/1/districts/atlantis", 422, "unknown_district"),
        (f"{RUNS}/nothing/7/1/map?measure=joy", 422, "unknown_measure"),
        (f"{RUNS}/nothing/7/1/why?question=control:port", 422, "bad_question"),
        (f"{RUNS}/nothing/7/1/why?question=control:atlantis:3", 422, "unknown_district"),
        (f"{RUNS}/nothing/7/1/why?question={'x' * (LONGEST + 1)}", 422, "bad_request"),
        (f"{RUNS}/nothing/7/1/against/nobody", 422, "unknown_strategy"),
        ("/api/cases/atlantis/start", 404, "unknown_case"),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, codes(answer)) == (status, [code])


def test_a_map_holds_all_months_in_a_row_for_each_district(client: TestClient, run: dict[str, Any]) -> None:
    figure = client.get(f"{path_of(run)}/map", params={"measure": "fighters", "month": 4}).json()
    rows = figure["spec"]["data"]["values"]
    assert len(rows) == 4 and all(len(row["v"]) == 13 for row in rows)
    params = {one["name"]: one["value"] for one in figure["spec"]["params"]}
    assert params["month"] == 4 and params["months"] == 12


def test_two_maps_side_by_side_share_a_scale(client: TestClient, run: dict[str, Any]) -> None:
    def domain(strategy: str, beside: str) -> Any:
        path = f"{RUNS}/{strategy}/{run['world']}/{run['replicate']}/map"
        spec = client.get(path, params={"measure": "fighters", "beside": beside}).json()["spec"]
        colours = [layer.get("encoding", {}).get("color") for layer in spec["layer"]]
        (found,) = [colour["scale"]["domain"] for colour in colours if colour]
        return found

    assert domain("nothing", "bottom_up") == domain("bottom_up", "nothing")


def test_a_district_through_time(client: TestClient, run: dict[str, Any]) -> None:
    figure = client.get(f"{path_of(run)}/districts/port").json()
    assert figure["name"] == "district-holder" and len(figure["table"]["rows"]) == 13


def test_why_names_drivers_that_sum_to_the_change(client: TestClient, run: dict[str, Any]) -> None:
    found = client.get(f"{path_of(run)}/why", params={"question": "control:midtown:5"}).json()
    assert found["text"].startswith("Control of Midtown by ") and "in month 5 (" in found["text"]
    drivers = found["drivers"]
    assert drivers and [one["share"] for one in drivers] == sorted(one["share"] for one in drivers)[::-1]
    assert found["month"] == 5 and any(one["because"] for one in drivers)


def test_where_two_runs_part(client: TestClient, run: dict[str, Any]) -> None:
    found = client.get(f"{path_of(run)}/against/nothing").json()
    assert found["month"] == 1 and "part in month 1" in found["first"] and "talks" in found["first"]
    assert found["largest"] and found["causes"] == []
    assert found["map_month"] is None or f"month {found['map_month']}" in found["on_map"]
    same = client.get(f"{path_of(run)}/against/bottom_up").json()
    assert same["first"] == "The two runs are the same in every number."
    assert (same["month"], same["map_month"], same["largest"]) == (None, None, [])


def test_a_study_of_other_code_is_not_replayed(
    client: TestClient, run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irenic.study.replay.code_digest", lambda: "0" * 64)
    for path in (f"{RUNS}/bottom_up", f"{path_of(run)}/map", f"{path_of(run)}/why?question=control:port:2"):
        answer = client.get(path)
        assert (answer.status_code, codes(answer)) == (422, ["cannot_replay"])
