"""The worlds behind a verdict: where a claim holds and where it fails, and what can be replayed of them."""

from __future__ import annotations

from typing import Literal, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from irenic.analysis.audit import Ledger, Line, Options
from irenic.analysis.audit.asked import asked_of, chosen_claims
from irenic.analysis.audit.claims_file import ClaimsFile
from irenic.analysis.audit.influence import Inputs
from irenic.analysis.audit.run import run_trials
from irenic.analysis.audit.tested import Tested, try_claim
from irenic.analysis.audit.trials import Trial, inputs_of
from irenic.analysis.audit.words import odds
from irenic.analysis.claims import Arm, Claim, arm_in_words, arm_label
from irenic.analysis.document import number
from irenic.analysis.robustness.decision import BASELINE
from irenic.analysis.wording import figure
from irenic.figures.words import shown, strategy_labels
from irenic.study import NOTICE, Study
from irenic.study.problems import study_error
from irenic.worlds import Worlds

CLEAREST, CLOSEST = 3, 2
"""Worlds shown of either side: those with the widest margin, and those nearest to turning."""

INPUTS = 4
"""Inputs shown of a world."""


class ArmModel(BaseModel):
    """One of the plans that a claim compares, and which strategy of the study is nearest to it."""

    arm: str
    label: str
    text: str
    exact: bool
    strategy: str
    strategy_label: str
    said: str


class InputModel(BaseModel):
    """What differs between worlds."""

    input: str
    meaning: str
    unit: str


class ValueModel(BaseModel):
    """An input's value in a world, and how high that is in its prior, 0..1 and in words."""

    text: str
    below: float
    level: Literal["low", "middle", "high"]


class ClaimWorldModel(BaseModel):
    """A world in which a claim holds or fails; `runs` is the share of its runs that say so, too."""

    world: int
    replicate: int
    holds: bool
    kind: Literal["clearest", "closest to turning"]
    runs: float
    margin: float | None
    values: list[ValueModel]


class ClaimWorldsModel(BaseModel):
    """Some worlds on either side of a claim, and how many there are."""

    notice: str
    claim: str
    sentence: str
    holds: int
    fails: int
    silent: int
    inputs: list[InputModel]
    worlds: list[ClaimWorldModel]


class _Known(NamedTuple):
    """A claim tried in the audit's worlds."""

    tested: Tested
    inputs: Inputs
    columns: tuple[int, ...]


def arm_models(claim: Claim, read: ClaimsFile, study: Study) -> list[ArmModel]:
    """Return a claim's plans, each with the study's strategy that a replay shows in its place.

    Parameters
    ----------
    claim, read, study : a claim, its file, the study
    """
    return [_arm(arm, read, study) for arm in claim.arms.values()]


def _arm(arm: Arm, read: ClaimsFile, study: Study) -> ArmModel:
    names, labels = study.manifest.strategy_names, strategy_labels(study.manifest)
    label = shown(arm_label(arm, read.subject.strategies))
    changed = bool(arm.plan or arm.levers or arm.without or arm.parameters or arm.events)
    text = shown(arm_in_words(arm))
    if not changed and arm.strategy in names:
        nearest, said = arm.strategy, "A strategy of this study: the map replays exactly what was run."
    elif arm.strategy in names:
        nearest = arm.strategy
        said = (
            f"Not a strategy of this study: it is {labels[nearest]} with changes. The map replays "
            f"{labels[nearest]} as it stands, in the same world with the same luck."
        )
    else:
        nearest = BASELINE if BASELINE in names else names[0]
        said = (
            "Not a strategy of this study, nor is any near it. The map replays "
            f"{labels[nearest]} in the same world with the same luck."
        )
    return ArmModel(
        arm=arm.name, label=label, text=text, exact=not changed and arm.strategy in names,
        strategy=nearest, strategy_label=labels[nearest], said=said,
    )  # fmt: skip


def claim_worlds(read: ClaimsFile, ledger: Ledger, line: Line) -> ClaimWorldsModel:
    """Return worlds in which a claim holds and fails, from what its audit kept.

    Parameters
    ----------
    read, ledger, line : the claims, the kept ledger, the claim's line of it

    Raises
    ------
    ClaimError : ``unknown_claim`` where the file no longer has it
    StudyError : ``not_kept`` where its runs are no longer there
    """
    known = _known(read, ledger, line)
    if known is None:
        return _empty(line)
    tested = known.tested
    spoken, holds = tested.spoken, tested.holds & tested.spoken
    sides = [_side(known, (holds if way else spoken & ~holds), way) for way in (True, False)]
    counts = int(holds.sum()), int((spoken & ~holds).sum()), int((~spoken).sum())
    return ClaimWorldsModel(
        notice=NOTICE, claim=line.id, sentence=_sentence(counts), holds=counts[0], fails=counts[1],
        silent=counts[2], inputs=[_input(known.inputs, i) for i in known.columns],
        worlds=[*sides[0], *sides[1]],
    )  # fmt: skip


