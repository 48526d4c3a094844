"""Figures of one study, as ``study.plot.fan(...)`` and so on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import ArrayLike

from irenic.errors import quoted
from irenic.study.problems import study_error

if TYPE_CHECKING:
    from irenic.analysis.compare import Comparison
    from irenic.case import Case
    from irenic.figures.figure import Figure
    from irenic.figures.places import Places
    from irenic.study import Study
    from irenic.study.replay import Replayer

Driven = Literal["outcome", "difference", "best"]


class Plot:
    """The figures of one study; a study has one as ``study.plot``.

    Parameters
    ----------
    study : as `open_study` returns it
    """

    def __init__(self, study: Study) -> None:
        self.study = study

    def __repr__(self) -> str:
        """Say which figures there are."""
        names = [name for name in dir(self) if not name.startswith("_")]
        made = [name for name in names if name not in ("study", "comparison", "case")]
        return f"Figures of {self.study.manifest.case.id}: {', '.join(f'{name}(...)' for name in made)}"

    @cached_property
    def comparison(self) -> Comparison:
        """All strategies compared, worlds alike."""
        from irenic.analysis.compare import compare

        return compare(self.study)

    @cached_property
    def case(self) -> Case:
        """The case that the study keeps.

        Raises
        ------
        StudyError : ``no_case``
        """
        from irenic.case.keep import case_from_kept

        content = self.study.manifest.case.content
        if content is None:
            hint = "Run the study again with this version of irenic."
            raise study_error("no_case", self.study.path, "without its case", "one that keeps it", hint)
        return case_from_kept(content, f"{self.study.path}: the case it keeps")

    def fan(
        self,
        series: str,
        strategies: Sequence[str] | str = (),
        *,
        worlds: Sequence[int] = (),
        weights: ArrayLike | None = None,
        baseline: str | None = None,
    ) -> Figure:
        """Return how a monthly series spreads over runs; see `irenic.figures.fan`."""
        from irenic.figures.fan import fan

        names = [strategies] if isinstance(strategies, str) else strategies
        return fan(self.study, series, names, worlds=worlds, weights=weights, baseline=baseline)

    def heat(self, outcomes: Sequence[str] = ()) -> Figure:
        """Return strategies by outcomes; see `irenic.figures.heat`."""
        from irenic.figures.heat import heat

        return heat(self.study, self.comparison, outcomes=outcomes)

    def differences(self, outcome: str, baseline: str | None = None) -> Figure:
        """Return how strategies differ from a baseline, by default the study's first."""
        from irenic.figures.differences import differences

        first = self.study.manifest.strategy_names[0] if baseline is None else baseline
        return differences(self.study, self.comparison, outcome, first)

    def drivers(
        self, outcome: str | None = None, strategies: Sequence[str] = (), *, of: Driven = "outcome"
    ) -> Figure:
        """Return what drives an outcome, a difference of two strategies, or which of them is best.

        Parameters
        ----------
        outcome : its id, or "score"; by default the first headline outcome
        strategies : names; none for all
        of : which question

        Raises
        ------
        StudyError : ``unknown_outcome``, ``unknown_strategy``, ``too_few_worlds``, ``no_such_question``
        """
        from irenic.analysis.sensitivity import drivers_given
        from irenic.figures.drivers import driver_bars

        infos = self.study.manifest.outcomes
        chosen = outcome or next((o.id for o in infos if o.headline), infos[0].id)
        answers = {one.question.kind: one for one in drivers_given(self.study, chosen, strategies)}
        if of not in answers:
            hint = "A difference needs two strategies; the best, an outcome of which more or less is better."
            raise study_error(
                "no_such_question", self.study.path, quoted(of), " or ".join(answers), hint, path="of"
            )
        return driver_bars(answers[of])

    def boxes(self, where: str, inputs: Sequence[str] = (), *, shuffles: int = 99) -> Figure:
        """Return in which worlds something happens, such as ``dislodged(strikes) < 0.5``.

        Parameters
        ----------
        where : the proposition
        inputs : parameters and factors to look at, also patterns; none for all
        shuffles : of the answers, to tell chance
        """
        from irenic.analysis.discover import Options
        from irenic.analysis.discover.question import ask, world_inputs
        from irenic.analysis.discover.survey import discover
        from irenic.figures.boxes import boxes

        found = discover(
            ask(self.study, where), world_inputs(self.study, inputs), Options(permutations=shuffles)
        )
        return boxes(found, self.study)

    def ledger(self) -> Figure:
        """Return the claims' ledger that is kept beside the study.

        Raises
        ------
        StudyError : ``no_ledger``
        """
        from irenic.figures.ledger import ledger_bars

        return ledger_bars(self._kept("ledger", f"irenic audit {self.study.path}"))

    def backtest(self, level: str = "country") -> Figure:
        """Return how well the model hit the record, of the back-test that is kept beside the study.

        Parameters
        ----------
        level : of the figures compared, such as "country" or "district"

        Raises
        ------
        StudyError : ``no_backtest``
        """
        from irenic.figures.backtest import backtest_panels

        return backtest_panels(
            self._kept("backtest", f"irenic report {self.study.path} --backtest -o FILE"), level
        )

    def calibration(self, level: str = "district") -> Figure:
        """Return how well calibrated the model was, of the back-test that is kept beside the study.

        Parameters
        ----------
        level : as in `backtest`

        Raises
        ------
        StudyError : ``no_backtest``
        """
        from irenic.figures.calibration import calibration

        return calibration(
            self._kept("backtest", f"irenic report {self.study.path} --backtest -o FILE"), level
        )

    def _kept(self, name: Literal["ledger", "backtest"], command: str) -> dict[str, Any]:
        from irenic.analysis.kept_documents import kept_document

        document = kept_document(self.study, name)
        if document is None:
            given, hint = f"without a {name}", f"Make one: {command}"
            raise study_error(f"no_{name}", self.study.path, given, "one that is kept beside it", hint)
        return document

    def map(
        self,
        strategy: str,
        world: int = 0,
        measure: str = "holder",
        *,
        replicate: int = 0,
        month: float | None = None,
    ) -> Figure:
        """Return a map of one run, which is run again from its world and its luck.

        The first call compiles the model, which takes some seconds.

        Parameters
        ----------
        strategy : its name
        world, replicate : counted from 0
        measure : id of one, such as ``holder`` or ``fighters``
        month : shown; by default the last
        """
        from irenic.figures.frames import frames_of
        from irenic.figures.map import district_map

        run = self._replayer.replay(strategy, world, replicate)
        return district_map(self._places, frames_of(run), measure, month=month)

    def network(self) -> Figure:
        """Return groups, their ties and their patrons; see `irenic.figures.network`."""
        from irenic.figures.network import network

        return network(self.case)

    @cached_property
    def _replayer(self) -> Replayer:
        from irenic.study.replay import Replayer

        return Replayer(self.study)

    @cached_property
    def _places(self) -> Places:
        """Districts, with the shapes that the shipped case of that name has."""
        from irenic.case.shipped import case_path, shipped_cases
        from irenic.errors import DataError
        from irenic.figures.places import places_of

        if self.case.id.replace("_", "-") not in shipped_cases():
            return places_of(self.case)
        try:
            return places_of(self.case, case_path(self.case.id)[0])
        except DataError:  # a case of the user's own under the name of a shipped one
            return places_of(self.case)
