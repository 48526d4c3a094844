"""The programs compared with are those that the comparisons were made for."""

from importlib.metadata import version
from pathlib import Path

import pytest

PINS = dict(
    line.split("==")
    for line in (Path(__file__).parents[2] / "constraints-oracles.txt").read_text().splitlines()
    if not line.startswith("#")
)


@pytest.mark.parametrize("name", PINS)
def test_the_version_is_the_pinned_one(name: str) -> None:
    assert version(name) == PINS[name]


def test_the_programs_are_those_decided_on() -> None:
    assert PINS["ema_workbench"] == "2.5.3"
    assert int(PINS["pandas"].split(".")[0]) < 3
    assert {"SALib", "pymoo", "scikit-learn", "scipy"} <= PINS.keys()
