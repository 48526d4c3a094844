"""Comparisons: the answer in sentences, orders under weights, figures, and the search for failures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from irenic.analysis.regret import Robustness
from irenic.app.comparisons.comparing import _order_in_words, _places
from irenic.engine.run import Engine
from irenic.study import Study, open_study
from tests.app.argued import argued_workspace, ended
from tests.app.workspace import Workspace

WORSE = "civilian_deaths(strikes) > civilian_deaths(nothing)"
TOY, LARGE = "/api/studies/toy", "/api/studies/large"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, small_engine: Engine) -> Workspace:
    """With a study of 256 worlds, enough to search."""
    return argued_workspace(tmp_path_factory.mktemp("compare"), small_engine)


@pytest.fixture
def large(workspace: Workspace) -> Study:
    """The larger study."""
    return open_study(workspace.settings.studies / "large")


@pytest.fixture
def blocked(app: FastAPI) -> Iterator[None]:
    """A job that runs as long as the test does, so that others wait."""
    done = threading.Event()

    def wait(_: object) -> dict[str, Any]:
        done.wait(30)
        return {}

    app.state.services.jobs.start("block", "in the way", wait)
    yield
    done.set()


def codes(answer: Any) -> list[str]:
    """Codes of a refusal."""
    return [one["code"] for one in answer.json()["problems"]]


def test_the_answer_comes_in_sentences_with_labels(client: TestClient) -> None:
    found = client.get(f"{TOY}/comparison").json()
    assert found["notice"] == "Simulated, exploratory, not a forecast"
    assert found["answer"] and all(text.endswith(".") for text in found["answer"])
    told = " ".join([*found["answer"], found["headline"], found["order_in_words"]])
    assert "bottom_up" not in told and "Bottom-up, conditional" in told
    assert found["baseline"] == "nothing"
    assert sorted(one["place"] for one in found["order"]) == [1, 2, 3]
    regrets = [one["regret"] for one in found["order"]]
    assert regrets == sorted(regrets)
    assert found["weights"] is None
    assert {one["strategy"] for one in found["losers"]} <= {"strikes", "bottom_up"}
    assert all(one["sentence"][0].isupper() for one in found["losers"])


def test_weights_give_an_order_of_their_own(client: TestClient) -> None:
    usual = {one["strategy"]: one for one in client.get(f"{TOY}/comparison").json()["order"]}
    found = client.get(f"{TOY}/comparison", params={"cost": 3, "security": 1}).json()
    assert found["weights"] == {"security": 0.25, "harm": 0.0, "politics": 0.0, "cost": 0.75}
    assert found["order_in_words"].startswith("With security 25%, harm 0%, politics 0% and cost 75%")
    for one in found["order"]:
        assert one["usual_place"] == usual[one["strategy"]]["place"]
    cheapest = client.get(f"{TOY}/comparison", params={"cost": 1}).json()["order"][0]
    assert cheapest["strategy"] == "nothing"


@pytest.mark.parametrize(
    ("query", "code"),
    [({"cost": 0}, "bad_weight"), ({"cost": -1}, "bad_request"), ({"harm": "inf"}, "bad_request")],
)
def test_weights_that_cannot_be_used(client: TestClient, query: dict[str, Any], code: str) -> None:
    answer = client.get(f"{TOY}/comparison", params=query)
    assert (answer.status_code, codes(answer)) == (422, [code])


def test_a_study_that_is_not_there(client: TestClient) -> None:
    for path in ("comparison", "figures/heat", "question?where=a", "ledger", "backtest"):
        assert client.get(f"/api/studies/other/{path}").status_code == 404


def test_within_error_there_is_no_winner() -> None:
    regrets = np.array([0.5, 0.2, 0.21])
    assert _places(regrets) == [3, 1, 2]
    near = Robustness(1, 2, 0.01, 0.02, False, regrets)
    said = _order_in_words(["A", "B", "C"], regrets, near, None)
    assert said.startswith("Averaged over all weightings, there is no clear winner: B and C fall equally far")
    clear = near._replace(separated=True)
    assert "B falls least behind" in _order_in_words(["A", "B", "C"], regrets, clear, {"cost": 1.0})
    alone = Robustness(0, None, None, None, False, regrets[:1])
    assert "One strategy alone" in _order_in_words(["A"], regrets[:1], alone, None)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("heat", {}),
        ("heat", {"outcome": ["deaths", "money"]}),
        ("differences", {"outcome": "deaths"}),
        ("differences", {"outcome": "acceptance", "baseline": "strikes"}),
        ("fan", {"series": "deaths", "strategy": ["nothing", "bottom_up"], "world": [3, 7]}),
    ],
)
def test_figures_have_words_and_numbers(client: TestClient, path: str, query: dict[str, Any]) -> None:
    answer = client.get(f"{TOY}/figures/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["alt"] and found["title"] and found["table"]["rows"]
    assert found["notice"] == "Simulated, exploratory, not a forecast"
    assert {"spec", "dark"} <= found.keys()


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("heat", {"outcome": "beauty"}, "unknown_outcome"),
        ("differences", {"outcome": "deaths", "baseline": "prayer"}, "unknown_strategy"),
        ("differences", {"outcome": "extremist_deaths"}, "no_direction"),
        ("fan", {"series": "weather"}, "unknown_series"),
        ("fan", {"series": "deaths", "world": [99]}, "unknown_world"),
        ("fan", {"series": "deaths", "world": [-1]}, "bad_request"),
        ("drivers", {"outcome": "beauty"}, "unknown_outcome"),
    ],
)
def test_figures_that_cannot_be_drawn(
    client: TestClient, path: str, query: dict[str, Any], code: str
) -> None:
    answer = client.get(f"{TOY}/figures/{path}", params=query)
    assert (answer.status_code, codes(answer)) == (422, [code])


def test_what_drives_an_outcome_and_who_is_best(client: TestClient) -> None:
    query = {"outcome": "deaths", "strategy": ["strikes", "nothing"]}
    found = client.get(f"{LARGE}/figures/drivers", params=query).json()
    assert len(found) == 3
    for one in found:
        assert one["sentences"] and one["title"] and one["figure"]["table"]["rows"]
    assert "Strikes only less" not in found[0]["title"]


def test_a_question_in_words_and_its_faults_in_place(client: TestClient, large: Study) -> None:
    found = client.get(f"{LARGE}/question", params={"where": WORSE}).json()
    assert found["words"] == "civilian deaths under Strikes only is above civilian deaths under Nothing"
    assert found["arms"] == ["strikes", "nothing"]
    index = [o.id for o in large.manifest.outcomes].index("civilian_deaths")
    values = large.outcome_values(index)
    share = float((values[1] > values[0]).mean())
    assert f"It is so in {100 * share:.0f}% of runs" in found["sentence"]
    wrong = client.get(f"{LARGE}/question", params={"where": "deaths(strike) > 2"})
    (one,) = wrong.json()["problems"]
    assert (wrong.status_code, one["code"], one["path"]) == (422, "unknown_arm", "where, column 8")
    assert one["hint"] == 'Did you mean "strikes"?'
    long = client.get(f"{LARGE}/question", params={"where": "a" * 3000})
    assert (long.status_code, codes(long)) == (422, ["bad_request"])


def test_a_search_is_a_job_and_is_kept(client: TestClient, large: Study) -> None:
    assert client.get(f"{LARGE}/discoveries", params={"where": WORSE}).json() is None
    job = client.post(f"{LARGE}/discoveries", json={"where": WORSE, "shuffles": 19})
    assert job.status_code == 202
    assert ended(client, job.json())["state"] == "done"
    found = client.get(f"{LARGE}/discoveries", params={"where": WORSE}).json()
    assert found["found"] and found["figure"]["table"]["rows"]
    (box, *_) = found["boxes"]
    assert box["sentence"] == "It is so where the civilian toll of a strike is not low."
    assert box["detail"].startswith("In ") and "elsewhere" in box["detail"]
    assert box["limits"][0]["input"] == "c_s" and box["limits"][0]["limit"].startswith("at least")
    index = [o.id for o in large.manifest.outcomes].index("civilian_deaths")
    values = large.outcome_values(index)
    assert box["worlds"]
    for one in box["worlds"]:
        at = one["world"], one["replicate"]
        assert values[1][at] > values[0][at]
        assert large.parameters.sel(parameter="c_s").values[one["world"]] > 0


def test_a_search_with_too_few_worlds_says_so(client: TestClient) -> None:
    where = "deaths(strikes) > 1000000"
    ended(client, client.post(f"{TOY}/discoveries", json={"where": where}).json())
    found = client.get(f"{TOY}/discoveries", params={"where": where}).json()
    assert not found["found"] and "fewer than 10" in found["nothing"]
    assert (found["boxes"], found["figure"], found["worlds"]) == ([], None, [])


def test_a_search_can_be_ended_before_it_began(client: TestClient, blocked: None) -> None:
    where = "deaths(strikes) < 5"
    job = client.post(f"{TOY}/discoveries", json={"where": where}).json()
    assert job["state"] == "waiting"
    assert client.post(f"/api/jobs/{job['id']}/cancel", json={}).json()["state"] == "cancelled"
    assert client.get(f"{TOY}/discoveries", params={"where": where}).json() is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"where": "deaths(strikes) >"}, "proposition_syntax"),
        ({"where": "deaths(strikes) > 1", "boxes": 0}, "bad_request"),
        ({"where": "deaths(strikes) > 1", "other": 1}, "bad_request"),
        ({}, "bad_request"),
    ],
)
def test_searches_that_are_refused_start_no_job(client: TestClient, body: dict[str, Any], code: str) -> None:
    before = len(client.get("/api/jobs").json())
    answer = client.post(f"{TOY}/discoveries", json=body)
    assert (answer.status_code, codes(answer)) == (422, [code])
    assert len(client.get("/api/jobs").json()) == before
