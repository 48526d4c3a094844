"""Keep compiled programs between runs, so that the second start of a case is fast."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

SETTING = "IRENIC_COMPILE_CACHE"
"""Environment variable: another folder for compiled programs, or ``off`` to keep none."""


def compile_cache() -> Path | None:
    """Return the folder that keeps compiled programs, or None if the user wants none.

    The user's own cache folder unless `SETTING` names another. What lies in it only saves time:
    it can be deleted whenever nothing runs.
    """
    chosen = os.environ.get(SETTING, "")
    if chosen.lower() == "off":
        return None
    return Path(chosen) if chosen else user_cache_path("irenic") / "compiled"


def keep_compiled() -> Path | None:
    """Make the engine's compiler keep its programs; where the folder cannot be made, go on without.

    Returns
    -------
    The folder in use, or None
    """
    from irenic.engine.run import use_compile_cache

    folder = compile_cache()
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:  # a read-only home: slower starts, the same results
        return None
    use_compile_cache(str(folder))
    return folder
