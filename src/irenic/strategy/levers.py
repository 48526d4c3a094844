"""The table of levers, and how all of them lie in one flat vector.

The table (`levers.csv`) has the levers in the field order of the engine's record of levers: scalars,
then levers per group, the one per pair of groups, those per district, the one per issue and the one per
patron. The flat vector has the same order, so that a strategy is a fixed-shape array whatever it does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from irenic.errors import ShapeError
from irenic.strategy.tables import markdown_table, table_rows

Shape = Literal["scalar", "group", "pair", "district", "issue", "patron"]
"""What a lever has one value for: all, each group, pair of groups, district, issue or patron."""

Array = Any  # numpy.ndarray or jax.Array; unflattening works on both


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing a strategy can do.

    Parameters
    ----------
    id : its name in files and code
    shape : what it has one value for
    unit : of one value
    lower, upper : least and greatest value allowed
    default : value where a strategy says nothing
    label : neutral words for people
    effect : what it does
    cost : its main cost, in words
    money : USD million per unit and month (placeholder prices, grade D); 0 where it costs no money.
        Levers per group, pair or district cost this at the mean over groups (by power) or districts
        (by population), except `outside_force`, which costs it per person.
    """

    id: str
    shape: Shape
    unit: str
    lower: float
    upper: float
    default: float
    label: str
    effect: str
    cost: str
    money: float


def _read_levers() -> tuple[Lever, ...]:
    return tuple(
        Lever(
            id=row["id"],
            shape=cast(Shape, row["shape"]),
            unit=row["unit"],
            lower=float(row["lower"]),
            upper=float(row["upper"]),
            default=float(row["default"]),
            label=row["label"],
            effect=row["effect"],
            cost=row["cost"],
            money=float(row["money"]),
        )
        for row in table_rows("levers.csv")
    )


LEVERS: tuple[Lever, ...] = _read_levers()
"""All levers in the order of the table."""

LEVER_BY_ID: Mapping[str, Lever] = {lever.id: lever for lever in LEVERS}
"""The levers by their id."""


