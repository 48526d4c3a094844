"""Fetch a release: take up what is there, check what came, put it in place in one step."""

from __future__ import annotations

import hashlib
import re
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from irenic import __version__
from irenic.errors import DataError, Problem
from irenic.record.fetch.partial import Partial
from irenic.record.fetch.releases import (
    Centre,
    checked_release,
    chosen_centre,
    download_folder,
    file_name,
)
from irenic.record.fetch.transfer import Broken, Changed, Progress, Transfer

_DIGEST = re.compile(r"([0-9a-f]{64})\s.*", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A release's file on this machine.

    Parameters
    ----------
    path : of the file
    release, address : what it is, and where it came from
    size, digest : bytes and SHA-256
    was_here : whether it had been fetched before and nothing was transferred
    is_known : whether irenic knew the digest beforehand
    """

    path: Path
    release: str
    address: str
    size: int
    digest: str
    was_here: bool
    is_known: bool


def fetch(
    release: str,
    *,
    folder: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
    centre: Centre | None = None,
) -> Fetched:
    """Take the file of a release from UCDP's download centre, or the rest of it.

    A broken transfer is taken up where it ended, now and at the next call. The file must have the size and
    digest that irenic knows of the release; of other releases the digest is kept beside the file as
    ``NAME.sha256``, and a later file with another is refused.

    Parameters
    ----------
    release : such as ``25.1``
    folder : where to; None for `download_folder`
    force : fetch again, and take a file with another size or digest as it is
    progress : takes bytes that came and bytes in all, None where unknown
    centre : another server; None for UCDP's, or the one `SETTING` names

    Returns
    -------
    Fetched

    Raises
    ------
    DataError : `bad_release`, `bad_address`, `offline`, `incomplete`, `release_not_found`, `server_refused`,
        `redirect_elsewhere`, `too_large`, `wrong_size`, `digest_differs`, `not_a_zip`, `not_writable`
    """
    there = chosen_centre() if centre is None else centre
    name = file_name(checked_release(release))
    path = (download_folder() if folder is None else folder) / name
    known = there.known.get(release)
    wanted = known.digest if known else _kept_digest(path)
    here = _Here(path, release, there.address_of(release), known is not None)
    if path.is_file() and not force:
        digest = digest_of(path)
        if wanted == digest:
            return here.fetched(digest, was_here=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(path.parent, error) from error
    transfer = Transfer(
        there, here.address, Partial(path), None if force or not known else known.size, progress
    )
    try:
        _transfer(transfer)
        digest = _checked(transfer, None if force else wanted)
        transfer.partial.finish()
        _digest_file(path).write_text(f"{digest}  {name}\n", encoding="utf-8")
    except OSError as error:  # the network's faults are none of these
        raise _not_writable(path, error) from error
    return here.fetched(digest, was_here=False)


@dataclass(frozen=True, slots=True)
class _Here:
    path: Path
    release: str
    address: str
    is_known: bool

    def fetched(self, digest: str, *, was_here: bool) -> Fetched:
        size = self.path.stat().st_size
        return Fetched(self.path, self.release, self.address, size, digest, was_here, self.is_known)


def _transfer(transfer: Transfer) -> None:
    """Take the file, breaks and changes outlived."""
    import httpx

    centre = transfer.centre
    timeout = httpx.Timeout(centre.silence, connect=centre.connect)
    agent = {"User-Agent": f"irenic/{__version__}"}
    with httpx.Client(timeout=timeout, headers=agent, trust_env=not centre.is_here) as client:
        for attempt in range(1, centre.attempts + 1):
            try:
                transfer.run(client)
                return
            except Changed:
                transfer.partial.discard()
                continue
            except Broken as error:
                if attempt == centre.attempts:
                    raise _given_up(transfer, str(error)) from error
            time.sleep(centre.pause * attempt)
    raise _given_up(transfer, "the file changed each time")


def _given_up(transfer: Transfer, reason: str) -> DataError:
    came = transfer.partial.size
    if came:
        hint = f"{came:,} bytes are kept; the same command goes on from there."
        return transfer.refusal("incomplete", reason, "the whole file", hint)
    hint = (
        "Without a connection, take the file in a browser elsewhere, carry it here and use "
        "`irenic data import FILE`."
    )
    return transfer.refusal("offline", reason, f"an answer from {transfer.centre.host}", hint)


def _checked(transfer: Transfer, wanted: str | None) -> str:
    """Digest of what came; raises where it is not the file that was wanted."""
    content = transfer.partial.content
    if not zipfile.is_zipfile(content):
        size = transfer.partial.size
        transfer.partial.discard()
        raise transfer.refusal("not_a_zip", f"{size:,} bytes of something else", "a zip archive")
    digest = digest_of(content)
    if wanted is not None and digest != wanted:
        transfer.partial.discard()
        hint = (
            "The file is not the one known. It may be damaged, or UCDP may have replaced it: look at its "
            "page, then use --force to take it as it is."
        )
        raise transfer.refusal("digest_differs", f"SHA-256 {digest}", f"SHA-256 {wanted}", hint)
    return digest


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept_digest(path: Path) -> str | None:
    """The digest of an earlier fetch, if one was kept."""
    kept = _digest_file(path)
    if not kept.is_file() or kept.stat().st_size > 1000:
        return None
    match = _DIGEST.fullmatch(kept.read_text(encoding="utf-8", errors="replace"))
    return match[1] if match else None


def _digest_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _not_writable(path: Path, error: OSError) -> DataError:
    given, expected = error.strerror or "an error", "a place to write to, with room for the file"
    return DataError([Problem("not_writable", str(path), None, "", given, expected)])
