"""What the interface says of a case, and changing one: nothing that ships or was given is ever touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from irenic.app.cases.document import relation_words, support_words
from irenic.app.server import create_app
from irenic.app.settings import Settings
from irenic.case import all_figures, load_case

PORT = 8765
TOY = Path(__file__).parents[1] / "data"
TEXT = (TOY / "toy_harbour.yaml").read_text(encoding="utf-8")
FIGURE = {"low": 100, "best": 200, "high": 300, "grade": "C", "source": "a desk"}
HOSTILE = {
    "name: Northern army\n": "name: <img src=x onerror=alert(1)>\n",
    "title: Toy harbour": 'title: "</title><script>alert(1)</script>"',
    "name: Southern brigades": 'name: "قوات <b>الجنوب</b>"',
    "name: Midtown,": 'name: "Mid\'town & \\"co\\"",',
    "source: invented}, districts": 'source: "{{ 7*7 }} ${x}"}, districts',
}


def make_app(root: Path, text: str = TEXT) -> FastAPI:
    """A server on the toy case, or on another text of it; no engine is made."""
    folder = root / "harbour"
    folder.mkdir()
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    shutil.copy(TOY / "toy_strategies.yaml", folder / "strategies.yaml")
    settings = Settings(
        case=str(folder / "case.yaml"), studies=root / "studies", cases=root / "cases", cache=root / "cache",
        port=PORT, months=12, first_study=False,
    )  # fmt: skip
    return create_app(settings)


def ask(app: FastAPI) -> TestClient:
    """A client as a page on this machine is one."""
    return TestClient(app, base_url=f"http://127.0.0.1:{PORT}", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """In place of the shared one: these tests write cases, and need no study."""
    with ask(make_app(tmp_path_factory.mktemp("cases"))) as found:
        yield found


@pytest.fixture
def fresh(tmp_path: Path) -> TestClient:
    """A server of a test's own."""
    return ask(make_app(tmp_path))


def codes(answer: Any) -> list[str]:
    """Codes of the problems of a refusal or a check."""
    return [one["code"] for one in answer.json()["problems"]]


def test_cases_are_listed_with_where_they_come_from(client: TestClient) -> None:
    rows = client.get("/api/cases").json()
    assert rows[0] == {"case": "harbour", "origin": "given", "title": "Toy harbour"}
    assert {row["case"] for row in rows if row["origin"] == "shipped"} == {"libya-2015", "iraq-2006"}


def test_a_case_says_who_fights_whom_over_what(client: TestClient) -> None:
    found = client.get("/api/cases/harbour").json()
    case = load_case(TOY / "toy_harbour.yaml")
    assert [group["id"] for group in found["groups"]] == list(case.groups)
    assert found["start"] == "November 2015" and found["origin"] == "given"
    extremists = found["groups"][0]
    assert extremists["fighters"]["best"] == 1200 and extremists["strongest_in"] == ["Midtown"]
    assert extremists["holds"] == pytest.approx(0.8 * 120 / 670)
    assert [issue["low"] for issue in found["issues"]] == ["against", "unitary"]
    first = [p["group"] for p in found["issues"][1]["positions"] if p["first"]]
    assert first == ["NA", "SB"]
    tie = next(tie for tie in found["ties"] if tie["figure"] == "relations.values.EX.NA")
    assert (tie["words"], tie["best"], tie["grade"]) == ("enemies", -1, "D")
    assert found["overrides"] == [] and "case.yaml" in found["files"]


def test_grades_count_every_figure_once(client: TestClient) -> None:
    found, values = client.get("/api/cases/harbour").json(), client.get("/api/cases/harbour/values").json()
    assert sum(one["count"] for one in found["grades"]) == len(values["values"])
    assert sum(one["share"] for one in found["grades"]) == pytest.approx(1)
    assert found["known"].startswith(f"Of {len(values['values'])} figures, 0 rest on")


