"""Find a case file: a path, or the name of a case that comes with irenic."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from irenic.errors import CaseError, Problem, did_you_mean, quoted

_FILE = "case.yaml"


def shipped_cases() -> list[str]:
    """Return the names of the cases that come with irenic, such as "libya-2015"."""
    folder = resources.files("irenic") / "cases"
    if not folder.is_dir():
        return []
    return sorted(entry.name.replace("_", "-") for entry in folder.iterdir() if (entry / _FILE).is_file())


def case_path(path: str | Path) -> tuple[Path, str]:
    """Return the file of a case and how messages should call it.

    Anything with a folder or a ``.yaml``/``.yml`` ending is a path; a bare name is looked up among
    the shipped cases first.

    Raises
    ------
    CaseError : `unknown_case`, for a bare name that is neither
    """
    text = str(path)
    is_path = isinstance(path, Path) or Path(text).name != text or text.endswith((".yaml", ".yml"))
    if is_path:
        return Path(path), text
    names = shipped_cases()
    name = text.replace("_", "-")
    if name in names:
        folder = name.replace("-", "_")
        return Path(str(resources.files("irenic") / "cases" / folder / _FILE)), f"{name}/{_FILE}"
    if Path(text).is_file():
        return Path(text), text
    expected = "a shipped case or a path to a case file"
    hint = did_you_mean(text, names)
    raise CaseError(
        [Problem("unknown_case", quoted(text)[1:-1], None, "the name", quoted(text), expected, hint)]
    )
