"""The question put to a study: in which of its worlds a proposition holds."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, means
from irenic.analysis.belief import loads, unequal
from irenic.analysis.discover.inputs import Input
from irenic.analysis.measured import measured, proposition_of, words_of
from irenic.analysis.proposition import evaluate
from irenic.errors import Problem, StudyError, did_you_mean, quoted
from irenic.parameters import ParameterTable, load_parameters
from irenic.study import Study

PLACE = "--where"


class Question(NamedTuple):
    """A proposition, and its answer in every world of a study.

    Parameters
    ----------
    text : as it was asked
    words : the proposition in words
    chance : (world,), share of a world's runs in which it holds, 0..1; NaN where no run can tell
    weights : (world,), how many worlds each counts for (`irenic.analysis.belief.loads`); None for alike
    """

    text: str
    words: str
    chance: Floats
    weights: Floats | None = None

    @property
    def asked(self) -> int:
        """Number of worlds in which it can be told."""
        return int((~np.isnan(self.chance) & self._counts).sum())

    @property
    def cannot_tell(self) -> int:
        """Number of worlds in which it cannot."""
        return int((np.isnan(self.chance) & self._counts).sum())

    @property
    def mostly(self) -> float:
        """Share of the worlds that can tell in which it holds in most runs."""
        known = np.flatnonzero(~np.isnan(self.chance) & self._counts)
        load = np.ones(len(known)) if self.weights is None else self.weights[known]
        return float(load @ (self.chance[known] > 0.5)) / float(load.sum())

    @property
    def _counts(self) -> NDArray[np.bool_]:
        if self.weights is None:
            return np.ones(self.chance.shape, np.bool_)
        return np.asarray(self.weights > 0)


class WorldInputs(NamedTuple):
    """What tells a study's worlds apart.

    Parameters
    ----------
    x : (world, input)
    inputs : one per column
    meanings : in words, one per column
    table : the priors, None where the study was made with other ones
    """

    x: Floats
    inputs: tuple[Input, ...]
    meanings: tuple[str, ...]
    table: ParameterTable | None


def ask(study: Study, text: str, weights: Floats | None = None) -> Question:
    """Ask a study in which share of each world's runs a proposition holds.

    Parameters
    ----------
    study : the study; its strategies are the arms of the proposition
    text : such as ``dislodged(strikes) < 0.5``
    weights : (world,), how much each world counts; None for alike

    Raises
    ------
    StudyError : what is wrong with the text, with its column; ``bad_world_weights``
    """
    heavy = unequal(weights)
    proposition = proposition_of(study, text, PLACE)
    truth = evaluate(proposition, measured(study, proposition, by_world=False))
    chance = means(np.where(truth.spoken, truth.holds.astype(np.float64), np.nan))
    return Question(text, words_of(study, proposition), chance, None if heavy is None else loads(heavy))


def world_inputs(study: Study, names: Sequence[str] = ()) -> WorldInputs:
    """Return the parameters and factors of a study's worlds.

    Parameters
    ----------
    study : the study
    names : which of them, also patterns such as ``size:*``; none for all

    Raises
    ------
    StudyError : ``unknown_input``, one problem per name
    """
    manifest = study.manifest
    table = load_parameters()
    known = table if table.digest == manifest.parameters.digest else None
    rows = [np.asarray(study.parameters.values, np.float64)]
    inputs = [Input(name, "real", _unit(table, name)) for name in manifest.parameters.names]
    meanings = [table[name].meaning if name in table.names else "" for name in manifest.parameters.names]
    if manifest.factors:
        rows.append(np.asarray(study.factors.values, np.float64))
        inputs += [Input(f.name, "real", f.unit) for f in manifest.factors]
        meanings += [f.meaning for f in manifest.factors]
    chosen = _chosen(study, [one.name for one in inputs], names)
    picked = np.concatenate(rows)[chosen].T
    return WorldInputs(
        picked, tuple(inputs[i] for i in chosen), tuple(meanings[i] for i in chosen), known
    )  # fmt: skip


def _unit(table: ParameterTable, name: str) -> str:
    return table[name].unit if name in table.names else ""


def _chosen(study: Study, known: list[str], asked: Sequence[str]) -> list[int]:
    """Positions of the inputs that any of the names or patterns fits; all for none."""
    unknown = [one for one in asked if not any(fnmatchcase(name, one) for name in known)]
    if unknown:
        raise StudyError(
            [
                Problem(
                    "unknown_input",
                    str(study.path),
                    None,
                    "--inputs",
                    quoted(one),
                    "parameters or factors of its worlds",
                    did_you_mean(one, known),
                )
                for one in unknown
            ]
        )
    fits = [not asked or any(fnmatchcase(name, one) for one in asked) for name in known]
    return [i for i, fit in enumerate(fits) if fit]
