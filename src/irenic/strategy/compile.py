"""Turn a strategy into arrays; docs/model.md says what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from irenic.errors import StrategyError, quoted
from irenic.strategy.arrays import (
    DEPTH_MAX,
    J_MAX,
    K_MAX,
    P_MAX,
    SELECTORS_MAX,
    T_MAX,
    StrategyArrays,
    Targets,
    empty_arrays,
    lever_layout,
)
from irenic.strategy.expression import Count, PhaseState, Register
from irenic.strategy.levers import LEVER_BY_ID
from irenic.strategy.nodes import Nodes
from irenic.strategy.parse import parse_choice, parse_condition, parse_register
from irenic.strategy.places import assign, check_target, target_places
from irenic.strategy.plan import BUDGETS, LEADER_LOST, MILESTONES, CaseNames, Follow, Phase, Strategy, Target
from irenic.strategy.selectors import KEYS, Selections
from irenic.strategy.settings import ORDER
from irenic.strategy.tokens import RuleFault
from irenic.strategy.vocabulary import FIELDS, PICKS, Vocabulary


def strategy_arrays(strategy: Strategy, names: CaseNames) -> StrategyArrays:
    """Return a strategy as arrays.

    Parameters
    ----------
    strategy : as read from a file for this case, or built in Python
    names : ids of the case

    Returns
    -------
    Arrays of the same shapes for every strategy of the case

    Raises
    ------
    StrategyError : the strategy names something the case lacks, says something no rule can say, or
        is larger than the arrays
    """
    compiled = Compiled(strategy, names)
    excess = compiled.excess()
    if excess:
        code, given, expected = excess[0]
        raise StrategyError(f"{code}: strategy {strategy.name} is {given}; expected {expected}")
    return compiled.arrays()


class Compiled:
    """A strategy with its tests, gates, selections and targets numbered, before any limit.

    Parameters
    ----------
    strategy : to compile
    names : ids of the case

    Raises
    ------
    StrategyError : it names something the case lacks, or says something no rule can say
    """

    def __init__(self, strategy: Strategy, names: CaseNames) -> None:
        self.strategy, self.names = strategy, names
        self.layout = lever_layout(names)
        self.phases = tuple(phase.name for phase in strategy.phases)
        self.words = Vocabulary(names, self.phases)
        _check_rules(strategy, self.words)
        self.selections = Selections(self.words)
        self.nodes = Nodes(self.register, self.words.month_of)
        each = [(phase.when, phase.until) for phase in strategy.phases]
        self.rules = [[None if one is None else self.nodes.add(one) for one in pair] for pair in each]
        self.targets = list(self._targets())
        self.selected = [self._selector(target) for _, target in self.targets]
        self.sources = [self._source(target) for _, target in self.targets]

    # Numbers

    def register(self, one: Register | Count | PhaseState) -> int:
        """Return the register of something observed, of a count, or of the state of a phase."""
        registers, names = self.words.registers, self.names
        if isinstance(one, PhaseState):
            first = {"active": registers.active, "started": registers.started, "ended": registers.ended}
            return first[one.state] + self.phases.index(one.phase)
        if isinstance(one, Count):
            return registers.counts + self.selections.number(one.kind, one.where)
        if one.name in self.words.scalars:
            return self.words.scalars[one.name]
        of = FIELDS[one.name].of
        if of == "district":
            return registers.of_district(one.name, names.districts.index(one.members[0]))
        group = names.groups.index(one.members[0])
        if of == "holding":
            return registers.of_district(one.name, names.districts.index(one.members[1]), group)
        if of == "group":
            return registers.of_group(one.name, group)
        return registers.of_group(one.name, *sorted((group, names.groups.index(one.members[1]))))

    def ranks(self) -> list[int]:
        """Return the rank of each phase, 1 for the lowest: exits last, then by priority and order."""
        order = sorted(
            range(len(self.phases)),
            key=lambda p: (self.strategy.phases[p].exit, self.strategy.phases[p].priority, p),
        )
        return [order.index(p) + 1 for p in range(len(order))]

    def _targets(self) -> Iterator[tuple[int, Target]]:
        """Targets with 0 or 1 + their phase, in the order in which they are applied."""

        def in_order(targets: tuple[Target, ...]) -> list[Target]:
            return sorted(targets, key=lambda target: ORDER[target.lever])

        yield from ((0, target) for target in in_order(self.strategy.targets))
        for _, p in sorted(zip(self.ranks(), range(len(self.phases)), strict=True)):
            yield from ((1 + p, target) for target in in_order(self.strategy.phases[p].targets))

    def _selector(self, target: Target) -> int:
        kind = PICKS.get(LEVER_BY_ID[target.lever].shape)
        return 0 if target.where is None or kind is None else 1 + self.selections.number(kind, target.where)

    def _source(self, target: Target) -> int:
        return self.register(target.value.register) if isinstance(target.value, Follow) else 0

    # Limits

    def excess(self) -> list[tuple[str, str, str]]:
        """Return what the strategy has too much of: code, what is given, and what was expected."""
        deepest = max(self.nodes.depths, default=0)
        sizes = [
            ("too_many_phases", len(self.phases), P_MAX, "phases"),
            ("too_many_tests", len(self.nodes.atoms), K_MAX, "different tests over all phases"),
            ("too_many_gates", len(self.nodes.gates), J_MAX, "different and, or, at least, or longer not"),
            ("rule_too_deep", deepest, DEPTH_MAX, "levels of conditions inside each other"),
            ("too_many_targets", len(self.targets), T_MAX, "settings by rule"),
        ]
        sizes += [
            ("too_many_selections", len(self.selections.found[kind]), SELECTORS_MAX[KEYS[kind]],
             f"different selections of {kind}")
            for kind in KEYS
        ]  # fmt: skip
        return [
            (code, f"with {size} {what}", f"at most {limit}")
            for code, size, limit, what in sizes
            if size > limit
        ]

    # Arrays

    def arrays(self) -> StrategyArrays:
        """Return the arrays; `excess` must be empty."""
        strategy = self.strategy
        arrays = empty_arrays(self.names)
        assign(arrays.base, None, strategy.base, (self.layout, self.names))
        for p, phase in enumerate(strategy.phases):
            self._fill_phase(arrays, p, phase)
        self._fill_nodes(arrays)
        targets = self._fill_targets(arrays.targets)
        dated = (*MILESTONES, *(f"{LEADER_LOST}:{group}" for group in self.names.groups))
        arrays.forced[:] = [strategy.forced.get(event, 0) for event in dated]
        arrays.budget[:] = [strategy.budget.get(what, np.inf) for what in BUDGETS]
        return arrays._replace(
            groups=self.selections.arrays("groups"),
            districts=self.selections.arrays("districts"),
            pairs=self.selections.arrays("pairs"),
            targets=targets,
        )

    def _fill_phase(self, arrays: StrategyArrays, p: int, phase: Phase) -> None:
        if phase.exit:
            arrays.value[p], arrays.sets[p] = self.layout.defaults, 1
        assign(arrays.value[p], arrays.sets[p], phase.levers, (self.layout, self.names))
        for nodes, rule in zip((arrays.when, arrays.until), self.rules[p], strict=True):
            if rule is not None:
                nodes[p, _column(rule)] = 1
        arrays.used[p], arrays.once[p], arrays.exits[p] = 1, phase.once, phase.exit
        arrays.lead[p], arrays.withdraw[p], arrays.rank[p] = phase.lead, phase.withdraw, self.ranks()[p]
        for q, other in enumerate(self.strategy.phases):
            arrays.rivals[p, q] = p != q and phase.branch != "" and phase.branch == other.branch

    def _fill_nodes(self, arrays: StrategyArrays) -> None:
        for atom, k in self.nodes.atoms.items():
            arrays.register[k], arrays.months[k] = atom.register, atom.months
            arrays.at_least[k], arrays.threshold[k] = atom.at_least, atom.threshold
        for gate, number in self.nodes.gates.items():
            j = -1 - number
            arrays.need[j], arrays.months[K_MAX + j] = gate.need, gate.months
            for node, weight in gate.inputs:
                arrays.weight[j, _column(node)] = weight

    def _fill_targets(self, arrays: Targets) -> Targets:
        for t, (phase, target) in enumerate(self.targets):
            arrays.phase[t, phase] = 1
            arrays.place[t] = target_places(target, self.layout, self.names)
            arrays.selector[t], arrays.source[t] = self.selected[t], self.sources[t]
            if isinstance(target.value, Follow):
                arrays.x[t], arrays.y[t] = target.value.at, target.value.give
            else:
                arrays.y[t] = target.value
        return arrays


def _column(node: int) -> int:
    """Place of a node in the arrays: tests first, then gates."""
    return node if node >= 0 else K_MAX - 1 - node


def _check_rules(strategy: Strategy, words: Vocabulary) -> None:
    """Rules built in Python must be rules that a file could hold, so what they say is read."""
    for phase in strategy.phases:
        for rule in (phase.when, phase.until):
            if rule is not None:
                _check(rule, lambda text: parse_condition(text, words), f"{strategy.name}.{phase.name}")
    owners = [(strategy.name, strategy.targets)]
    owners += [(f"{strategy.name}.{phase.name}", phase.targets) for phase in strategy.phases]
    for owner, targets in owners:
        for target in targets:
            check_target(target, words.names)
            if isinstance(target.value, Follow):
                _check(target.value.register, lambda text: parse_register(text, words), owner)
            if target.where is not None:
                kind = PICKS[LEVER_BY_ID[target.lever].shape]
                _check(target.where, lambda text, kind=kind: parse_choice(text, kind, words), owner)  # type: ignore[misc]


def _check(rule: object, read: Callable[[str], object], owner: str) -> None:
    text = str(rule)
    try:
        again = read(text)
    except RuleFault as fault:
        raise StrategyError(f"{fault.code}: a rule of {owner} is {quoted(text)}: {fault}") from None
    if again != rule:
        raise StrategyError(f"rule_syntax: a rule of {owner} is {quoted(text)}, which reads otherwise")
