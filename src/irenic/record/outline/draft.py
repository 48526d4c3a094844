"""Draft a case from events: choose, count, place, and put it all together. No file is touched here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.errors import DataError, Problem, did_you_mean, quoted
from irenic.record.outline import review, roster, ties
from irenic.record.outline.document import Drafted, case_data
from irenic.record.outline.events import Events, month_text
from irenic.record.outline.figures import GRADE
from irenic.record.outline.neighbours import locate
from irenic.record.outline.places import Places, find_district
from irenic.record.outline.render import yaml_text
from irenic.record.outline.request import LOOK_BACK, NATION, Request
from irenic.record.outline.strategies import strategy_data
from irenic.record.outline.tables import record_tables
from irenic.record.outline.territory import territory

COORDINATES = 4
"""Decimals of a degree in the written shapes: about ten metres."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A drafted case: the text of its files, and what to tell the user.

    Parameters
    ----------
    files : path inside the case's folder -> text
    draft : what the case was made from
    review : what to look at first
    guesses : number of figures with grade D
    used, outside : events of the months that choose groups, and those of them in no district
    """

    files: Mapping[str, str]
    draft: Drafted
    review: tuple[str, ...]
    guesses: int
    used: int
    outside: int


def draft_case(
    events: Events, places: Places, request: Request, *, release: str = "unknown", digest: str = "unknown"
) -> Outline:
    """Draft a case.

    Parameters
    ----------
    events : of the country, all years
    places : districts
    request : what the user asks
    release, digest : of the file of events, for the record's page on sources

    Returns
    -------
    Outline

    Raises
    ------
    DataError : `no_events`, `too_few_actors`, `unknown_actor`, `no_extremist`, `unknown_district`,
        `nothing_located`; all at once
    """
    problems: list[Problem] = []
    chosen = None
    rows = events.between(request.first, request.last)
    if rows.any():
        chosen, problems = roster.choose(events, request)
    else:
        problems.append(_no_events(events, request))
    district = locate(events, places)
    if rows.any() and not (district[rows] >= 0).any():
        given = f"none of {int(rows.sum()):,} events before the start"
        hint = "Is it the right country, and are its coordinates longitude and latitude?"
        problems.append(_problem("nothing_located", "--districts", given, "districts that hold events", hint))
    capital = _capital(places, request, problems)
    if problems or chosen is None:
        raise DataError(problems)
    land = territory(events, district, chosen, request, len(places.districts))
    stated = all(place.people is not None for place in places.districts)
    people = _people(places, request, stated)
    if capital is None:
        capital = max(range(len(people)), key=lambda d: (people[d], land.events[d], -d))
    fought = ties.fighting(events, chosen, request)
    draft = Drafted(
        request, events, places, chosen, land, people, fought, ties.relations(fought), capital, stated
    )
    outside = int((district[rows] < 0).sum())
    return _outline(draft, district, (int(rows.sum()), outside), (release, digest))


def _outline(
    draft: Drafted, district: NDArray[np.int64], counts: tuple[int, int], origin: tuple[str, str]
) -> Outline:
    items = review.review_items(draft, counts[1])
    data = case_data(draft)
    heading = [
        f"Strategies for {draft.request.name}, to begin with; all values are judgements. Simulated, "
        "exploratory, not a "
        "forecast.",
        "REVIEW: fill in `history` with the dated outside actions after the start; until then it equals "
        "`nothing`.",
    ]
    files = {
        "case.yaml": yaml_text(data, review.case_heading(draft, items)),
        "strategies.yaml": yaml_text(strategy_data(), heading),
        "README.md": review.readme_text(draft, items),
        "record/SOURCES.md": review.sources_text(origin[1], origin[0]),
    }
    files |= {f"record/{name}": text for name, text in record_tables(draft, district).items()}
    if draft.places.districts[0].shape is not None:
        files["districts.geojson"] = shapes_text(draft.places)
    return Outline(files, draft, items, _graded(data), *counts)


def shapes_text(places: Places) -> str:
    """Return the districts' shapes as GeoJSON, by the ids of the case."""
    import shapely

    features = []
    for district in places.districts:
        rounded = shapely.transform(district.shape, lambda points: np.round(points, COORDINATES))
        shape = json.loads(shapely.to_geojson(rounded))
        properties = {"id": district.id, "code": district.code or "", "name": district.name}
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def _graded(data: Any) -> int:
    """How many uncertain figures of grade D: whole ones, and numbers in tables that share the grade.

    Shares of control are not among them, as in `irenic.case.all_figures`.
    """
    if isinstance(data, Mapping):
        if data.get("grade") == GRADE and "best" in data:
            return 1
        if data.get("grade") == GRADE and "spread" in data:
            return _numbers(data["values"])
        return sum(_graded(entry) for entry in data.values())
    return (
        sum(_graded(entry) for entry in data)
        if isinstance(data, Sequence) and not isinstance(data, str)
        else 0
    )


def _numbers(value: Any) -> int:
    return sum(_numbers(entry) for entry in value.values()) if isinstance(value, Mapping) else 1


def _people(places: Places, request: Request, stated: bool) -> NDArray[np.float64]:
    if stated:
        people = np.array([place.people for place in places.districts], dtype=np.float64)
        return people if request.population is None else people * (request.population / people.sum())
    nation = NATION if request.population is None else request.population
    return np.full(len(places.districts), nation / len(places.districts))


def _capital(places: Places, request: Request, problems: list[Problem]) -> int | None:
    """Index of the capital the user named; None without one, or with the problem noted."""
    if request.capital is None:
        return None
    found = find_district(request.capital, places.districts)
    if found is None:
        hint = did_you_mean(request.capital, [place.name for place in places.districts])
        problems.append(
            _problem("unknown_district", "--capital", quoted(request.capital), "a district", hint)
        )
        return None
    return places.districts.index(found)


def _no_events(events: Events, request: Request) -> Problem:
    span = (
        f"{month_text(int(events.month.min()))} to {month_text(int(events.month.max()))}"
        if len(events)
        else ""
    )
    given = f"without any event in the {LOOK_BACK} months to {request.start}"
    hint = f"Its events run from {span}." if span else "It has none."
    return _problem("no_events", f"{events.country}", given, "events before the start", hint)


def _problem(code: str, path: str, given: str, expected: str, hint: str) -> Problem:
    return Problem(code, "the request", None, path, given, expected, hint)
