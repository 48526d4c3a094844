"""Broken, mislabelled and hostile files: each gives one clear error with its own code, and leaves nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from irenic.cli.events import data
from irenic.errors import DataError
from irenic.record.ged import Limits, read_ged
from irenic.record.ged.faults import SHOWN
from irenic.record.store import SETTING
from tests.record.ged_broken import FILES, NAME, holding
from tests.record.ged_files import event, events, ged_bytes, write_ged

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", FILES)
def test_one_clear_error(name: str, tmp_path: Path) -> None:
    broken = FILES[name]
    path = broken.make(tmp_path)
    with pytest.raises(DataError, match=broken.match) as caught:
        read_ged(path, limits=broken.limits, country=broken.country)
    assert caught.value.code == broken.code
    assert len({problem.code for problem in caught.value.problems}) == 1
    for problem in caught.value.problems:
        assert problem.file.startswith(str(path).split("\0", 1)[0].rstrip("/"))
        assert problem.expected and problem.given and "\n" not in str(problem)


def test_the_page_has_every_code() -> None:
    package = ROOT / "src" / "irenic" / "record"
    files = [*(package / "ged").glob("*.py"), package / "store.py"]
    call = re.compile(r'(?:refused|_error|BadCell|Problem|\.add)\(\s*\[?"([a-z_]+)"')
    codes = {code for path in files for code in call.findall(path.read_text(encoding="utf-8"))}
    codes |= {broken.code for broken in FILES.values()}
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z_]+)`", page.partition("## What is refused")[2]))
    assert len(codes) > 40 and codes == told


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 40
    assert len({broken.code for broken in FILES.values()}) >= 30


@pytest.mark.parametrize("name", ["cut off", "path above", "id twice", "web page", "gzip damaged", "latin-1"])
def test_the_command_says_so_and_keeps_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    monkeypatch.setenv(SETTING, str(store))
    path = FILES[name].make(tmp_path)
    done = CliRunner().invoke(data, ["import", str(path)])
    assert done.exit_code == 2
    assert FILES[name].code in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == "" and not store.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name]


def test_every_problem_is_told_by_line_and_counted(tmp_path: Path) -> None:
    bad = [
        event(id=i + 1, best=3, high="x" if i % 2 else 3, latitude=99 if i % 3 == 0 else 1) for i in range(60)
    ]
    with pytest.raises(
        DataError, match=r"with 50 problems in all \(not_a_number 30, out_of_range 20\)"
    ) as caught:
        read_ged(write_ged(tmp_path / NAME, "25.1", bad))
    *listed, rest = caught.value.problems
    assert len(listed) == SHOWN and rest.code == "more_problems"
    lines = [problem.line for problem in listed]
    assert lines == sorted(lines) and lines[:5] == [2, 3, 5, 5, 7]


def test_problems_of_every_kind_come_together(tmp_path: Path) -> None:
    table = [event(id=7), event(id=7, date_end="soon"), event(id=8, longitude=200)]
    content = ged_bytes("25.1", table) + b"1,2\n"
    with pytest.raises(DataError, match="duplicate_id") as caught:
        read_ged(holding(content, "ged141.csv")(tmp_path))
    assert [p.code for p in caught.value.problems] == [
        "wrong_release", "bad_date", "duplicate_id", "out_of_range", "ragged_row",
    ]  # fmt: skip


def test_lines_are_those_of_an_editor_though_cells_hold_line_breaks(tmp_path: Path) -> None:
    table = [event(id=1, source_headline="one\ntwo\nthree"), event(id=2), event(id=3, best="?")]
    with pytest.raises(DataError, match=r"\.csv:6: not_a_number: best is "):
        read_ged(write_ged(tmp_path / NAME, "25.1", table))


def test_hostile_words_cannot_repaint_the_terminal(tmp_path: Path) -> None:
    path = write_ged(tmp_path / NAME, "25.1", [event(best="\x1b[2J\u202e1")])
    with pytest.raises(DataError, match="not_a_number") as caught:
        read_ged(path)
    assert "\x1b" not in str(caught.value) and "\u202e" not in str(caught.value)


def test_a_file_swells_by_what_it_holds_not_by_what_it_says(tmp_path: Path) -> None:
    """The stated size is believed only where it is bad news: what is unpacked is counted."""
    path = write_ged(tmp_path / "ged251-csv.zip", "25.1", events(2_000))
    assert read_ged(path, limits=Limits(ratio=100, ratio_from=1_000)).rows == 2_000
    with pytest.raises(DataError, match="3 times its size"):
        read_ged(path, limits=Limits(ratio=3, ratio_from=1_000))
