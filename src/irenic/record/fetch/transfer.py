"""One request for a file, or for its rest, and what may go wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irenic.errors import DataError, Problem, quoted
from irenic.record.fetch.partial import Partial
from irenic.record.fetch.releases import Centre

if TYPE_CHECKING:
    from httpx import Client, Response

MAX_REDIRECTS = 5
CHUNK = 1 << 16
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})", re.ASCII)

Progress = Callable[[int, int | None], None]
"""Takes bytes that came and bytes in all, None where the server does not say."""


class Broken(Exception):
    """A transfer that ended early; what came is kept."""


class Changed(Exception):
    """What came is of no use: the file there is another one."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file to be taken.

    Parameters
    ----------
    centre : the server and how to deal with it
    address : of the file
    partial : what has come
    expected : its size in bytes, where known beforehand
    progress : told of every chunk
    """

    centre: Centre
    address: str
    partial: Partial
    expected: int | None = None
    progress: Progress | None = None

    def run(self, client: Client) -> None:
        """Take the file, or its rest.

        Raises
        ------
        Broken : the connection failed or ended early
        Changed : the rest belongs to another file, or the file is complete with other bytes
        DataError : `release_not_found`, `server_refused`, `redirect_elsewhere`, `too_large`, `wrong_size`
        """
        import httpx

        validator = self.partial.validator(self.address)
        headers = {"Accept-Encoding": "identity"}
        if validator is not None:
            headers |= {"Range": f"bytes={self.partial.size}-", "If-Range": validator}
        try:
            with self._answer(client, headers) as response:
                self._take(response)
        except httpx.TimeoutException as error:
            silence = f"nothing came for {self.centre.silence:g} seconds"
            connect = f"no connection within {self.centre.connect:g} seconds"
            raise Broken(connect if isinstance(error, httpx.ConnectTimeout) else silence) from error
        except httpx.TransportError as error:
            raise Broken(str(error) or type(error).__name__) from error

    @contextmanager
    def _answer(self, client: Client, headers: dict[str, str]) -> Iterator[Response]:
        """The server's answer, redirects on the same site followed."""
        address = self.address
        for _ in range(MAX_REDIRECTS + 1):
            with client.stream("GET", address, headers=headers) as response:
                if response.next_request is None:
                    yield response
                    return
                address = str(response.next_request.url)
                if not self.centre.trusts(address):
                    raise self.refusal("redirect_elsewhere", quoted(address), f"a file on {self.centre.host}")
        raise self.refusal("redirect_elsewhere", f"over {MAX_REDIRECTS} redirects", "a file")

    def _take(self, response: Response) -> None:
        start, total = self._start(response)
        for size in (total, self.expected):
            if size is not None and size > self.centre.max_bytes:
                raise self.refusal("too_large", f"{size:,} bytes", f"at most {self.centre.max_bytes:,}")
        if total is not None and self.expected is not None and total != self.expected:
            raise self.refusal("wrong_size", f"{total:,} bytes", f"{self.expected:,} bytes", _FORCE)
        if start == 0:
            self.partial.begin(self.address, _validator(response))
        self._write(response, start, total)

    def _start(self, response: Response) -> tuple[int, int | None]:
        """Place in the file at which the answer starts, and the file's size."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            given = quoted(response.headers["Content-Encoding"])
            raise self.refusal("server_refused", f"content encoded as {given}", "the file as it is")
        if response.status_code == 200:
            length = response.headers.get("Content-Length", "")
            return 0, int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
        if response.status_code == 206:
            match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
            if match is None or int(match[1]) != self.partial.size or not self.partial.size:
                raise Changed
            return self.partial.size, int(match[3])
        if response.status_code == 416:
            raise Changed
        if response.status_code in (404, 410):
            hint = "Look at the download centre's page for the releases there are."
            raise self.refusal("release_not_found", str(response.status_code), "a release that exists", hint)
        if response.status_code >= 500 or response.status_code in (408, 429):
            raise Broken(f"the server answers {response.status_code}")
        raise self.refusal("server_refused", f"answer {response.status_code}", "the file")

    def _write(self, response: Response, start: int, total: int | None) -> None:
        done = start
        with self.partial.content.open("r+b") as file:
            file.seek(start)
            for chunk in response.iter_raw(CHUNK):
                done += len(chunk)
                if done > (self.centre.max_bytes if total is None else total):
                    self.partial.discard()
                    raise self.refusal(
                        "too_large", f"over {done - len(chunk):,} bytes", "a file of the size stated"
                    )
                file.write(chunk)
                if self.progress is not None:
                    self.progress(done, total)
        if total is not None and done < total:
            raise Broken(f"{done:,} of {total:,} bytes came")

    def refusal(self, code: str, given: str, expected: str, hint: str = "") -> DataError:
        """The error of this file."""
        return DataError([Problem(code, self.address, None, "", given, expected, hint)])


_FORCE = "UCDP may have replaced the file: look at its page, then use --force to take it as it is."


def _validator(response: Response) -> str | None:
    """A strong tag, else the date of change; a weak tag does not vouch for every byte."""
    tag = response.headers.get("ETag", "")
    if tag.startswith('"') and tag.endswith('"'):
        return str(tag)
    found = response.headers.get("Last-Modified")
    return None if found is None else str(found)
