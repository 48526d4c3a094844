"""The case file's format, version 1, as pydantic models.

The models hold what the file says, after overrides. Rules that reach across entries (sums, known
ids, order of low, best and high) live in `irenic.case.check`; numbers in model form in
`irenic.case.arrays`. Build a case with `irenic.case.load_case`, which runs all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import Field, JsonValue, PrivateAttr

from irenic.case.digest import content_digest
from irenic.case.fields import (
    Entry,
    Figure,
    Grade,
    Graded,
    HolderId,
    Id,
    Month,
    Name,
    Override,
    Share,
    Strict,
    Table,
    Table2,
    Text,
)

GroupKind = Literal[
    "armed_group",
    "political_body",
    "local_councils",
    "criminal_network",
    "extremist",
    "splinter",
    "outside_force",
]
KINDS: tuple[str, ...] = get_args(GroupKind)
FORCE_KINDS = frozenset({"armed_group", "criminal_network", "extremist"})
"""Kinds whose fighters the file states; the others' follow from elsewhere."""

ATTRIBUTE_RANGES: Mapping[str, tuple[float, float]] = {
    "quality": (0.5, 1.5),
    "governance": (0.0, 1.0),
    "supply": (0.0, 1.0),
    "cohesion": (0.0, 1.0),
    "exposure": (0.0, 1.0),
    "recognition": (0.0, 1.0),
    "standing": (0.0, 1.0),
    "acceptance": (0.0, 1.0),
}
INITIAL_NAMES: tuple[str, ...] = (
    "mediator_credibility",
    "talks_maturity",
    "polarisation",
    "legitimacy",
    "corruption",
    "displaced_share",
)
MAX_FACTORS = 25
"""Most named factors the case's uncertain figures may enter through (D14)."""


class Group(Strict):
    """A party to the conflict: a group or an office, never a person.

    ``districts`` are stated shares of its people; without them `irenic.case.fighters` derives the
    split from control and ``present``. ``seat`` is where a political body sits. A force from outside may
    state how many it has and where as the case begins; from month 1 it stands where the lever says.
    """

    name: Name
    kind: GroupKind
    name_local: Name | None = None
    fighters: Figure | None = None
    districts: dict[Id, Share] | None = None
    present: tuple[Id, ...] = ()
    seat: tuple[Id, ...] = ()
    notes: Text | None = None


class Attributes(Strict):
    """One table per attribute of a group; ranges in `ATTRIBUTE_RANGES`."""

    quality: Table
    governance: Table
    supply: Table
    cohesion: Table
    exposure: Table
    recognition: Table
    standing: Table
    acceptance: Table


class Issue(Strict):
    """What is argued over; ``low`` and ``high`` say what the two ends mean."""

    name: Name
    low: Name
    high: Name
    range: tuple[float, float]
    notes: Text | None = None


class KindTrust(Strict):
    """Trust at the start between a kind of group and everyone but the extremist.

    At most .95, which is the trust of full allies (relation 1).
    """

    trust: Annotated[float, Field(ge=0, le=0.95)]


class Relations(Graded):
    """Relations between groups, -1 enemies .. 1 allies; each pair once."""

    default: Annotated[float, Field(ge=-1, le=1)]
    kinds: dict[GroupKind, KindTrust] = Field(default_factory=dict)
    values: dict[Id, dict[Id, Entry]]


class District(Strict):
    """A place with people; ``urban`` is the share of them in towns.

    ``revenue`` is the share of the country's resource revenue that leaves through it (its terminals,
    pipelines or crossings) when all of them work: what whoever rules there can sell or block, which need
    not be what flows now. Over districts it adds up to 1; without any, the case has no such resource.
    ``exclusion``, 0..1, is how far its people are shut out of politics; without one it is 0.
    """

    name: Name
    name_local: Name | None = None
    code: Name | None = None
    population: Figure
    urban: Share
    coast: bool
    revenue: Figure | None = None
    exclusion: Figure | None = None
    notes: Text | None = None


class Adjacency(Strict):
    """Which districts touch; each pair once."""

    source: Text
    pairs: tuple[tuple[Id, Id], ...]


class Control(Strict):
    """Shares of each district's people by holder; each row sums to 1."""

    grade: Grade
    source: Text
    values: dict[Id, dict[HolderId, Share]]


