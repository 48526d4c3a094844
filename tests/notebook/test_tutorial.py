"""The tutorial runs from top to bottom, warnings and all, and shows what it says."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.ipynb"
SRC = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each cell of code shows, as HTML or text, after all were run in a kernel of their own."""
    notebook = nbformat.read(TUTORIAL, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(SRC), os.environ.get("PYTHONPATH")))))
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        patch.setenv("JUPYTER_PLATFORM_DIRS", "1")
        NotebookClient(notebook, timeout=300, kernel_name="python3").execute(
            cwd=str(tmp_path_factory.mktemp("notebook"))
        )
    return ["".join(_text(output) for output in cell.outputs) for cell in notebook.cells if "outputs" in cell]


def _text(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        assert output.name == "stdout", output.text  # a warning is a fault
        return str(output.text)
    data = output.get("data", {})
    return str(data.get("text/html", data.get("text/plain", "")))


def test_the_stored_notebook_holds_no_output() -> None:
    notebook = nbformat.read(TUTORIAL, as_version=4)
    nbformat.validate(notebook)
    assert all(
        not cell.outputs and cell.execution_count is None for cell in notebook.cells if "outputs" in cell
    )


def test_case_and_study_show_themselves_under_the_notice(shown: list[str]) -> None:
    assert "Libya, late November 2015" in shown[0]
    assert "64" in shown[1] and "Bottom-up" in shown[1]
    assert all("not a forecast" in text for text in shown[:2])


def test_every_figure_is_a_picture_with_its_numbers(shown: list[str]) -> None:
    figures = [text for text in shown if "<svg" in text]
    assert len(figures) == 5
    assert all("<details>" in text and "not a forecast" in text for text in figures)


def test_a_run_tells_its_story_and_the_last_number_is_a_share(shown: list[str]) -> None:
    assert " 2015 - " in shown[7] or " 2016 - " in shown[7]
    assert 0 <= float(shown[8]) <= 1
