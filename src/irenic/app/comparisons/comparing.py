"""The comparison of a study's strategies as a page shows it: the answer in sentences first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from pydantic import BaseModel

from irenic.analysis.compare import Comparison
from irenic.analysis.document import number
from irenic.analysis.regret import Robustness, robustness, sweep_regret
from irenic.analysis.robustness.assess import weighting_of
from irenic.analysis.robustness.losers import GroupChange
from irenic.analysis.robustness.words import loser_lines
from irenic.analysis.sentences import study_sentences, untestable_sentence
from irenic.analysis.wording import figure, listing, percent
from irenic.app.comparisons.findings import Compared
from irenic.figures.standing import winner_sentence
from irenic.figures.words import shown, strategy_labels
from irenic.study import NOTICE, Manifest


class StrategyModel(BaseModel):
    """A strategy of a study."""

    strategy: str
    label: str


class OutcomeModel(BaseModel):
    """An outcome that can be compared; `usual` is its value by strategy, in `unit`, null where missing."""

    outcome: str
    label: str
    unit: str
    direction: str
    family: str
    headline: bool
    usual: dict[str, float | None]


class SeriesModel(BaseModel):
    """A monthly series."""

    series: str
    label: str
    unit: str


class PlaceModel(BaseModel):
    """A strategy's place: by mean regret (sd) under the weights asked for, and over all weightings."""

    strategy: str
    label: str
    place: int
    regret: float | None
    usual_place: int
    usual_regret: float | None


class LoserModel(BaseModel):
    """Who loses and who gains under a strategy, against doing nothing, in a sentence."""

    strategy: str
    label: str
    sentence: str


class ComparisonModel(BaseModel):
    """A study's strategies compared."""

    notice: str
    study: str
    worlds: int
    replicates: int
    months: int
    headline: str
    answer: list[str]
    baseline: str
    strategies: list[StrategyModel]
    outcomes: list[OutcomeModel]
    series: list[SeriesModel]
    families: list[str]
    weights: dict[str, float] | None
    order: list[PlaceModel]
    order_in_words: str
    losers: list[LoserModel]


def comparison_model(key: str, found: Compared, weights: Mapping[str, float] | None) -> ComparisonModel:
    """Return a comparison as the interface gives it.

    Parameters
    ----------
    key : name of the study
    found : its strategies compared
    weights : family -> weight in any unit; None for all weightings

    Raises
    ------
    StudyError : ``unknown_family``, ``bad_weight``
    """
    manifest, comparison = found.study.manifest, found.comparison
    labels = strategy_labels(manifest)
    shares, places, said = _order(found, weights, labels)
    return ComparisonModel(
        notice=NOTICE, study=key, worlds=manifest.worlds, replicates=manifest.replicates,
        months=manifest.months, headline=winner_sentence(found.study, comparison),
        answer=_answer(found, labels), baseline=found.baseline,
        strategies=[StrategyModel(strategy=n, label=labels[n]) for n in comparison.strategies],
        outcomes=_outcomes(comparison), series=_series(manifest), families=list(comparison.families),
        weights=shares, order=places, order_in_words=said, losers=_losers(found, labels),
    )  # fmt: skip


def _answer(found: Compared, labels: Mapping[str, str]) -> list[str]:
    """The sentences of ``irenic compare``, with labels for names."""
    comparison = found.comparison
    named = replace(comparison, strategies=tuple(labels[name] for name in comparison.strategies))
    phases = [one._replace(strategy=labels[one.strategy]) for one in found.phases]
    headlines = [o for o in comparison.outcomes if o.info.headline]
    untestable = untestable_sentence(found.study.manifest, comparison.strategies)
    for name in sorted(labels, key=len, reverse=True):
        untestable = untestable.replace(f" {name} ", f" {labels[name]} ")
    return [*study_sentences(named, phases, headlines), *([untestable] if untestable else [])]


