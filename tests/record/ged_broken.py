"""Files that are broken, mislabelled or hostile, with the code and the words that each must give."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from irenic.record.ged import Limits
from irenic.record.ged.layouts import HEADERLESS
from tests.record.ged_files import event, events, ged_bytes

NAME = "GEDEvent_v25_1.csv"
SMALL = Limits(
    size=200_000, ratio=20, ratio_from=50_000, members=20, line=60_000, record=200_000, rows=15_000
)
GOOD = ged_bytes("25.1", events(30))
HEADER = GOOD.split(b"\n", 1)[0]

Maker = Callable[[Path], Path]


class Broken(NamedTuple):
    """A broken file: how it is made, and the code and words it must give."""

    make: Maker
    code: str
    match: str
    limits: Limits | None = None
    country: str | None = None


def holding(content: bytes, name: str = NAME) -> Maker:
    """A file of these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def changed(**changes: object) -> Maker:
    """Three sound events and a fourth, on line 6 of the file, with these changes."""
    fourth = {**event(id=9001), **changes}
    return holding(ged_bytes("25.1", [*events(3), fourth]))


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def linked() -> bytes:
    """A zip whose csv is a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(NAME)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "secret.csv")
    return out.getvalue()


def flagged_encrypted() -> bytes:
    """A zip whose member is marked as encrypted."""
    content = bytearray(zipped((NAME, GOOD)))
    content[6] |= 1  # local header
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1
    return bytes(content)


def lying(size: int) -> bytes:
    """A zip that states another unpacked size than it has."""
    content = bytearray(zipped((NAME, ged_bytes("25.1", [event(id=i) for i in range(1, 3000)]))))
    directory = content.rindex(b"PK\x01\x02")
    content[22:26] = size.to_bytes(4, "little")
    content[directory + 24 : directory + 28] = size.to_bytes(4, "little")
    return bytes(content)


def damaged_zip() -> bytes:
    """A stored zip with one byte of the table changed."""
    content = bytearray(zipped((NAME, GOOD), method=zipfile.ZIP_STORED))
    content[len(HEADER) + 900] ^= 1
    return bytes(content)


def damaged_gzip() -> bytes:
    """A gzip whose checksum does not fit."""
    content = bytearray(gzip.compress(GOOD, mtime=0))
    content[-6] ^= 0xFF
    return bytes(content)


def fifo(folder: Path) -> Path:
    """A pipe, which would wait for ever."""
    path = folder / NAME
    os.mkfifo(path)
    return path


def without(*names: str) -> bytes:
    """A file that lacks columns."""
    kept = [name for name in HEADERLESS if name not in names]
    return ged_bytes("25.1", events(3), columns=kept)


def repeating(count: int) -> bytes:
    """Many events that pack well."""
    return ged_bytes("25.1", [event(id=i + 1) for i in range(count)])


LONG_LINE = GOOD + b"x" * 70_000 + b"\n"
LONG_ROW = GOOD + b'"' + b"y" * 50_000 + b"\n" + (b"z" * 50_000 + b"\n") * 4 + b'"\n'

FILES: dict[str, Broken] = {
    "absent": Broken(lambda folder: folder / NAME, "no_file", "not there"),
    "folder": Broken(lambda folder: folder, "no_file", "a folder"),
    "pipe": Broken(fifo, "no_file", "not a regular file"),
    "name of zero bytes": Broken(lambda folder: folder / "a\0b.csv", "no_file", "not there"),
    "empty": Broken(holding(b""), "empty_file", "Download it again"),
    "blank lines": Broken(holding(b"\n\r\n  \n"), "empty_file", "a table of events"),
    "header alone": Broken(holding(HEADER + b"\n"), "no_events", "without an event"),
    "web page": Broken(holding(b"\n<!DOCTYPE html>\n<html><body>404</body></html>"), "web_page", "web page"),
    "json": Broken(holding(b'{"TotalCount": 385918, "Result": []}'), "not_a_table", "JSON"),
    "prose": Broken(holding(b"# Read me\n\nEvents of the release.\n"), "not_a_table", '"# read me"'),
    "pdf": Broken(holding(b"%PDF-1.7\n%codebook"), "not_a_table", "a PDF document"),
    "r data": Broken(holding(b"RDX3\nX\n\0\0"), "not_a_table", "an R data file"),
    "r data, packed": Broken(holding(gzip.compress(b"X\n\0\0\0\3\0\4")), "not_a_table", 'begins with "x"'),
    "old excel": Broken(holding(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99), "excel_file", "Excel"),
    "new excel": Broken(
        holding(zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))),
        "excel_file",
        "Save the sheet as csv",
    ),
    "7z": Broken(
        holding(b"7z\xbc\xaf\x27\x1c" + b"\0" * 40), "other_archive", "a 7z archive.*Unpack it first"
    ),
    "semicolons": Broken(holding(GOOD.replace(b",", b";")), "wrong_separator", "semicolons"),
    "tabs": Broken(holding(HEADER.replace(b",", b"\t") + b"\n"), "wrong_separator", "tabs"),
    "carriage returns": Broken(holding(GOOD.replace(b"\n", b"\r")), "line_endings", "carriage returns alone"),
    "carriage return in a cell": Broken(
        holding(GOOD + b"1\r2," * 48 + b"\n"), "line_endings", r":37: .*inside a cell"
    ),
    "utf-16": Broken(holding(GOOD.decode().encode("utf-16")), "wrong_encoding", "UTF-16"),
    "utf-16 unmarked": Broken(holding(GOOD.decode().encode("utf-16-le")), "wrong_encoding", "UTF-16"),
    "latin-1": Broken(
        holding(ged_bytes("25.1", [*events(4), event(side_b="Frente Ñ")]).decode().encode("latin-1")),
        "wrong_encoding",
        r":7: .*side_b .*expected text in UTF-8",
    ),
    "zero byte": Broken(holding(GOOD.replace(b"Northern", b"North\0rn", 1)), "nul_bytes", "binary"),
    "giant cell": Broken(changed(source_headline="x" * 150_000), "giant_cell", r":6: .*131,072 characters"),
    "giant line": Broken(holding(LONG_LINE), "giant_line", "60,000 bytes", SMALL),
    "giant row": Broken(holding(LONG_ROW), "giant_row", "99,000 bytes", Limits(record=99_000)),
    "unclosed quote": Broken(
        holding(GOOD.replace(b"Harbour: Government", b'"Harbour: Government')), "unclosed_quote", ":2: "
    ),
    "unclosed quote in a long file": Broken(
        holding(HEADER + b'\n1,"' + repeating(400)), "unclosed_quote", ":2: .*never closed"
    ),
    "unclosed quote beside text": Broken(
        holding(GOOD.replace(b"Harbour: Gov", b'"Harbour": Gov', 1) + b'"1,2'),
        "unclosed_quote",
        "never closed",
    ),
    "unclosed quote in the last column, beside text": Broken(
        holding(GOOD.replace(b"Harbour: Gov", b'"Harbour": Gov', 1).replace(b",,\n5029", b',,"\n5029', 1)),
        "unclosed_quote",
        "never closed",
    ),
    "cut off": Broken(holding(GOOD[:-60]), "truncated", "ends within a row. Download it again"),
    "cut off in quotes": Broken(
        holding(GOOD[: GOOD.rindex(b'"Clash, in the port"') + 9]), "unclosed_quote", "may be cut off"
    ),
    "gzip cut off": Broken(holding(gzip.compress(GOOD)[:-300]), "truncated", "cut off"),
    "gzip damaged": Broken(holding(damaged_gzip()), "damaged", "CRC"),
    "gzip in name alone": Broken(holding(b"\x1f\x8b" + b"nothing of the kind"), "damaged", "a sound file"),
    "gzip that swells": Broken(holding(gzip.compress(repeating(400))), "swells", "20 times its size", SMALL),
    "gzip that is too large": Broken(
        holding(gzip.compress(repeating(900))), "too_large", "200,000 bytes", Limits(size=200_000, ratio=1e9)
    ),
    "csv that is too large": Broken(holding(repeating(900)), "too_large", "200,000 bytes", SMALL),
    "too many rows": Broken(
        holding(ged_bytes("filtered", [event(id=i + 1) for i in range(11_000)]), "ged251.csv"),
        "too_many_rows",
        "9,000 rows",
        Limits(rows=9_000),
    ),
    "zip cut off": Broken(holding(zipped((NAME, GOOD))[:-40]), "damaged", "sound directory"),
    "zip damaged": Broken(holding(damaged_zip()), "damaged", "CRC"),
    "zip that swells": Broken(holding(zipped((NAME, repeating(400)))), "swells", "20 times", SMALL),
    "zip that says it is too large": Broken(
        holding(zipped((NAME, repeating(900)))), "too_large", "bytes", Limits(size=200_000)
    ),
    "zip that hides its size": Broken(holding(lying(2_000)), "damaged", "CRC|cut off"),
    "zip that overstates its size": Broken(holding(lying(3_000_000_000)), "swells", "100 times"),
    "path above": Broken(
        holding(zipped((f"../../{NAME}", GOOD))), "unsafe_path", r"out of the archive: \.\./"
    ),
    "path from the root": Broken(
        holding(zipped((f"/etc/{NAME}", GOOD))), "unsafe_path", "out of the archive"
    ),
    "path with a drive": Broken(holding(zipped((f"C:/{NAME}", GOOD))), "unsafe_path", "out of the archive"),
    "path beside a sound table": Broken(
        holding(zipped((NAME, GOOD), ("..\\evil.txt", b"x"))), "unsafe_path", "plain names"
    ),
    "link": Broken(holding(linked()), "unsafe_path", "a link"),
    "several tables": Broken(
        holding(zipped((NAME, GOOD), ("ged171.csv", GOOD))), "several_tables", f"2 tables: {NAME}, ged171.csv"
    ),
    "no table": Broken(holding(zipped(("codebook.pdf", b"%PDF"))), "no_table", "codebook.pdf"),
    "empty zip": Broken(holding(zipped()), "no_table", "nothing"),
    "zip in a zip": Broken(
        holding(zipped(("ged251-csv.zip", zipped((NAME, GOOD))))), "nested_archive", "inner archive"
    ),
    "encrypted": Broken(holding(flagged_encrypted()), "encrypted", "password"),
    "many members": Broken(
        holding(zipped(*((f"{i}.csv", b"x") for i in range(21)))), "too_many_files", "21 files", SMALL
    ),
    "columns missing": Broken(
        holding(without("best", "latitude")),
        "missing_columns",
        "without latitude, best; .*columns are id, relid",
    ),
    "columns repeated": Broken(
        holding(GOOD.replace(b"relid", b"BEST ", 1)), "repeated_columns", "best more than once"
    ),
    "battle deaths": Broken(
        holding(b"conflict_id,dyad_id,side_a,side_b,year,bd_best,bd_low,bd_high\n"),
        "other_dataset",
        "UCDP Battle-Related Deaths, by its columns",
    ),
    "dyadic": Broken(
        holding(b"dyad_id,conflict_id,side_a,side_b,incompatibility,year,intensity_level\n"),
        "other_dataset",
        "UCDP Dyadic",
    ),
    "armed conflict": Broken(
        holding(b"conflict_id,location,side_a,side_b,incompatibility,year,intensity_level\n"),
        "other_dataset",
        "UCDP/PRIO Armed Conflict",
    ),
    "non-state": Broken(
        holding(b"conflict_id,dyad_id,side_a_name,side_b_name,year,best_fatality_estimate\n"),
        "other_dataset",
        "UCDP Non-State Conflict",
    ),
    "one-sided": Broken(
        holding(b"conflict_id,actor_name,is_government_actor,year,best_fatality_estimate\n"),
        "other_dataset",
        "UCDP One-sided Violence",
    ),
    "totals of conflicts": Broken(
        holding(b"id,name,violence_type,best,low,high,event_count\n"), "other_dataset", "totals per conflict"
    ),
    "another project": Broken(
        holding(b"event_id_cnty,event_date,event_type,actor1,fatalities\n"), "other_dataset", "ACLED"
    ),
    "older than its events": Broken(
        holding(ged_bytes("19.1", [event(date_start="2021-05-01")]), "ged171.csv"),
        "wrong_release",
        "called release 17.1 and holds events of 2021",
    ),
    "older than its columns": Broken(
        holding(ged_bytes("25.1", events(3)), "ged181.csv"), "wrong_release", "columns that came with 20.1"
    ),
    "id twice": Broken(
        changed(id=5001), "duplicate_id", r":6: .*id is 5001; .*\(line [34] has it\).*count twice"
    ),
    "files joined": Broken(
        holding(GOOD + GOOD.replace(b"\n50", b"\n60")), "second_header", ":37: .*import them one by one"
    ),
    "comma without quotes": Broken(
        holding(GOOD.replace(b"the port of Kelln", b"the port, Kelln", 1)),
        "ragged_row",
        "50 cells; expected 49",
    ),
    "short row": Broken(holding(GOOD + b"1,2,3\n"), "ragged_row", ":3[0-9]: .*3 cells; expected 49"),
    "date of a spreadsheet": Broken(changed(date_start="24/12/2015"), "bad_date", ":6: .*date_start"),
    "day of no month": Broken(changed(date_start="2015-02-30"), "bad_date", "a day that the calendar has"),
    "year of no age": Broken(changed(date_start="0215-02-03"), "bad_date", "a year from 1900"),
    "end that is no date": Broken(changed(date_end="ongoing"), "bad_date", 'date_end is "ongoing"'),
    "time of day": Broken(changed(date_start="2015-12-24 13:30:00"), "bad_date", "such as 2015-12-24"),
    "type 4": Broken(changed(type_of_violence=4), "unknown_type", "1 .state-based., 2"),
    "deaths in words": Broken(changed(best="many"), "not_a_number", 'best is "many"'),
    "half a death": Broken(changed(deaths_b="2.5"), "not_a_number", "a whole number"),
    "less than nothing": Broken(changed(deaths_civilians=-3), "out_of_range", "deaths from 0"),
    "the living and the dead": Broken(changed(best=8_000_000_000), "out_of_range", "10,000,000"),
    "thousands with commas": Broken(changed(best="1,200"), "not_a_number", '"1,200"'),
    "hexadecimal": Broken(changed(low="0x10"), "not_a_number", '"0x10"'),
    "digits of another script": Broken(changed(high="١٢"), "not_a_number", "a whole number"),
    "off the globe": Broken(changed(latitude=95.5), "out_of_range", "degrees from -90 to 90.*changed places"),
    "endless": Broken(changed(longitude="inf"), "not_a_number", "decimal degrees"),
    "decimal comma": Broken(changed(latitude="32,5"), "not_a_number", "with a point"),
    "no best": Broken(changed(best=""), "missing_value", ":6: .*best is blank"),
    "no side": Broken(changed(side_a="  "), "missing_value", "side_a is blank"),
    "no id": Broken(changed(id="NA"), "missing_value", "a value for every event"),
    "another country": Broken(holding(GOOD), "unknown_country", 'Did you mean "Harbour"', country="Harbor"),
    "number of a country that is not there": Broken(
        holding(GOOD), "unknown_country", 'is "12"', country="12"
    ),
    "number where there are none": Broken(
        holding(ged_bytes("filtered", events(3))), "unknown_country", "no numbers of countries", country="990"
    ),
}
"""Every way in which a file is broken here, by what is wrong with it."""
