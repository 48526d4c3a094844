"""Claim ledger: in which share of worlds each claim holds, against its thresholds and the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from irenic.analysis.audit.verdict import FAILS_TO, HOLDS_FROM
from irenic.analysis.audit.words import STANDING, odds, percent, span
from irenic.analysis.wording import listing
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.rows import LETTERS, Rows
from irenic.figures.theme import ink
from irenic.figures.words import four, lines, shown

_LOOK = {
    "holds": ("holds", "triangle-up"),
    "mixed": ("splits", "diamond"),
    "fails": ("fails", "triangle-down"),
    "can't tell": ("unclear", "cross"),
}
_COUNTED = {"holds": "hold", "mixed": "are mixed", "fails": "fail", "can't tell": "cannot be told"}
_RECORD = {"contradicted": FAILS_TO / 2, "partly": 0.5, "supported": (1 + HOLDS_FROM) / 2}
"""Where the record's verdict stands on the scale: amid the model's verdict that agrees with it."""


def ledger_bars(document: Mapping[str, Any]) -> Figure:
    """Return the claims of a ledger, one a row.

    Parameters
    ----------
    document : by `irenic.analysis.audit.document.ledger_document`
    """
    claims: Sequence[Mapping[str, Any]] = document["claims"]
    return Figure(
        name="ledger",
        title=_title(claims),
        alt=_alt(document, claims),
        table=_table(claims),
        chart=_chart(claims),
        note=(
            "Filled marks stand at the share of worlds in which the model has the claim hold, with its 90% "
            "interval; their shape and words give the verdict. Hollow squares stand where the record's "
            "verdict lies: left contradicted, middle partly, right supported."
        ),
    )


def _title(claims: Sequence[Mapping[str, Any]]) -> str:
    count = {verdict: sum(c["verdict"] == verdict for c in claims) for verdict in _COUNTED}
    parts = [f"{n} {_COUNTED[v] if n != 1 else _single(v)}" for v, n in count.items() if n]
    claimed = "1 claim" if len(claims) == 1 else f"{len(claims)} claims"
    return f"Of {claimed} in this model, {listing(parts)}" if parts else "A ledger without claims"


def _single(verdict: str) -> str:
    return {"holds": "holds", "mixed": "is mixed", "fails": "fails"}.get(verdict, "cannot be told")


def _share(claim: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The share of worlds in which a claim holds; None where no world speaks of it."""
    found = claim.get("findings")
    share: Mapping[str, Any] | None = None if found is None else found["worlds"]
    return None if share is None or share["share"] is None else share


def _chart(claims: Sequence[Mapping[str, Any]]) -> Any:
    rows = Rows([_row(claim) for claim in claims], (0.0, 1.0), right=146)
    names = {FAILS_TO / 2: "fails", 0.5: "mixed", (1 + HOLDS_FROM) / 2: "holds"}
    label = " : ".join(f"abs(datum.value - {v:.4f}) < 0.01 ? '{name}'" for v, name in names.items())
    axis = alt.Axis(
        orient="top", values=[round(v, 4) for v in names], labelExpr=f"{label} : ''", grid=False, ticks=False
    )
    keys, looks = list(_LOOK), list(_LOOK.values())
    color = alt.Color(
        "verdict:N", scale=alt.Scale(domain=keys, range=[ink(role) for role, _ in looks]), legend=None
    )
    shape = alt.Shape("verdict:N", scale=alt.Scale(domain=keys, range=[s for _, s in looks]), legend=None)
    base = rows.base()
    told = base.transform_filter("isValid(datum.share)")
    record = base.transform_filter("isValid(datum.record)")
    return rows.chart(
        *rows.frame(),
        rows.guide(FAILS_TO),
        rows.guide(HOLDS_FROM),
        record.mark_point(
            shape="square", filled=False, size=170, color=ink("record"), strokeWidth=1.6
        ).encode(x=rows.x("record", axis), y=rows.y()),
        told.mark_rule(strokeWidth=6, opacity=0.5).encode(
            x=rows.x("low", axis), x2="high:Q", y=rows.y(), color=color
        ),
        told.mark_point(size=110, opacity=1).encode(
            x=rows.x("share", axis), y=rows.y(), color=color, shape=shape
        ),
        rows.hover(),
    )


def _row(claim: Mapping[str, Any]) -> dict[str, Any]:
    share = _share(claim)
    name = f"{shown(claim['id'])}. {shown(claim['wording'])}"
    verdict = claim["verdict"]
    numbers = {} if share is None else {k: four(float(share[k])) for k in ("share", "low", "high")}
    record = _record(claim)
    place = {"record": four(_RECORD[record])} if record in _RECORD else {}
    held = "" if share is None else f", {percent(share['share'])}"
    told = "" if share is None else f", in {odds(float(share['share']))}"
    return {
        **numbers,
        **place,
        "id": claim["id"],
        "verdict": verdict if verdict in _LOOK else "can't tell",
        "label": lines(name, LETTERS),
        "words": f"{shown(verdict)}{held}\nrecord: {shown(record)}",
        "tip": f"{name}: {shown(verdict)}{told}; the record: {shown(record)}",
    }


def _record(claim: Mapping[str, Any]) -> str:
    reading = claim.get("record")
    return "no word" if reading is None else str(reading["verdict"])


def _alt(document: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> str:
    said = ["One bar a claim: the share of worlds in which it holds, from none to all.", f"{_title(claims)}."]
    for verdict in _COUNTED:
        named = [
            f"{shown(c['id'])} ({percent(share['share'])})" if (share := _share(c)) else shown(c["id"])
            for c in claims
            if c["verdict"] == verdict
        ]
        if named:
            said.append(f"{verdict[0].upper()}{verdict[1:]}: {listing(named)}.")
    record = document["against_the_record"]["first_reading"]
    said.append(
        f"Against the record {record['agree']} agree, {record['differ']} differ by a step and "
        f"{record['oppose']} say the opposite."
    )
    return " ".join(said)


def _table(claims: Sequence[Mapping[str, Any]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for claim in claims:
        share = _share(claim)
        held = "-" if share is None else percent(share["share"])
        wide = "-" if share is None else span(float(share["low"]), float(share["high"]))
        rows.append(
            (
                shown(claim["id"]),
                shown(claim["wording"]),
                shown(claim["verdict"]),
                held,
                wide,
                shown(_record(claim)),
                STANDING.get(claim["standing"], shown(str(claim["standing"]))),
            )
        )
    columns = (
        "Claim",
        "What it says",
        "Model",
        "Worlds in which it holds",
        "90% interval",
        "Record",
        "Together",
    )
    return Table(columns, tuple(rows), "Claims, those furthest from the record first")
