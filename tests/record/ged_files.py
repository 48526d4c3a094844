"""Files of events in the layout of every UCDP GED release, made up, for tests of the importer (D19).

`event` makes one event, `events` many; `write_ged` writes them as UCDP lays a release out: as csv, csv.gz or
zip, by the path's suffix. Nothing here is real data.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

Row = Mapping[str, object]

_BEFORE_20 = (
    *("id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id"),
    *("dyad_name", "side_a_new_id", "gwnoa", "side_a", "side_b_new_id", "gwnob", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline"),
    *("source_original", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude"),
    *("geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec"),
    *("date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
)

LAYOUT_17 = (*_BEFORE_20, "best", "low", "high")
"""42 columns of 17.1 and 17.2."""

LAYOUT_18 = (*_BEFORE_20, "low", "best", "high")
"""42 columns of 18.1 and 19.1: low comes before best (seen in a file of 19.1)."""

LAYOUT_20 = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec"),
    *("where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start"),
    *("date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
    *("gwnoa", "gwnob"),
)
"""49 columns of 20.1 to 26.1 and of the candidate releases."""

FILTERED = (
    *("id", "date_start", "year", "month", "country", "type_of_violence", "conflict_name", "dyad_name"),
    *("side_a", "side_b", "latitude", "longitude", "low", "best", "high"),
)
"""A copy that others have cut down: no ids of actors, no date_end, no place names (D19)."""

YEARLY = ("17.1", "17.2", "18.1", "19.1", "20.1", "21.1", "22.1", "23.1", "24.1", "25.1", "26.1")
CANDIDATE = ("25.0.3", "25.01.25.06")
RELEASES = (*YEARLY, *CANDIDATE)

SIDES = (
    (1, (111, "Government of Harbour"), (222, "Northern Front")),
    (2, (222, "Northern Front"), (333, 'Brigade "Of the Hills", East')),
    (3, (333, 'Brigade "Of the Hills", East'), (9999, "Civilians")),
)
"""Type of violence and the two sides; the last stands for civilians."""


def layout_of(release: str) -> tuple[str, ...]:
    """Column names of a release, in its order; ``filtered`` is a cut-down copy."""
    if release == "filtered":
        return FILTERED
    number = float(release.split(".")[0])
    return LAYOUT_17 if number < 18 else LAYOUT_18 if number < 20 else LAYOUT_20


def file_name(release: str, suffix: str = ".csv") -> str:
    """Name that UCDP gives the table of a release."""
    if release == "filtered":
        return f"some_copy{suffix}"
    parts = release.split(".")
    if int(parts[0]) < 22 and len(parts) == 2:
        return f"ged{parts[0]}{parts[1]}{suffix}"
    return f"GEDEvent_v{'_'.join(parts)}{suffix}"


def event(**changes: object) -> dict[str, object]:
    """One event with every column of every release that fits together; `changes` win."""
    deaths = {name: changes.get(name, 0) for name in ("deaths_b", "deaths_civilians", "deaths_unknown")}
    given = changes.get("deaths_a", 3)
    best = changes.get("best", sum(int(str(n)) for n in (given, *deaths.values())))
    start = str(changes.get("date_start", "2015-12-24"))
    row: dict[str, object] = {
        "id": 1001,
        "relid": "HAR-2015-1-1-1",
        "year": start[:4],
        "active_year": 1,
        "code_status": "Clear",
        "type_of_violence": 1,
        "conflict_dset_id": "11",
        "conflict_new_id": 11,
        "conflict_name": "Harbour: Government",
        "dyad_dset_id": "21",
        "dyad_new_id": 21,
        "dyad_name": "Government of Harbour - Northern Front",
        "side_a_dset_id": 111,
        "side_a_new_id": 111,
        "side_a": "Government of Harbour",
        "side_b_dset_id": 222,
        "side_b_new_id": 222,
        "side_b": "Northern Front",
        "gwnoa": "990",
        "gwnob": "",
        "number_of_sources": 2,
        "source_article": '"A Wire,2015-12-25,Clash, in the port";"B Wire,2015-12-26,Port"',
        "source_office": "A Wire;B Wire",
        "source_date": "2015-12-25;2015-12-26",
        "source_headline": "Clash, in the port;Port",
        "source_original": "residents",
        "where_prec": 1,
        "where_coordinates": "Kelln town",
        "where_description": "the port of Kelln",
        "adm_1": "Kelln district",
        "adm_2": "",
        "latitude": 32.5,
        "longitude": 14.25,
        "geom_wkt": "POINT (14.25 32.5)",
        "priogrid_gid": 176429,
        "country": "Harbour",
        "country_id": 990,
        "region": "Africa",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": start,
        "date_end": start,
        "deaths_a": given,
        **deaths,
        "best": best,
        "low": best,
        "high": best,
    }
    row["month"] = start[5:7].lstrip("0")
    return {**row, **changes}


def events(
    number: int, *, seed: int = 1, start: str = "2011-02-01", days: int = 1700
) -> list[dict[str, object]]:
    """Events of all three types, spread over time and place; some cells hold commas, quotes, line breaks."""
    rng = random.Random(seed)
    first = date.fromisoformat(start)
    rows = []
    for i in range(number):
        kind, (a, name_a), (b, name_b) = SIDES[i % 3]
        when = first + timedelta(days=rng.randrange(days))
        deaths = {
            name: rng.randrange(6) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
        }
        best = sum(deaths.values())
        rows.append(
            event(
                id=5000 + i,
                relid=f"HAR-{when.year}-{kind}-{i}",
                type_of_violence=kind,
                conflict_new_id=10 + kind,
                dyad_new_id=20 + kind,
                dyad_name=f"{name_a} - {name_b}",
                side_a_new_id=a,
                side_a=name_a,
                gwnoa="990" if kind == 1 else "",
                side_b_new_id=b,
                side_b=name_b,
                source_headline="Clash\nin the port" if i % 7 == 0 else "Clash, in the port",
                where_prec=1 + i % 3,
                latitude=round(30 + 3 * rng.random(), 6),
                longitude=round(12 + 8 * rng.random(), 6),
                date_start=when.isoformat(),
                date_end=(when + timedelta(days=i % 3)).isoformat(),
                low=max(best - 1, 0),
                high=best + 2,
                **deaths,
            )
        )
    return rows


def ged_bytes(
    release: str,
    rows: Iterable[Row],
    *,
    columns: Sequence[str] | None = None,
    header: bool = True,
    newline: str = "\n",
    bom: bool = False,
) -> bytes:
    """Return a release's csv as bytes: its columns in its order, dates with times from 21.1 on.

    Parameters
    ----------
    release : such as ``"17.1"``, ``"25.1"``, ``"25.0.3"`` (candidate events) or ``"filtered"``
    rows : as `event` makes them; what the layout lacks is left out
    columns : another choice or order of columns
    header : whether the first row names the columns; some candidate releases came without
    newline : end of a row
    bom : whether a byte-order mark comes first
    """
    names = layout_of(release) if columns is None else tuple(columns)
    timed = release != "filtered" and float(release.split(".")[0]) >= 21
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=newline)
    if header:
        writer.writerow(names)
    for row in rows:
        cells = dict(row)
        for name in ("date_start", "date_end"):
            if timed and len(str(cells.get(name, ""))) == 10:
                cells[name] = f"{cells[name]} 00:00:00.000"
        writer.writerow([cells.get(name, "") for name in names])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def write_ged(path: Path, release: str, rows: Iterable[Row], **options: object) -> Path:
    """Write events as the file of a release and return its path.

    The suffix decides: ``.csv``, ``.csv.gz`` or ``.zip`` (one csv under UCDP's name for the release).
    `options` are those of `ged_bytes`. A folder gets a csv of UCDP's name.
    """
    target = path / file_name(release) if path.is_dir() else path
    content = ged_bytes(release, rows, **options)  # type: ignore[arg-type]
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(file_name(release)), content, zipfile.ZIP_DEFLATED)
    elif target.suffix == ".gz":
        target.write_bytes(gzip.compress(content, mtime=0))
    else:
        target.write_bytes(content)
    return target
