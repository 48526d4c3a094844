"""What a study was asked to do and what it holds: the content of ``manifest.json``.

A `Plan` is the request; it fixes every byte of the study. A `Manifest` is the plan of a finished
study with the digest of its stored arrays. Neither holds a clock time or a path.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irenic.case.keep import MAX_KEPT
from irenic.errors import Problem, StudyError, quoted
from irenic.study.problems import study_error, study_problem

NOTICE = "Simulated, exploratory, not a forecast"
SCHEMA = 1
MAX_WORLDS = 2**20
MAX_REPLICATES = 4096
MAX_MONTHS = 600
MAX_MANIFEST_BYTES = 64 * 2**20
MAX_DIFFERENCES = 20
"""Differences listed when a study is resumed with other settings; the rest are counted."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Direction = Literal["min", "max", "none"]
Family = Literal["security", "harm", "politics", "cost", "none"]
FAMILIES: tuple[Family, ...] = ("security", "harm", "politics", "cost")


class Strict(BaseModel):
    """Frozen; unknown keys and silent conversions are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, allow_inf_nan=False)


class OutcomeInfo(Strict):
    """One outcome's definition.

    ``may_be_missing`` says that a run may lack it (a rate without a denominator); everywhere else
    a missing value is a fault.
    """

    id: Name
    label: Name
    unit: str
    direction: Direction
    family: Family
    headline: bool
    definition: str
    may_be_missing: bool = False


class SeriesInfo(Strict):
    """One monthly series: stored value = value / scale in 16 bits.

    ``relative_error`` holds for values above ``6.2e-5 * scale``; below, the error is absolute.
    """

    id: Name
    unit: str
    scale: Annotated[float, Field(gt=0)]
    relative_error: float


class StrategyInfo(Strict):
    """One strategy: full text, its digest, phase names in order, months of forced events (D4).

    ``not_testable`` says what of the plan the model cannot speak to.
    """

    name: Name
    label: str
    text: str
    digest: Digest
    phases: tuple[Name, ...] = ()
    forced: dict[str, int] = Field(default_factory=dict)
    reference: bool = True
    not_testable: str = ""


class CaseInfo(Strict):
    """Which case, the digest of its content, and the content itself (`irenic.case.keep`).

    ``content`` lets a run be replayed from the folder alone; older studies lack it.
    """

    id: Name
    title: str
    digest: Digest
    content: Annotated[str, Field(max_length=MAX_KEPT)] | None = None


class ParameterInfo(Strict):
    """The table of priors: its digest and the order of the parameter axis."""

    digest: Digest
    names: tuple[Name, ...]


class FactorInfo(Strict):
    """One of the case's uncertain figures, drawn per world (D14)."""

    name: Name
    unit: str
    meaning: str


class GroupInfo(Strict):
    """A party to the conflict, in the order of the group axis; ``kind`` as in the case file."""

    id: Name
    name: Name
    kind: Name


class GroupMeasureInfo(Strict):
    """What is kept of each group in a run; ``direction`` is which way the group itself wants it."""

    id: Name
    label: Name
    unit: str
    direction: Direction
    definition: str


class PointsInfo(Strict):
    """Where the worlds of a study lie that were not drawn from the priors.

    ``digest`` is that of the points (`irenic.worlds.points_digest`), which the study stores; ``weighting``
    that of the weighting which refined them, None where they have another origin.
    """

    digest: Digest
    weighting: Digest | None = None


class StoreInfo(Strict):
    """Files of ``study.zarr``: how many, how large, digest of names and sizes, and of content."""

    files: Annotated[int, Field(ge=1)]
    bytes: Annotated[int, Field(ge=1)]
    listing: Digest
    content: Digest


class Plan(Strict):
    """Everything that fixes a study's bytes; see the module's text.

    ``irenic`` is the version, ``code`` the digest of the model's own source files. Studies made before
    groups were kept have neither ``groups`` nor ``group_measures``. ``claims`` is the digest of the claims
    that lay beside the case, so that none can be fitted to the result afterwards (D17). ``points`` is None
    where worlds are drawn from the priors by ``seed``; the text of such a plan does not mention it.
    """

    format: Literal["irenic-study"] = "irenic-study"
    schema_version: Literal[1] = 1
    notice: str = NOTICE
    irenic: Name
    code: Digest
    case: CaseInfo
    parameters: ParameterInfo
    factors: tuple[FactorInfo, ...]
    strategies: Annotated[tuple[StrategyInfo, ...], Field(min_length=1)]
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    worlds: Annotated[int, Field(ge=1, le=MAX_WORLDS)]
    replicates: Annotated[int, Field(ge=1, le=MAX_REPLICATES)]
    months: Annotated[int, Field(ge=1, le=MAX_MONTHS)]
    outcomes: Annotated[tuple[OutcomeInfo, ...], Field(min_length=1)]
    series: tuple[SeriesInfo, ...]
    groups: tuple[GroupInfo, ...] = ()
    group_measures: tuple[GroupMeasureInfo, ...] = ()
    claims: Digest | None = None
    points: PointsInfo | None = None

    @property
    def group_sizes(self) -> dict[str, int]:
        """Dimensions of what is kept of each group; empty where nothing is."""
        if not (self.groups and self.group_measures):
            return {}
        return {"measure": len(self.group_measures), "group": len(self.groups)}

    @property
    def phase_count(self) -> int:
        """Length of the phase axis: the most phases any strategy has, at least 1."""
        return max(1, *(len(s.phases) for s in self.strategies))

    @property
    def strategy_names(self) -> tuple[str, ...]:
        """Names in the order of the strategy axis."""
        return tuple(s.name for s in self.strategies)

    @property
    def factor_names(self) -> tuple[str, ...]:
        """Names in the order of the factor axis."""
        return tuple(f.name for f in self.factors)

    def digest(self) -> str:
        """SHA-256 of the plan's canonical text, 64 hex digits."""
        return hashlib.sha256(canonical_text(self).encode("utf-8")).hexdigest()


