"""Sets of worlds: which figures are uncertain in a case, and what each is in a given world."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from irenic.case.arrays import CaseArrays
from irenic.case.ties import trust_from_relation
from irenic.errors import CaseError, ParameterError, Problem
from irenic.parameters import ParameterTable
from irenic.worlds.factors import (
    Factor,
    contested_columns,
    shifted_relation,
    split_lognormal,
    truncated_scores,
)
from irenic.worlds.points import BITS, sobol_points

Floats = NDArray[np.float64]

MAX_FACTORS = 25
"""Most named factors of a case, so that rules and sentences about them stay readable (D14)."""


@dataclass(frozen=True, eq=False)
class Worlds:
    """Worlds `lo` to `hi` (exclusive) of a set; arrays are float64 with the world axis last.

    Parameters
    ----------
    lo, hi : numbers of the first world and of the one after the last
    theta : parameter name -> (N,), inside its prior's bounds
    fighters : (G, D, N), persons, >= 0
    control : (G+1, D, N), shares, index 0 nobody; sums over holders are 1
    trust : (G, G, N), 0..1, symmetric, diagonal 1
    """

    lo: int
    hi: int
    theta: dict[str, Floats]
    fighters: Floats
    control: Floats
    trust: Floats

    @property
    def n(self) -> int:
        """Number of worlds in the block."""
        return self.hi - self.lo


class WorldSet:
    """A numbered set of worlds of one case: a scrambled Sobol sample of all that is uncertain.

    Coordinates are the table's parameters in order, then the case's factors: the size of each named
    group and of the extremist (``size:X``), one for all other groups with force (``size:rest``),
    the trust between two blocs (``trust:A-B``) and a group's share of a contested district
    (``control:DISTRICT:GROUP``). Nothing is kept per world: a block is computed when asked for, so
    a million worlds need no more memory than the largest block.

    Parameters
    ----------
    case_arrays : the case at its best estimates, with its declared uncertainty
    table : priors of the model's parameters
    n : number of worlds, a power of two up to 2**30
    seed : seed of the scramble, an integer >= 0

    Raises
    ------
    ParameterError : `n` is no power of two (``worlds_not_power_of_two``) or `seed` no integer >= 0
        (``bad_seed``)
    CaseError : more than `MAX_FACTORS` factors (``too_many_factors``), or an uncertain size that
        is not above 0 (``size_not_positive``)

    References
    ----------
    Decision D14; `irenic.worlds.points` for the sequence, `irenic.worlds.factors` for the laws.
    """

    def __init__(self, case_arrays: CaseArrays, table: ParameterTable, n: int, seed: int) -> None:
        _check_numbers(n, seed)
        self.case_arrays, self.table, self.n, self.seed = case_arrays, table, int(n), int(seed)
        uncertainty = case_arrays.uncertainty
        self._sized: tuple[int, ...] = tuple(dict.fromkeys((case_arrays.extremist, *uncertainty.group_sizes)))
        apart = (*self._sized, case_arrays.councils)
        has_force = np.flatnonzero(case_arrays.fighters_best > 0).tolist()
        self._rest: tuple[int, ...] = tuple(g for g in has_force if g not in apart)
        _check_sizes(case_arrays, (*self._sized, *self._rest))
        self.factor_table: tuple[Factor, ...] = self._named_factors()
        if len(self.factor_table) > MAX_FACTORS:
            given, expected = f"{len(self.factor_table)} factors", f"at most {MAX_FACTORS}"
            hint = "Keep those that matter most."
            raise CaseError([Problem("too_many_factors", "case", None, "uncertainty", given, expected, hint)])

    @property
    def factor_names(self) -> tuple[str, ...]:
        """Names of the case's factors, in the order of the F axis."""
        return tuple(factor.name for factor in self.factor_table)

    def _named_factors(self) -> tuple[Factor, ...]:
        arrays, uncertainty = self.case_arrays, self.case_arrays.uncertainty
        factors = [
            Factor(f"size:{arrays.groups[g]}", "persons", f"fighters of {arrays.groups[g]} at the start")
            for g in self._sized
        ]
        if self._rest:
            factors.append(Factor("size:rest", "persons", "fighters of all other groups together"))
        for pair in uncertainty.bloc_trust:
            meaning = f"shift of relations between {pair.first} and {pair.second}"
            factors.append(Factor(f"trust:{pair.first}-{pair.second}", "relation", meaning))
        for contest in uncertainty.contested_control:
            district, group = arrays.districts[contest.district], arrays.groups[contest.group]
            meaning = f"share of {district} held by {group} at the start"
            factors.append(Factor(f"control:{district}:{group}", "share", meaning))
        return tuple(factors)

    def uniforms(self, lo: int, hi: int) -> Floats:
        """Return the coordinates of worlds `lo` to `hi`: (P + F, N), inside 0..1.

        Raises
        ------
        ParameterError : not 0 <= lo < hi <= n (``block_out_of_range``)
        """
        if not 0 <= lo < hi <= self.n:
            raise ParameterError(
                f"block_out_of_range: worlds {lo} to {hi} asked for; expected 0 <= lo < hi <= {self.n}"
            )
        return sobol_points(len(self.table) + len(self.factor_table), self.seed, lo, hi)

    def block(self, lo: int, hi: int) -> Worlds:
        """Return worlds `lo` to `hi` (exclusive); the same bytes in whatever block they come.

        Parameters
        ----------
        lo, hi : 0 <= lo < hi <= n

        Raises
        ------
        ParameterError : the block is not inside the set (``block_out_of_range``)
        """
        return self.from_uniforms(self.uniforms(lo, hi), lo)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the coordinates of a world, in order: parameters, then factors."""
        return (*self.table.names, *self.factor_names)

    def from_uniforms(self, u: Floats, lo: int = 0) -> Worlds:
        """Return the worlds at points of the unit cube, for designs other than the set's own.

        Parameters
        ----------
        u : (P + F, N), inside 0..1, in the order of `dimensions`
        lo : number of the first; a world's luck goes by its number, so that two worlds of the same
            number share it

        Raises
        ------
        ParameterError : not of that shape, or not inside 0..1 (``bad_points``)
        """
        u = self._checked(u)
        theta = self.table.quantile(u[: len(self.table)])
        sizes_u, shifts_u, contests_u = self._parts(u)
        control = self._control(contests_u)
        return Worlds(
            lo=lo,
            hi=lo + u.shape[1],
            theta=dict(zip(self.table.names, theta, strict=True)),
            fighters=self._fighters(self._sizes(sizes_u), control),
            control=control,
            trust=self._trust(self._shifts(shifts_u)),
        )

    def _checked(self, u: Floats) -> Floats:
        points = np.asarray(u, np.float64)
        rows = len(self.dimensions)
        if points.ndim != 2 or len(points) != rows or not ((points > 0.0) & (points < 1.0)).all():
            raise ParameterError(
                f"bad_points: points of shape {points.shape} given; expected ({rows}, N), all inside 0..1"
            )
        return points

    def factors(self, lo: int, hi: int) -> Floats:
        """Return the factors' values in worlds `lo` to `hi`, (F, N) in the order of `factor_names`.

        Units are those of `factor_table`: persons, a shift on the relation scale, a share.

        Raises
        ------
        ParameterError : the block is not inside the set (``block_out_of_range``)
        """
        return self.factors_from(self.uniforms(lo, hi))

    def factors_from(self, u: Floats) -> Floats:
        """Return the factors' values at points of the unit cube, (F, N); see `from_uniforms`.

        Raises
        ------
        ParameterError : as `from_uniforms`
        """
        sizes_u, shifts_u, contests_u = self._parts(self._checked(u))
        sizes, control = self._sizes(sizes_u), self._control(contests_u)
        values = [sizes[group] for group in self._sized]
        if self._rest:
            # Added one by one: NumPy's own sum takes another order for a block of one world.
            values.append(reduce(np.add, [sizes[group] for group in self._rest]))
        values.extend(self._shifts(shifts_u))
        for contest in self.case_arrays.uncertainty.contested_control:
            values.append(control[contest.group + 1, contest.district])
        return np.stack(values)

    def _parts(self, u: Floats) -> tuple[Floats, Floats, Floats]:
        """Split coordinates into those of sizes, trust shifts and contested shares."""
        start = len(self.table) + len(self._sized) + bool(self._rest)
        middle = start + len(self.case_arrays.uncertainty.bloc_trust)
        return u[len(self.table) : start], u[start:middle], u[middle:]

    def _sizes(self, u: Floats) -> Floats:
        """Fighters of each group (G, N); 0 for those without force of their own, and councils."""
        arrays = self.case_arrays
        sizes = np.zeros((len(arrays.groups), u.shape[1]))
        rows: list[tuple[int, int]] = [
            *enumerate(self._sized),
            *((len(self._sized), group) for group in self._rest),
        ]
        for row, group in rows:
            low, best, high = (
                float(figure[group])
                for figure in (arrays.fighters_low, arrays.fighters_best, arrays.fighters_high)
            )
            sizes[group] = split_lognormal(u[row], low, best, high)
        return sizes

    def _fighters(self, sizes: Floats, control: Floats) -> Floats:
        """Fighters by district (G, D, N); councils keep a garrison where they hold people (D2)."""
        arrays = self.case_arrays
        fighters = np.asarray(sizes[:, None, :] * arrays.fighter_split[:, :, None])
        if arrays.councils is not None:
            people = arrays.population[:, None] * control[arrays.councils + 1]
            fighters[arrays.councils] = arrays.garrison_per_capita * people
        return fighters

    def _shifts(self, u: Floats) -> Floats:
        """Shift of the relations between each pair of blocs (B, N), relation scale."""
        sds = np.array([pair.sd for pair in self.case_arrays.uncertainty.bloc_trust])
        return np.asarray(sds[:, None] * truncated_scores(u))

    def _trust(self, shifts: Floats) -> Floats:
        """Trust (G, G, N): the case's, with every pair across two named blocs shifted together."""
        arrays = self.case_arrays
        trust = np.repeat(arrays.trust[:, :, None], shifts.shape[1], axis=2)
        for pair, shift in zip(arrays.uncertainty.bloc_trust, shifts, strict=True):
            for g in pair.first_groups:
                for h in pair.second_groups:
                    if g != h:
                        relation = shifted_relation(arrays.relation[g, h], shift)
                        trust[g, h] = trust[h, g] = trust_from_relation(relation)
        return trust

    def _control(self, u: Floats) -> Floats:
        """Control (G+1, D, N): the case's, with contested districts drawn anew."""
        arrays = self.case_arrays
        control = np.repeat(arrays.control[:, :, None], u.shape[1], axis=2)
        contests: dict[int, list[int]] = defaultdict(list)
        for row, contest in enumerate(arrays.uncertainty.contested_control):
            contests[contest.district].append(row)
        for district, rows in contests.items():
            listed = arrays.uncertainty.contested_control
            holders = tuple(listed[row].group + 1 for row in rows)
            shares = arrays.control[:, district]
            control[:, district] = contested_columns(shares, holders, arrays.control_grade, u[rows])
        return control