class Patron(Strict):
    """An outside backer; ``compliance`` is how far it keeps an embargo, 0..1."""

    name: Name
    compliance: Figure
    notes: Text | None = None


class Government(Strict):
    """The government a settlement would seat."""

    name: Name
    capital: Id
    endorsing_bodies: tuple[Id, ...] = ()


class Region(Strict):
    """A camp or region whose acceptance is reported apart."""

    name: Name
    groups: Annotated[tuple[Id, ...], Field(min_length=1)]


class Fighting(Strict):
    """Groups that are attacking as the case begins."""

    groups: tuple[Id, ...]
    grade: Grade
    source: Text


class Initial(Strict):
    """How things stand at the start; figures are national, all 0..1.

    ``quorum`` is the attendance of political bodies (0.5 where none is stated); ``credibility_by_group``
    has the mediator's credibility with groups with which it differs from ``mediator_credibility``.
    ``offensives`` names the groups on an offensive against the extremist, ``campaigns`` those on a campaign
    against rivals.
    """

    mediator_credibility: Figure
    talks_maturity: Figure
    polarisation: Figure
    legitimacy: Figure
    corruption: Figure
    displaced_share: Figure
    quorum: Figure | None = None
    credibility_by_group: dict[Id, Figure] = Field(default_factory=dict)
    offensives: Fighting | None = None
    campaigns: Fighting | None = None


class Crossings(Strict):
    """A monthly flow, such as sea crossings, with a season about its level."""

    name: Name
    level: Figure
    peak_month: Annotated[int, Field(ge=1, le=12)]
    amplitude: Share


class BlocTrust(Strict):
    """How uncertain the relations between two blocs are; ``sd`` is on the relation scale."""

    between: tuple[Id, Id]
    sd: Annotated[float, Field(gt=0, le=1)]
    grade: Grade
    source: Text


class Contested(Strict):
    """A group's share of a district that is drawn as a factor of its own."""

    district: Id
    group: Id


class Uncertainty(Strict):
    """Named factors through which the case's uncertain figures enter worlds (D14)."""

    group_sizes: tuple[Id, ...] = ()
    blocs: dict[Id, Annotated[tuple[Id, ...], Field(min_length=1)]] = Field(default_factory=dict)
    bloc_trust: tuple[BlocTrust, ...] = ()
    contested_control: tuple[Contested, ...] = ()


class Case(Strict):
    """A conflict as its file states it, with overrides applied.

    Frozen; made by `irenic.case.load_case`. Order of groups, issues, districts and patrons is the
    file's and fixes the order of every array.
    """

    schema_version: Literal[1] = Field(alias="schema")
    id: Id
    title: Name
    summary: Text
    start: Month
    source_note: Text
    groups: Annotated[dict[Id, Group], Field(max_length=100)]
    attributes: Attributes
    issues: Annotated[dict[Id, Issue], Field(min_length=1, max_length=20)]
    positions: Table2
    first_issue: dict[Id, Id] = Field(default_factory=dict)
    relations: Relations
    districts: Annotated[dict[Id, District], Field(min_length=1, max_length=500)]
    adjacency: Adjacency
    control: Control
    garrison_per_capita: Figure | None = None
    patrons: Annotated[dict[Id, Patron], Field(max_length=50)] = Field(default_factory=dict)
    support: Table2 | None = None
    government: Government
    base_districts: Annotated[tuple[Id, ...], Field(min_length=1)]
    regions: dict[Id, Region] = Field(default_factory=dict)
    initial: Initial
    crossings: Crossings | None = None
    reference_levers: dict[Id, float] = Field(default_factory=dict)
    uncertainty: Uncertainty
    overrides: tuple[Override, ...] = ()

    _replaced: dict[str, JsonValue] = PrivateAttr(default_factory=dict)

    @property
    def replaced(self) -> Mapping[str, JsonValue]:
        """What each overridden figure was in the file: dotted place -> value, None if absent."""
        return self._replaced

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical content, 64 hex digits; see `irenic.case.digest`."""
        return content_digest(self, ("groups", "issues", "districts", "patrons", "regions"))

    def attribute(self, name: str) -> Mapping[str, Figure]:
        """Return one attribute's whole figures by group.

        Parameters
        ----------
        name : a key of `ATTRIBUTE_RANGES`
        """
        table: Table = getattr(self.attributes, name)
        return table.figures(*ATTRIBUTE_RANGES[name])