class Manifest(Plan):
    """The plan of a finished study, with its store."""

    store: StoreInfo

    def plan(self) -> Plan:
        """Return the request alone."""
        return Plan.model_validate(self.model_dump(exclude={"store"}))


def canonical_text(model: Plan) -> str:
    """Return a plan or manifest as JSON with sorted keys; the same content, the same bytes."""
    content = model.model_dump(mode="json")
    if content["points"] is None:  # studies of worlds from the priors keep the digests they always had
        del content["points"]
    return json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


M = TypeVar("M", bound="Plan")


def parse_plan(data: bytes, model: type[M], file: str) -> M:
    """Return a plan or manifest read from hostile bytes.

    Parameters
    ----------
    data : content of the file
    model : `Plan` or `Manifest`
    file : its name, for messages

    Raises
    ------
    StudyError : ``bad_manifest`` (not JSON, wrong fields), ``not_a_study`` (JSON of something
        else) or ``unknown_schema`` (written by a newer irenic); all problems at once
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _refused("bad_manifest", file, "", "not JSON, or cut off", "a whole manifest") from error
    if not isinstance(content, dict) or content.get("format") != "irenic-study":
        raise _refused("not_a_study", file, "format", "not a study's", '"irenic-study"')
    if content.get("schema_version") != SCHEMA:
        given = quoted(content.get("schema_version"))
        raise _refused("unknown_schema", file, "schema_version", given, str(SCHEMA))
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise StudyError([_wrong_field(e, file) for e in error.errors()]) from error


def differences(stored: Plan, asked: Plan, file: str) -> list[Problem]:
    """Return what differs between a stored plan and the one asked for, field by field.

    Parameters
    ----------
    stored : what the folder holds
    asked : what the caller wants
    file : the folder, for messages

    Returns
    -------
    Problems with code ``other_settings``; empty where the two are the same
    """
    old, new = _flat(stored.model_dump(mode="json")), _flat(asked.model_dump(mode="json"))
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    if "case.digest" in keys:  # says the same of the content, in one short line
        keys = [key for key in keys if key != "case.content"]
    hint = "Resume with the settings it was begun with, or choose another folder."
    changed = "The model has changed since; begin anew with --force, or choose another folder."
    problems = [
        study_problem(
            "other_settings",
            file,
            _shown(new.get(key)),
            f"{_shown(old.get(key))}, as begun",
            changed if key in ("code", "irenic") else hint,
            path=key,
        )
        for key in keys[:MAX_DIFFERENCES]
    ]
    if len(keys) > MAX_DIFFERENCES:
        more = f"{len(keys) - MAX_DIFFERENCES} more settings"
        problems.append(study_problem("other_settings", file, "different", "the same", hint, path=more))
    return problems


def _shown(value: object) -> str:
    return "absent" if value is None else quoted(value)


def _flat(value: object, prefix: str = "") -> dict[str, object]:
    """Return nested data as dotted key -> leaf; entries of a list by name or id where they have one."""
    if isinstance(value, Mapping):
        parts: Iterable[tuple[str, object]] = ((str(k), v) for k, v in value.items())
    elif isinstance(value, list | tuple) and value and all(isinstance(v, Mapping) for v in value):
        parts = ((str(v.get("name") or v.get("id")), {**v, "place": i}) for i, v in enumerate(value))
    else:
        return {prefix: value}
    flat: dict[str, object] = {}
    for key, part in parts:
        flat.update(_flat(part, f"{prefix}.{key}" if prefix else key))
    return flat


def _refused(code: str, file: str, path: str, given: str, expected: str) -> StudyError:
    hint = "Give the folder of a study made by `irenic study`."
    return study_error(code, file, given, expected, hint, path=path)


def _wrong_field(error: Mapping[str, object], file: str) -> Problem:
    place = error["loc"]
    path = ".".join(str(part) for part in place) if isinstance(place, tuple) else str(place)
    given = quoted(error.get("input"))
    hint = "The manifest was edited or damaged; run the study again."
    return study_problem("bad_manifest", file, given, str(error["msg"]), hint, path=path)
