"""What is sure to be refused is refused before it is read, in well under a second."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from irenic.app.screening import MOST_ENTRIES, MOST_MARKS, screened
from irenic.case.document import MAX_BYTES, parse_document

SHIPPED = sorted((Path(__file__).parents[2] / "src" / "irenic" / "cases").glob("*/*.yaml"))

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


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_shipped_files_may_be_read_with_much_to_spare(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert screened(path.name, text) == []
    assert text.count(",") + text.count("\n") < MOST_ENTRIES / 5


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_under_a_second(client: TestClient, name: str) -> None:
    start = time.process_time()
    answer = client.post("/api/cases/check", json={"case": BOMBS[name]})
    seconds = time.process_time() - start
    assert answer.status_code in (200, 413, 422)
    assert answer.status_code != 200 or any(one["severity"] == "error" for one in answer.json()["problems"])
    assert seconds < 1, f"{seconds:.2f} s of the processor"


def test_what_is_refused_unread_is_what_reading_refuses() -> None:
    for name in ("aliases", "anchors", "tags", "entries"):
        text = BOMBS[name][:30_000] + ("]" if name in ("aliases", "entries") else "")
        codes = {one.code for one in parse_document(text, "case.yaml").problems}
        assert codes & {"yaml_alias", "yaml_anchor", "yaml_tag"} or name == "entries"


def test_prose_with_a_few_signs_is_left_to_the_reader() -> None:
    assert screened("case.yaml", "notes: 'a *word* & another, !important'\n" * (MOST_MARKS // 4)) == []
    assert [one.code for one in screened("case.yaml", "a: *b\n" * (MOST_MARKS + 1))] == ["yaml_alias"]
