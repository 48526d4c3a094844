"""Where the releases lie, and what is known of their files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from irenic.errors import DataError, Problem, quoted

UCDP = "https://ucdp.uu.se/downloads/ged/"
SETTING = "IRENIC_UCDP"
"""Environment variable: another address to fetch from; https, or http on this machine alone."""

LATEST = "26.1"
OLDEST = 17
_RELEASE = re.compile(r"(\d{2})\.(\d)", re.ASCII)
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
DOCUMENTED = "17.1 to 26.1, such as 25.1"


class Known(NamedTuple):
    """Size in bytes and SHA-256 of a release's file."""

    size: int
    digest: str


KNOWN = {
    "25.1": Known(29_307_888, "e256f1fb20a579d8b2f910e5bae212f486d3002adaa2e4359ace740c737da05d"),
    "26.1": Known(39_122_522, "8c941d84954e555ee2e54f40fa04d9203bf1e2f962203d0a9930966c4947c667"),
}
"""UCDP states no digests. These are what public projects recorded of the files they took in 2026: at least
eight of them alike for 26.1, one that took it twice for 25.1."""


@dataclass(frozen=True, slots=True)
class Centre:
    """The download centre, and how to deal with it.

    Parameters
    ----------
    address : folder of the files; https, or http on this machine alone
    connect, silence : seconds to wait for a connection, and for the next bytes
    attempts : how often a broken transfer is taken up again before giving up
    pause : seconds before that, times the attempt's number
    max_bytes : largest file that is taken
    known : release -> size and digest of its file
    """

    address: str = UCDP
    connect: float = 15.0
    silence: float = 60.0
    attempts: int = 4
    pause: float = 2.0
    max_bytes: int = 500_000_000
    known: dict[str, Known] = field(default_factory=lambda: dict(KNOWN))

    @property
    def host(self) -> str:
        """Name of the server."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine: no proxy stands between."""
        return self.host in _LOOPBACK

    def address_of(self, release: str) -> str:
        """Address of a release's file."""
        return f"{self.address.rstrip('/')}/{file_name(release)}"

    def trusts(self, address: str) -> bool:
        """Whether an address, such as one redirected to, is of the same site and as safe."""
        try:
            there, port = urlsplit(address), urlsplit(address).port
        except ValueError:
            return False
        here = urlsplit(self.address)
        same = there.hostname == here.hostname and _port(there, port) == _port(here, here.port)
        return same and there.scheme == here.scheme and not there.username and not there.password


def _port(parts: SplitResult, port: int | None) -> int:
    return port or {"https": 443, "http": 80}.get(parts.scheme, 0)


def chosen_centre() -> Centre:
    """Return the download centre, or the server that `SETTING` names.

    Raises
    ------
    DataError : `bad_address`
    """
    given = os.environ.get(SETTING, "")
    if not given:
        return Centre()
    return Centre(address=checked_address(given), known={})


def checked_address(given: str) -> str:
    """Return an address to fetch from, if it is safe.

    Raises
    ------
    DataError : `bad_address`
    """
    try:
        parts = urlsplit(given)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        usable = safe and bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        usable = False
    if usable:
        return given
    expected = "an https address of a folder, or http on this machine"
    raise DataError([Problem("bad_address", SETTING, None, "the address", quoted(given), expected)])


def checked_release(given: str) -> str:
    """Return a release's number, if one of that form may exist.

    Raises
    ------
    DataError : `bad_release`
    """
    match = _RELEASE.fullmatch(given)
    if match and int(match[1]) >= OLDEST and match[2] != "0":
        return given
    hint = f"The latest known here is {LATEST}. Monthly candidate events are to be fetched by hand."
    raise DataError(
        [Problem("bad_release", "the request", None, "--release", quoted(given), DOCUMENTED, hint)]
    )


def file_name(release: str) -> str:
    """Name of a release's file, such as ``ged251-csv.zip``."""
    return f"ged{release.replace('.', '')}-csv.zip"


def download_folder() -> Path:
    """Return the folder of files as they came: ``downloads`` in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("irenic") / "downloads"