def test_values_are_the_cases_own_with_their_lines(client: TestClient) -> None:
    found = client.get("/api/cases/harbour/values").json()
    rows = {row["place"]: row for row in found["values"]}
    figures = all_figures(load_case(TOY / "toy_harbour.yaml"))
    assert figures.keys() <= rows.keys()
    for place, figure in figures.items():
        row = rows[place]
        assert (row["low"], row["best"], row["high"], row["grade"]) == (
            figure.low, figure.best, figure.high, figure.grade,
        )  # fmt: skip
        assert row["label"] and row["section"] in found["sections"] and not row["overridden"]
    lines = TEXT.splitlines()
    assert "fighters: {low: 2000" in lines[rows["groups.NA.fighters"]["line"] - 1]
    assert rows["control.values.midtown"]["shares"] == {"EX": 0.8, "LC": 0.1, "nobody": 0.1}
    assert found["holders"]["nobody"] == "nobody" and found["holders"]["EX"] == "Extremists"


def test_the_map_and_the_network_are_there_without_an_engine(client: TestClient) -> None:
    both = client.get("/api/cases/harbour/figures").json()
    assert both["map"]["name"] == "map-holder" and both["network"]["name"] == "network"
    assert both["problems"] == [] and both["map"]["table"]["rows"]
    only = client.get("/api/cases/harbour/figures?only=network").json()
    assert only["map"] is None and only["network"] == both["network"]


