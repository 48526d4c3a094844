"""irenic: a policy laboratory for multi-party civil conflicts.

It asks which strategies hold up, in which plausible worlds, and what would have to be true for
each to fail. Simulated, exploratory, not a forecast.

The names in ``__all__`` are public. Each is fetched from its module on first use, so that
``import irenic`` stays fast and starts no array library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from irenic.case import check_case, load_case
    from irenic.engine.run import Engine
    from irenic.parameters import load_parameters
    from irenic.strategy import load_strategies
    from irenic.study import open_study, run_study
    from irenic.study.replay import Replayer
    from irenic.worlds import WorldSet

__version__ = "0.1.0"

__all__ = [
    "Engine",
    "Replayer",
    "WorldSet",
    "__version__",
    "check_case",
    "load_case",
    "load_parameters",
    "load_strategies",
    "open_study",
    "run_study",
]

_HOMES = {
    "Engine": "irenic.engine.run",
    "Replayer": "irenic.study.replay",
    "WorldSet": "irenic.worlds",
    "check_case": "irenic.case",
    "load_case": "irenic.case",
    "load_parameters": "irenic.parameters",
    "load_strategies": "irenic.strategy",
    "open_study": "irenic.study",
    "run_study": "irenic.study",
}

if not TYPE_CHECKING:  # else checkers would take any misspelt name

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'irenic' has no attribute {name!r}")
        found = getattr(import_module(home), name)
        import_module("irenic.figures.attach").attach()  # cheap: charts are imported when one is drawn
        return found


def __dir__() -> list[str]:
    return sorted(__all__)
