"""Reading a YAML file from a stranger: plain data, lines, limits."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.case import check_case, load_case
from irenic.case.document import MAX_BYTES, MAX_NODES, dotted, parse_document, read_document
from irenic.errors import CaseError


def data_of(text: str) -> object:
    document = parse_document(text, "f.yaml")
    assert document.problems == ()
    return document.data


def code_of(text: str) -> str:
    document = parse_document(text, "f.yaml")
    assert document.data is None
    return document.problems[0].code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-7", -7),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("NO", "NO"),
        ("2015-11", "2015-11"),
        ("2026-01-31", "2026-01-31"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("جيش الشمال", "جيش الشمال"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    data = data_of(f"key: {text}\n")
    assert data == {"key": value}
    assert isinstance(data, dict)
    assert type(data["key"]) is type(value)


def test_keys_are_always_text() -> None:
    assert data_of("1: a\nNO: b\ntrue: c\n") == {"1": "a", "NO": "b", "true": "c"}


def test_block_and_flow_style_say_the_same() -> None:
    assert data_of("a:\n  b: [1, {c: 2}]\n") == data_of("{a: {b: [1, {c: 2}]}}")


def test_lines_are_kept_for_entries_and_items() -> None:
    document = parse_document("a:\n  b: 1\n  c:\n    - 5\n    - {d: 6}\n", "f.yaml")
    assert document.line(("a", "b")) == 2
    assert document.line(("a", "c", 0)) == 4
    assert document.line(("a", "c", 1, "d")) == 5
    assert document.line(("a", "c", 1, "absent")) == 5, "an absent entry has the line of what is around it"
    assert document.line(("absent",)) == 1


def test_marks_at_the_start_of_a_file_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_document(path).data == {"a": 1, "b": 2}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="file_not_found: the file is not there"):
        load_case(tmp_path / "none.yaml")


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    assert [p.code for p in check_case(tmp_path)] == ["file_not_found"]


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.yaml"
    path.write_text("schema: 1\n")

    def locked(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(CaseError, match="file_not_readable: the file is Permission denied"):
        load_case(path)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(CaseError, match="file_too_large: the file is larger than 2,000,000 bytes"):
        load_case(path)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("a: [" + "1," * (MAX_NODES + 10) + "]\n")
    with pytest.raises(CaseError, match=r"too_many_nodes: .* is more than 100,000 entries"):
        load_case(path)


@pytest.mark.parametrize(
    "text", ["[" * 1_900_000, "{a: " * 450_000, "- " * 900_000, "a:\n" + " - \n" * 99_999]
)
def test_deep_and_long_files_are_answered_soon(text: str) -> None:
    start = time.process_time()
    parse_document(text, "f.yaml")
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1", "yaml_anchor"),
        ("a: *x", "yaml_alias"),
        ("*x : 1", "yaml_alias"),
        ("a: !!int 1", "yaml_tag"),
        ("a: !thing {b: 1}", "yaml_tag"),
        ("<<: {b: 1}", "yaml_merge_key"),
        ("a: 1\na: 2", "duplicate_key"),
        ("a: {b: 1, b: 2}", "duplicate_key"),
        ("{[a]: 1}", "key_not_text"),
        ("a: .inf", "not_a_number"),
        ("a: 1e999", "not_a_number"),
        ("a: " + "9" * 5000, "not_a_number"),
        ('a: "\\UFFFFFFFF"', "not_a_character"),
        ('a: "\\uDFFF"', "not_a_character"),
        ("a: \ud800", "not_a_character"),
        ("a: \x00", "yaml_syntax"),
        ("%YAML 7.0\n---\na: 1", "yaml_syntax"),
        ("a:\n\tb: 1", "yaml_syntax"),
        ("---\na: 1\n---\nb: 1", "several_documents"),
        ("", "empty_file"),
    ],
)
def test_the_dangerous_part_of_yaml_is_refused(text: str, code: str) -> None:
    assert code_of(text) == code


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert data_of('"<<": 1') == {"<<": 1}


def test_reading_reports_all_kinds_of_refusal_and_every_duplicate() -> None:
    text = "a: &x 1\nb: *x\nb: *x\nc: !t 1\na: 2\n"
    found = [(p.line, p.code) for p in parse_document(text, "f.yaml").problems]
    assert found == [
        (1, "yaml_anchor"),
        (2, "yaml_alias"),
        (3, "duplicate_key"),
        (4, "yaml_tag"),
        (5, "duplicate_key"),
    ]


def test_the_first_of_two_equal_keys_is_pointed_at() -> None:
    [problem] = parse_document("a: 1\n\na: 2\n", "f.yaml").problems
    assert problem.given == "given twice, first on line 1"


@given(st.text(alphabet="ab:{}[],&*!|>'\"%@`#-? \n\t\\x0.~<\u2028\ufeff", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    document = parse_document(text, "f.yaml")
    assert (document.data is None) == bool(document.problems)


@given(
    st.recursive(
        st.integers(-(10**6), 10**6) | st.booleans() | st.sampled_from(["x", "a b", "é"]),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_json_reads_as_itself(value: object) -> None:
    assert data_of(json.dumps({"value": value})) == {"value": value}


def test_places_are_written_with_dots_and_brackets() -> None:
    assert dotted(("groups", "NA", "seat", 0)) == "groups.NA.seat[0]"
    assert dotted(()) == ""
    assert dotted(("a\x1b[2J",)) == '"a\\u001b[2J"'
