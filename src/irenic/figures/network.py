"""Who is with whom: groups, their stated relations, and the patrons that support them.

The spec has the parameters ``friendly`` and ``hostile`` (weakest relation of each sign that is drawn, 0..1)
and ``chosen`` (id of a group or patron of which every tie is drawn, or empty). Marks are named ``groups``,
``patrons`` and ``edges``; each datum of an edge has ``one``, ``other``, ``relation``, ``grade``, ``source``
and ``kind``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from irenic.analysis.wording import figure as in_figures
from irenic.analysis.wording import listing
from irenic.case import Case, case_arrays
from irenic.case.fields import Table2
from irenic.case.schema import KINDS, Relations
from irenic.figures.figure import Figure, Table
from irenic.figures.holders import colours_of, parties_of, short_names
from irenic.figures.network_layout import Node, place_nodes
from irenic.figures.theme import ink
from irenic.figures.words import shown

MOST = 30
"""Relations of either sign that are drawn, about; weaker ones only for a chosen group. The table has all."""

_LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

FRIENDLY, HOSTILE, NEUTRAL, SUPPORT = "friendly", "hostile", "neutral", "support"
_NEUTRAL = 0.05
_SHAPES = dict(
    zip(
        KINDS,
        ("circle", "diamond", "triangle-up", "cross", "triangle-down", "triangle-left", "triangle-right"),
        strict=True,
    )
)
_PATRON = "patron"
_LARGEST, _SMALLEST, _MIDDLE = 17.0, 6.0, 7.0
_DASHES = [[1, 0], [6, 4], [2, 3], [1, 3]]


_INKS = ({"name": "inkText", "value": ink("text")}, {"name": "inkGround", "value": ink("background")})


_UNSEEN = 0.002
"""Opacity that no eye sees; with none at all a line takes no clicks."""


class Edge(NamedTuple):
    """A tie as the case states it.

    Parameters
    ----------
    one, other : ids; of a support the patron comes first
    relation : -1..1 between groups, 0..1 for support
    low, high : its range
    grade, source : of the figure
    kind : "friendly", "hostile", "neutral" or "support"
    """

    one: str
    other: str
    relation: float
    low: float
    high: float
    grade: str
    source: str
    kind: str

    @property
    def sign(self) -> str:
        """Plus, minus, or nothing for a neutral relation."""
        return {NEUTRAL: "0", HOSTILE: "\u2212"}.get(self.kind, "+")


def network(case: Case) -> Figure:
    """Return the network of a case's groups.

    Parameters
    ----------
    case : checked
    """
    nodes = _nodes(case)
    edges = stated_edges(case)
    frame = place_nodes(nodes, [(e.one, e.other, e.relation, e.kind == SUPPORT) for e in edges])
    least = {kind: _least(edges, kind) for kind in (FRIENDLY, HOSTILE)}
    return Figure(
        name="network",
        title=f"Groups, relations and patrons: {shown(case.title)}",
        alt=_alt(case, edges),
        table=_table(nodes, edges),
        chart=_spec(nodes, edges, least, frame),
        note=(
            "Solid blue is friendly, dashed red hostile, dotted a patron's support; thicker is stronger. "
            f"Relations weaker than {least[FRIENDLY]:+g} and {-least[HOSTILE]:+g} are left to the table. "
            "Groups of one camp have one colour; a larger mark has more fighters. Friends stand near each "
            "other as far as two dimensions allow."
        ),
    )


def _nodes(case: Case) -> dict[str, Node]:
    arrays, parties = case_arrays(case), parties_of(case)
    colours = colours_of(parties)
    short = short_names([*case.groups, *(f"{name}" for name in case.patrons if name not in case.groups)])
    most = max(float(arrays.fighters_best.max()), 1.0)
    nodes = {}
    for i, (name, group) in enumerate(case.groups.items()):
        fighters = float(arrays.fighters_best[i])
        radius = _SMALLEST + (_LARGEST - _SMALLEST) * (fighters / most) ** 0.5 if fighters else _MIDDLE
        kind = group.kind
        nodes[name] = Node(name, short[name], parties.names[name], kind, radius, colours[name], fighters)
    for name, patron in case.patrons.items():
        key = _patron_key(case, name)
        nodes[key] = Node(key, short.get(name, name[:6]), shown(patron.name), _PATRON, _MIDDLE, "", 0.0)
    return nodes


def _patron_key(case: Case, name: str) -> str:
    """Id of a patron among groups and patrons; a case may call one of each alike."""
    return f"{name} (patron)" if name in case.groups else name


def stated_edges(case: Case) -> list[Edge]:
    """Return the ties that the case states, strongest first; its default relation is no statement.

    Parameters
    ----------
    case : checked
    """
    found = []
    tables: list[tuple[Relations | Table2, bool]] = [(case.relations, False)]
    tables += [] if case.support is None else [(case.support, True)]
    for table, is_support in tables:
        for one, row in table.values.items():
            for other, entry in row.items():
                whole = table.figure(entry, -1.0, 1.0)
                kind = SUPPORT if is_support else _kind(whole.best)
                first = _patron_key(case, one) if is_support else one
                figures = (whole.best, max(whole.low, 0.0) if is_support else whole.low, whole.high)
                found.append(Edge(first, other, *figures, whole.grade, whole.source, kind))
    kept = [edge for edge in found if not (edge.kind == SUPPORT and edge.relation == 0)]
    return sorted(kept, key=lambda edge: (-abs(edge.relation), edge.one, edge.other))


def _kind(relation: float) -> str:
    if abs(relation) < _NEUTRAL:
        return NEUTRAL
    return FRIENDLY if relation > 0 else HOSTILE


def _edge_row(edge: Edge, nodes: dict[str, Node]) -> dict[str, Any]:
    one, other = nodes[edge.one], nodes[edge.other]
    said = f"{edge.relation:+.2f} ({edge.low:+.2f} to {edge.high:+.2f})"
    return {
        "one": edge.one,
        "other": edge.other,
        "relation": edge.relation,
        "low": edge.low,
        "high": edge.high,
        "grade": edge.grade,
        "source": edge.source,
        "kind": edge.kind,
        "x": one.x,
        "y": one.y,
        "x2": other.x,
        "y2": other.y,
        "said": said,
        "between": f"{one.name} \u2013 {other.name}",
    }


def _node_row(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "short": node.short,
        "name": node.name,
        "kind": node.kind.replace("_", " "),
        "x": node.x,
        "y": node.y,
        "size": round(3.14 * node.radius**2),
        "colour": node.colour,
        "down": round(node.radius) + 10,
        "fighters": in_figures(node.fighters, "persons"),
    }


def _least(edges: list[Edge], kind: str) -> float:
    """Weakest relation of a sign that is drawn: so that about `MOST` are."""
    sizes = [abs(edge.relation) for edge in edges if edge.kind == kind]
    fitting = (level for level in _LEVELS if sum(size >= level for size in sizes) <= MOST)
    return next(fitting, _LEVELS[-1])


def _spec(
    nodes: dict[str, Node], edges: list[Edge], least: dict[str, float], frame: tuple[float, float]
) -> dict[str, Any]:
    width, height = frame
    scale_x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, width]}}
    scale_y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [height, 0]}}
    kinds = list(dict.fromkeys(node.kind for node in nodes.values()))
    shapes = {
        "domain": [kind.replace("_", " ") for kind in kinds],
        "range": ["square" if kind == _PATRON else _SHAPES[kind] for kind in kinds],
    }
    return {
        "width": "container",
        "height": height,
        "params": [
            *({"name": kind, "value": level} for kind, level in least.items()),
            {"name": "chosen", "value": ""},
            *_INKS,
        ],
        "encoding": {"x": scale_x, "y": scale_y},
        "layer": [
            *_edge_layers(),
            *_node_layers(shapes),
        ],
        "datasets": {
            "ties": [_edge_row(edge, nodes) for edge in edges],
            "parties": [_node_row(node) for node in nodes.values()],
        },
    }


def _edge_layers() -> list[dict[str, Any]]:
    """Ties as lines, and wider lines that nobody sees: a thin one is hard to click."""
    of_chosen = "(datum.one === chosen || datum.other === chosen)"
    strength = "abs(datum.relation)"
    enough = f"(datum.kind === '{FRIENDLY}' ? {FRIENDLY} : {HOSTILE})"
    drawn = f"(chosen ? {of_chosen} : (datum.kind === '{SUPPORT}' || {strength} >= {enough}))"
    opacity = f"{drawn} ? 0.3 + 0.5 * {strength} : 0"
    domain = [FRIENDLY, HOSTILE, SUPPORT, NEUTRAL]
    legend = {
        "title": None,
        "orient": "top",
        "symbolType": "stroke",
        "symbolSize": 500,
        "symbolStrokeWidth": 2,
        "columns": 3,
        "values": domain[:3],
    }
    encoding = {
        "x2": {"field": "x2"},
        "y2": {"field": "y2"},
        "color": {
            "field": "kind",
            "type": "nominal",
            "scale": {"domain": domain, "range": [ink("below"), ink("above"), ink("text"), ink("muted")]},
            "legend": legend,
        },
        "strokeDash": {
            "field": "kind",
            "type": "nominal",
            "scale": {"domain": domain, "range": _DASHES},
            "legend": legend,
        },
    }
    seen = {"type": "rule", "strokeWidth": {"expr": f"0.8 + 3 * pow({strength}, 2)"}, "tooltip": None}
    told = {
        "expr": "{'Between': datum.between, 'Relation': datum.said, 'Kind': datum.kind, "
        "'Grade': datum.grade, 'Source': datum.source}"
    }
    target = {
        "type": "rule",
        "strokeOpacity": _UNSEEN,
        "strokeWidth": {"expr": f"{drawn} ? 9 : 0"},
        "tooltip": told,
    }
    ends = {"x2": encoding["x2"], "y2": encoding["y2"]}
    return [
        {
            "data": {"name": "ties"},
            "mark": {**seen, "strokeOpacity": {"expr": opacity}},
            "encoding": encoding,
        },
        {"name": "edges", "data": {"name": "ties"}, "mark": target, "encoding": ends},
    ]


def _node_layers(shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """Groups, patrons, and the names below them."""
    legend: dict[str, Any] = {
        "title": "Kinds",
        "orient": "bottom",
        "columns": {"expr": "width < 520 ? 2 : 4"},
    }
    legend |= {"symbolFillColor": ink("muted"), "symbolStrokeWidth": 0, "symbolSize": 100}
    shape = {"field": "kind", "type": "nominal", "scale": shapes, "legend": legend}
    of_patron = "{'Name': datum.name, 'Kind': datum.kind}"
    of_group = "{'Name': datum.name, 'Kind': datum.kind, 'Fighters': datum.fighters}"
    told = {"expr": f"datum.kind === '{_PATRON}' ? {of_patron} : {of_group}"}
    mark = {
        "type": "point",
        "filled": True,
        "size": {"expr": "datum.size"},
        "opacity": 1,
        "stroke": {"expr": "datum.id === chosen ? inkText : inkGround"},
        "strokeWidth": {"expr": "datum.id === chosen ? 3 : 1.5"},
        "tooltip": told,
    }
    words: dict[str, Any] = {"type": "text", "fontSize": 11, "dy": {"expr": "datum.down"}, "tooltip": told}
    words |= {"text": {"expr": "datum.short"}}
    words |= {"fontWeight": {"expr": f"datum.kind === '{_PATRON}' ? 'normal' : 'bold'"}}
    halo = {"stroke": ink("background"), "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.85}
    data = {"data": {"name": "parties"}}
    is_patron = f"datum.kind === '{_PATRON}'"
    return [
        {
            "name": "patrons",
            **data,
            "transform": [{"filter": is_patron}],
            "mark": {**mark, "color": ink("muted")},
            "encoding": {"shape": shape},
        },
        {
            "name": "groups",
            **data,
            "transform": [{"filter": f"!({is_patron})"}],
            "mark": {**mark, "fill": {"expr": "datum.colour"}},
            "encoding": {"shape": shape},
        },
        {**data, "mark": {**words, **halo}},
        {**data, "mark": words},
    ]


def _table(nodes: dict[str, Node], edges: list[Edge]) -> Table:
    def name(key: str) -> str:
        return f"{nodes[key].short}: {nodes[key].name}"

    rows = tuple(
        (
            name(e.one), name(e.other), e.sign, f"{e.relation:+.2f}", f"{e.low:+.2f} to {e.high:+.2f}",
            e.kind, e.grade, e.source,
        )
        for e in edges
    )  # fmt: skip
    return Table(
        columns=("One", "Other", "Sign", "Relation, -1 to 1", "Range", "Tie", "Grade", "Source"),
        rows=rows,
        caption="Every tie that the case states, strongest first; support is from 0 to 1.",
    )


def _alt(case: Case, edges: list[Edge]) -> str:
    def pairs(kind: str) -> str:
        chosen = [edge for edge in edges if edge.kind == kind]
        named = listing([f"{edge.one} and {edge.other} ({edge.relation:+.2f})" for edge in chosen[:3]])
        ties = "tie" if len(chosen) == 1 else "ties"
        return f"{len(chosen)} {kind} {ties}" + (f", the strongest {named}" if chosen else "")

    return (
        f"Network of {len(case.groups)} groups and {len(case.patrons)} patrons, case: {shown(case.title)}. "
        f"{pairs(FRIENDLY)}. {pairs(HOSTILE)}. {pairs(SUPPORT)}."
    )
