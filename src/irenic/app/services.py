"""What every route works with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from irenic.app.jobs import Handle, Job, Jobs
from irenic.app.lab import Lab, Labs
from irenic.app.library import Library
from irenic.app.problems import fault, problem
from irenic.app.settings import Settings
from irenic.case import Case
from irenic.errors import IrenicError, StudyError, quoted
from irenic.strategy import Strategy
from irenic.study import Progress, Study
from irenic.study.describe import claims_digest
from irenic.study.folder import StudyFolder
from irenic.study.run import check_settings, default_folder, make_setup, run_setup
from irenic.study.stored import stored_case, stored_strategy

SIZES = ("worlds", "replicates", "months", "seed")
FIRST_WORLDS = 256
"""Worlds of the study that a case without any gets at the start."""

WARM_AFTER = 3.0
"""Seconds from the start until the engine is made ready: the first page goes first."""


@dataclass(frozen=True, slots=True)
class Services:
    """The server's parts.

    Parameters
    ----------
    settings, library, labs, jobs : as their classes say
    """

    settings: Settings
    library: Library
    labs: Labs
    jobs: Jobs

    def lab(self, case: Case, months: int | None = None) -> Lab:
        """Return the warm engine of a case.

        Parameters
        ----------
        case : the conflict
        months : length of a run; None for the server's own
        """
        return self.labs.of(case, self.settings.months if months is None else months)

    def lab_of(self, study: Study) -> Lab:
        """Return the warm engine that fits a study.

        Raises
        ------
        StudyError : ``cannot_replay``, ``damaged_study``
        """
        from irenic.study.replay import refuse_other_code

        refuse_other_code(study)
        return self.labs.of(stored_case(study.manifest, study.path), study.manifest.months)

    def begin(self) -> threading.Timer:
        """Make ready what the first pages ask for, once the first has been answered; cancel it at the end."""
        threading.Thread(target=self._read_first, name="irenic-first", daemon=True).start()
        timer = threading.Timer(WARM_AFTER, self._begin)
        timer.daemon = True
        timer.start()
        return timer

    def _read_first(self) -> None:
        """Read what the first page shows while the browser opens it."""
        from irenic.app.runs.answers import Atlas

        try:
            atlas, case = Atlas(self.library), self.library.case(self.library.first)
            atlas.places(case)
            atlas.start(case)
        except IrenicError:
            return  # the pages tell it, with all its problems

    def _begin(self) -> None:
        try:
            self.warm_up()
        except IrenicError:
            return  # the pages tell it, with all its problems
        except Exception as error:  # noqa: BLE001 - logged; whoever asks for the same is told, too
            fault("warming up", error)

    def warm_up(self) -> None:
        """Compile, or fetch, the engine of the first case; give a case without any study a small one.

        Raises
        ------
        IrenicError : the case, its strategies or its newest study cannot be used
        """
        case = self.library.case(self.library.first)
        newest = self.library.newest(case)
        if newest is not None:
            try:
                return self.lab_of(self.library.study(newest.key)).warm()
            except StudyError:  # of another version, or damaged: pages say so
                return self.lab(case).warm()
        if self.settings.first_study and not self.library.unfinished(case):
            self.start_first_study(case)
        return self.lab(case).warm()

    def start_first_study(self, case: Case) -> Job:
        """Start a small study of the reference strategies of the case that is shown first.

        Parameters
        ----------
        case : that case
        """
        known = self.library.strategies(self.library.first)
        chosen = [one for one in known.values() if one.reference] or list(known.values())
        sizes = {"worlds": FIRST_WORLDS, "replicates": 1, "months": self.settings.months, "seed": 1}
        return self.start_study(
            case, chosen, sizes, claims_digest(self.library.entry(self.library.first).path)
        )

    def start_study(
        self, case: Case, strategies: list[Strategy], sizes: dict[str, int], claims: str | None
    ) -> Job:
        """Start a job that runs a study into the workspace; the same request is the same study.

        Parameters
        ----------
        case, strategies : what to run
        sizes : worlds, replicates, months, seed
        claims : digest of the claims beside the case

        Raises
        ------
        StudyError : settings out of range
        """
        check_settings(sizes, {}, strategies)
        lab = self.labs.of(case, sizes["months"])
        setup = make_setup(case, strategies, sizes, lab.engine.block, lab.engine, claims=claims)
        folder = self.settings.studies / default_folder(setup.plan).name

        def work(handle: Handle) -> dict[str, Any]:
            run_setup(setup, out=folder, resume=True, progress=_telling(handle))
            return {"study": folder.name}

        title = f"{case.title}: {len(strategies)} strategies in {sizes['worlds']:,} worlds"
        return self.jobs.start("study", title, work, study=folder.name)

    def resume_study(self, key: str) -> Job:
        """Start a job that goes on with an unfinished study.

        Parameters
        ----------
        key : its name

        Raises
        ------
        StudyError : ``not_unfinished``, or its plan cannot be read
        """
        hint = "It may have been finished in the meantime: load the page again."
        one = problem("not_unfinished", quoted(key), "an unfinished study", hint, path="study")
        entry = next((e for e in self.library.unfinished() if e.key == key), None)
        plan = None if entry is None else StudyFolder(entry.path).read_plan()
        if entry is None or plan is None:
            raise StudyError([one])

        def work(handle: Handle) -> dict[str, Any]:
            case = stored_case(plan, entry.path)
            lab = self.labs.of(case, plan.months)
            strategies = [stored_strategy(info, lab.arrays, entry.path) for info in plan.strategies]
            sizes = {name: getattr(plan, name) for name in SIZES}
            setup = make_setup(case, strategies, sizes, lab.engine.block, lab.engine, claims=plan.claims)
            run_setup(setup, out=entry.path, resume=True, progress=_telling(handle))
            return {"study": key}

        return self.jobs.start("study", f"{plan.case.title}: going on with a study", work, study=key)


def _telling(handle: Handle) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        note = "storing" if progress.stage == "store" else "running"
        handle.tell(progress.done, progress.total, note)

    return tell


def services_of(request: Request) -> Services:
    """Return the parts of the server that answers a request."""
    services: Services = request.app.state.services
    return services


Parts = Annotated[Services, Depends(services_of)]
"""Type of a route's parameter that is given the server's parts."""
