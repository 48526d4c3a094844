"""A finished study of the fake engine, whose strategies have names that are hard to show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from irenic.figures.figure import Figure
from irenic.figures.theme import Theme
from irenic.study import Study

MARKUP = "<script>alert(\"x\")</script> & 'co'"
ARABIC = "من الأسفل"
LABELS = {"nothing": "Nothing", "broad_deal": MARKUP, "strikes": ARABIC}


@pytest.fixture(scope="session")
def study(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three strategies, 64 worlds, 2 replicates, 24 months."""
    out = tmp_path_factory.mktemp("figures") / "study"
    finished = fake.run_setup(fake.make_setup(worlds=64, replicates=2, months=24), out=out)
    manifest = finished.manifest
    named = tuple(s.model_copy(update={"label": LABELS[s.name]}) for s in manifest.strategies)
    return Study(finished.path, manifest.model_copy(update={"strategies": named}))


def check_figure(figure: Figure, themes: Sequence[Theme] = ("light",)) -> dict[str, Any]:
    """Whether a figure keeps what every figure promises; its light spec."""
    for theme in themes:
        spec = figure.spec(theme)
        text = json.dumps(spec, allow_nan=False)
        assert "http" not in text
        assert '"@' not in text
        assert spec["usermeta"]["notice"] == "Simulated, exploratory, not a forecast"
        root = ElementTree.fromstring(figure.svg(theme, 360 if theme == "light" else 720))
        assert root.tag.endswith("svg")
        assert not [e for e in root.iter() if e.tag.lower().endswith(("script", "foreignobject", "image"))]
        written = "".join(root.itertext())
        assert "Simulated, exploratory, not a forecast" in written
        assert "undefined" not in written
        assert "NaN" not in written
    assert figure.table.rows
    assert all(len(row) == len(figure.table.columns) for row in figure.table.rows)
    assert figure.alt.endswith(".")
    assert figure.title
    assert not set(figure.name) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    light: dict[str, Any] = figure.spec()
    return light