@dataclass(frozen=True)
class LeverLayout:
    """Where each lever lies in the flat vector of a case.

    Parameters
    ----------
    groups, districts, issues, patrons : how many the case has, at least 1 (patrons: 0) each

    Raises
    ------
    ShapeError : a count is below 1
    """

    groups: int
    districts: int
    issues: int
    patrons: int

    def __post_init__(self) -> None:
        if min(self.groups, self.districts, self.issues) < 1 or self.patrons < 0:
            given = f"{self.groups} groups, {self.districts} districts, {self.issues} issues"
            expected = "a lever layout needs at least one of each, and patrons from 0"
            raise ShapeError(f"{expected}; given {given}, {self.patrons} patrons")

    def shape(self, lever: str) -> tuple[int, ...]:
        """Return the axes of a lever: (), (group,), (group, group), (district,), (issue,) or (patron,)."""
        return {
            "scalar": (),
            "group": (self.groups,),
            "pair": (self.groups, self.groups),
            "district": (self.districts,),
            "issue": (self.issues,),
            "patron": (self.patrons,),
        }[LEVER_BY_ID[lever].shape]

    @cached_property
    def slices(self) -> Mapping[str, slice]:
        """Place of each lever in the flat vector; pairs are row-major."""
        ends = np.cumsum([math.prod(self.shape(lever.id)) for lever in LEVERS]).tolist()
        starts = [0, *ends[:-1]]
        return {lever.id: slice(a, b) for lever, a, b in zip(LEVERS, starts, ends, strict=True)}

    @property
    def length(self) -> int:
        """Number of values in the flat vector."""
        return int(self.slices[LEVERS[-1].id].stop)

    @cached_property
    def defaults(self) -> NDArray[np.float64]:
        """(length,): what the levers are where a strategy says nothing; read-only."""
        flat = np.concatenate([np.full(math.prod(self.shape(lever.id)), lever.default) for lever in LEVERS])
        flat.flags.writeable = False
        return flat

    def index(self, lever: str, *position: int) -> int:
        """Return the place of one value in the flat vector.

        Parameters
        ----------
        lever : its id
        position : index along each axis of the lever; none for a scalar
        """
        shape = self.shape(lever)
        within = int(np.ravel_multi_index(position, shape)) if shape else 0
        return int(self.slices[lever].start) + within

    def flatten(self, levers: Mapping[str, Array]) -> NDArray[Any]:
        """Return all levers as one vector.

        Parameters
        ----------
        levers : every lever by id, in the axes of `shape`, perhaps with the same further axes
            (worlds) at the end of each

        Returns
        -------
        (length, ...) with those further axes

        Raises
        ------
        ShapeError : a lever is missing, unknown or has other axes
        """
        odd = set(levers) ^ set(LEVER_BY_ID)
        if odd:
            raise ShapeError(f"levers missing or unknown: {', '.join(sorted(odd))}")
        batch = np.shape(levers[LEVERS[0].id])
        parts = []
        for lever in LEVERS:
            value, shape = np.asarray(levers[lever.id]), self.shape(lever.id)
            if value.shape != (*shape, *batch):
                raise ShapeError(f"{lever.id} has axes {value.shape}; expected {(*shape, *batch)}")
            parts.append(value.reshape((-1, *batch)) if shape else value[None])
        return np.concatenate(parts)

    def unflatten(self, flat: Array) -> dict[str, Array]:
        """Return the levers of a flat vector by id; the inverse of `flatten`.

        Parameters
        ----------
        flat : (length, ...), NumPy or JAX

        Returns
        -------
        Every lever by id, in the axes of `shape` followed by the further axes of `flat`; the ids
        are the fields of the engine's record of levers, in order

        Raises
        ------
        ShapeError : the first axis is not `length` long
        """
        if flat.ndim == 0 or flat.shape[0] != self.length:
            raise ShapeError(f"flat levers have axes {flat.shape}; expected {self.length} first")
        return {
            name: flat[place].reshape((*self.shape(name), *flat.shape[1:]))
            for name, place in self.slices.items()
        }

    def broadcast(self, values: Mapping[str, float], extremist: int | None = None) -> NDArray[np.float64]:
        """Return a flat vector from one number per lever, such as a case's reference levers.

        A number for a lever with axes goes to every group (but the extremist), pair of such
        groups, district or issue; levers not named stay at their default.

        Parameters
        ----------
        values : numbers by lever id, already checked against the table
        extremist : index of the extremist group; None to leave no group out
        """
        flat = self.defaults.copy()
        for name, value in values.items():
            flat[self._common(name, extremist)] = value
        return flat

    def _common(self, lever: str, extremist: int | None) -> NDArray[np.intp]:
        """Places a single number for a lever goes to."""
        kind = LEVER_BY_ID[lever].shape
        mask = np.ones(self.shape(lever), dtype=bool)
        if kind == "pair":
            np.fill_diagonal(mask, False)
        if kind in ("group", "pair") and extremist is not None:
            mask[extremist] = False
            if kind == "pair":
                mask[:, extremist] = False
        within: NDArray[np.intp] = np.flatnonzero(mask)
        return within + int(self.slices[lever].start)


_PAGE = """# Levers

This page is generated by `irenic.strategy.levers_markdown()` from `levers.csv`; a test fails when the
two differ. What each lever does in numbers stands in `model.md`.

A lever per group, pair, district or issue has one value for each. Prices (USD million per unit and
month) are placeholders, grade D; at breadth and guarantee they depend on talks and on a settlement.
Levers per group or district cost theirs at the mean over groups (by power) or districts (by
population), except outside force, which costs it per person. No lever reaches the extremist group.

"""


def levers_markdown() -> str:
    """Return the page of levers for the documentation."""
    header = ("Lever", "In words", "Per", "Unit", "Range", "Default", "Effect", "Main cost", "Price")
    rows = [
        (
            f"`{lever.id}`",
            lever.label,
            "strategy" if lever.shape == "scalar" else lever.shape,
            lever.unit,
            f"{lever.lower:g} to {lever.upper:g}",
            f"{lever.default:g}",
            lever.effect,
            lever.cost,
            f"{lever.money:g}",
        )
        for lever in LEVERS
    ]
    return _PAGE + markdown_table(header, rows)
