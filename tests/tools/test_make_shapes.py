"""The shape maker's own parts; the simplifying itself is judged by its result in tests/case."""

from __future__ import annotations

import importlib.util
import io
import json
import math
import tarfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_shapes", ROOT / "tools" / "make_shapes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pack(path: Path, content: dict[str, Any] | None, member: str) -> Path:
    """A tarball with one member; a folder of that name if there is no content."""
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo(member)
        if content is None:
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
        else:
            data = json.dumps(content).encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def feature(code: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"iso_3166_2": code}, "geometry": None}


def test_reads_the_features_wanted(maker: ModuleType, tmp_path: Path) -> None:
    content = {"features": [feature("XX-A"), feature("XX-B"), feature("YY-C")]}
    tarball = pack(tmp_path / "p.tgz", content, maker.MEMBER)
    assert maker.read_features(tarball, {"XX-A", "XX-B"}).keys() == {"XX-A", "XX-B"}


def test_names_every_code_that_is_not_there(maker: ModuleType, tmp_path: Path) -> None:
    tarball = pack(tmp_path / "p.tgz", {"features": [feature("XX-A")]}, maker.MEMBER)
    with pytest.raises(SystemExit, match="no feature has code XX-B, XX-C"):
        maker.read_features(tarball, {"XX-A", "XX-C", "XX-B"})


def test_refuses_a_member_that_is_no_plain_file(maker: ModuleType, tmp_path: Path) -> None:
    tarball = pack(tmp_path / "p.tgz", None, maker.MEMBER)
    with pytest.raises(SystemExit, match="not a plain file"):
        maker.read_features(tarball, {"XX-A"})


def test_refuses_a_tarball_of_something_else(maker: ModuleType, tmp_path: Path) -> None:
    tarball = pack(tmp_path / "p.tgz", {}, "package/other.json")
    with pytest.raises(SystemExit, match=r"no package/data/states/admin1\.json"):
        maker.read_features(tarball, {"XX-A"})


def test_refuses_what_is_no_tarball(maker: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "p.tgz"
    path.write_text("not a tarball")
    with pytest.raises(SystemExit, match="cannot be read as a tarball"):
        maker.read_features(path, {"XX-A"})


def test_reads_districts_from_a_case(maker: ModuleType) -> None:
    found = maker.read_districts(ROOT / "src" / "irenic" / "cases" / "libya_2015" / "case.yaml")
    assert len(found) == 22
    assert found["sirte"]["code"] == "LY-SR"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("districts: {a: {code: XX-A}, b: {}, c: {}}", "no `code` given for b, c"),
        ("groups: {}", "no `districts`"),
        ("districts: {a: [", "is not YAML"),
    ],
)
def test_says_what_a_case_lacks(maker: ModuleType, tmp_path: Path, text: str, message: str) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(text)
    with pytest.raises(SystemExit, match=message):
        maker.read_districts(case)


def test_shared_border_is_measured_on_a_sphere(maker: ModuleType) -> None:
    class Line:
        def __init__(self, *coords: tuple[float, float]) -> None:
            self.coords = coords

        def intersection(self, other: Line) -> Line:
            return other

    north = Line((10.0, 30.0), (10.0, 31.0))
    east = Line((10.0, 60.0), (11.0, 60.0))
    for border, km in ((north, 111.2), (east, 111.2 * math.cos(math.radians(60))), (Line((1.0, 1.0)), 0.0)):
        shape = SimpleNamespace(boundary=border)
        assert maker.shared_km(shape, shape) == pytest.approx(km)


def test_writes_one_feature_a_line(maker: ModuleType) -> None:
    collection = {
        "type": "FeatureCollection",
        "metadata": {"note": "أ"},
        "features": [feature("XX-A"), feature("XX-B")],
    }
    text = maker.one_feature_a_line(collection)
    assert json.loads(text) == collection
    assert sum(line.startswith('{"type":"Feature"') for line in text.splitlines()) == 2
    assert "أ" in text


def cut(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_reads_a_file_cut_to_a_country(maker: ModuleType, tmp_path: Path) -> None:
    unnamed: dict[str, Any] = {"type": "Feature", "properties": {}, "geometry": None}
    content = {"type": "FeatureCollection", "features": [feature("XX-A"), unnamed, feature("XX-B")]}
    path = cut(tmp_path / "country.geojson", content)
    assert maker.read_features(path, {"XX-B"}) == {"XX-B": feature("XX-B")}
    with pytest.raises(SystemExit, match="no feature has code XX-C"):
        maker.read_features(path, {"XX-B", "XX-C"})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read as GeoJSON"),
        ([1], "no GeoJSON feature collection"),
        ({"type": "Feature"}, "no GeoJSON feature collection"),
    ],
)
def test_refuses_a_file_of_something_else(
    maker: ModuleType, tmp_path: Path, content: object, message: str
) -> None:
    with pytest.raises(SystemExit, match=message):
        maker.read_features(cut(tmp_path / "country.geojson", content), {"XX-A"})


def test_refuses_a_file_that_is_not_there(maker: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot be read as GeoJSON"):
        maker.read_features(tmp_path / "none.geojson", {"XX-A"})


def test_refuses_a_file_that_is_too_large(
    maker: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maker, "MEMBER_LIMIT", 3)
    with pytest.raises(SystemExit, match="larger than 3 bytes"):
        maker.read_features(cut(tmp_path / "country.geojson", "{    }"), {"XX-A"})


def test_serves_every_shipped_case(maker: ModuleType) -> None:
    for case in sorted((ROOT / "src" / "irenic" / "cases").glob("*/case.yaml")):
        shipped = json.loads(case.with_name("districts.geojson").read_text(encoding="utf-8"))
        districts = maker.read_districts(case)
        assert [f["id"] for f in shipped["features"]] == list(districts), case
        assert shipped["metadata"]["licence"] == maker.LICENCE
        assert shipped["metadata"]["source"].startswith((maker.PACKED, maker.CUT))
