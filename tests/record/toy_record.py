"""An invented record of the toy case: small enough to add up by hand."""

from __future__ import annotations

import json
from pathlib import Path

PARTIES = """party,name,groups,note,air
north,North,NA LC,the north and its towns,yes
south,South,SB,,
extreme,Extremists,EX,one actor,
"""
ACTORS = """actor_id,name,party,from,until,reason
1,Government of Harbour,north,2015-06,,the government sits in the north from June 2015
1,Government of Harbour,south,,2015-05,before June 2015 it sat in the south
2,Southern Front,south,,,
2,SF,south,,,name in releases to 2017
,"Southern Front, Guests",south,,,a coalition
3,EX,extreme,,,
"""
LOCATED = """month,district,side_a,side_b,type,events,best,low,high
2015-10,port,north,extreme,1,2,30,20,40
2015-12,port,north,extreme,1,1,5,5,5
2015-12,port,north,extreme,2,1,2,2,2
2015-12,,north,south,2,1,3,3,3
2016-01,hills,extreme,civilians,3,1,4,4,9
2016-01,oasis,extreme,others,2,1,6,6,6
2016-02,midtown,south,south,2,3,1,0,5
"""
MONTHLY = """month,all,state_based,non_state,one_sided
2015-10,31,30,1,0
2015-11,0,0,0,0
2015-12,12,,,
2016-01,,0,6,4
2016-02,1,0,1,0
"""
WINDOWS = """window,role,first,last,note
train,train,2015-12,2015-12,one month
test,test,2016-01,2016-02,
whole,whole,2015-12,2016-02,
"""
FIGURES = """quantity,period,low,value,high,unit,grade,source
deaths_year,2016,,5,,persons,A,invented
"""
TABLES = {
    "parties.csv": PARTIES,
    "actors.csv": ACTORS,
    "deaths_located.csv": LOCATED,
    "deaths_month.csv": MONTHLY,
    "windows.csv": WINDOWS,
    "figures.csv": FIGURES,
}
SQUARES = {"port": (0.0, 0.0), "midtown": (1.0, 0.0), "hills": (0.0, 1.0), "oasis": (1.0, 1.0)}
"""District -> south-west corner of a square of one degree."""


def write_record(folder: Path, **changed: str | None) -> Path:
    """Write the tables, some of them changed or left out, and return the case file beside them.

    Parameters
    ----------
    folder : of the case
    changed : name of a table without its ending -> its text, or None for no such table
    """
    (folder / "record").mkdir(exist_ok=True)
    for name, text in TABLES.items():
        stated = changed.get(name.removesuffix(".csv"), text)
        if stated is not None:
            (folder / "record" / name).write_text(stated, encoding="utf-8", newline="")
    return folder / "case.yaml"


def write_shapes(folder: Path, squares: dict[str, tuple[float, float]] | None = None) -> Path:
    """Write the districts as squares side by side, and return the case file beside them."""
    features = []
    for name, (x, y) in (SQUARES if squares is None else squares).items():
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"id": name}, "geometry": shape})
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "districts.geojson").write_text(text, encoding="utf-8")
    return folder / "case.yaml"