def test_shapes_that_cannot_be_used_are_told_in_place_of_the_map(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    (tmp_path / "harbour" / "districts.geojson").write_text("{}")
    found = ask(app).get("/api/cases/harbour/figures").json()
    assert found["map"] is None and found["network"] is not None
    assert [one["code"] for one in found["problems"]] == ["bad_shapes"]
    checks = ask(app).get("/api/cases/harbour/checks").json()
    assert not checks["ok"] and "bad_shapes" in [one["code"] for one in checks["problems"]]


def test_checks_tell_everything_by_file_and_line(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    assert ask(app).get("/api/cases/harbour/checks").json()["ok"]
    strategies = tmp_path / "harbour" / "strategies.yaml"
    strategies.write_text(strategies.read_text().replace("{strikes: 100", "{strkes: 100"))
    (tmp_path / "harbour" / "claims.yaml").write_text("schema: 9\n")
    found = ask(app).get("/api/cases/harbour/checks").json()
    assert {one["file"] for one in found["problems"] if one["severity"] == "error"} == {"strategies.yaml"}
    assert all(one["line"] for one in found["problems"])
    case = tmp_path / "harbour" / "case.yaml"
    case.write_text(TEXT.replace("capital: port", "capital: prt"))
    found = ask(app).get("/api/cases/harbour/checks").json()
    assert [(one["code"], one["path"]) for one in found["problems"]] == [
        ("unknown_district", "government.capital")
    ]
    assert "Did you mean" in found["problems"][0]["hint"]
    assert codes(ask(app).get("/api/cases/harbour")) == ["unknown_district"]


def test_a_case_that_is_not_there_is_not_found(client: TestClient) -> None:
    for path in ("", "/checks", "/values", "/figures", "/file"):
        answer = client.get(f"/api/cases/nowhere{path}")
        assert answer.status_code == 404 and codes(answer) == ["unknown_case"]
    answer = client.post(
        "/api/cases/nowhere/overrides", json={"figure": "a", "value": 1, "by": "a", "reason": "b"}
    )
    assert answer.status_code == 404


def test_a_case_can_be_taken_away_as_it_is(client: TestClient) -> None:
    answer = client.get("/api/cases/harbour/file")
    assert answer.text == TEXT and answer.headers["content-type"].startswith("application/yaml")
    assert answer.headers["content-disposition"] == 'attachment; filename="harbour-case.yaml"'
    assert client.get("/api/cases/harbour/file?name=claims.yaml").status_code == 404
    assert client.get("/api/cases/harbour/file?name=../case.yaml").status_code == 422


def test_an_override_makes_a_kept_copy_and_further_ones_go_into_it(fresh: TestClient, tmp_path: Path) -> None:
    body = {"figure": "groups.EX.fighters", "value": FIGURE, "by": "Desk 4", "reason": "newer: 2 reports"}
    answer = fresh.post("/api/cases/harbour/overrides", json=body)
    assert (answer.status_code, answer.json()) == (201, {"case": "toy-harbour", "title": "Toy harbour"})
    shares = {"EX": 0.5, "LC": 0.1, "nobody": 0.4}
    again = body | {"figure": "control.values.midtown", "value": shares}
    assert fresh.post("/api/cases/toy-harbour/overrides", json=again).json()["case"] == "toy-harbour"
    found = fresh.get("/api/cases/toy-harbour").json()
    first, second = found["overrides"]
    assert (first["by"], first["reason"], first["date"]) == (
        "Desk 4",
        "newer: 2 reports",
        date.today().isoformat(),
    )
    assert first["before"]["best"] == 1200 and second["before"]["EX"] == 0.8
    assert first["label"] == "Fighters: Extremists" and found["groups"][0]["fighters"] == FIGURE
    rows = {row["place"]: row for row in fresh.get("/api/cases/toy-harbour/values").json()["values"]}
    assert rows["groups.EX.fighters"]["overridden"] and rows["control.values.midtown"]["shares"] == shares
    assert not rows["groups.NA.fighters"]["overridden"]
    assert (tmp_path / "harbour" / "case.yaml").read_text(encoding="utf-8") == TEXT
    kept = (tmp_path / "cases" / "toy-harbour" / "case.yaml").read_text(encoding="utf-8")
    assert [line for line in TEXT.splitlines()[:-1] if line not in kept.splitlines()] == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"value": FIGURE | {"low": 250}}, [("figure_order", "groups.EX.fighters")]),
        ({"value": FIGURE | {"best": "many"}}, [("wrong_type", "groups.EX.fighters.best")]),
        (
            {"by": "", "reason": "so \u202e"},
            [("empty_text", "overrides[0].by"), ("bad_text", "overrides[0].reason")],
        ),
        ({"figure": "groups.EXX.fighters"}, [("unknown_figure", "overrides[0].figure")]),
        ({"figure": "id"}, [("protected_place", "overrides[0].figure")]),
        (
            {"figure": "control.values.midtown", "value": {"EX": 0.5}},
            [("control_sum", "control.values.midtown")],
        ),
    ],
)
def test_an_override_that_cannot_be_is_refused_at_its_field(
    fresh: TestClient, tmp_path: Path, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    body = {"figure": "groups.EX.fighters", "value": FIGURE, "by": "Desk 4", "reason": "newer"} | change
    answer = fresh.post("/api/cases/harbour/overrides", json=body)
    assert answer.status_code == 422
    assert [(one["code"], one["path"]) for one in answer.json()["problems"]] == expected
    assert list((tmp_path / "cases").iterdir()) == []


def test_an_override_is_taken_back_by_number_and_figure(fresh: TestClient) -> None:
    value = {"low": 0.1, "best": 0.2, "high": 0.3, "grade": "D", "source": "a desk"}
    body = {"figure": "initial.corruption", "value": value, "by": "A", "reason": "b"}
    assert fresh.post("/api/cases/harbour/overrides", json=body).status_code == 201
    address = "/api/cases/toy-harbour/overrides/{}/withdraw"
    for number, figure in ((1, "initial.corruption"), (0, "initial.polarisation")):
        answer = fresh.post(address.format(number), json={"figure": figure})
        assert answer.status_code == 422
        assert [one["code"] for one in answer.json()["problems"]] == ["unknown_override"]
    assert len(fresh.get("/api/cases/toy-harbour").json()["overrides"]) == 1
    answer = fresh.post(address.format(0), json={"figure": "initial.corruption"})
    assert (answer.status_code, answer.json()["case"]) == (201, "toy-harbour")
    assert fresh.get("/api/cases/toy-harbour").json()["overrides"] == []


def test_a_sent_case_is_checked_and_nothing_is_kept(fresh: TestClient, tmp_path: Path) -> None:
    assert fresh.post("/api/cases/check", json={"case": TEXT}).json()["ok"]
    bad = TEXT.replace("capital: port", "capital: prt")
    for answer in (
        fresh.post("/api/cases/check", json={"case": bad}),
        fresh.post("/api/cases/check", content=bad.encode(), headers={"content-type": "application/yaml"}),
    ):
        one = answer.json()["problems"][0]
        assert (one["code"], one["file"]) == ("unknown_district", "case.yaml")
        assert "capital: prt" in bad.splitlines()[one["line"] - 1]
    found = fresh.post("/api/cases/check", json={"case": TEXT, "strategies": "schema: 7\nstrategies: {}\n"})
    wrong = [one for one in found.json()["problems"] if one["severity"] == "error"]
    assert {one["file"] for one in wrong} == {"strategies.yaml"}
    assert not (tmp_path / "cases").exists()


def test_a_sent_case_is_kept_under_a_safe_name_with_the_one_strategy(
    fresh: TestClient, tmp_path: Path
) -> None:
    text = TEXT.replace("id: toy_harbour", "id: Toy_-_Harbour")
    for name in ("toy-harbour", "toy-harbour-2", "toy-harbour-3"):
        answer = fresh.post("/api/cases", content=text.encode(), headers={"content-type": "application/yaml"})
        assert (answer.status_code, answer.json()["case"]) == (201, name)
        assert (tmp_path / "cases" / name / "case.yaml").read_bytes() == text.encode()
    strategies = (tmp_path / "cases" / "toy-harbour" / "strategies.yaml").read_text()
    assert "nothing:" in strategies and fresh.get("/api/cases/toy-harbour/checks").json()["ok"]
    wrong = fresh.post("/api/cases", json={"case": "schema: 1\n"})
    assert wrong.status_code == 422 and "missing_key" in codes(wrong)


def test_a_sent_case_may_take_over_what_lies_beside_another(fresh: TestClient, tmp_path: Path) -> None:
    answer = fresh.post("/api/cases", json={"case": TEXT, "like": "harbour"})
    kept = tmp_path / "cases" / answer.json()["case"]
    assert (kept / "strategies.yaml").read_bytes() == (TOY / "toy_strategies.yaml").read_bytes()
    assert fresh.post("/api/cases", json={"case": TEXT, "like": "../harbour"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"\xff\xfe", "application/yaml", "not_utf8"),
        (b"a: &x [1]\nb: *x\n", "application/yaml", "yaml_anchor"),
        (b"a: !!python/object:os.system x\n", "application/yaml", "yaml_tag"),
        (b"", "application/yaml", "empty_file"),
        (b'{"case": 1}', "application/json", "bad_request"),
        (b'{"case": "\\ud800"}', "application/json", "bad_request"),
        (b'{"case": "a: 1", "path": "x"}', "application/json", "bad_request"),
        (b"[" * 100_000, "application/json", "bad_request"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_code(
    client: TestClient, body: bytes, kind: str, code: str
) -> None:
    answer = client.post("/api/cases", content=body, headers={"content-type": kind})
    assert answer.status_code == 422 and code in codes(answer)


def test_hostile_names_arrive_as_they_are_and_only_as_text(tmp_path: Path) -> None:
    text = TEXT
    for plain, hostile in HOSTILE.items():
        assert plain in text
        text = text.replace(plain, hostile, 1)
    asked = ask(make_app(tmp_path, text))
    found = asked.get("/api/cases/harbour").json()
    assert found["title"] == "</title><script>alert(1)</script>"
    assert "<script>alert" not in asked.get("/case").text
    labels = [row["label"] for row in asked.get("/api/cases/harbour/values").json()["values"]]
    assert "\u2068قوات <b>الجنوب</b>\u2069" in labels and "<img src=x onerror=alert(1)>" in labels
    assert asked.get("/api/cases/harbour/figures").status_code == 200


def test_ties_in_words() -> None:
    assert [relation_words(x) for x in (-1, -0.5, 0, 0.5, 1)] == [
        "enemies", "hostile", "neither friends nor enemies", "friendly", "allies",
    ]  # fmt: skip
    assert [support_words(x) for x in (0, 0.1, 0.3, 0.6, 1)] == [
        "no support shown", "hardly any support", "some support", "much support", "all-out support",
    ]  # fmt: skip
