"""The chart library that pages load: Vega, Vega-Lite and Vega-Embed in one file, without any network.

It comes inside the converter that also renders figures to SVG, so both draw with the same version. Making
the bundle takes seconds, so it is kept.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from irenic.study.files import write_atomically

_making = threading.Lock()


def chart_library(cache: Path) -> bytes:
    """Return the bundle as JavaScript.

    Parameters
    ----------
    cache : folder that keeps it; where it cannot be written, the bundle is made at every start
    """
    with _making:
        return _library(cache)


@lru_cache(maxsize=2)
def _library(cache: Path) -> bytes:
    path = cache / f"vega-{version('vl-convert-python')}.js"
    try:
        return path.read_bytes()
    except OSError:
        import vl_convert

        made = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").encode()
    try:
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, made, cache)
    except OSError:  # a read-only home: slower starts, the same pages
        return made
    return made
