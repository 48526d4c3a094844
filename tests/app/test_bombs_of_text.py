"""Texts made to be slow are refused in well under a second, by the reader of every command and by the app."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient

from irenic.case.document import MAX_BYTES, MAX_FAULTS, parse_document

BOMBS = {
    "aliases": "a: &a [1]\nb: [" + "*a," * 300_000 + "]",
    "few lines, many aliases": "a: &a [1]\nb: " + " *a" * 500_000,
    "laughs": "".join(f"k{i}: &k{i} [{','.join([f'*k{i - 1}'] * 9)}]\n" for i in range(1, 30_000)),
    "anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(60_000)),
    "tags": "- !!python/object:os.system x\n" * 50_000,
    "entries": "a: [" + "1," * 600_000 + "]",
    "flow maps": "a: " + "{b: 1}, " * 200_000,
    "depth": "[" * 100_000,
    "one key": "k" * 1_000_000 + ": 1",
    "quotes": '"' + "\\" * 900_000,
    "too long": "x" * (MAX_BYTES + 1),
    "spaces": " " * 1_900_000,
    "dashes": "- " * 900_000,
    "colons": "a: " * 600_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_the_reader_refuses_a_bomb_in_under_a_second(name: str) -> None:
    start = time.process_time()
    found = parse_document(BOMBS[name], "case.yaml")
    assert time.process_time() - start < 1
    assert len(found.problems) < 10 or found.data is None
    assert all(len(str(one)) < 1000 for one in found.problems)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_under_a_second(client: TestClient, name: str) -> None:
    start = time.process_time()
    answer = client.post("/api/cases/check", json={"case": BOMBS[name]})
    seconds = time.process_time() - start
    assert answer.status_code in (200, 413, 422)
    assert answer.status_code != 200 or any(one["severity"] == "error" for one in answer.json()["problems"])
    assert seconds < 1, f"{seconds:.2f} s of the processor"


@pytest.mark.parametrize("mark", ["&a 1", "*a", "!t x"])
def test_reading_stops_where_a_file_is_sure_to_be_no_slip(mark: str) -> None:
    [problem] = parse_document(f"- {mark}\n" * (MAX_FAULTS + 1), "f").problems
    assert f"(the first of more than {MAX_FAULTS})" in problem.given
    [problem] = parse_document(f"- {mark}\n" * MAX_FAULTS, "f").problems
    assert f"(the first of {MAX_FAULTS})" in problem.given
    assert len(parse_document("a: 1\n" * 100_000, "f").problems) == MAX_FAULTS
