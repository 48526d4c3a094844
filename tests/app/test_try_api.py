"""Plans and trials over the interface: what the page asks, and what anyone else may send."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

CASE = "/api/cases/harbour"
SMALL = {"worlds": 64}
Asked = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(client: TestClient) -> Asked:
    """Sends a body to a path of the case; gives status and answer."""

    def send(path: str, **body: object) -> tuple[int, Any]:
        answer = client.post(f"{CASE}{path}", json=body)
        return answer.status_code, answer.json()

    return send


@pytest.fixture
def strikes(client: TestClient) -> str:
    text: str = client.get(f"{CASE}/plans/strikes").json()["text"]
    return text


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer["problems"]]


def test_the_catalogue_has_levers_with_ranges_and_whom_they_reach(client: TestClient) -> None:
    found = client.get(f"{CASE}/plans").json()
    levers = {one["id"]: one for one in found["levers"]}
    assert (levers["strikes"]["upper"], levers["strikes"]["step"], levers["strikes"]["members"]) == (
        300,
        1,
        [],
    )
    assert all(one["effect"] and one["label"] for one in levers.values())
    groups = [one["of"] for one in levers["partner"]["members"]]
    assert ["NA"] in groups and ["EX"] not in groups
    assert len(levers["truce"]["members"]) == len(groups) * (len(groups) - 1) // 2
    assert [one["name"] for one in found["strategies"]][:2] == ["nothing", "strikes"]
    assert {"extremist_strength", "acceptance"} <= {one["id"] for one in found["series"]}


def test_a_slider_is_a_change_of_the_text(ask: Asked, strikes: str) -> None:
    change = {"kind": "lever", "lever": "strikes", "value": 40}
    status, found = ask("/plans", text=strikes, change=change)
    assert status == 200 and found["text"] == strikes.replace("strikes: 100", "strikes: 40")
    values = {one["lever"]: one["values"] for one in found["sliders"][0]["settings"]}
    assert values["strikes"] == [{"of": [], "value": 40}] and found["problems"] == []


def test_a_text_with_faults_is_answered_with_their_lines(ask: Asked, strikes: str) -> None:
    status, found = ask("/plans", text=strikes.replace("care", "car"))
    assert status == 200 and found["sliders"] is None
    assert codes(found) == ["unknown_lever"] and found["problems"][0]["line"] == 9
    assert found["problems"][0]["hint"] == 'Did you mean "care"?'


def test_a_change_that_cannot_be_made_leaves_the_plan(ask: Asked, strikes: str) -> None:
    status, found = ask("/plans", text=strikes, change={"kind": "lever", "lever": "strikes", "value": 999})
    assert status == 200 and found["text"] == strikes and found["sliders"]
    assert codes(found) == ["out_of_range"]
    broken = strikes.replace("care", "car")
    _, found = ask("/plans", text=broken, change={"kind": "lever", "lever": "strikes", "value": 9})
    assert found["text"] == broken and codes(found) == ["unknown_lever"] and found["sliders"] is None


def test_a_trial_draws_tells_and_counts(ask: Asked, strikes: str) -> None:
    guess = {"direction": "lower", "confidence": 80}
    status, found = ask("/trials", text=strikes, guess=guess, **SMALL)
    assert status == 200 and (found["worlds"], found["replicates"], found["months"]) == (64, 1, 12)
    assert [one["name"] for one in found["figures"]] == ["fan-extremist-strength", "fan-acceptance"]
    assert found["plan"] == {"name": "strikes", "label": "Strikes only"}
    assert found["guess"][0].startswith("You said lower, 80% sure; it is lower in ")
    assert found["sentences"] and len(found["table"]["rows"]) == len(found["odds"])
    money = next(one for one in found["odds"] if one["outcome"] == "money")
    assert money["standing"] == "worse" and money["higher"] == 1


def test_the_same_plan_changes_nothing(ask: Asked, client: TestClient) -> None:
    text = client.get(f"{CASE}/plans/nothing").json()["text"]
    _, found = ask("/trials", text=text, **SMALL)
    assert found["sentences"] == ["Nothing changes: in every world the plan does what the baseline does."]
    assert found["plan"] == {"name": "nothing_tried", "label": "Nothing, changed"}


def test_the_baseline_alone(ask: Asked) -> None:
    status, found = ask("/trials", **SMALL)
    assert status == 200 and found["plan"] is None and found["table"] is None and found["odds"] == []
    assert "Nothing" in found["figures"][0]["title"]


def test_the_same_request_has_the_same_answer(ask: Asked, strikes: str) -> None:
    first, again = (ask("/trials", text=strikes, seed=7, **SMALL) for _ in range(2))
    assert first == again and first[1] != ask("/trials", text=strikes, seed=8, **SMALL)[1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "strategies: [", **SMALL}, "yaml_syntax"),
        ({"text": "x: &a [*a]", **SMALL}, "yaml_anchor"),
        ({"baseline": "nothng"}, "unknown_strategy"),
        ({"series": ["acceptance", "acceptance"]}, "same_series"),
        ({"series": ["acceptance", "love"]}, "unknown_series"),
        ({"series": ["acceptance"]}, "bad_request"),
        ({"worlds": 100}, "bad_request"),
        ({"seed": -1}, "bad_request"),
        ({"text": "a" * 40_001}, "bad_request"),
        ({"guess": {"direction": "sideways"}}, "bad_request"),
        ({"more": 1}, "bad_request"),
    ],
)
def test_what_cannot_be_tried_is_refused(ask: Asked, body: dict[str, object], code: str) -> None:
    status, found = ask("/trials", **body)
    assert status in (404, 422) and code in codes(found)


def test_what_is_not_here_is_told(client: TestClient) -> None:
    assert client.get("/api/cases/nowhere/plans").status_code == 404
    answer = client.get(f"{CASE}/plans/strike")
    assert answer.status_code in (404, 422)
    assert answer.json()["problems"][0]["hint"] == 'Did you mean "strikes"?'
    assert client.get(f"{CASE}/trials/toys").status_code == 404


def test_refining_stores_a_study_that_reads_as_a_trial(client: TestClient, ask: Asked, strikes: str) -> None:
    status, job = ask("/trials/refine", text=strikes, worlds=32, replicates=2, baseline="bottom_up")
    assert status == 202
    deadline = time.monotonic() + 60
    while (job := client.get(f"/api/jobs/{job['id']}").json())["state"] in ("waiting", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert job["state"] == "done", job
    study = job["result"]["study"]
    query = "series=deaths&series=legitimacy&guess=same&confidence=50"
    found = client.get(f"{CASE}/trials/{study}?{query}").json()
    assert (found["study"], found["worlds"], found["replicates"]) == (study, 32, 2)
    assert (found["baseline"]["name"], found["plan"]["name"]) == ("bottom_up", "strikes")
    assert found["guess"][0].startswith("You said about the same") and len(found["figures"]) == 2
    assert client.get(f"/api/studies/{study}").json()["strategies"] == ["bottom_up", "strikes"]


def test_refining_refuses_what_no_study_can_be(ask: Asked, strikes: str) -> None:
    assert codes(ask("/trials/refine", text=strikes, worlds=100)[1]) == ["not_a_power_of_two"]
    assert codes(ask("/trials/refine", text="7")[1])


def test_other_studies_of_the_case_read_as_trials_of_their_first_two(client: TestClient) -> None:
    found = client.get(f"{CASE}/trials/toy").json()
    assert (found["baseline"]["name"], found["plan"]["name"], found["worlds"]) == ("nothing", "strikes", 32)
