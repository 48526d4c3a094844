"""Write the pages in which a case examines itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from irenic.analysis.pages import contested, prior_predictive, reachability, splitting, start_balance
from irenic.analysis.pages.examined import examine

PAGES = tuple(module.FILE for module in (prior_predictive, start_balance, reachability, splitting, contested))
"""Files that `write_pages` writes, in order."""


def write_pages(
    case_name: str = "libya-2015",
    out_dir: Path = Path("docs"),
    worlds: int = 1024,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Examine a case and write what was found: one Markdown page per question.

    The same case, priors, strategies and number of worlds give the same text.

    Parameters
    ----------
    case_name : a shipped case's name or a path; its ``strategies.yaml`` and, if there is one,
        ``record/figures.csv`` lie beside the case file
    out_dir : folder, made if need be
    worlds : a power of two
    progress : called with a line of text before each long step

    Returns
    -------
    The files written, in the order of `PAGES`

    Raises
    ------
    CaseError, StrategyError, ParameterError : the case, its strategies or `worlds` cannot be used
    """
    say = progress or (lambda _: None)
    examined = examine(case_name, worlds, say)
    runs = {}
    for name in examined.strategies:
        say(f"Ordinary worlds: {name}")
        runs[name] = examined.run(name)
    texts = {
        prior_predictive.FILE: prior_predictive.prior_predictive(examined, runs),
        start_balance.FILE: start_balance.start_balance(examined),
        reachability.FILE: reachability.reachability(examined, runs),
        splitting.FILE: splitting.splitting(examined, say),
        contested.FILE: contested.contested(examined, runs, say),
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out_dir / name).write_text(text, encoding="utf-8", newline="\n")
    return [out_dir / name for name in PAGES]
