"""Limits on files and functions, and what no file may hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILE_LINES = 400
FUNCTION_LINES = 60
POSITIONAL = 5
CONTRACT = {"self", "cls", "xp", "p", "params", "state", "levers", "draws", "sc", "anchors", "forced", "seen"}
"""Names that every mechanism of the engine is handed; they do not count towards `POSITIONAL`."""

FORBIDDEN_CALLS = {"eval", "exec"}
FORBIDDEN_IMPORTS = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}

PLACES = ("src", "tests", "docs", "tools", ".ci")
TOP = ("*.md", "*.cff", "*.toml", "constraints*.txt", "Makefile", "LICENSE", ".gitignore")
TEXT = {
    "", ".cff", ".css", ".csv", ".geojson", ".html", ".ipynb", ".js", ".json", ".md", ".py", ".svg", ".toml",
    ".txt", ".typed", ".yaml", ".yml",
}  # fmt: skip
REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|yarnpkg|anaconda|debian)\.(?:org|com|net)\b", re.IGNORECASE
)
MACHINE_PATH = re.compile(r"(?<![\w.)\]}*~>-])/(?:work|root|home|farm|tmp|Users)(?![\w-])")
TEMPORARY = re.compile(r"^/tmp")
ARTICLE = re.compile(r"\bop-?ed\b|\bseed article\b", re.IGNORECASE)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files() -> list[Path]:
    """Every Python file of the project."""
    return sorted(path for place in ("src", "tests", "tools") for path in (ROOT / place).rglob("*.py"))


def text_files() -> Iterator[Path]:
    """Every text file of the project, and none that a user or a tool left beside it."""
    for place in PLACES:
        files = (path for path in sorted((ROOT / place).rglob("*")) if path.is_file())
        yield from (path for path in files if path.suffix in TEXT)
    yield from (path for pattern in TOP for path in sorted(ROOT.glob(pattern)))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method of a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from ``def`` to the end, the docstring left out."""
    lines = function.end_lineno - function.lineno + 1  # type: ignore[operator]
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return lines
    return lines - (first.end_lineno - first.lineno + 1)  # type: ignore[operator]


def positional(function: Function) -> int:
    """Number of parameters that can be given by position, without the engine's common ones."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return sum(argument.arg not in CONTRACT for argument in arguments)


def dangers(source: str) -> list[str]:
    """Calls and imports that would run what a file says."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            found.append(f"line {node.lineno} calls {node.func.id}")
        if (
            isinstance(node, ast.keyword)
            and node.arg == "allow_pickle"
            and ast.unparse(node.value) != "False"
        ):
            found.append(f"line {node.lineno} allows pickles")
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [f"line {node.lineno} imports {n}" for n in names if n.split(".")[0] in FORBIDDEN_IMPORTS]
    return found


def unfit(text: str, in_tests: bool) -> list[str]:
    """What a line of any file may not say."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        paths = [m.group() for m in MACHINE_PATH.finditer(line)]
        found += [f"line {number} names {p}" for p in paths if not (in_tests and TEMPORARY.match(p))]
        if REGISTRY.search(line):
            found.append(f"line {number} names a registry's host")
        if ARTICLE.search(line):
            found.append(f'line {number}: say "the article"')
    return found


def page_files() -> list[Path]:
    """Every script and style sheet of the app."""
    return sorted(path for kind in ("*.js", "*.css", "*.html") for path in (ROOT / "src").rglob(kind))


def test_files_are_short() -> None:
    files = [*python_files(), *page_files()]
    sizes = {path.relative_to(ROOT): len(path.read_text().splitlines()) for path in files}
    long = [f"{path} has {lines} lines" for path, lines in sizes.items() if lines >= FILE_LINES]
    assert not long, "\n".join(long)


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name} has {length(function)} lines"
        for path in python_files()
        for function in functions(ast.parse(path.read_text()))
        if length(function) > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_functions_take_few_positional_parameters() -> None:
    many = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name} takes {positional(function)}"
        for path in python_files()
        if path.is_relative_to(ROOT / "src")
        for function in functions(ast.parse(path.read_text()))
        if positional(function) > POSITIONAL
    ]
    assert not many, "\n".join(many)


def test_nothing_runs_what_a_file_says() -> None:
    found = [f"{p.relative_to(ROOT)}: {danger}" for p in python_files() for danger in dangers(p.read_text())]
    assert not found, "\n".join(found)


def test_no_file_names_a_machine_a_registry_or_the_article_otherwise() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in text_files()
        for fault in unfit(
            path.read_text(encoding="utf-8", errors="replace"), path.is_relative_to(ROOT / "tests")
        )
    ]
    assert not found, "\n".join(found)


def test_length_leaves_out_the_docstring() -> None:
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    assert [length(f) for f in functions(ast.parse(source))] == [2]
    assert [length(f) for f in functions(ast.parse("def f():\n    return 1\n"))] == [2]


def test_positional_counts_what_a_caller_gives_in_order() -> None:
    tree = ast.parse("def f(self, state, a, /, b, *c, d): ...")
    assert [positional(f) for f in functions(tree)] == [2]


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "exec('1')",
        "import pickle",
        "from pickle import loads",
        "import joblib.memory",
        "np.load(p, allow_pickle=True)",
        "np.load(p, allow_pickle=flag)",
    ],
)
def test_a_danger_is_found(source: str) -> None:
    assert len(dangers(source)) == 1


def test_harmless_code_is_no_danger() -> None:
    assert dangers("model.eval()\nnp.load(p, allow_pickle=False)\nx = 'eval(1)'") == []


@pytest.mark.parametrize("folder", ["work", "root", "home", "tmp"])
def test_a_machine_path_is_found(folder: str) -> None:
    assert unfit(f"see /{folder}/x", in_tests=False) == [f"line 1 names /{folder}"]
    assert unfit(f'open("/{folder}")', in_tests=False) == [f"line 1 names /{folder}"]
    assert unfit(f"a path such as src/{folder}/x or /{folder}ing", in_tests=False) == []


def test_a_temporary_path_is_allowed_in_tests() -> None:
    assert unfit(f"/{'tmp'}/x", in_tests=True) == []


def test_a_registry_and_other_words_for_the_article_are_found() -> None:
    assert unfit(f"https://{'pypi'}.org/simple", in_tests=False) == ["line 1 names a registry's host"]
    assert unfit(f"the op-{'ed'} argued", in_tests=False) == ['line 1: say "the article"']
    assert unfit("the seed of a study; we opened the article", in_tests=False) == []
