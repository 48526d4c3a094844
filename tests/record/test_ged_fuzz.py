"""Whatever the bytes, a file is read or refused with a plain error: never a traceback, never half a table."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.errors import DataError
from irenic.record.ged import SCHEMA, GedFile, Limits, read_ged
from tests.record.ged_broken import NAME, zipped
from tests.record.ged_files import events, ged_bytes

PLAIN = ged_bytes("25.1", events(12))
PACKED = {"csv": PLAIN, "gzip": gzip.compress(PLAIN, mtime=0), "zip": zipped((NAME, PLAIN))}
LIMITS = Limits(size=2_000_000, line=100_000, record=300_000)


def outcome(content: bytes) -> GedFile | DataError:
    """What becomes of a file of these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(content)
        try:
            return read_ged(path, limits=LIMITS)
        except DataError as error:
            return error


def is_sound(found: GedFile | DataError) -> bool:
    """Whether it is a whole table, or an error that says something."""
    if isinstance(found, DataError):
        return bool(found.problems) and all(p.code and p.expected for p in found.problems)
    whole = found.table.schema.equals(SCHEMA) and found.table.num_rows == found.rows > 0
    return whole and all(found.table[name].null_count == 0 for name in ("id", "best", "date_start", "side_a"))


@pytest.mark.parametrize("packing", PACKED)
@settings(max_examples=40)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_bytes_changed_anywhere(packing: str, changes: list[tuple[float, int]]) -> None:
    content = bytearray(PACKED[packing])
    for place, value in changes:
        content[int(place * (len(content) - 1))] = value
    assert is_sound(outcome(bytes(content)))


@pytest.mark.parametrize("packing", PACKED)
@settings(max_examples=25)
@given(start=st.floats(0, 1), length=st.integers(1, 3_000))
def test_a_piece_cut_out_anywhere(packing: str, start: float, length: int) -> None:
    content = PACKED[packing]
    first = int(start * len(content))
    assert is_sound(outcome(content[:first] + content[first + length :]))


@settings(max_examples=40)
@given(st.text(alphabet=st.sampled_from('",\n\r;x1 -é\t'), max_size=120))
def test_text_of_the_worst_letters(text: str) -> None:
    header = PLAIN.split(b"\n", 1)[0]
    assert is_sound(outcome(text.encode())) and is_sound(outcome(header + b"\n" + text.encode()))


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00"):
        assert isinstance(outcome(start + content), DataError)