def _check_numbers(n: int, seed: int) -> None:
    """Refuse a number of worlds or a seed that cannot be used."""
    if not _is_integer(n):
        raise ParameterError(f"worlds_not_power_of_two: {n!r} worlds asked for; expected an integer")
    if not 1 <= n <= 2**BITS or n & (n - 1):
        raise ParameterError(
            f"worlds_not_power_of_two: {n} worlds asked for; expected a power of two from 1 to "
            f"2**{BITS}, as a Sobol sample is balanced at no other size. Nearest: {nearest_power_of_two(n)}."
        )
    if not _is_integer(seed) or seed < 0:
        raise ParameterError(f"bad_seed: the seed is {seed!r}; expected an integer of at least 0")


def _is_integer(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def nearest_power_of_two(n: int) -> int:
    """Return the power of two nearest to `n`, the larger of two at the same distance; 1 at least."""
    if not 1 <= n <= 2**BITS:
        return 2**BITS if n > 2**BITS else 1
    below = 1 << (int(n).bit_length() - 1)
    return below if n - below < 2 * below - n else 2 * below


def _check_sizes(arrays: CaseArrays, groups: tuple[int, ...]) -> None:
    """Refuse sizes that have no logarithm or are out of order."""
    problems = []
    for g in groups:
        low, best, high = arrays.fighters_low[g], arrays.fighters_best[g], arrays.fighters_high[g]
        if not 0 < low <= best <= high < np.inf:
            path = f"groups.{arrays.groups[g]}.fighters"
            given = f"low {low:g}, best {best:g}, high {high:g}"
            expected = "0 < low <= best <= high"
            problems.append(Problem("size_not_positive", "case", None, path, given, expected))
    if problems:
        raise CaseError(problems)