def _known(read: ClaimsFile, ledger: Ledger, line: Line) -> _Known | None:
    """The claim tried again on kept runs; None where the model cannot speak to it."""
    (claim,) = chosen_claims(read.claims, [line.id])
    asked = asked_of(claim, read.subject)
    if asked.test is None:
        return None
    options = Options(ledger.worlds, ledger.replicates, (line.id,), rerun_worlds=0)
    tried = run_trials(read.subject, read.claims, options, simulate=_refuse)
    main = tried.samples[0]
    kept = {arm: tried.kept[trial.key, main.label] for arm, trial in asked.arms.items()}
    inputs = inputs_of(main.source(read.subject.arrays), main.worlds)
    return _Known(try_claim(asked.test, kept, read.subject.outcomes), inputs, _columns(line, inputs))


def _refuse(trial: Trial, worlds: Worlds, replicates: int, seed: int) -> NoReturn:  # noqa: ARG001
    hint = "Audit the study again."
    raise study_error("not_kept", "the ledger", "without its runs", "the runs of its claims", hint)


def _columns(line: Line, inputs: Inputs) -> tuple[int, ...]:
    """Inputs that decide most of where a claim holds, as its line of the ledger names them."""
    found = line.findings
    if found is None:
        return ()
    named = [one.name for one in found.boundaries]
    named += [] if found.box is None else [one.name for one in found.box.limits]
    named += [] if found.nearest is None else [one.name for one in found.nearest.differs]
    known = [name for name in dict.fromkeys(named) if name in inputs.names]
    return tuple(list(inputs.names).index(name) for name in known[:INPUTS])


def _side(known: _Known, side: NDArray[np.bool_], way: bool) -> list[ClaimWorldModel]:
    """Clearest worlds of a side, and those closest to turning."""
    margin = np.abs(known.tested.margin)
    order = [int(w) for w in np.argsort(-np.nan_to_num(margin), kind="stable") if side[w]]
    kinds: dict[int, Literal["clearest", "closest to turning"]] = dict.fromkeys(order[:CLEAREST], "clearest")
    for world in order[CLEAREST:][-CLOSEST:]:
        kinds[world] = "closest to turning"
    return [_world(known, world, way, kind) for world, kind in kinds.items()]


def _world(
    known: _Known, world: int, way: bool, kind: Literal["clearest", "closest to turning"]
) -> ClaimWorldModel:
    tested = known.tested
    runs = tested.run_spoken[world] & (tested.run_holds[world] == way)
    said = max(int(tested.run_spoken[world].sum()), 1)
    return ClaimWorldModel(
        world=world, replicate=int(np.argmax(runs)), holds=way, kind=kind,
        runs=float(runs.sum()) / said, margin=number(tested.margin[world]),
        values=[_value(known.inputs, i, world) for i in known.columns],
    )  # fmt: skip


def _value(inputs: Inputs, column: int, world: int) -> ValueModel:
    below = float(inputs.uniforms[column, world])
    level: Literal["low", "middle", "high"] = (
        "low" if below < 1 / 3 else "high" if below > 2 / 3 else "middle"
    )
    text = figure(float(inputs.values[column, world]), inputs.units[column])
    return ValueModel(text=text, below=below, level=level)


def _input(inputs: Inputs, column: int) -> InputModel:
    return InputModel(
        input=shown(inputs.names[column]), meaning=shown(inputs.meanings[column]),
        unit=shown(inputs.units[column]),
    )  # fmt: skip


def _sentence(counts: tuple[int, int, int]) -> str:
    holds, fails, silent = counts
    spoken = holds + fails
    if not spoken:
        return "It speaks of none of the worlds."
    said = f"It holds in {holds:,} of {spoken:,} worlds ({odds(holds / spoken)}) and fails in {fails:,}"
    return f"{said}; of {silent:,} worlds it does not speak." if silent else f"{said}."


def _empty(line: Line) -> ClaimWorldsModel:
    return ClaimWorldsModel(
        notice=NOTICE, claim=line.id, holds=0, fails=0, silent=0, inputs=[], worlds=[],
        sentence=f"There are no worlds to show: {line.reason or 'it was not tried'}.",
    )  # fmt: skip
