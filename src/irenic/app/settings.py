"""What a server is started with."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names under which a browser on this machine may call the server."""

CASES_SETTING = "IRENIC_CASES"
"""Environment variable: another folder for cases that were edited or uploaded in the app."""

CACHE_SETTING = "IRENIC_CACHE"
"""Environment variable: another folder for what the app can make again."""


def kept_cases() -> Path:
    """Return the folder that keeps edited and uploaded cases: the user's own data folder, unless set."""
    chosen = os.environ.get(CASES_SETTING, "")
    return Path(chosen) if chosen else user_data_path("irenic") / "cases"


def app_cache() -> Path:
    """Return the folder of what can be made again (replayed runs, the chart library's bundle)."""
    chosen = os.environ.get(CACHE_SETTING, "")
    return Path(chosen) if chosen else user_cache_path("irenic") / "app"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the server listens, and the folders it reads and writes.

    Parameters
    ----------
    case : shown first: a shipped case's name, or a path to a case file
    studies : folder of studies, the command line's own
    cases, cache : see `kept_cases` and `app_cache`
    port : on which it is called; the Host header must name it
    months : length of runs that the app makes
    max_body : largest request in bytes
    first_study : whether a case without any study gets a small one at the start
    """

    case: str = "libya-2015"
    studies: Path = Path("studies")
    cases: Path = field(default_factory=kept_cases)
    cache: Path = field(default_factory=app_cache)
    port: int = 8765
    months: int = 36
    max_body: int = 3 * 2**20
    first_study: bool = True

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the Host header that are answered."""
        return frozenset(f"{name}:{self.port}" for name in LOOPBACK)

    @property
    def origins(self) -> frozenset[str]:
        """Values of the Origin header from which changes are accepted."""
        return frozenset(f"http://{host}" for host in self.hosts)
