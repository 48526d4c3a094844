"""Give studies their figures, and studies, cases and ledgers their look in a notebook.

The layers to the left of the figures do not know them, so their classes are given methods from here, when
`irenic` hands out a public name. It costs nothing: a class is only touched once its own module is loaded, and
charts are only imported when one is asked for.
"""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from irenic.figures.plot import Plot


def attach() -> None:
    """Set ``Study.plot`` and the ``_repr_html_`` of studies, cases and ledgers, as far as they are loaded.

    A notebook shows ledgers as well where their module is loaded later.
    """
    for home, name, show in (
        ("irenic.study.read", "Study", _study),
        ("irenic.case.schema", "Case", _case),
        ("irenic.analysis.audit.ledger", "Ledger", _ledger),
    ):
        module = sys.modules.get(home)
        kind = getattr(module, name, None)
        if kind is not None and "_repr_html_" not in vars(kind):
            kind._repr_html_ = show
            if name == "Study":
                _give_plot(kind)
        elif kind is None:
            _show_later(home, name, show)


def _give_plot(kind: Any) -> None:
    plot = cached_property(_plot)
    plot.__set_name__(kind, "plot")
    kind.plot = plot


def _show_later(home: str, name: str, show: Any) -> None:
    """Tell a running IPython how to show a class that is not loaded yet."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type_by_name(home, name, show)


def _plot(study: Any) -> Plot:
    """Figures of the study: ``study.plot.fan("deaths")`` and so on, see `irenic.figures.plot.Plot`."""
    from irenic.figures.plot import Plot

    return Plot(study)


def _study(study: Any) -> str:
    from irenic.figures.notebook import study_html

    return study_html(study, study.plot)


def _case(case: Any) -> str:
    from irenic.figures.notebook import case_html

    return case_html(case)


def _ledger(ledger: Any) -> str:
    from irenic.figures.notebook import ledger_html

    return ledger_html(ledger)