def _outcomes(comparison: Comparison) -> list[OutcomeModel]:
    return [
        OutcomeModel(
            outcome=o.info.id, label=shown(o.info.label), unit=shown(o.info.unit),
            direction=o.info.direction, family=o.info.family, headline=o.info.headline,
            usual={
                name: number(value) for name, value in zip(comparison.strategies, o.value, strict=True)
            },
        )
        for o in comparison.outcomes
    ]  # fmt: skip


def _series(manifest: Manifest) -> list[SeriesModel]:
    """Monthly series, by the label of the outcome of the same name and unit where there is one."""
    known = {(o.id, o.unit): o.label for o in manifest.outcomes}
    return [
        SeriesModel(
            series=s.id, unit=shown(s.unit),
            label=shown(known.get((s.id, s.unit), s.id.replace("_", " ").capitalize())),
        )
        for s in manifest.series
    ]  # fmt: skip


def _order(
    found: Compared, weights: Mapping[str, float] | None, labels: Mapping[str, str]
) -> tuple[dict[str, float] | None, list[PlaceModel], str]:
    """Shares of the families, places of the strategies, and what that says."""
    comparison, decision = found.comparison, found.decision
    sweep, usual = comparison.sweep, comparison.robust
    if sweep is None or usual is None:
        return None, [], "No outcome of this study has a family, so there is nothing to weigh."
    names, all_weightings = comparison.strategies, sweep.average_mean
    regrets, robust, shares = all_weightings, usual, None
    if weights is not None:
        row, _ = weighting_of(decision.families, weights)
        shares = {f: float(w) for f, w in zip(decision.families, row, strict=True)}
        one = sweep_regret(decision.scores, row[None])
        regrets, robust = one.average_mean, robustness(one)
    places, before = _places(regrets), _places(all_weightings)
    listed = [
        PlaceModel(
            strategy=name, label=labels[name], place=places[i], regret=number(regrets[i]),
            usual_place=before[i], usual_regret=number(all_weightings[i]),
        )
        for i, name in enumerate(names)
    ]  # fmt: skip
    said = _order_in_words([labels[name] for name in names], regrets, robust, shares)
    return shares, sorted(listed, key=lambda one: one.place), said


def _places(regrets: Sequence[float] | np.ndarray) -> list[int]:
    """Place of each by regret, least first, counted from 1."""
    order = np.argsort(np.asarray(regrets), kind="stable")
    places = np.empty(len(order), int)
    places[order] = np.arange(1, len(order) + 1)
    return [int(place) for place in places]


def _order_in_words(
    names: Sequence[str], regrets: np.ndarray, robust: Robustness, shares: Mapping[str, float] | None
) -> str:
    if robust.second is None:
        return "One strategy alone: there is nothing to compare it with."
    if shares is None:
        where = "Averaged over all weightings"
    else:
        listed = [f"{family} {percent(share)}" for family, share in shares.items()]
        where = f"With {listing(listed)}"
    first, second = names[robust.first], names[robust.second]
    one, two = (figure(float(regrets[i]), "sd") for i in (robust.first, robust.second))
    if not robust.separated:
        return (
            f"{where}, there is no clear winner: {first} and {second} fall equally far behind the best "
            f"strategy of each world, within Monte Carlo error ({one} and {two} sd)."
        )
    return (
        f"{where}, {first} falls least behind the best strategy of each world ({one} sd on average); next is "
        f"{second} ({two} sd)."
    )


def _losers(found: Compared, labels: Mapping[str, str]) -> list[LoserModel]:
    """Sentences on groups, with the names of groups and the labels of strategies."""
    changes = [_named(change) for change in found.changes]
    listed = []
    for name in found.comparison.strategies:
        for line in loser_lines(changes, [name]):
            said = line.removeprefix(f"{name} - ")
            listed.append(LoserModel(strategy=name, label=labels[name], sentence=said[:1].upper() + said[1:]))
    return listed


def _named(change: GroupChange) -> GroupChange:
    """A change with the group's name in place of its id, for sentences."""
    return change._replace(group=change.group.model_copy(update={"id": shown(change.group.name)}))
