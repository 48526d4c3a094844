"""Districts from a file of polygons (GeoJSON, longitude and latitude), as a stranger may have made it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from irenic.errors import Problem, did_you_mean, quoted
from irenic.record.outline.names import clean, district_id
from irenic.record.outline.places import District
from irenic.record.places import MAX_BYTES

MAX_DISTRICTS = 500
"""The case format's own limit."""

NAME_PROPERTIES = (
    *("district", "name_en", "name", "shapeName", "NAME_1", "ADM1_EN", "adm1_en", "adm1_name", "ADM1_NAME"),
    *(
        "admin1Name_en",
        "admin1Name",
        "NAME",
        "Name",
        "NAME_2",
        "ADM2_EN",
        "governorate",
        "province",
        "region",
    ),
)
CODE_PROPERTIES = ("code", "iso_3166_2", "shapeISO", "ADM1_PCODE", "adm1_pcode", "ISO_1", "HASC_1")


class Boundaries:
    """Reads one boundary file and keeps everything that is wrong with it.

    Parameters
    ----------
    path : the file
    name_property : property with a district's name; the first known one by default
    people_property : property with its population; none by default

    Attributes
    ----------
    problems : all that were found
    """

    def __init__(self, path: Path, name_property: str | None, people_property: str | None) -> None:
        self.path = path
        self.name_property = name_property
        self.people_property = people_property
        self.problems: list[Problem] = []

    def read(self) -> tuple[District, ...]:
        """Return the districts in the file's order; none if there is any problem."""
        features = self._features()
        districts: list[District] = []
        if features:
            self._find_properties(features)
        if features and not self.problems:
            for number, feature in enumerate(features):
                district = self._district(number, feature, [d.id for d in districts])
                if district is not None:
                    districts.append(district)
        return () if self.problems else tuple(districts)

    def _note(self, code: str, place: str, given: str, expected: str, hint: str = "") -> None:
        self.problems.append(Problem(code, self.path.name, None, place, given, expected, hint))

    def _features(self) -> list[Mapping[str, Any]]:
        """The features of the file, or an empty list with the problem noted."""
        expected = "a GeoJSON file (FeatureCollection) of polygons in longitude and latitude"
        try:
            with self.path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise ValueError(f"larger than {MAX_BYTES:,} bytes; simplify it first")
            data = json.loads(content.decode("utf-8-sig"))
        except OSError as fault:
            self._note(
                "boundary_file", "--districts", fault.strerror or "unreadable", expected, "Check the path."
            )
            return []
        except (ValueError, RecursionError) as fault:
            given = f"not readable as JSON ({quoted(str(fault))[1:-1]})"
            self._note("boundary_file", "--districts", given, expected)
            return []
        features = data.get("features") if isinstance(data, dict) else None
        if not isinstance(features, list) or not features or not all(map(_is_feature, features)):
            given = "without a list of features that have properties and a geometry"
            self._note("boundary_file", "--districts", given, expected)
            return []
        if len(features) > MAX_DISTRICTS:
            given = f"{len(features):,} features"
            hint = "Use a coarser level of districts."
            self._note("too_many_districts", "--districts", given, f"at most {MAX_DISTRICTS}", hint)
            return []
        return features

    def _find_properties(self, features: Sequence[Mapping[str, Any]]) -> None:
        known = [key for key in features[0]["properties"] if isinstance(key, str)]
        shown = [clean(key, 40) for key in known]
        if self.name_property is None:
            self.name_property = next((name for name in NAME_PROPERTIES if name in known), None)
            if self.name_property is None:
                given = f"without a property that looks like a name (it has {', '.join(shown[:8]) or 'none'})"
                self._note(
                    "no_names", "--districts", given, "names of districts", "Pass --name-property NAME."
                )
        for option, wanted in (
            ("--name-property", self.name_property),
            ("--population-property", self.people_property),
        ):
            if wanted is not None and not any(wanted in feature["properties"] for feature in features):
                hint = did_you_mean(wanted, shown)
                given = f"{quoted(wanted)}, which no feature has"
                self._note("unknown_property", option, given, "a property of the file's features", hint)

    def _district(self, number: int, feature: Mapping[str, Any], taken: Sequence[str]) -> District | None:
        place = f"features[{number}]"
        name = feature["properties"].get(self.name_property)
        if not isinstance(name, (str, int)) or isinstance(name, bool) or not str(name).strip():
            self._note("no_name", f"{place}.{self.name_property}", quoted(name), "a district's name")
            return None
        shape = self._shape(place, feature["geometry"])
        if shape is None:
            return None
        people = None
        if self.people_property is not None:
            people = _people(feature["properties"].get(self.people_property))
            if people is None:
                given = quoted(feature["properties"].get(self.people_property))
                path = f"{place}.{clean(self.people_property, 40)}"
                self._note("bad_population", path, given, "a number of people, at least 1")
                return None
        point = shape.representative_point()
        text = clean(str(name))
        return District(
            district_id(text, taken), text, _code(feature["properties"]), point.x, point.y, people, shape
        )

    def _shape(self, place: str, geometry: Any) -> Any:
        """A valid polygon in degrees, or None with the problem noted."""
        import shapely
        from shapely.geometry import shape

        expected = "a Polygon or MultiPolygon in longitude and latitude"
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            self._note("bad_shape", f"{place}.geometry", quoted(kind), expected)
            return None
        try:
            made = shapely.make_valid(shapely.force_2d(shape(geometry)))
            polygons = [part for part in _parts(made) if part.geom_type == "Polygon" and part.area > 0]
            made = shapely.unary_union(polygons)
            bounds = made.bounds if polygons else (math.nan,) * 4
        except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError) as fault:
            self._note("bad_shape", f"{place}.geometry", quoted(str(fault))[1:-1], expected)
            return None
        if not (-180 <= bounds[0] <= bounds[2] <= 180 and -90 <= bounds[1] <= bounds[3] <= 90):
            hint = "Convert the file to WGS 84 (EPSG:4326)." if polygons else ""
            given = "outside -180..180 and -90..90" if polygons else "without any area"
            self._note("bad_shape", f"{place}.geometry", given, expected, hint)
            return None
        return made


def _is_feature(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("properties"), dict) and "geometry" in value


def _people(value: Any) -> float | None:
    try:
        number = float(str(value).replace(",", "")) if not isinstance(value, bool) else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) and 1 <= number <= 2e9 else None


def _code(properties: Mapping[str, Any]) -> str | None:
    for key in CODE_PROPERTIES:
        value = properties.get(key)
        if isinstance(value, str) and value.strip():
            return clean(value, 40)
    return None


def _parts(shape: Any) -> Iterator[Any]:
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _parts(part)
    else:
        yield shape
